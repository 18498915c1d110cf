"""Profiles of people: language, standing and time zone, as Slack tells them; kept a day.

What one person alone sees is in their language; a thread is in its run's.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.core.access import Standing
from bot.core.budget import DAY, HOUR, MINUTE
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.store.calls import StoreAway
from bot.store.records import Profile
from bot.store.store import Store
from bot.texts.languages import best

log = logging.getLogger(__name__)

# Together far below the 3 s that Slack waits for an answer: what is asked for comes first.
REDIS_SECONDS, SLACK_SECONDS = 0.25, 0.5
REMEMBERED = 10_000  # people
SOON = MINUTE  # until Slack, which failed to tell, is asked again
UNTOLD = frozenset({"missing_scope"})  # for an hour, until somebody adds it
NOT_OURS = frozenset({"user_not_found", "user_not_visible"})  # so Slack says of others' people


@dataclass(frozen=True, slots=True)
class CachedProfile:
    profile: Profile
    until: int  # when it is to be asked for again, in ms since 1970


@dataclass(slots=True)
class Profiles:
    """`languages`: those that the bot speaks here; who reads none of them gets the first.
    `zone`: the time zone of people whose own is not known.
    """

    store: Store
    api: SlackApi
    clock: Callable[[], int]
    languages: tuple[str, ...]
    zone: str
    _known: dict[str, CachedProfile] = field(default_factory=dict)

    async def language(self, team: str, user: str) -> str:
        """Language that a person reads, or the bot's first. Never raises."""
        return best((await self._look_up(team, user)).locale, self.languages)

    async def look_up(self, team: str, user: str) -> tuple[str, Standing, str]:
        """Language as from `language`, standing (unknown if Slack does not tell), and name of the
        time zone.
        """
        known = await self._look_up(team, user)
        return best(known.locale, self.languages), known.standing, known.zone

    def remembered_language(self, user: str) -> str:
        """Language of a person from memory alone: nothing is asked of anybody."""
        known = self._known.get(user)
        return best(known.profile.locale if known else None, self.languages)

    async def _look_up(self, team: str, user: str) -> Profile:
        known = self._known.get(user)
        if known is None or known.until <= self.clock():
            known = await self._look(team, user)
            self._remember(user, known)
        return known.profile

    async def _look(self, team: str, user: str) -> CachedProfile:
        now = self.clock()
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                found = await self.store.profile(team, user)
        except (StoreAway, TimeoutError):
            return await self._ask(user)
        if found is not None:
            return CachedProfile(found, now + HOUR)
        told = await self._ask(user)
        if told.profile.standing is Standing.UNKNOWN:  # not for others to remember
            return told
        with suppress(StoreAway, TimeoutError):
            async with asyncio.timeout(REDIS_SECONDS):
                await self.store.keep_profile(team, user, told.profile, told.until - now)
        return told

    async def _ask(self, user: str) -> CachedProfile:
        now, last = self.clock(), self._known.get(user)
        try:
            async with asyncio.timeout(SLACK_SECONDS):
                about = await self.api.profile(user)
                locale, zone = (str(about.get(name) or "") for name in ("locale", "tz"))
                return CachedProfile(Profile(locale, self.api.standing(about), zone), now + DAY)
        except SlackRefused as refused:
            log.info("can't read a profile: %s", refused)
            if refused.code in NOT_OURS:
                return CachedProfile(Profile(standing=Standing.OUTSIDER), now + HOUR)
            wait = HOUR if refused.code in UNTOLD else SOON
        except (SlackAway, TimeoutError):
            wait = SOON
        return CachedProfile(last.profile if last else Profile(), now + wait)

    def _remember(self, user: str, known: CachedProfile) -> None:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[user] = known
