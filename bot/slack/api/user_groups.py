"""Members of Slack's user groups, kept ten minutes, and for a day while Slack does not tell.

Processes share through Redis what Slack told, and when it was asked: of each group at most once in
ten minutes, whether it tells or not.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.core.budget import DAY, MINUTE
from bot.core.membership import Members
from bot.process.background_tasks import BackgroundTasks
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.store.calls import StoreAway
from bot.store.store import Store

log = logging.getLogger(__name__)

# Together far below the 3 s that Slack waits for an answer: Redis is asked for the run after it.
SECONDS = 0.75
KEPT = 10 * MINUTE
# ms until Redis is looked at again, while another process asks or Redis is unavailable
SOON = 2_000


@dataclass(frozen=True, slots=True)
class _Known:
    members: frozenset[str] | None
    until: int  # when Redis is to be looked at again, in ms


@dataclass(slots=True)
class UserGroups:
    store: Store
    api: SlackApi
    clock: Callable[[], int]
    background: BackgroundTasks
    _known: dict[str, _Known] = field(default_factory=dict)  # no more than the team file names
    _looks: dict[str, asyncio.Event] = field(default_factory=dict)  # under way

    async def members(self, team: str, groups: Iterable[str]) -> Members:
        """Members of each group; None where neither Slack nor Redis tells. Never raises.

        Waits for Slack for a moment only: a later answer is for the next one who asks.
        """
        groups = tuple(groups)
        looks = {group: self._look(team, group) for group in groups if not self._fresh(group)}
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                for ended in looks.values():
                    await ended.wait()
        for group, ended in looks.items():
            if not ended.is_set():  # whoever comes now need not wait for it, too
                self._known[group] = _Known(self._last_known(group), self.clock() + SOON)
        return {group: self._last_known(group) for group in groups}

    def _fresh(self, group: str) -> bool:
        known = self._known.get(group)
        return known is not None and self.clock() < known.until

    def _last_known(self, group: str) -> frozenset[str] | None:
        known = self._known.get(group)
        return known.members if known else None

    def _look(self, team: str, group: str) -> asyncio.Event:
        """Event that is set when the look-up is over; there is one look-up at a time."""
        if group not in self._looks:
            self._looks[group] = asyncio.Event()
            self.background.start(self._look_up(team, group))
        return self._looks[group]

    async def _look_up(self, team: str, group: str) -> None:
        try:
            self._known[group] = await self._fetched(team, group)
        finally:
            self._looks.pop(group).set()

    async def _fetched(self, team: str, group: str) -> _Known:
        try:
            kept = await self.store.groups.look(team, group, KEPT)
        except StoreAway:  # no press is served either, unless it comes back at once
            return _Known(self._last_known(group), self.clock() + SOON)
        until = self.clock() + kept.wait
        if not kept.asks:
            asked_by_another = kept.members is None
            return _Known(kept.members, self.clock() + SOON if asked_by_another else until)
        self._known[group] = _Known(kept.members, 0)  # holds, if Slack takes too long
        told = await self._ask(group)
        if told is None:
            return _Known(kept.members, until)
        with suppress(StoreAway):
            await self.store.groups.keep(team, group, told, DAY)
        return _Known(told, until)

    async def _ask(self, group: str) -> frozenset[str] | None:
        try:
            return await self.api.group_members(group)
        except (SlackAway, SlackRefused) as error:
            log.warning("can't read the members of user group %s: %s", group, error)
            return None
