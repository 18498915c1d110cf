"""Calls of Slack's Web API over HTTP, each counted, and made only as far as back-off allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import aiohttp
import orjson
from prometheus_client import Counter
from yarl import URL

from bot.process.proxies import connection_error
from bot.slack.api.backoff import Backoff
from bot.slack.api.errors import TOKEN, SlackAway, SlackRefused, read
from bot.slack.api.methods import METHODS, READING

CALLS = Counter("mfa_slack_calls_total", "Calls to Slack's Web API", ["method", "result"])
JSON = "application/json; charset=utf-8"
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
# Created at the start: an alert can't see the first increase of a series that begins with it.
for _refused in product(METHODS, TOKEN):
    CALLS.labels(*_refused)
_NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


@dataclass
class Calls:
    """HTTP session for all calls. Nothing is retried here: that is for delivery to decide.

    url: of the Web API, with a slash at the end
    """

    _token: str = field(repr=False)
    _url: str
    _session: aiohttp.ClientSession
    _proxy: URL | None = field(repr=False)  # may hold a password
    _backoff: Backoff

    async def answer(self, method: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer, _ = await self.ask(method, body)
        return answer

    async def ask(
        self, method: str, body: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Slack's answer and its headers."""
        if method not in METHODS:
            raise LookupError(f"{method} is missing in METHODS, so the manifest may lack its scope")
        with self._backoff.heeded((method, str(body.get("channel", "")))):
            try:
                status, headers, said = await self._sent(method, body)
                answer = read(method, status, headers, said)
            except (SlackAway, SlackRefused) as error:
                CALLS.labels(method, error.code).inc()
                raise
        CALLS.labels(method, "ok").inc()
        return answer, headers

    async def _sent(
        self, method: str, body: Mapping[str, Any]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of the response. A redirect is not followed: it is not Slack's,
        and the token must not go there. Raises SlackAway.
        """
        headers = {"Authorization": f"Bearer {self._token}"}
        reads = method in READING  # these take no JSON
        if not reads:
            headers["Content-Type"] = JSON
        try:
            async with self._session.request(
                "GET" if reads else "POST",
                f"{self._url}{method}",
                headers=headers,
                proxy=self._proxy,
                params=dict(body) if reads else None,
                data=None if reads else orjson.dumps(body),
                allow_redirects=False,
            ) as answer:
                return answer.status, answer.headers, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            why = f"{method}: {connection_error(error)}"
            raise SlackAway(why, not_done=isinstance(error, _NOT_CONNECTED)) from error
