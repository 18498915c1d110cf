"""Undo and correction of attempt counts that people reported.

A slip must not close an account for a day. So whoever reported may undo it for two minutes, unless
somebody reported more since. Later the lead may correct the count, with a reason that the thread
and the audit show.
"""

from dataclasses import replace

from bot.core import answers
from bot.core.budget import AttemptKind, Attempts
from bot.core.flow import Step
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Decision, Note, Recount, Run
from bot.core.transition import Transition


def remembered(transition: Transition, run: Run, attempts: Attempts) -> Run:
    """Run that remembers how this press changed the count, for Undo."""
    was, now = transition.attempts.made, attempts.made
    gone = tuple(a for a in was if a not in now)
    new = tuple(a for a in now if a not in was)
    said = Recount(transition.press.by, transition.now, run.place, gone, new)
    return replace(run, recount=said if gone or new else None)


def undo(transition: Transition, _: Step | None) -> Decision | Refused:
    """Decision of Undo: without the change, and back at its step if nothing moved since."""
    said = transition.run.recount
    if said is None or not transition.run.may_undo(
        transition.attempts, transition.press.by, transition.now
    ):
        return transition.refuse(RefusalReason.CANNOT_UNDO)
    run = replace(transition.run, recount=None)
    attempts = transition.attempts.undo(said.gone, said.new)
    if run.trail[-1:] != (said.place,):
        return transition.stay(Note.COUNT_UNDONE, run, attempts)
    return transition.go(run, attempts, said.place, Note.COUNT_UNDONE, keep_trail=False)


def correct(transition: Transition, step: Step | None) -> Decision | Refused:
    """Decision of a correction of the count, which also reopens a step that waits for it."""
    if not transition.run.open and not (step and step.resumes):
        return transition.refuse(RefusalReason.ENDED)
    if not transition.attempts.told(transition.now):  # what was reported has left the window
        return transition.refuse(RefusalReason.NO_SUCH_BUTTON)
    try:
        told, reason = answers.correction(transition.press.answer)
    except answers.BadAnswer as bad:
        return transition.refuse(RefusalReason.BAD_ANSWER, bad.code)
    at = transition.now - told.newest_ago
    attempts = transition.attempts.correct(
        told.total, transition.attempt(AttemptKind.EARLIER, at), transition.now
    )
    if attempts is None:
        return transition.refuse(RefusalReason.BAD_ANSWER, "correction_low")
    run = replace(
        transition.run, values={**transition.run.values, "correction": reason}, recount=None
    )
    # Attempts are free again.
    if run.open and step and step.resumes and attempts.left(transition.now):
        place = run.place.to(step.resumes)
        return transition.go(run, attempts, place, Note.COUNT_CORRECTED, reason=reason)
    return transition.stay(Note.COUNT_CORRECTED, run, attempts, reason)
