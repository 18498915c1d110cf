"""The one function that decides: a press on a run, and what it changes.

Order of the questions: is it the same press again, is it an old one, is it the lead's, and only
then what it does. Nothing is written here; the guide commits the decision, or asks again.
"""

from dataclasses import dataclass, replace

from bot.core import answers, timers
from bot.core.budget import Attempt, Attempts, Kind, Result, Risk
from bot.core.flow import Button, Flows, Step
from bot.core.run import (
    ANSWER,
    SKIP,
    STOPPED,
    Decision,
    Note,
    Place,
    Press,
    Refused,
    Run,
    Verb,
    Why,
)

# Whoever is in the thread may do these: they hand over, or answer a reminder.
FOR_EVERYONE = frozenset({Verb.TAKE_OVER, Verb.DEVICE_ON, Verb.SNOOZE})
MOST_LOST = 1000  # turns that Redis may be set back; what is beyond was never one of this run's


@dataclass(frozen=True, slots=True)
class _Turn:
    """What every move needs to know."""

    flows: Flows
    run: Run
    attempts: Attempts
    press: Press
    now: int
    rival: str

    def refuse(self, why: Why, detail: str = "") -> Refused:
        return Refused(why, self.run, detail)


def begin(flows: Flows, run: Run, attempts: Attempts, press: Press) -> Decision:
    """A new run: `run.place` must name a flow; it starts at that flow's first step."""
    flow = flows[run.flow]
    first = _enter(flows, Place.at(flow.name, flow.start), attempts, run.opened_at)
    started = replace(run, place=first, press=press.id, fingerprint=flow.fingerprint)
    return _decide(flows, started, attempts, press, run.opened_at, origin="")


def advance(
    flows: Flows, run: Run, attempts: Attempts, press: Press, now: int, rival: str = ""
) -> Decision | Refused:
    """`rival`: the id of another open run of this flow for this account, where there is one."""
    turn = _Turn(flows, run, attempts, press, now, rival)
    if why := objection(flows, run, press):
        return _set_back(turn) if why is Why.AHEAD else turn.refuse(why)
    if press.button == Verb.TAKE_OVER:
        return _stay(turn, Note.TOOK_OVER, replace(run, lead=press.by))
    step = flows.step(run.place.flow, run.place.step)
    if press.button in set(Verb):
        return _verb(turn, Verb(press.button), step)
    if step is None:
        return _stay(turn, Note.CHANGED)
    if press.button in (ANSWER, SKIP):
        return _answer(turn, step)
    button = step.buttons.get(press.button)
    return _button(turn, button) if button else _unknown(turn)


def objection(flows: Flows, run: Run, press: Press) -> Why | None:
    """Why this press may not even be tried: it is a repeated, an old or a foreign one."""
    if press.id == run.press:
        return Why.REPEATED
    if run.flow not in flows:
        return Why.FLOW_GONE
    if run.turn < press.turn <= run.turn + MOST_LOST:
        return Why.AHEAD
    if press.button == Verb.TAKE_OVER:
        return Why.IS_LEAD if press.by == run.lead else None if run.open else Why.ENDED
    if press.turn != run.turn or press.step != run.place.step:
        return Why.STALE
    if not run.open:
        return None if press.button in set(Verb) else Why.ENDED
    if press.by != run.lead and press.button not in FOR_EVERYONE:
        return Why.NOT_LEAD
    return None


def _button(turn: _Turn, button: Button) -> Decision | Refused:
    run, attempts, place = turn.run, turn.attempts, turn.run.place
    if button.visits:
        start = turn.flows[button.visits].start
        return _go(turn, run, attempts, place.visit(button.visits, start, button.then or ""))
    if button.gives_back:
        left = attempts.give_back(run.attempt or "", turn.now)
        if left is None:
            return turn.refuse(Why.TOO_LATE)
        run, attempts = replace(run, attempt=None), left
        return _go(turn, run, attempts, place.to(button.go or ""), Note.GIVEN_BACK)
    if button.spends:
        if not attempts.left(turn.now):
            return _go(turn, run, attempts, place.to(button.refused or ""), Note.USED_UP)
        spent = _attempt(turn, button.spends)
        run, attempts = replace(run, attempt=spent.id), attempts.spend(spent)
    if button.records:
        unseen = replace(_attempt(turn, Kind.EARLIER), result=Result.BLOCKED)
        attempts = attempts.record(run.attempt, button.records, unseen)
    return _go(turn, run, attempts, place.to(button.go or ""))


def _attempt(turn: _Turn, kind: Kind) -> Attempt:
    return Attempt(turn.press.id, turn.now, turn.press.by, kind, turn.run.id)


def _answer(turn: _Turn, step: Step) -> Decision | Refused:
    run, attempts, text = turn.run, turn.attempts, turn.press.answer
    if step.asks is None or (turn.press.button == SKIP and step.skip is None):
        return _unknown(turn)
    if turn.press.button == SKIP:  # what was told before stays: a count is lowered by saying so
        return _go(turn, run, attempts, run.place.to(step.skip or ""))
    reason = ""
    try:
        answers.without_secret(text)
        if step.asks == "earlier":
            told = answers.earlier(text)
            newest = _attempt(turn, Kind.EARLIER)
            newest = replace(newest, at=turn.now - told.newest_ago)
            attempts = attempts.recount_earlier(told.total, newest, turn.now)
        elif step.asks == "confirmation":
            answers.confirmation(text, run.account)
        elif step.asks == "reason":
            reason = answers.reason(text, run.region)
        else:
            kept = answers.KEPT[step.asks](text, run.region)
            run = replace(run, values={**run.values, **kept})
    except answers.BadAnswer as bad:
        return turn.refuse(Why.BAD_ANSWER, bad.code)
    return _go(turn, run, attempts, run.place.to(step.go or ""), reason=reason)


def _verb(turn: _Turn, verb: Verb, step: Step | None) -> Decision | Refused:
    run = turn.run
    match verb:
        case Verb.GO_ON:
            return _go_on(turn, step)
        case Verb.DEVICE_ON | Verb.SNOOZE if not run.open and step and step.reminds:
            done = verb is Verb.DEVICE_ON
            run = replace(run, hushed=run.hushed or done)
            return _stay(turn, Note.DEVICE_ON if done else Note.SNOOZED, run)
        case _ if not run.open:
            return turn.refuse(Why.ENDED)
        case Verb.STOP:
            return _stay(turn, Note.STOPPED, replace(run, outcome=STOPPED))
        case Verb.START_OVER:
            fresh = replace(run, trail=(), values={})
            start = turn.flows[run.flow].start
            place = Place.at(run.flow, start)
            return _go(turn, fresh, turn.attempts, place, Note.STARTED_OVER, keep_trail=False)
        case Verb.BACK if run.trail:
            return _nearest(turn)
        case Verb.NEAREST if step:  # an older bot did not know it
            return _stay(turn, Note.GOES_ON)
        case Verb.NEAREST:
            return _nearest(turn, Note.GOES_ON)
        case _:
            return _unknown(turn)


def _go_on(turn: _Turn, step: Step | None) -> Decision | Refused:
    run = turn.run
    if not run.open and turn.rival:
        return turn.refuse(Why.RIVAL)
    if run.outcome == STOPPED:
        return _stay(turn, Note.GOES_ON, replace(run, outcome=None, lead=turn.press.by))
    if not run.open:
        if not (step and step.resumes):
            return turn.refuse(Why.ENDED)
        woken = replace(run, outcome=None, lead=turn.press.by)
        return _go(turn, woken, turn.attempts, run.place.to(step.resumes), Note.GOES_ON)
    if run.place.visiting and step and step.end:
        visit = len(run.place.frames)
        here = replace(run, trail=tuple(p for p in run.trail if len(p.frames) < visit))
        return _go(turn, here, turn.attempts, run.place.leave(), keep_trail=False)
    if step and step.resumes and turn.attempts.left(turn.now):
        return _go(turn, run, turn.attempts, run.place.to(step.resumes), Note.GOES_ON)
    return _stay(turn, Note.GOES_ON)


def _nearest(turn: _Turn, note: Note | None = None) -> Decision:
    """The last step of the way here that the flow still has; the start where none is left."""
    known = [n for n, p in enumerate(turn.run.trail) if turn.flows.step(p.flow, p.step)]
    if not known:
        start = turn.flows[turn.run.flow].start
        place, trail = Place.at(turn.run.flow, start), tuple[Place, ...]()
    else:
        place, trail = turn.run.trail[known[-1]], turn.run.trail[: known[-1]]
    run = replace(turn.run, trail=trail)
    return _go(turn, run, turn.attempts, place, note, keep_trail=False)


def _unknown(turn: _Turn) -> Decision | Refused:
    """A button that the step does not have: gone with an upgrade, or never there."""
    if turn.run.fingerprint != _fingerprint(turn.flows, turn.run):
        return _stay(turn, Note.CHANGED)
    return turn.refuse(Why.NO_SUCH_BUTTON)


def _stay(turn: _Turn, note: Note, run: Run | None = None) -> Decision:
    run = run or turn.run
    place = _unless_used_up(turn, run)
    moved = replace(run, trail=_way_to(place, run.trail))
    return _settle(turn, moved.moved(turn.press, place, turn.now, note), turn.attempts)


def _set_back(turn: _Turn) -> Decision:
    """Shown again on a turn that was never shown: the buttons of those that are lost are stale."""
    return _stay(turn, Note.SET_BACK, replace(turn.run, turn=turn.press.turn))


def _unless_used_up(turn: _Turn, run: Run) -> Place:
    """Where the run is; shown again, a step that spends must not outlive the last attempt."""
    step = turn.flows.step(run.place.flow, run.place.step)
    if not run.open or step is None or turn.attempts.left(turn.now):
        return run.place
    return run.place.to(step.needs_attempt.get(Risk.USED_UP, run.place.step))


def _go(
    turn: _Turn,
    run: Run,
    attempts: Attempts,
    place: Place,
    note: Note | None = None,
    *,
    keep_trail: bool = True,
    reason: str = "",
) -> Decision:
    here = run.place
    place = _enter(turn.flows, place, attempts, turn.now, came_from=here)
    if turn.flows.step(place.flow, place.step) is None:  # the flow changed under the run
        note = Note.CHANGED
    trail = (*run.trail, here) if keep_trail and run.open else run.trail
    moved = replace(run, trail=_way_to(place, trail)).moved(turn.press, place, turn.now, note)
    return _settle(turn, moved, attempts, reason)


def _way_to(place: Place, trail: tuple[Place, ...]) -> tuple[Place, ...]:
    """Where one has been before, what came after is no longer the way here."""
    return trail[: trail.index(place)] if place in trail else trail


def _settle(turn: _Turn, run: Run, attempts: Attempts, reason: str = "") -> Decision:
    step = turn.flows.step(run.place.flow, run.place.step)
    if step and step.end and not run.place.visiting and run.outcome is None:
        run = replace(run, outcome=step.end)
    if not run.open and not _can_go_on(run, step):  # what only the walk needed goes with it
        run = replace(run, values={k: v for k, v in run.values.items() if k == "account_id"})
    run = replace(run, fingerprint=_fingerprint(turn.flows, run))
    origin = turn.run.place.step
    return _decide(turn.flows, run, attempts, turn.press, turn.now, origin, reason)


def _fingerprint(flows: Flows, run: Run) -> str:
    """Of the flow whose buttons are shown; none where a whole flow that was visited is gone."""
    flow = flows.get(run.place.flow)
    return flow.fingerprint if flow else ""


def _can_go_on(run: Run, step: Step | None) -> bool:
    return run.outcome == STOPPED or bool(step and step.resumes)


def _decide(
    flows: Flows,
    run: Run,
    attempts: Attempts,
    press: Press,
    now: int,
    origin: str,
    reason: str = "",
) -> Decision:
    audit = {
        "run": run.id,
        "account": run.account,
        "by": press.by,
        "button": press.button,
        "from": origin,
        "to": f"{run.place.flow}/{run.place.step}",
        "turn": str(run.turn),
        "at": str(now),
        **({"reason": reason} if reason else {}),
    }
    return Decision(run, attempts, audit, timers.wanted(flows, run, attempts, now))


def _enter(
    flows: Flows, place: Place, attempts: Attempts, now: int, came_from: Place | None = None
) -> Place:
    """The step itself, or the one that the account's budget asks to pass through first."""
    step = flows.step(place.flow, place.step)
    risk = attempts.risk(now)
    detour = step.needs_attempt.get(risk) if step else None
    if detour is None:
        return place
    passed = came_from == place.to(detour) and risk is not Risk.USED_UP
    return place if passed else place.to(detour)
