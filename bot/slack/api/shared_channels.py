"""Check for channels shared with another company (Slack Connect), cached."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.budget import HOUR, MINUTE
from bot.core.press import is_direct
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused

log = logging.getLogger(__name__)

SECONDS = 0.5  # with Redis and a profile to read, far below the 3 s that Slack waits
KEPT, UNTOLD = 5 * MINUTE, MINUTE  # an answer; and that there was none
REMEMBERED = 10_000  # channels


@dataclass(slots=True)
class SharedChannels:
    api: SlackApi
    clock: Callable[[], int]
    _known: dict[str, tuple[bool, int]] = field(default_factory=dict)  # until when it is taken so

    async def is_shared(self, channel: str) -> bool:
        """Whether a channel is shared. False if Slack does not tell: to lock a team out would be
        worse. Never raises.
        """
        if not channel or is_direct(channel):
            return False
        known, until = self._known.get(channel, (False, 0))
        if until <= self.clock():
            known = await self._ask(channel)
        return known

    def met_shared(self, channel: str) -> None:
        """Remember that an event from there said so."""
        self._remember(channel, shared=True, until=self.clock() + HOUR)

    async def _ask(self, channel: str) -> bool:
        shared, kept = False, UNTOLD
        try:
            async with asyncio.timeout(SECONDS):
                found = await self.api.is_shared(channel)
            if found is not None:
                shared, kept = found, KEPT
        except (SlackAway, SlackRefused, TimeoutError) as error:
            why = str(error) or "no answer in time"
            log.info("can't tell whether a channel is shared: %s", why)
        self._remember(channel, shared=shared, until=self.clock() + kept)
        return shared

    def _remember(self, channel: str, *, shared: bool, until: int) -> None:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[channel] = (shared, until)
