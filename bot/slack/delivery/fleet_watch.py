"""Facts about all AWS accounts: kept in Redis, and refreshed from AWS by one process at a time."""

import asyncio
import logging
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.fleet import FleetAnswer, renamed, with_last_known
from bot.core.fleet_rows import Fleet, in_order
from bot.guide import Guide
from bot.slack.delivery import account_states

if TYPE_CHECKING:
    from bot.aws.fleet import FleetSource

log = logging.getLogger(__name__)

SECONDS = 60.0  # for one check of all accounts
LOOK_EVERY = 1.0  # seconds, while another process asks
MOST_ACCOUNTS = 100  # accounts with attempts, runs or checks that are read


@dataclass(frozen=True, slots=True)
class FleetWatch:
    """`source`: whom to ask about AWS; None where nobody is asked."""

    _guide: Guide
    _source: "FleetSource | None"

    async def look(self, team: str) -> Fleet:
        """The fleet as it is known now. Raises StoreAway, NewerRecord."""
        guide = self._guide
        kept = await guide.store.fleet.kept(team)
        accounts = renamed(guide.team, kept.accounts if kept else ())
        rows = in_order(await account_states.of_fleet(guide, team, accounts, MOST_ACCOUNTS))
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
                replace(each, facts=with_last_known(each.facts, former.get(each.id, each.facts)))
                for each in answer.accounts
            ]
            await store.keep(team, replace(answer, accounts=accounts))
            self._log(answer)
        finally:
            await store.release(team, token)

    async def _until_checked(self, team: str) -> None:
        until = asyncio.get_running_loop().time() + SECONDS
        while await self._guide.store.fleet.claimed(team):
            if asyncio.get_running_loop().time() >= until:
                return
            await asyncio.sleep(LOOK_EVERY)

    def _log(self, answer: FleetAnswer) -> None:
        if answer.unlisted:
            log.warning("AWS did not list the accounts of the organization: %s", answer.unlisted)
        if answer.no_findings:
            log.warning("AWS Security Hub did not answer: %s", answer.no_findings)
        silent = [each for each in answer.accounts if each.facts.unknown]
        if silent:
            reasons = sorted({why for each in silent for why in each.facts.unknown.values()})
            log.warning(
                "AWS did not answer about some accounts (%d of %d): %s",
                len(silent),
                len(answer.accounts),
                ", ".join(reasons),
            )
