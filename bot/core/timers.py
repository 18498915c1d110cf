"""Reminder timers: which ones a run sets, and the decision when one is due."""

from dataclasses import dataclass

from bot.core.budget import DAY, HOUR, MINUTE, Attempts, Risk
from bot.core.flow import Flows
from bot.core.run import STOPPED, Note, Run, Timer

QUIET, CALLS_REOPEN, MFA_STILL_OFF = "quiet", "calls_reopen", "mfa_still_off"
TIMER_NAMES = (QUIET, CALLS_REOPEN, MFA_STILL_OFF)
REMINDERS = frozenset({CALLS_REOPEN, MFA_STILL_OFF})  # those that a flow may name

QUIET_AFTER = 30 * MINUTE
FIRST_MFA_REMINDER = 2 * HOUR
NEXT_MFA_REMINDER = DAY
SNOOZE_FOR = 7 * DAY


@dataclass(frozen=True, slots=True)
class ReminderDecision:
    """Decision about a due timer: whether to post it, and when it is due again (None: never)."""

    say: bool
    again_at: int | None = None


def wanted(flows: Flows, run: Run, attempts: Attempts, now: int) -> tuple[Timer, ...]:
    """Timers that the run's present place sets; all others of this run are removed."""
    name = _reminds(flows, run)
    timers = [Timer(QUIET, now + QUIET_AFTER)] if run.open and name is None else []
    if name == CALLS_REOPEN:
        if reopens := attempts.reopens_at(now):
            timers.append(Timer(name, reopens))
    elif name == MFA_STILL_OFF:
        first = NEXT_MFA_REMINDER if run.reported else FIRST_MFA_REMINDER
        after = SNOOZE_FOR if run.note is Note.SNOOZED else first
        timers.append(Timer(name, now + after))
    return tuple(timers)


def decide_reminder(
    flows: Flows, run: Run, attempts: Attempts, name: str, now: int
) -> ReminderDecision:
    if name == QUIET:
        due = run.moved_at + QUIET_AFTER
        return ReminderDecision(
            say=run.open and due <= now, again_at=due if run.open and due > now else None
        )
    if _reminds(flows, run) != name:
        return ReminderDecision(say=False)
    if name == MFA_STILL_OFF:
        return ReminderDecision(say=True, again_at=now + NEXT_MFA_REMINDER)
    if attempts.risk(now) is Risk.USED_UP:  # somebody used the attempt meanwhile
        return ReminderDecision(say=False, again_at=attempts.reopens_at(now))
    return ReminderDecision(say=True)


def _reminds(flows: Flows, run: Run) -> str | None:
    step = flows.step(run.place.flow, run.place.step)
    return None if run.hushed or step is None or run.outcome == STOPPED else step.reminds
