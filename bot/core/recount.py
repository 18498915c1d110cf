"""What people say of the count of attempts, and how it is taken back or put right.

Nobody may close an account for a day by a slip: whoever said something may undo it for two minutes,
as long as nobody has said more; later the lead may correct the count, with a reason that the thread
and the audit show.
"""

from dataclasses import replace

from bot.core import answers
from bot.core.budget import Attempts, Kind
from bot.core.flow import Step
from bot.core.run import Decision, Note, Recount, Refused, Run, Why
from bot.core.transition import Transition


def remembered(turn: Transition, run: Run, attempts: Attempts) -> Run:
    """The run, with what somebody's word has just done to the count."""
    was, now = turn.attempts.made, attempts.made
    gone = tuple(a for a in was if a not in now)
    new = tuple(a for a in now if a not in was)
    said = Recount(turn.press.by, turn.now, run.place, gone, new)
    return replace(run, recount=said if gone or new else None)


def undo(turn: Transition, _: Step | None) -> Decision | Refused:
    """As if it had not been said: back to where it was, if nothing but that has been done since."""
    said = turn.run.recount
    if said is None or not turn.run.may_undo(turn.attempts, turn.press.by, turn.now):
        return turn.refuse(Why.CANNOT_UNDO)
    run, attempts = replace(turn.run, recount=None), turn.attempts.undo(said.gone, said.new)
    if run.trail[-1:] != (said.place,):
        return turn.stay(Note.COUNT_UNDONE, run, attempts)
    return turn.go(run, attempts, said.place, Note.COUNT_UNDONE, keep_trail=False)


def correct(turn: Transition, step: Step | None) -> Decision | Refused:
    if not turn.run.open and not (step and step.resumes):
        return turn.refuse(Why.ENDED)
    if not turn.attempts.told(turn.now):  # what was said has left the window meanwhile
        return turn.refuse(Why.NO_SUCH_BUTTON)
    try:
        told, reason = answers.correction(turn.press.answer)
    except answers.BadAnswer as bad:
        return turn.refuse(Why.BAD_ANSWER, bad.code)
    at = turn.now - told.newest_ago
    attempts = turn.attempts.correct(told.total, turn.attempt(Kind.EARLIER, at), turn.now)
    if attempts is None:
        return turn.refuse(Why.BAD_ANSWER, "correction_low")
    run = replace(turn.run, values={**turn.run.values, "correction": reason}, recount=None)
    if run.open and step and step.resumes and attempts.left(turn.now):  # it is closed no longer
        place = run.place.to(step.resumes)
        return turn.go(run, attempts, place, Note.COUNT_CORRECTED, reason=reason)
    return turn.stay(Note.COUNT_CORRECTED, run, attempts, reason)
