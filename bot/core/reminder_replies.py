"""Replies to reminders: a device is registered, nothing more is to be asked, or not now."""

from bot.core.budget import DAY, HOUR
from bot.core.decision import Decision
from bot.core.flow import Step
from bot.core.notes import Note
from bot.core.press import AWS, Offset
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.root_mfa import NEXT_MFA_REMINDER, is_mfa_off
from bot.core.run import DeviceReport, Mfa
from bot.core.timers import follows_up
from bot.core.transition import Transition

IN_AN_HOUR, TOMORROW, IN_A_WEEK = "hour", "tomorrow", "week"
SNOOZES = (IN_AN_HOUR, TOMORROW, IN_A_WEEK)  # as a press's answer
MORNING = 9 * HOUR  # by the clock of whoever puts it off


def snooze(move: Transition, step: Step | None) -> Decision | Refused:
    if not is_mfa_off(move.flows, move.run):  # an older bot put it under a follow-up too
        return _no_reminder(move) if move.run.open else postpone(move, step)
    until = _snooze_end(move)
    run = replace(move.run, reported=None, mfa=Mfa(off=True, remind_at=until))
    return move.stay(Note.SNOOZED, run, snoozed_until=until)


def postpone(move: Transition, _: Step | None) -> Decision | Refused:
    if not (move.run.open or follows_up(move.flows, move.run)):
        return _no_reminder(move)
    return move.stay(Note.LATER, snoozed_until=_snooze_end(move))


def snoozed_until(choice: str, now: int, offset: Offset) -> int:
    """Time until which a reminder is put off; a week, where an older bot's button names none."""
    if choice == IN_AN_HOUR:
        return now + HOUR
    if choice == TOMORROW:
        local = now + offset(now)
        morning = local - local % DAY + DAY + MORNING
        return morning - offset(morning - offset(now))  # another offset, if the clocks change
    return now + 7 * DAY


def _snooze_end(move: Transition) -> int:
    return snoozed_until(move.press.answer, move.now, move.press.offset)


def close_follow_up(move: Transition, _: Step | None) -> Decision | Refused:
    if not follows_up(move.flows, move.run):
        return _no_reminder(move)
    return move.stay(Note.OVER, replace(move.run, concluded=True))


def _no_reminder(move: Transition) -> Decision | Refused:
    return move.unknown() if move.run.open else move.refuse(RefusalReason.ENDED)


def device_on(move: Transition, _: Step | None) -> Decision | Refused:
    """One person's word that a device is registered is confirmed before the reminders end; AWS's
    is enough.
    """
    if not is_mfa_off(move.flows, move.run):
        return _no_reminder(move)
    if move.run.reported or move.press.by == AWS:
        return move.stay(Note.CONFIRMED, replace(move.run, mfa=Mfa(off=False), reported=None))
    report = DeviceReport(move.press.by, move.now)
    later = Mfa(off=True, remind_at=move.now + NEXT_MFA_REMINDER)
    return move.stay(Note.DEVICE_ON, replace(move.run, reported=report, mfa=later))
