"""The one function that decides: a press on a run, and what it changes.

Order of the questions: is it the same press again, is it an old one, is it the lead's, and only
then what it does. Nothing is written here; the guide commits the decision, or asks again.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.core import answers, handover, recount
from bot.core.budget import Attempts, Kind, Result
from bot.core.flow import Button, Flows, Step
from bot.core.phones.finder import NO_NAMES
from bot.core.run import (
    ANSWER,
    SKIP,
    STOPPED,
    Decision,
    Note,
    Place,
    Press,
    Refused,
    Report,
    Run,
    Verb,
    Why,
    keeps_step,
)
from bot.core.transition import (
    Transition,
)

# Whoever is in the thread may do these: they hand over, or answer a reminder.
FOR_EVERYONE = frozenset({Verb.TAKE_OVER, Verb.DEVICE_ON, Verb.SNOOZE})
MOST_LOST = 1000  # turns that Redis may be set back; what is beyond was never one of this run's


def begin(flows: Flows, run: Run, attempts: Attempts, press: Press) -> Decision:
    """A new run: `run.place` must name a flow; it starts at that flow's first step."""
    return Transition(flows, run, attempts, press, run.opened_at).begin()


def advance(
    flows: Flows,
    run: Run,
    attempts: Attempts,
    press: Press,
    now: int,
    rival: str = "",
    names: Mapping[str, str] = NO_NAMES,
) -> Decision | Refused:
    """`rival`: the id of another open run of this flow for this account, where there is one.

    `names`: of countries, see `bot.core.phones.finder.find`.
    """
    turn = Transition(flows, run, attempts, press, now, rival, names)
    if why := objection(flows, run, press):
        return _set_back(turn) if why is Why.AHEAD else turn.refuse(why)
    if press.button == Verb.TAKE_OVER:
        return handover.take_over(turn)
    if press.button == Verb.LANGUAGE:
        return turn.retell(press.answer)
    step = flows.step(run.place.flow, run.place.step)
    if press.button in (Verb.UNDO_COUNT, Verb.CORRECT_COUNT):
        return recount.verb(turn, Verb(press.button), step)
    if press.button in set(Verb):
        return _verb(turn, Verb(press.button), step)
    if step is None:
        return turn.stay(Note.CHANGED)
    if press.button in (ANSWER, SKIP):
        return _answer(turn, step)
    button = step.buttons.get(press.button)
    return _button(turn, button) if button else _unknown(turn)


def objection(flows: Flows, run: Run, press: Press) -> Why | None:
    """Why this press may not even be tried: it is a repeated, an old or a foreign one."""
    if press.id == run.press:
        return Why.REPEATED
    if press.outside and press.by != run.lead and not handover.may_ask(run, press):
        return Why.OUTSIDE
    if run.flow not in flows:
        return Why.FLOW_GONE
    if run.turn < press.turn <= run.turn + MOST_LOST:
        return Why.AHEAD
    if press.button == Verb.TAKE_OVER:
        return _against_taking_over(run, press)
    if press.button == Verb.LANGUAGE:
        return _against_retelling(run, press)
    if _is_old(run, press):
        return Why.STALE
    if not run.open and press.button not in set(Verb):
        return Why.ENDED
    if press.by != run.lead and not _is_for_others(run, press):
        return Why.NOT_LEAD
    return None


def _is_for_others(run: Run, press: Press) -> bool:
    """Whether somebody else than the lead may press this."""
    match press.button:
        case Verb.CORRECT_COUNT:
            return False
        case Verb.UNDO_COUNT:  # whoever said it, also after a hand-over
            return run.recount is not None and run.recount.by == press.by
        case _:
            return not run.open or press.button in FOR_EVERYONE


def _is_old(run: Run, press: Press) -> bool:
    """Whether the run has left that step since: one that is only shown again has not."""
    since = [move.button for move in run.moves if move.turn >= press.turn]
    told_again = len(since) == run.turn - press.turn and all(map(keeps_step, since))
    return not told_again or press.step != run.place.step


def _against_retelling(run: Run, press: Press) -> Why | None:
    """Anyone's, from any step, also when all is over."""
    if press.answer == run.language:
        return Why.REPEATED
    return Why.STALE if press.turn < run.told_since else None


def _against_taking_over(run: Run, press: Press) -> Why | None:
    """Good from any step, as long as the lead is the one whom this person saw there."""
    if press.by == run.lead:
        return Why.IS_LEAD
    if not run.open:
        return Why.ENDED
    return Why.NOT_LEAD if press.turn < run.led_since else None


def _button(turn: Transition, button: Button) -> Decision | Refused:
    run, attempts, place = turn.run, turn.attempts, turn.run.place
    if button.visits:
        start = turn.flows[button.visits].start
        return turn.go(run, attempts, place.visit(button.visits, start, button.then or ""))
    if button.gives_back:
        left = attempts.give_back(run.attempt or "", turn.now)
        if left is None:
            return turn.refuse(Why.TOO_LATE)
        run, attempts = replace(run, attempt=None), left
        return turn.go(run, attempts, place.to(button.go or ""), Note.GIVEN_BACK)
    if button.spends:
        if not attempts.left(turn.now):
            return turn.go(run, attempts, place.to(button.refused or ""), Note.USED_UP)
        spent = turn.attempt(button.spends)
        run, attempts = replace(run, attempt=spent.id), attempts.spend(spent)
    if button.records:
        unseen = replace(turn.attempt(Kind.EARLIER), result=Result.BLOCKED)
        attempts = attempts.record(run.attempt, button.records, unseen)
        blocked = button.records is Result.BLOCKED
        # After any other report, an undo would take the report away too.
        run = recount.remembered(turn, run, attempts) if blocked else replace(run, recount=None)
    return turn.go(run, attempts, place.to(button.go or ""))


def _answer(turn: Transition, step: Step) -> Decision | Refused:
    run, attempts, text = turn.run, turn.attempts, turn.press.answer
    if step.asks is None or (turn.press.button == SKIP and step.skip is None):
        return _unknown(turn)
    if turn.press.button == SKIP:  # what was told before stays: a count is lowered by saying so
        return turn.go(run, attempts, run.place.to(step.skip or ""))
    reason = ""
    try:
        answers.without_secret(text)
        if step.asks == "earlier":
            told = answers.earlier(text)
            newest = turn.attempt(Kind.EARLIER, turn.now - told.newest_ago)
            attempts = attempts.recount_earlier(told.total, newest, turn.now)
            run = recount.remembered(turn, run, attempts)
        elif step.asks == "confirmation":
            answers.confirmation(text, run.account)
        elif step.asks == "reason":
            reason = answers.line(text, "reason")
        else:
            kept = answers.KEPT[step.asks](text, run.region, turn.names)
            run = replace(run, values={**run.values, **kept})
    except answers.BadAnswer as bad:
        return replace(turn.refuse(Why.BAD_ANSWER, bad.code), found=bad.found)
    return turn.go(run, attempts, run.place.to(step.go or ""), reason=reason)


def _verb(turn: Transition, verb: Verb, step: Step | None) -> Decision | Refused:
    run = turn.run
    match verb:
        case Verb.GO_ON:
            return _go_on(turn, step)
        case Verb.DEVICE_ON | Verb.SNOOZE if not run.open and step and step.reminds:
            return _remind_again(turn, verb)
        case _ if not run.open:
            return turn.refuse(Why.ENDED)
        case Verb.HAND_OVER | Verb.KEEP_LEADING if run.handover:
            return handover.answer(turn, run.handover, verb)
        case Verb.STOP:
            return turn.stay(Note.STOPPED, replace(run, outcome=STOPPED))
        case Verb.START_OVER:
            fresh = replace(run, trail=(), values={})
            start = turn.flows[run.flow].start
            place = Place.at(run.flow, start)
            return turn.go(fresh, turn.attempts, place, Note.STARTED_OVER, keep_trail=False)
        case Verb.BACK if run.trail:
            return _nearest(turn)
        case Verb.NEAREST if step:  # an older bot did not know it
            return turn.stay(Note.GOES_ON)
        case Verb.NEAREST:
            return _nearest(turn, Note.GOES_ON)
        case _:
            return _unknown(turn)


def _remind_again(turn: Transition, verb: Verb) -> Decision:
    """One person's word that a device is registered is confirmed before the reminders end."""
    run = turn.run
    if verb is Verb.SNOOZE:
        return turn.stay(Note.SNOOZED, replace(run, reported=None))
    if run.reported:
        return turn.stay(Note.CONFIRMED, replace(run, hushed=True))
    return turn.stay(Note.DEVICE_ON, replace(run, reported=Report(turn.press.by, turn.now)))


def _go_on(turn: Transition, step: Step | None) -> Decision | Refused:
    run = turn.run
    if not run.open and turn.rival:
        return turn.refuse(Why.RIVAL, turn.rival)
    if run.outcome == STOPPED:
        return turn.stay(Note.GOES_ON, replace(run, outcome=None, lead=turn.press.by))
    if not run.open:
        if not (step and step.resumes):
            return turn.refuse(Why.ENDED)
        woken = replace(run, outcome=None, lead=turn.press.by)
        return turn.go(woken, turn.attempts, run.place.to(step.resumes), Note.GOES_ON)
    if run.place.visiting and step and step.end:
        visit = len(run.place.frames)
        here = replace(run, trail=tuple(p for p in run.trail if len(p.frames) < visit))
        return turn.go(here, turn.attempts, run.place.leave(), keep_trail=False)
    if step and step.resumes and turn.attempts.left(turn.now):
        return turn.go(run, turn.attempts, run.place.to(step.resumes), Note.GOES_ON)
    return turn.stay(Note.GOES_ON)


def _nearest(turn: Transition, note: Note | None = None) -> Decision:
    """The last step of the way here that the flow still has; the start where none is left."""
    known = [n for n, p in enumerate(turn.run.trail) if turn.flows.step(p.flow, p.step)]
    if not known:
        start = turn.flows[turn.run.flow].start
        place, trail = Place.at(turn.run.flow, start), tuple[Place, ...]()
    else:
        place, trail = turn.run.trail[known[-1]], turn.run.trail[: known[-1]]
    run = replace(turn.run, trail=trail)
    return turn.go(run, turn.attempts, place, note, keep_trail=False)


def _unknown(turn: Transition) -> Decision | Refused:
    """A button that the step does not have: gone with an upgrade, or never there."""
    return turn.stay(Note.CHANGED) if turn.changed() else turn.refuse(Why.NO_SUCH_BUTTON)


def _set_back(turn: Transition) -> Decision:
    """Shown again on a turn that was never shown: the buttons of those that are lost are stale."""
    return turn.stay(Note.SET_BACK, replace(turn.run, turn=turn.press.turn))
