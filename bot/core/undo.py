"""Undo of a press: for two minutes, once, by whoever pressed or by the lead.

A slip must not close an account for a day, or say of root what is not so. Attempts, place and what
was said of root's MFA device are as before.
"""

from bot.core.budget import Attempts
from bot.core.decision import Decision
from bot.core.flow import Step
from bot.core.notes import Note
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import Run, Undoable
from bot.core.transition import Transition


def remembered(transition: Transition, run: Run, attempts: Attempts, *, always: bool) -> Run:
    """Run that remembers what this press changed; not `always`: if it changed the count."""
    was, now = transition.attempts.made, attempts.made
    gone = tuple(a for a in was if a not in now)
    new = tuple(a for a in now if a not in was)
    press, place = transition.press, run.place
    before = transition.run.mfa
    said = Undoable(press.by, transition.now, place, gone, new, before)
    return replace(run, undoable=said if always or said.counted else None)


def undo(transition: Transition, _: Step | None) -> Decision | Refused:
    """Decision of Undo; who has moved on since stays there, and only the count is as before."""
    run, attempts, said = transition.run, transition.attempts, transition.run.undoable
    if said is None or not run.may_undo(attempts, transition.now):
        return transition.refuse(RefusalReason.CANNOT_UNDO)
    attempts = attempts.undo(said.gone, said.new)
    note = Note.COUNT_UNDONE if said.counted else Note.UNDONE
    leads_back, run = run.undo_leads_back, replace(run, undoable=None)
    if not leads_back:
        asked = transition.flows.step_at(said.place)
        if asked and asked.asks:  # the count is open again: it is asked on the next way past
            run = replace(run, settled=tuple(kind for kind in run.settled if kind != asked.asks))
        return transition.stay(note, run, attempts)
    return transition.restore(replace(run, mfa=said.mfa), attempts, said.place, note)
