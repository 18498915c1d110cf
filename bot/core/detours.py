"""Detours: steps that come first when the next attempt is risky, when none is left, or when a check
found gaps.
"""

from bot.core.accounts import is_account_id
from bot.core.budget import Attempts, Risk
from bot.core.flow import Flows
from bot.core.place import Place
from bot.core.run import Run


def place_to_enter(
    flows: Flows,
    run: Run,
    place: Place,
    attempts: Attempts,
    now: int,
    came_from: Place | None = None,
) -> Place:
    """Place to enter: the step itself, the detour that `with_gaps` or `needs_attempt` names, or
    the step after it where it asks for the twelve digits that the run was started with.
    """
    step = flows.step_at(place)
    if step and step.with_gaps and run.gaps:
        place = place.to(step.with_gaps)
        step = flows.step_at(place)
    if step and step.go and step.asks == "account_id" and is_account_id(run.account):
        place = place.to(step.go)
        step = flows.step_at(place)
    risk = attempts.risk(now)
    detour = step.needs_attempt.get(risk) if step else None
    if detour is None:
        return place
    passed = came_from == place.to(detour) and risk is not Risk.USED_UP
    return place if passed else place.to(detour)


def place_in_budget(flows: Flows, run: Run, attempts: Attempts, now: int) -> Place:
    """Place of the run; if no attempt is left, its detour instead of a step that spends one."""
    step = flows.step_at(run.place)
    if not run.open or step is None or attempts.left(now):
        return run.place
    return run.place.to(step.needs_attempt.get(Risk.USED_UP, run.place.step))
