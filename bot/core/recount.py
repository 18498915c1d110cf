"""Correction of attempt counts that people reported.

A slip must not close an account for a day. Once it is too late for Undo, the lead may correct the
count, with a reason that the thread and the audit show.
"""

from dataclasses import replace

from bot.core import answers
from bot.core.budget import AttemptKind
from bot.core.decision import Decision
from bot.core.flow import Step
from bot.core.notes import Note
from bot.core.refusals import RefusalReason, Refused
from bot.core.transition import Transition


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
        transition.run, values={**transition.run.values, "correction": reason}, undoable=None
    )
    # Attempts are free again.
    if run.open and step and step.resumes and attempts.left(transition.now):
        place = run.place.to(step.resumes)
        return transition.go(run, attempts, place, Note.COUNT_CORRECTED, reason=reason)
    return transition.stay(Note.COUNT_CORRECTED, run, attempts, reason)
