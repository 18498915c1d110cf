"""Installation of the app: the bot's identity in its workspace, as Slack tells it.

Asked anew now and then, since a token may be revoked.
"""

import asyncio
from collections.abc import Callable

from bot.slack.api.client import Identity, SlackApi
from bot.slack.api.errors import TOKEN, SlackAway, SlackRefused

FRESH = 10_000  # ms for which Slack's word is taken, a no too: probes come often
PROBE_SECONDS = 3.0  # for which a probe waits for it


class Installation:
    """`clock`: monotonic, in ms. `identity` is None until Slack has told."""

    def __init__(self, api: SlackApi, clock: Callable[[], int]) -> None:
        self.identity: Identity | None = None
        self._api = api
        self._clock = clock
        self._asking: asyncio.Task[str] | None = None
        self._asked = 0

    @property
    def team(self) -> str:
        """Id of the workspace; '' while it is not known."""
        return self.identity.team if self.identity else ""

    def message_url(self, channel: str, ts: str, thread_ts: str = "") -> str:
        """Address of a message, in its thread if it is in one; '' while the workspace's is not
        known.
        """
        known = self.identity
        if not (known and known.url):
            return ""
        query = f"?thread_ts={thread_ts}&cid={channel}" if thread_ts else ""
        return f"{known.url}archives/{channel}/p{ts.replace('.', '')}{query}"

    async def token_error(self) -> str:
        """Why Slack refuses the token; '' if it takes it. All who wait share one call to Slack."""
        now, asking = self._clock(), self._asking
        if asking is None or (asking.done() and not 0 <= now - self._asked <= FRESH):
            asking = self._asking = asyncio.create_task(self.ask())
            self._asked = now
        done, _ = await asyncio.wait({asking}, timeout=PROBE_SECONDS)
        return asking.result() if done else f"Slack does not answer within {PROBE_SECONDS:g} s."

    async def ask(self) -> str:
        """Ask Slack who the bot is, and learn it; the same sentence as `token_error`."""
        try:
            self.identity = await self._api.identity()
        except SlackAway as away:
            return f"Slack does not answer ({away})."
        except SlackRefused as refused:
            return _advice(refused.code)
        return ""


def _advice(code: str) -> str:
    if code in TOKEN:
        return (
            f"Slack refuses SLACK_BOT_TOKEN ({code}): install the app again and copy its Bot User"
            " OAuth Token."
        )
    return f"Slack refuses auth.test: {code}."
