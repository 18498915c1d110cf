"""Who the bot is, as Slack says; asked anew now and then, since a token may be revoked."""

import asyncio

from bot.slack.api.errors import TOKEN, SlackAway, SlackRefused
from bot.slack.requests.responder import Desk

FRESH = 10_000  # ms for which Slack's word is taken, a no too: probes come often
PATIENCE = 3.0  # seconds that a probe waits for it


class WhoAmI:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asking: asyncio.Task[str] | None = None
        self._asked = 0

    async def trouble(self) -> str:
        """'' where Slack takes the token. However many want to know, Slack is asked once."""
        now, asking = self._desk.guide.store.uptime(), self._asking
        if asking is None or (asking.done() and not 0 <= now - self._asked <= FRESH):
            asking = self._asking = asyncio.create_task(self.ask())
            self._asked = now
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE)
        return asking.result() if done else f"Slack does not answer within {PATIENCE:g} s."

    async def ask(self) -> str:
        try:
            self._desk.identity = await self._desk.api.identity()
        except SlackAway as away:
            return f"Slack does not answer: {away}"
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
