"""Replies through Slack's `response_url`, to Slack's own hosts alone."""

from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.process.proxies import Proxies, connection_error
from bot.slack.api.calls import CALLS
from bot.slack.api.errors import SlackAway, SlackRefused, read_hook
from bot.slack.render.blocks import Message

HOSTS = ("slack.com", "slack-gov.com")  # and all below


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where one person is answered: the response_url of their request, and the thread that it came
    from. Without the thread Slack would show the answer in the channel, where they don't look.

    `user`: who gets direct messages if there is no response_url, or it has expired.
    """

    url: str
    thread: str = ""
    user: str = ""


class ResponseUrls:
    """Client for response_urls. `api_url`: address of the Web API, whose host is trusted too."""

    def __init__(self, session: aiohttp.ClientSession, proxies: Proxies, api_url: str) -> None:
        self._session = session
        self._proxies = proxies
        self._api = URL(api_url)

    async def respond(self, to: ReplyTo, message: Message, *, replace: bool = False) -> None:
        """Tell one person alone. Raises SlackAway, SlackRefused."""
        if not self._is_slacks(to.url):
            CALLS.labels("response_url", "not_slack").inc()
            raise SlackRefused("response_url", "not_slack")
        body = {
            "response_type": "ephemeral",
            "replace_original": replace,
            "text": message.text,
            "blocks": message.blocks,
        }
        if to.thread and not replace:
            body["thread_ts"] = to.thread
        try:
            async with self._session.post(
                to.url, json=body, proxy=self._proxies.for_url(to.url), allow_redirects=False
            ) as answer:
                said = answer.status, answer.headers, await answer.read()
        except (aiohttp.ClientError, OSError) as error:  # its words may hold the address
            CALLS.labels("response_url", "away").inc()
            raise SlackAway(f"response_url: {connection_error(error)}") from error
        CALLS.labels("response_url", str(said[0])).inc()
        read_hook(*said)

    def _is_slacks(self, text: str) -> bool:
        try:
            url = URL(text)
        except ValueError:
            return False
        if url.host == self._api.host and url.scheme in ("https", self._api.scheme):
            return True
        own = any(f".{url.host}".endswith(f".{host}") for host in HOSTS)
        return own and url.scheme == "https"
