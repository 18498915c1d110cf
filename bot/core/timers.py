"""Reminder timers: which ones a run sets, and the decision when one is due."""

from dataclasses import dataclass
from enum import Enum, auto

from bot.core.aws_questions import asks_aws, filled_in, looks_back
from bot.core.budget import DAY, HOUR, MINUTE, Attempts, Risk
from bot.core.evidence import ASKED_EVERY
from bot.core.flow import Flow, Flows
from bot.core.notes import Note
from bot.core.root_mfa import MFA_STILL_OFF, NEXT_MFA_REMINDER, is_mfa_off, reminder_at
from bot.core.run import Run

QUIET, CALLS_REOPEN = "quiet", "calls_reopen"
CALLS_CLEAR = "calls_clear"  # nothing counts any more that made the next attempt risky
FOLLOW_UP = "follow_up"
RENEWAL = "renewal"  # what a check has found is old
OWNER = "owner"  # as QUIET, to the owner of the account; no timer of its own
APPROVAL = "approval"  # asks the approvers again, or gives it up
TIMER_NAMES = (QUIET, CALLS_REOPEN, CALLS_CLEAR, MFA_STILL_OFF, FOLLOW_UP, RENEWAL)  # of reminders
EVIDENCE = "evidence"  # asks AWS
TRAIL = "trail"  # asks AWS after an end: when root signed in, for the report
ALL_TIMERS = (*TIMER_NAMES, APPROVAL, EVIDENCE, TRAIL)
REMINDERS = frozenset({CALLS_REOPEN, CALLS_CLEAR, MFA_STILL_OFF})  # those that a flow may name

QUIET_AFTER = 30 * MINUTE
OWNER_AFTER = 30 * MINUTE  # from when the lead was asked
TRAIL_AFTER = 15 * MINUTE  # CloudTrail tells of what was done minutes later
TRAIL_ASKED_FOR = 2 * HOUR
CHECK_TAKES = DAY  # until a check that is under way is looked at: it may have been stopped
NEXT_RENEWAL = 14 * DAY  # where nobody has checked it since it was asked
DRILL_QUIET_AFTER = DAY  # a drill reminds its lead once, and nobody of anything else


class TimerMode(Enum):
    """What becomes of the time for which a timer is set already, if it is."""

    SET = auto()  # replaced
    KEEP = auto()  # kept, also one that has come
    LEAVE = auto()  # kept, and a timer that is not set stays so


@dataclass(frozen=True, slots=True)
class Timer:
    """Reminder by name, and when it is due (ms since 1970)."""

    name: str
    at: int
    mode: TimerMode = TimerMode.SET


@dataclass(frozen=True, slots=True)
class ReminderDecision:
    """Decision about a due timer: whether to post it, and when it is due again (None: never)."""

    say: bool
    again_at: int | None = None
    to_owner: bool = False


def timers_for(
    flows: Flows, run: Run, attempts: Attempts, now: int, before: Run
) -> tuple[Timer, ...]:
    """Timers that the run's present place sets; all others of this run are removed.

    A reminder that is due but not posted yet stays due, unless the press answers it.
    """
    if run.drill:
        return (Timer(QUIET, _quiet_at(run)),) if run.open else ()
    name = reminder_at(flows, run)
    asks = run.approval is not None and run.approval.pending
    reopens = attempts.reopens_at(now) if name == CALLS_REOPEN else None
    waits = asks or reopens is not None
    timers = [Timer(QUIET, _quiet_at(run))] if run.open and not waits else []
    if run.approval and run.approval.waiting:
        timers.append(Timer(APPROVAL, run.approval.next_at(now)))
    if reopens is not None:
        timers.append(Timer(CALLS_REOPEN, reopens))
    if name == CALLS_CLEAR and (clear := attempts.clear_at(now)):
        timers.append(Timer(name, clear))
    if run.mfa and is_mfa_off(flows, run):
        late = max(0, now - run.mfa.remind_at)
        days = -(-late // NEXT_MFA_REMINDER)  # begun ones
        at = run.mfa.remind_at + days * NEXT_MFA_REMINDER
        mode = TimerMode.KEEP if run.mfa == before.mfa else TimerMode.SET
        timers.append(Timer(MFA_STILL_OFF, at, mode))
    if asked := follows_up(flows, run):
        later = _snoozed_until(run)
        known = not later and follows_up(flows, before) is not None
        mode = TimerMode.KEEP if known else TimerMode.SET
        timers.append(Timer(asked.name, later or now + asked.every, mode))
    if asks_aws(flows, run):
        at_once = filled_in(flows, run) or _changes_nothing(flows, run)
        timers.append(Timer(EVIDENCE, now if at_once else now + ASKED_EVERY))
    if looks_back(flows, run):
        # Later presses, such as a reminder put off, are no part of the run.
        mode = TimerMode.SET if before.open else TimerMode.LEAVE
        timers.append(Timer(TRAIL, now + TRAIL_AFTER, mode))
    return tuple(timers)


def _snoozed_until(run: Run) -> int:
    """Time until which somebody has put off what is asked about the run; 0 if nobody has."""
    return run.snoozed_until if run.note is Note.LATER else 0


def _quiet_at(run: Run) -> int:
    after = DRILL_QUIET_AFTER if run.drill else QUIET_AFTER
    return _snoozed_until(run) or run.moved_at + after


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Question that comes after an end, by the name of its timer: `every` so many ms."""

    name: str
    every: int


def follows_up(flows: Flows, run: Run) -> FollowUp | None:
    """What the bot asks again about an end; None if it does not."""
    step, flow = flows.step_at(run.place), flows.get(run.flow)
    ended = not run.open and step is not None and run.outcome == step.end
    if (
        step is None
        or flow is None
        or not ended
        or run.place.visiting
        or run.concluded
        or run.drill
    ):
        return None
    if step.follows_up:
        return FollowUp(FOLLOW_UP, step.follows_up)
    if flow.valid_for and run.outcome in _found_by_check(flow):
        return FollowUp(RENEWAL, flow.valid_for)
    return None


def _found_by_check(flow: Flow) -> frozenset[str]:
    """Outcomes that may be others by now: of the goal, and of where gaps lead to. At any other end
    there was nothing to check.
    """
    ends = {flow.goal, *(step.with_gaps for step in flow.steps.values() if step.with_gaps)}
    return frozenset(end for name in ends if (step := flow.steps.get(name)) and (end := step.end))


def _changes_nothing(flows: Flows, run: Run) -> bool:
    """Whether the step only asks what is so in AWS: then AWS can say it at once."""
    flow = flows.get(run.place.flow)
    return flow is not None and flow.valid_for is not None


def decide_reminder(
    flows: Flows,
    run: Run,
    attempts: Attempts,
    name: str,
    now: int,
    *,
    owned: bool = False,
    checked_since: bool = False,
    being_checked: bool = False,
) -> ReminderDecision:
    """Decision about a timer that is due.

    owned: the account has an owner who can be asked
    checked_since: another run has checked it since; that run sets its own reminder
    being_checked: another run of the check is open
    """
    if name == RENEWAL and checked_since:
        return ReminderDecision(say=False)
    if name == RENEWAL and being_checked and follows_up(flows, run):
        return ReminderDecision(say=False, again_at=now + CHECK_TAKES)
    if name == QUIET:
        return _decide_quiet(run, now, owned=owned)
    if name == MFA_STILL_OFF:
        off = is_mfa_off(flows, run)
        return ReminderDecision(say=off, again_at=now + NEXT_MFA_REMINDER if off else None)
    if name in (FOLLOW_UP, RENEWAL):
        return _decide_follow_up(flows, run, name, now, owned=owned)
    if run.drill or reminder_at(flows, run) != name:
        return ReminderDecision(say=False)
    if name == CALLS_CLEAR:
        clear = attempts.clear_at(now)  # later, if somebody called meanwhile
        return ReminderDecision(say=clear is None, again_at=clear)
    if attempts.risk(now) is Risk.USED_UP:  # somebody used the attempt meanwhile
        return ReminderDecision(say=False, again_at=attempts.reopens_at(now))
    return ReminderDecision(say=True)


def _decide_follow_up(
    flows: Flows, run: Run, name: str, now: int, *, owned: bool
) -> ReminderDecision:
    asked = follows_up(flows, run)
    if asked is None or asked.name != name:
        return ReminderDecision(say=False)
    every, to_owner = (NEXT_RENEWAL, owned) if name == RENEWAL else (asked.every, False)
    return ReminderDecision(say=True, again_at=now + every, to_owner=to_owner)


def _decide_quiet(run: Run, now: int, *, owned: bool) -> ReminderDecision:
    """The lead is asked first, then the owner; where the bot was away until then, one message asks
    both. Without an owner it stays with the lead.
    """
    due = _quiet_at(run)
    if not run.open:
        return ReminderDecision(say=False)
    if now < due:
        return ReminderDecision(say=False, again_at=due)
    if owned and now < due + OWNER_AFTER:
        return ReminderDecision(say=True, again_at=due + OWNER_AFTER)
    return ReminderDecision(say=True, to_owner=owned)
