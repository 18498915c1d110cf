"""Readiness: the gaps that a check of an account notes, and what it found in the end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.budget import DAY
from bot.core.flow import Button, Flows
from bot.core.known_answers import candidates
from bot.core.replacing import replace
from bot.core.run import OWN_OUTCOMES, Gap, Run
from bot.core.team import KnownAccount

MARGIN = 30 * DAY  # how long a finding is kept once the account should be checked again


@dataclass(frozen=True, slots=True)
class Readiness:
    """Outcome of the latest check of an account; `run`: the one that found it."""

    outcome: str  # a name of an end in the flow
    gaps: int
    at: int  # ms since 1970
    run: str


def noting(run: Run, button: Button, account: KnownAccount | None) -> Run:
    """Run after a press of this button: its step has the gap that the button names, or none.

    account: what the team file says of it
    """
    here = run.place
    others = tuple(gap for gap in run.gaps if (gap.flow, gap.step) != (here.flow, here.step))
    if button.gap is None:
        return replace(run, gaps=others)
    owners = _owners(run, button.gap_of, account)
    return replace(run, gaps=(*others, Gap(here.flow, here.step, button.gap, owners)))


def _owners(run: Run, role: str | None, account: KnownAccount | None) -> tuple[str, ...]:
    """Who has the role, else who owns the account, else whoever leads the run."""
    if role and (named := run.values.get(role)):
        return (named,)
    owner = (account.owner,) if account and account.owner else ()
    return (candidates(account, role) if role else ()) or owner or (run.lead,)


def without_values(run: Run, account: KnownAccount | None) -> Run:
    """Run without what was typed in it; a task of somebody named there is the owner's, or else the
    lead's.
    """
    listed = {*account.inbox, *account.phone} if account else set[str]()
    typed = {*run.values.values()} - listed
    fresh = replace(run, values={})

    def of(gap: Gap) -> Gap:
        left = tuple(owner for owner in gap.owners if owner not in typed)
        return replace(gap, owners=left or _owners(fresh, None, account))

    return replace(fresh, gaps=tuple(map(of, run.gaps)))


def keeping_gaps_of_trail(run: Run) -> Run:
    """Run with the gaps of the steps on its way alone: Back and Start Over take theirs off it."""
    if not run.gaps:
        return run
    passed = {(place.flow, place.step) for place in run.trail}
    return replace(run, gaps=tuple(gap for gap in run.gaps if (gap.flow, gap.step) in passed))


def readiness_of(flows: Flows, before: Run, run: Run) -> Readiness | None:
    """What a check found, if this move has ended it."""
    if run.outcome is None or not (before.open and counts_for(flows, run)):
        return None
    return Readiness(run.outcome, len(run.gaps), run.moved_at, run.id)


def counts_for(flows: Flows, run: Run) -> int:
    """Time (ms) for which the findings of a run count; 0 for one that is no check, a drill, still
    under way, or stopped.
    """
    flow = flows.get(run.flow)
    told = not run.open and run.outcome not in OWN_OUTCOMES
    return flow.valid_for or 0 if flow and told and not run.drill else 0


def newest(checked: Mapping[str, Readiness], names: Iterable[str]) -> Readiness | None:
    """What the latest check of an account found, under whichever of its names.

    checked: by name
    """
    found = (checked[name] for name in names if name in checked)
    return max(found, key=lambda one: one.at, default=None)


def newest_by_flow(
    checked: Mapping[str, Mapping[str, Readiness]], names: Iterable[str]
) -> Mapping[str, Readiness]:
    """As `newest`, for each check that the account has had."""
    names = tuple(names)
    found = {flow: newest(of, names) for flow, of in checked.items()}
    return {flow: one for flow, one in found.items() if one}
