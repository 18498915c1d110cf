"""The one function that decides: a press on a run, and what it changes.

Order of the questions: is it the same press again, is it an old one, is it the lead's, and only
then what it does. Nothing is written here; the guide commits the decision, or asks again.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.core import answers, handover, recount, verbs
from bot.core.budget import Attempts, Kind, Result
from bot.core.flow import Button, Flows, Step
from bot.core.phones.finder import NO_NAMES
from bot.core.run import ANSWER, SKIP, Decision, Note, Press, Refused, Run, Why
from bot.core.transition import Transition

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
    step = flows.step(run.place.flow, run.place.step)
    if verb := verbs.find(press.button):
        return verbs.RULES[verb].does(turn, step)
    if step is None:
        return turn.stay(Note.CHANGED)
    if press.button in (ANSWER, SKIP):
        return _answer(turn, step)
    button = step.buttons.get(press.button)
    return _button(turn, button) if button else turn.unknown()


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
    verb = verbs.find(press.button)
    rule = verbs.RULES[verb] if verb else None
    if rule and rule.against:
        return rule.against(run, press)
    if _is_old(run, press):
        return Why.STALE
    if rule is None and not run.open:
        return Why.ENDED
    may = rule.who(run, press.by) if rule else press.by == run.lead
    return None if may else Why.NOT_LEAD


def _is_old(run: Run, press: Press) -> bool:
    """Whether the run has left that step since: one that is only shown again has not."""
    since = [move.button for move in run.moves if move.turn >= press.turn]
    told_again = len(since) == run.turn - press.turn and all(map(verbs.keeps_step, since))
    return not told_again or press.step != run.place.step


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
        return turn.unknown()
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


def _set_back(turn: Transition) -> Decision:
    """Shown again on a turn that was never shown: the buttons of those that are lost are stale."""
    return turn.stay(Note.SET_BACK, replace(turn.run, turn=turn.press.turn))
