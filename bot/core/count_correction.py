"""Correction of attempt counts.

A slip must not close an account for a day, and a call that nobody told must count. Once it is too
late for Undo, the lead may correct the count, or the operator at the command line; each with a
reason that the threads and the audit show.
"""

from bot.core import answers
from bot.core.budget import Attempt, AttemptKind, Attempts
from bot.core.conditions import can_go_on
from bot.core.decision import Correction, Decision
from bot.core.due import CORRECTED, Due
from bot.core.flow import Step
from bot.core.notes import Note
from bot.core.press import CORRECTING, OPERATOR
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.snapshot import Snapshot
from bot.core.transition import Transition


def correct(transition: Transition, step: Step | None) -> Decision | Refused:
    """Decision of a correction of the count, which also reopens a step that waits for it."""
    tells = transition.press.by == OPERATOR  # it is corrected already, and only to be told
    goes_on = can_go_on(transition.run, step) if tells else bool(step and step.resumes)
    if not transition.run.open and not goes_on:
        return transition.refuse(RefusalReason.ENDED)
    if tells:
        return _corrected(transition, step, transition.attempts, transition.press.answer)
    newest = transition.attempt(AttemptKind.EARLIER)
    try:
        attempts, reason = _corrected_attempts(
            transition.attempts, newest, transition.press.answer, transition.now
        )
    except answers.BadAnswer as bad:
        return replace(transition.refuse(RefusalReason.BAD_ANSWER, bad.code), part=bad.part)
    return _corrected(transition, step, attempts, reason)


def _corrected(
    transition: Transition, step: Step | None, attempts: Attempts, reason: str
) -> Decision:
    run = replace(
        transition.run, values={**transition.run.values, "correction": reason}, undoable=None
    )
    # Attempts are available again.
    if run.open and step and step.resumes and attempts.left(transition.now):
        place = run.place.to(step.resumes)
        return transition.go(run, attempts, place, Note.COUNT_CORRECTED, reason=reason)
    return transition.stay(Note.COUNT_CORRECTED, run, attempts, reason)


def correction(before: Snapshot, answer: str, account: str, request: str) -> Correction:
    """Correction of an account's count by the operator. Raises BadAnswer.

    answer: as typed into the window of Correct the Count
    request: names this correction, also when it is decided again
    """
    newest = Attempt(request, before.now, OPERATOR, AttemptKind.EARLIER, request)
    attempts, reason = _corrected_attempts(before.attempts, newest, answer, before.now)
    used = f"{before.attempts.used(before.now)}>{attempts.used(before.now)}"
    audit = {
        "account": account,
        "by": OPERATOR,
        "button": CORRECTING,
        "at": str(before.now),
        "reason": reason,
        "used": used,
    }
    runs = (run for _, run in (*before.open, *before.parked_runs))
    tells = tuple(Due(CORRECTED, run, reason=reason) for run in runs)
    return Correction(request, attempts, audit, tells)


def _corrected_attempts(
    attempts: Attempts, newest: Attempt, answer: str, now: int
) -> tuple[Attempts, str]:
    """Attempts as the answer has them, and its reason. Raises BadAnswer."""
    told, reason = answers.correction(answer)
    left = attempts.correct(told.total, replace(newest, at=now - told.newest_ago), now)
    if left is None:
        raise answers.BadAnswer("correction_low")
    return left, reason
