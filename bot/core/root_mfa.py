"""Root's MFA device, as far as a run knows of it, and the reminder that there is none."""

from collections.abc import Sequence

from bot.core.budget import DAY, HOUR
from bot.core.flow import Flows
from bot.core.replacing import replace
from bot.core.run import OWN_OUTCOMES, SUPERSEDED, Mfa, Run

MFA_STILL_OFF = "mfa_still_off"  # the reminder
FIRST_MFA_REMINDER = 2 * HOUR
NEXT_MFA_REMINDER = DAY


def is_mfa_off(flows: Flows, run: Run) -> bool:
    """Whether root has no MFA device, by all that this run knows; a new run knows better."""
    if run.outcome == SUPERSEDED or run.drill:
        return False
    former = run.mfa is None and not run.open and reminder_at(flows, run) == MFA_STILL_OFF
    return not run.reminders_off and (former or (run.mfa is not None and run.mfa.off))


def replacing(flows: Flows, run: Run, former: Sequence[Run]) -> Run:
    """Run that begins with what the runs that it replaces know of root's MFA device.

    former: latest move last
    """
    told = (was for was in reversed(former) if was.mfa or is_mfa_off(flows, was))
    was = next(told, None)
    if was is None or not is_mfa_off(flows, was):
        return run
    return replace(run, mfa=was.mfa or mfa_off(run.opened_at), reported=was.reported)


def mfa_off(now: int) -> Mfa:
    return Mfa(off=True, remind_at=now + FIRST_MFA_REMINDER)


def reminder_at(flows: Flows, run: Run) -> str | None:
    """Reminder that starts at the run's step."""
    step = flows.step_at(run.place)
    return (
        None if run.reminders_off or step is None or run.outcome in OWN_OUTCOMES else step.reminds
    )
