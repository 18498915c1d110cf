"""Which language somebody reads: the one of their Slack profile, kept a day.

What one person alone sees is in their language; a thread is in its run's.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.core.budget import DAY, HOUR, MINUTE
from bot.slack.api import SlackApi
from bot.slack.refusals import SlackAway, SlackRefused
from bot.store import Store, StoreAway
from bot.texts.languages import best

log = logging.getLogger(__name__)

# Together far below the 3 s that Slack waits for an answer: what is asked for comes first.
REDIS_SECONDS, SLACK_SECONDS = 0.25, 0.5
REMEMBERED = 10_000  # people
SOON = MINUTE  # until Slack, which failed to tell, is asked again
UNTOLD = frozenset({"missing_scope", "user_not_found"})  # for an hour, until somebody mends it


@dataclass(frozen=True, slots=True)
class Locale:
    tag: str  # empty where Slack does not tell
    until: int  # when it is to be asked for again, in ms since 1970


@dataclass(slots=True)
class Readers:
    """`languages`: those that the bot speaks here; who reads none of them gets the first."""

    store: Store
    api: SlackApi
    clock: Callable[[], int]
    languages: tuple[str, ...]
    _known: dict[str, Locale] = field(default_factory=dict)

    async def language(self, team: str, user: str) -> str:
        """Never fails: who asks has something more important to say."""
        known = self._known.get(user)
        if known is None or known.until <= self.clock():
            known = await self._locale(team, user)
            self._remember(user, known)
        return best(known.tag, self.languages)

    def known(self, user: str) -> str:
        """As `language`, from memory alone: nothing is asked of anybody."""
        known = self._known.get(user)
        return best(known.tag if known else None, self.languages)

    async def _locale(self, team: str, user: str) -> Locale:
        now = self.clock()
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                found = await self.store.profile(team, user)
        except (StoreAway, TimeoutError):
            return await self._ask(user)
        if found is not None:
            return Locale(found, now + HOUR)
        told = await self._ask(user)
        with suppress(StoreAway, TimeoutError):
            async with asyncio.timeout(REDIS_SECONDS):
                await self.store.keep_profile(team, user, told.tag, told.until - now)
        return told

    async def _ask(self, user: str) -> Locale:
        now, last = self.clock(), self._known.get(user)
        try:
            async with asyncio.timeout(SLACK_SECONDS):
                profile = await self.api.profile(user)
                return Locale(str(profile.get("locale") or ""), now + DAY)
        except SlackRefused as refused:
            log.info("can't read a profile: %s", refused)
            return Locale("", now + (HOUR if refused.code in UNTOLD else SOON))
        except (SlackAway, TimeoutError):
            return Locale(last.tag if last else "", now + SOON)

    def _remember(self, user: str, locale: Locale) -> None:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[user] = locale
