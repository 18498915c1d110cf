"""Service of reports: reads the audit of a run, and for a drill that of the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.flow import Flows
from bot.core.report import Report, StepTime, report
from bot.core.run import OWN_OUTCOMES, account_of, drill_of
from bot.store.audit import Fields
from bot.store.store import Store

RUNS = 20  # of an account, the latest ones


@dataclass(frozen=True, slots=True)
class Reports:
    flows: Flows
    store: Store

    async def of_run(self, team: str, run_id: str) -> Report | None:
        """Report of a run; None if the audit has nothing of it. Raises StoreAway."""
        entries = await self.store.audit.entries(team, run_id)
        found = self._report(run_id, entries)
        if found is None or not found.drill:
            return found
        return self._report(run_id, entries, await self._former(team, found))

    async def of_old_run(self, team: str, run_id: str) -> Report | None:
        """Report as of `of_run`, for a run that an older bot began: all of the audit is read."""
        return self._report(run_id, await self.store.audit.search(team, run={run_id}))

    async def of_account(self, team: str, names: Sequence[str]) -> tuple[Report, ...]:
        """Reports of the latest runs of an account, drills too, the last press first.

        names: all names of the account. Raises StoreAway.
        """
        runs = await self.store.audit.runs(team, [*names, *map(drill_of, names)], RUNS)
        found = [await self.of_run(team, run) for run in runs]
        return tuple(one for one in found if one)

    async def of_old_account(self, team: str, names: Sequence[str]) -> tuple[Report, ...]:
        """Report as of `of_account`, for runs that an older bot began: all of the audit is read."""
        entries: dict[str, list[Fields]] = {}
        for entry in await self.store.audit.search(team, account=set(names)):
            entries.setdefault(entry.get("run", ""), []).append(entry)
        found = (self._report(run, told) for run, told in entries.items() if run)
        latest = sorted((one for one in found if one), key=lambda one: one.moved_at, reverse=True)
        return tuple(latest[:RUNS])

    async def _former(self, team: str, drill: Report) -> Sequence[StepTime]:
        """Times of the last drill of the same procedure and account that came to an end."""
        for run in await self.store.audit.runs(team, [account_of(drill.run)], RUNS):
            one = self._report(run, await self.store.audit.entries(team, run))
            earlier = one and one.began_at < drill.began_at and one.flow == drill.flow
            if one and earlier and one.outcome and one.outcome not in OWN_OUTCOMES:
                return one.times
        return ()

    def _report(
        self, run: str, entries: Sequence[Fields], former: Sequence[StepTime] = ()
    ) -> Report | None:
        return report(self.flows, run, entries, self.store.clock(), former)
