"""Replies through Slack's `response_url`, to Slack's own hosts alone."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from yarl import URL

from bot.process.proxies import Proxies

HOSTS = ("slack.com", "slack-gov.com")  # and all below


class NotSlack(ValueError):
    """Address that is not Slack's."""


class ResponseUrls:
    """Client for response_urls. `api_url`: address of the Web API, whose host is trusted too."""

    def __init__(self, session: aiohttp.ClientSession, proxies: Proxies, api_url: str) -> None:
        self._session = session
        self._proxies = proxies
        self._api = URL(api_url)

    async def post(self, url: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body. Raises NotSlack, aiohttp.ClientError, TimeoutError."""
        if not self._is_slacks(url):
            raise NotSlack
        async with self._session.post(
            url,
            json=body,
            proxy=self._proxies.of(url),
            allow_redirects=False,
        ) as answer:
            return answer.status, answer.headers, await answer.read()

    def _is_slacks(self, text: str) -> bool:
        try:
            url = URL(text)
        except ValueError:
            return False
        if url.host == self._api.host and url.scheme in ("https", self._api.scheme):
            return True
        own = any(f".{url.host}".endswith(f".{host}") for host in HOSTS)
        return own and url.scheme == "https"
