"""Which language somebody reads: the one of their Slack profile, kept a day.

What one person alone sees is in their language; a thread is in its run's.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from bot.core.budget import DAY, HOUR
from bot.slack.api import SlackApi
from bot.slack.refusals import SlackAway, SlackRefused
from bot.store import Store, StoreAway
from bot.texts.languages import best

log = logging.getLogger(__name__)

# Together far below the 3 s that Slack waits for an answer: what is asked for comes first.
REDIS_SECONDS, SLACK_SECONDS = 0.25, 0.5
REMEMBERED = 10_000  # people


@dataclass(slots=True)
class Readers:
    """`languages`: those that the bot speaks here; who reads none of them gets the first."""

    store: Store
    api: SlackApi
    languages: tuple[str, ...]
    _last: dict[str, str] = field(default_factory=dict)  # locales, for when Redis is away

    async def language(self, team: str, user: str) -> str:
        """Never fails: who asks has something more important to say."""
        return best(await self._locale(team, user), self.languages)

    def known(self, user: str) -> str:
        """As `language`, from memory: Slack is waiting, and Redis may be what is away."""
        return best(self._last.get(user), self.languages)

    async def _locale(self, team: str, user: str) -> str:
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                found = await self.store.profile(team, user)
        except (StoreAway, TimeoutError):
            if (last := self._last.get(user)) is not None:
                return last
            return self._remember(user, (await self._ask(user))[0])
        if found is None:
            found, keep = await self._ask(user)
            with suppress(StoreAway, TimeoutError):
                async with asyncio.timeout(REDIS_SECONDS):
                    await self.store.keep_profile(team, user, found, keep)
        return self._remember(user, found)

    async def _ask(self, user: str) -> tuple[str, int]:
        """The locale of the profile, empty where Slack does not tell, and for how long that is
        good, in ms.
        """
        try:
            async with asyncio.timeout(SLACK_SECONDS):
                return await self.api.locale(user), DAY
        except SlackRefused as refused:
            log.info("can't read a profile: %s", refused)
            return "", HOUR
        except (SlackAway, TimeoutError):
            return self._last.get(user, ""), 60_000

    def _remember(self, user: str, locale: str) -> str:
        if len(self._last) >= REMEMBERED:
            self._last.clear()
        self._last[user] = locale
        return locale
