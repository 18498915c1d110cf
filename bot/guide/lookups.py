"""Lookups of runs and accounts, which change nothing."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.accounts import KnownId, is_account_id
from bot.core.context import Context
from bot.core.flow import Flows
from bot.core.near_names import NearName, near_names, near_tried
from bot.core.phones import NO_NAMES
from bot.core.readiness import Readiness
from bot.core.run import account_of, is_drill
from bot.core.snapshot import Snapshot
from bot.core.team import NO_TEAM_FILE, KnownAccount, Team
from bot.core.view import View, view
from bot.guide.deadline import within_deadline
from bot.store.records import NewerRecord
from bot.store.reports import Reports
from bot.store.run_index import ListedRuns
from bot.store.store import Store

MOST_LED, MOST_OF_ONE = 200, 10  # runs of one person that are listed, and that are read


class Lookups:
    """Lookups in one store, with what the team file knows.

    names: ISO codes by country name, for phone numbers
    team: what is known of the accounts
    """

    def __init__(
        self,
        flows: Flows,
        store: Store,
        names: Mapping[str, str] = NO_NAMES,
        team: Team = NO_TEAM_FILE,
    ) -> None:
        self.team = team
        self.flows = flows
        self.store = store
        self.reports = Reports(flows, store)
        self.clock = store.clock
        self.names = names
        self.approvals = {
            flow: replace(rule, by=team.members_of(rule.by)) for flow, rule in team.approval.items()
        }

    def canonical(self, account: str) -> str:
        known = self.team.account(account)
        return known.name if known else account

    def _identity(self, found: Snapshot, account: str) -> KnownId | None:
        if is_account_id(account):
            return KnownId(account)
        known = self.team.account(account)
        return KnownId(known.id) if known and known.id else found.identity()

    async def _near(
        self, team: str, flow: str, names: tuple[str, str], found: Snapshot, *, drill: bool
    ) -> tuple[NearName, ...]:
        """Names that may be meant: of the team file, of accounts that have attempts, or of those
        that have a run of the procedure, which may have its first attempt any minute.

        names: as which the account was typed, by ID and by nickname; the second may be ''
        """
        account, nickname = names
        near = near_names(account, self.team.accounts)
        if near or found.has_recent_run or drill:
            return near
        runs = await self.store.runs.of_flow(team, flow, MOST_LED)
        listed = (*runs.open, *runs.parked, *runs.unsafe)
        begun = (account_of(run) for run in listed if not is_drill(run))
        tried = dict.fromkeys((*found.tried, *begun))
        same = (NearName(nickname, nickname),) if nickname in tried else ()
        return near_tried(account, tried) or same

    def _facts(self, account: str, identity: KnownId | None) -> KnownAccount | None:
        """What the team file says of an account, also under a name that only a run taught us."""
        known = self.team.account(account)
        return known or (self.team.account(identity.id) if identity else None)

    def context(self, found: Snapshot, account: str) -> Context:
        """What is known beside a run for that account."""
        run, identity = found.run, self._identity(found, account)
        return Context(
            identity=identity,
            account=self._facts(account, identity),
            approvals=self.approvals,
            names=self.names,
            rival=found.rival(run.flow, run.id) if run else "",
            team=self.team,
        )

    async def attempts(self, team: str, account: str) -> Snapshot:
        """Snapshot of an account under all of its names. Raises StoreAway, NewerRecord."""
        async with within_deadline():
            return await self.store.load(team, self.canonical(account))

    async def look(self, team: str, run_id: str) -> Snapshot:
        """Snapshot of a run; its `run` is None if there is none. Raises StoreAway, NewerRecord."""
        async with within_deadline():
            return await self.store.load(team, account_of(run_id), run_id)

    async def looks(self, team: str, run_ids: Iterable[str]) -> tuple[Snapshot, ...]:
        """Snapshots of those runs that are still there and no newer bot's. Raises StoreAway."""
        async with within_deadline():
            found = await asyncio.gather(*(self._legible(team, name) for name in run_ids))
        return tuple(look for look in found if look and look.run)

    async def _legible(self, team: str, run_id: str) -> Snapshot | None:
        """Snapshot of a run; None if a newer bot wrote it."""
        try:
            return await self.store.load(team, account_of(run_id), run_id)
        except NewerRecord:
            return None

    async def readiness(self, team: str) -> Mapping[str, Mapping[str, Readiness]]:
        """What the latest run of each check found, by flow and account. Raises StoreAway."""
        async with within_deadline():
            return {
                flow.name: await self.store.runs.readiness(team, flow.name)
                for flow in self.flows.checks
            }

    async def accounts(self, team: str, names: Iterable[str]) -> tuple[Snapshot, ...]:
        """Snapshots of accounts, without a run. Raises StoreAway, NewerRecord."""
        async with within_deadline():
            return tuple(await asyncio.gather(*(self.store.load(team, name) for name in names)))

    async def runs_of(self, team: str, user: str, flow: str) -> tuple[Snapshot, ...]:
        """A person's open runs of one flow, latest move first; at most ten."""
        mine = (True, flow, user)
        led = await self.led_by(team, user)
        return tuple(
            look
            for look in await self.looks(team, led.open[:MOST_OF_ONE])
            if (run := look.run) and (run.open, run.flow, run.lead) == mine
        )

    async def led_by(self, team: str, user: str, most: int = MOST_LED) -> ListedRuns:
        """The open and parked runs that somebody leads. Raises StoreAway."""
        async with within_deadline():
            return await self.store.runs.of_person(team, user, most)

    async def under_way(self, team: str, flow: str, most: int) -> ListedRuns:
        """The open and parked runs of one flow. Raises StoreAway."""
        async with within_deadline():
            return await self.store.runs.of_flow(team, flow, most)

    def view(self, snapshot: Snapshot) -> View:
        """View of a snapshot. Raises LookupError if it holds no run."""
        if snapshot.run is None:
            raise LookupError("there is no run to show")
        run, others = snapshot.run, dict(snapshot.open)
        beside = tuple(flow for flow in others if flow in self.flows and flow != run.flow)
        context = self.context(snapshot, run.account)
        return view(self.flows, run, snapshot.attempts, snapshot.now, beside, context)

    def owner(self, found: Snapshot) -> str:
        """Person or user group to ask where the lead of a run does not answer; '' if there is none.

        Nobody but its lead reads a run in direct messages, and a drill reminds nobody else.
        """
        run, known = found.run, [self.team.account(name) for name in found.names]
        owner = next((one.owner for one in known if one and one.owner), "")
        alone = bool(found.shown.direct_to)
        return "" if run is None or run.drill or alone or owner == run.lead else owner
