"""Watch over the fleet: what is kept of all accounts, and AWS, which one process asks at a time."""

import asyncio
import logging
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.core.evidence import Unknown
from bot.core.fleet import FleetAccount, renamed, since_then
from bot.core.fleet_rows import Fleet, in_order, rows_of
from bot.guide import Guide
from bot.slack.delivery import home_accounts
from bot.store.fleet_facts import KeptFleet

log = logging.getLogger(__name__)

SECONDS = 60.0  # for one check of all accounts
LOOK_EVERY = 1.0  # seconds, while another process asks
MOST = 100  # accounts with attempts, runs or checks that are read


class ReadAccounts(Protocol):
    @property
    def accounts(self) -> Sequence[FleetAccount]: ...
    @property
    def unlisted(self) -> Unknown | None: ...


class AccountReader(Protocol):
    async def read(
        self, now: int, seconds: float, before: Sequence[FleetAccount] = ()
    ) -> ReadAccounts: ...


class FleetWatch:
    """`source`: whom to ask about AWS; None where nobody is asked."""

    def __init__(self, guide: Guide, source: AccountReader | None) -> None:
        self._guide = guide
        self._source = source

    async def look(self, team: str) -> Fleet:
        """The fleet as it is known now. Raises StoreAway, NewerRecord."""
        guide = self._guide
        kept = await guide.store.fleet.kept(team)
        accounts = renamed(guide.team, kept.accounts if kept else ())
        checked = await guide.readiness(team)
        names = (name for of in checked.values() for name in of)
        counted = await home_accounts.counted(guide, team, MOST, names)
        rows = in_order(rows_of(accounts, counted, checked))
        asks = self._source is not None
        at, unlisted = (kept.at, kept.unlisted) if kept else (None, None)
        return Fleet(rows, at, asks, guide.clock(), unlisted)

    async def is_checking(self, team: str) -> bool:
        """Whether AWS is being asked now, by any process. Raises StoreAway."""
        return await self._guide.store.fleet.claimed(team)

    async def check(self, team: str) -> None:
        """Ask AWS about all accounts, or wait until another process has. Raises StoreAway."""
        store, token = self._guide.store.fleet, uuid.uuid4().hex
        if self._source is None:
            return
        if not await store.claim(team, token):
            await self._until_checked(team)
            return
        try:
            before = await store.kept(team)
            now, known = self._guide.clock(), before.accounts if before else ()
            answer = await self._source.read(now, SECONDS, known)
            former = {each.id: each.facts for each in known}
            accounts = [
                replace(each, facts=since_then(each.facts, former.get(each.id, each.facts)))
                for each in answer.accounts
            ]
            await store.keep(team, KeptFleet(accounts, now, answer.unlisted))
            self._tell(accounts, answer.unlisted)
        finally:
            await store.release(team, token)

    async def _until_checked(self, team: str) -> None:
        until = asyncio.get_running_loop().time() + SECONDS
        while await self._guide.store.fleet.claimed(team):
            if asyncio.get_running_loop().time() >= until:
                return
            await asyncio.sleep(LOOK_EVERY)

    def _tell(self, accounts: Sequence[FleetAccount], unlisted: Unknown | None) -> None:
        if unlisted:
            log.warning("AWS did not list the accounts of the organization: %s", unlisted)
        silent = [each for each in accounts if each.facts.unknown]
        if silent:
            reasons = sorted({why for each in silent for why in each.facts.unknown.values()})
            log.warning(
                "AWS did not answer about all accounts (%d of %d): %s",
                len(silent),
                len(accounts),
                ", ".join(reasons),
            )
