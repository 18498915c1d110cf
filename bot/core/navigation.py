"""Navigation in a run: Back, Start Over, Go On, Stop, another language, or a new run instead."""

from bot.core.decision import Decision
from bot.core.flow import Step
from bot.core.notes import Note
from bot.core.place import Place
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import STOPPED, SUPERSEDED
from bot.core.transition import Transition
from bot.core.typed_ids import without_typed_id


def stop(move: Transition, _: Step | None) -> Decision:
    return move.stay(Note.STOPPED, replace(move.run, outcome=STOPPED))


def start_over(move: Transition, _: Step | None) -> Decision:
    """Decision of Start Over. What was typed is kept: nothing has to be typed twice. Only the
    account's ID has to, which may have been wrong.
    """
    run = without_typed_id(move.run, move.context)
    fresh = replace(run, trail=(), number=1, undoable=None, settled=())
    place = Place.at(fresh.flow, move.flows[fresh.flow].start)
    return move.go(fresh, move.attempts, place, Note.STARTED_OVER, keep_trail=False)


def back(move: Transition, _: Step | None) -> Decision | Refused:
    return _to_last_known(move) if move.run.trail else move.unknown()


def nearest(move: Transition, step: Step | None) -> Decision:
    if step:  # an older bot did not know it
        return move.stay(Note.GOES_ON)
    return _to_last_known(move, Note.GOES_ON)


def _to_last_known(move: Transition, note: Note | None = None) -> Decision:
    """The last step of the way here that the flow still has; the start where none is left."""
    trail = move.run.trail
    while trail and move.flows.step_at(trail[-1]) is None:
        trail = trail[:-1]
    place = trail[-1] if trail else Place.at(move.run.flow, move.flows[move.run.flow].start)
    number = max(1, move.run.number - (len(move.run.trail) - len(trail[:-1])))
    back = replace(move.run, trail=trail[:-1], number=number)
    return move.go(back, move.attempts, place, note, keep_trail=False, back=True)


def supersede(move: Transition, _: Step | None) -> Decision:
    return move.stay(Note.SUPERSEDED, replace(move.run, outcome=SUPERSEDED, undoable=None))


def go_on(move: Transition, step: Step | None) -> Decision | Refused:
    run = move.run
    if not run.open and move.context.rival:
        return move.refuse(RefusalReason.RIVAL, move.context.rival)
    if run.outcome == STOPPED:
        return move.stay(Note.GOES_ON, replace(run, outcome=None, lead=move.press.by))
    if not run.open:
        if run.outcome == SUPERSEDED or not (step and step.resumes):
            return move.refuse(RefusalReason.ENDED)
        woken = replace(run, outcome=None, concluded=False, lead=move.press.by)
        return move.go(woken, move.attempts, run.place.to(step.resumes), Note.GOES_ON)
    if run.place.visiting and step and step.end:
        visit = len(run.place.frames)
        trail = tuple(p for p in run.trail if len(p.frames) < visit)
        here = replace(run, trail=trail, number=run.number + 1)
        place = move.after_settled_questions(here, run.place.leave())
        return move.go(here, move.attempts, place, keep_trail=False)
    if step and step.resumes and move.attempts.left(move.now):
        return move.go(run, move.attempts, run.place.to(step.resumes), Note.GOES_ON)
    return move.stay(Note.GOES_ON)


def show_again(move: Transition, _: Step | None) -> Decision:
    """Decision that shows the same step and note in the language of the answer; timers stay."""
    run = replace(move.run, language=move.press.answer)
    told = move.stay(run.note, run, snoozed_until=run.snoozed_until)
    same = told.run.place == move.run.place and told.run.approval == move.run.approval
    return replace(told, timers=None) if same else told
