"""The bot's own buttons in one table: what each does, who may press it, and where it is offered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from bot.core import handover, recount, undo
from bot.core.budget import Attempts
from bot.core.flow import Flows, Step
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import (
    OWN_OUTCOMES,
    OWN_PREFIX,
    RETELL,
    STOPPED,
    SUPERSEDED,
    TAKING_OVER,
    Decision,
    DeviceReport,
    Mfa,
    Note,
    Place,
    Press,
    Run,
    changes_language,
)
from bot.core.timers import (
    CALLS_REOPEN,
    FOLLOW_UP,
    MFA_STILL_OFF,
    NEXT_MFA_REMINDER,
    QUIET,
    SNOOZE_FOR,
    follows_up,
    is_mfa_off,
)
from bot.core.transition import Transition


class Verb(StrEnum):
    """A button of the bot's own; a step offers those that fit in this order.

    The colon keeps them apart from the buttons of a flow.
    """

    HAND_OVER = f"{OWN_PREFIX}hand_over"  # the lead's answers to somebody who asks for the run
    KEEP_LEADING = f"{OWN_PREFIX}keep_leading"
    NEAREST = f"{OWN_PREFIX}nearest"  # after an upgrade that removed the step
    GO_ON = f"{OWN_PREFIX}go_on"
    DEVICE_ON = f"{OWN_PREFIX}device_on"
    SNOOZE = f"{OWN_PREFIX}snooze"
    BACK = f"{OWN_PREFIX}back"
    START_OVER = f"{OWN_PREFIX}start_over"
    STOP = f"{OWN_PREFIX}stop"
    UNDO = f"{OWN_PREFIX}undo"  # the last press, where that can be taken back
    CORRECT_COUNT = f"{OWN_PREFIX}correct_count"  # the press's answer is the count, and the reason
    TAKE_OVER = TAKING_OVER  # offered to whoever may not press
    POSTPONE = f"{OWN_PREFIX}postpone"  # the answers to what follows up an end
    OVER = f"{OWN_PREFIX}over"
    START_NEW = f"{OWN_PREFIX}start_new"  # instead of going on with a run that is parked
    LANGUAGE = RETELL  # the press's answer is the language

    @property
    def short(self) -> str:
        """The name that authors use in scenarios, and that no button of a flow may have."""
        return self.removeprefix(OWN_PREFIX)


@dataclass(frozen=True, slots=True)
class Offer:
    """What decides which buttons a step's message offers."""

    run: Run
    step: Step | None
    attempts: Attempts
    now: int
    mfa_off: bool

    @property
    def resumes(self) -> bool:
        return bool(self.step and self.step.resumes)


def _nowhere(_: Offer) -> bool:
    return False


def _lead_while_open(run: Run, by: str) -> bool:
    return by == run.lead or not run.open


def _lead(run: Run, by: str) -> bool:
    return by == run.lead


def _anyone(_: Run, __: str) -> bool:
    return True


def _teller(run: Run, by: str) -> bool:
    """Whoever said it, also after a hand-over."""
    return by == run.lead or (run.undoable is not None and run.undoable.by == by)


@dataclass(frozen=True, slots=True)
class Rule:
    does: Callable[[Transition, Step | None], Decision | Refused]
    offered: Callable[[Offer], bool] = _nowhere
    who: Callable[[Run, str], bool] = _lead_while_open
    reminders: frozenset[str] = frozenset()  # that offer it too
    # replaces the check for an old button, and `who`
    against: Callable[[Run, Press], RefusalReason | None] | None = None
    keeps_step: bool = False  # the same step is shown once more, with nothing of it done
    typed: bool = False  # its answer is typed into a window


def _rule(verb: Verb) -> Rule:  # noqa: C901, PLR0911, PLR0912 -- a table
    match verb:
        case Verb.HAND_OVER:
            return Rule(_while_open(handover.hand_over), lambda o: o.run.handover is not None)
        case Verb.KEEP_LEADING:
            return Rule(_while_open(handover.keep), lambda o: o.run.handover is not None)
        case Verb.NEAREST:
            return Rule(_while_open(_nearest), lambda o: o.run.open and o.step is None)
        case Verb.GO_ON:
            asked = frozenset({QUIET, CALLS_REOPEN, FOLLOW_UP})
            return Rule(_go_on, _goes_on, reminders=asked)
        case Verb.DEVICE_ON:
            return Rule(_device_on, _reminds, _anyone, frozenset({MFA_STILL_OFF}))
        case Verb.SNOOZE:
            return Rule(_snooze, _reminds, _anyone, frozenset({MFA_STILL_OFF}))
        case Verb.BACK:
            offered = lambda o: o.run.open and o.step is not None and bool(o.run.trail)  # noqa: E731
            return Rule(_while_open(_back), offered)
        case Verb.START_OVER:
            return Rule(_while_open(_start_over), _starts_over)
        case Verb.STOP:
            return Rule(_while_open(_stop), lambda o: o.run.open, reminders=frozenset({QUIET}))
        case Verb.UNDO:
            return Rule(_while_open(undo.undo), _undoes, _teller)
        case Verb.CORRECT_COUNT:
            return Rule(recount.correct, _corrects, _lead, typed=True)
        case Verb.POSTPONE:
            return Rule(_postpone, who=_anyone, reminders=frozenset({FOLLOW_UP}))
        case Verb.OVER:
            return Rule(_over, who=_anyone, reminders=frozenset({FOLLOW_UP}))
        case Verb.START_NEW:
            against = _against_superseding
            return Rule(_supersede, who=_anyone, against=against)
        case Verb.TAKE_OVER:
            against = _against_taking_over
            return Rule(handover.take_over, who=_anyone, against=against, keeps_step=True)
        case Verb.LANGUAGE:
            against = _against_retelling
            return Rule(_retell, who=_anyone, against=against, keeps_step=True)
        case _:
            assert_never(verb)


def find(button: str) -> Verb | None:
    """None for a button of a flow."""
    button = _FORMER.get(button, button)
    return Verb(button) if button in RULES else None


def offered(flows: Flows, run: Run, attempts: Attempts, now: int) -> tuple[Verb, ...]:
    """Below a step."""
    step = flows.step(run.place.flow, run.place.step)
    offer = Offer(run, step, attempts, now, is_mfa_off(flows, run))
    return tuple(verb for verb, rule in RULES.items() if rule.offered(offer))


def reminded(timer: str) -> tuple[Verb, ...]:
    """Below what a timer says."""
    return tuple(verb for verb, rule in RULES.items() if timer in rule.reminders)


def keeps_step(pressed: str) -> bool:
    """Whether the same step is shown once more, with nothing of it done; `pressed`: of a Move."""
    verb = find(pressed) or (Verb.LANGUAGE if changes_language(pressed) else None)
    return verb is not None and RULES[verb].keeps_step


def same_step_since(run: Run, turn: int) -> bool:
    """Whether the run has stood at its step since that turn; showing it again does not count."""
    since = [move.button for move in run.moves if move.turn >= turn]
    return len(since) == run.turn - turn and all(map(keeps_step, since))


# --- where each is offered


def _goes_on(offer: Offer) -> bool:
    run, step = offer.run, offer.step
    if not run.open:
        return run.outcome == STOPPED or (offer.resumes and run.outcome != SUPERSEDED)
    # The end of a visited flow is the way back into the run; and what it waited for may have come.
    return bool(step and step.end) or (offer.resumes and offer.attempts.left(offer.now) > 0)


def _reminds(offer: Offer) -> bool:
    """What is reported is asked for again tomorrow, in a message of its own."""
    return offer.mfa_off and not offer.run.open and not offer.run.reported


def _starts_over(offer: Offer) -> bool:
    if not offer.run.open or offer.step is None:
        return offer.run.open
    return bool(offer.run.trail) and not _goes_on(offer)


def _undoes(offer: Offer) -> bool:
    return offer.run.open and offer.run.may_undo(offer.attempts, offer.now)


def _corrects(offer: Offer) -> bool:
    """For as long as that mends a count which somebody typed."""
    waits = offer.resumes and offer.run.outcome not in OWN_OUTCOMES
    return (offer.run.open or waits) and offer.attempts.told(offer.now)


# --- what speaks against each


def _against_taking_over(run: Run, press: Press) -> RefusalReason | None:
    """Good from any step, as long as the lead is the one whom this person saw there."""
    if press.by == run.lead:
        return RefusalReason.IS_LEAD
    if not run.open:
        return RefusalReason.ENDED
    return RefusalReason.NOT_LEAD if press.turn < run.led_since else None


def _against_superseding(run: Run, press: Press) -> RefusalReason | None:
    """Of a run that has ended, whatever happened to it since that was offered."""
    if run.open:
        return RefusalReason.STALE
    return RefusalReason.REPEATED if press.turn > run.turn or run.outcome == SUPERSEDED else None


def _against_retelling(run: Run, press: Press) -> RefusalReason | None:
    """Anyone's, from any step, also when all is over."""
    if press.answer == run.language:
        return RefusalReason.REPEATED
    return RefusalReason.STALE if press.turn < run.told_since else None


# --- what each does


def _while_open(
    does: Callable[[Transition, Step | None], Decision | Refused],
) -> Callable[[Transition, Step | None], Decision | Refused]:
    def guarded(move: Transition, step: Step | None) -> Decision | Refused:
        return does(move, step) if move.run.open else move.refuse(RefusalReason.ENDED)

    return guarded


def _retell(move: Transition, _: Step | None) -> Decision:
    return move.retell(move.press.answer)


def _stop(move: Transition, _: Step | None) -> Decision:
    return move.stay(Note.STOPPED, replace(move.run, outcome=STOPPED))


def _start_over(move: Transition, _: Step | None) -> Decision:
    """What was typed is kept: nothing has to be typed twice."""
    fresh = replace(move.run, trail=(), number=1, undoable=None, asked=())
    place = Place.at(fresh.flow, move.flows[fresh.flow].start)
    return move.go(fresh, move.attempts, place, Note.STARTED_OVER, keep_trail=False)


def _back(move: Transition, _: Step | None) -> Decision | Refused:
    return _to_last_known(move) if move.run.trail else move.unknown()


def _nearest(move: Transition, step: Step | None) -> Decision:
    if step:  # an older bot did not know it
        return move.stay(Note.GOES_ON)
    return _to_last_known(move, Note.GOES_ON)


def _to_last_known(move: Transition, note: Note | None = None) -> Decision:
    """The last step of the way here that the flow still has; the start where none is left."""
    trail = move.run.trail
    while trail and move.flows.step(trail[-1].flow, trail[-1].step) is None:
        trail = trail[:-1]
    place = trail[-1] if trail else Place.at(move.run.flow, move.flows[move.run.flow].start)
    number = max(1, move.run.number - (len(move.run.trail) - len(trail[:-1])))
    back = replace(move.run, trail=trail[:-1], number=number)
    return move.go(back, move.attempts, place, note, keep_trail=False)


def _snooze(move: Transition, _: Step | None) -> Decision | Refused:
    if refused := _not_reminded(move):  # an older bot put it under a follow-up too
        return move.stay(Note.LATER) if follows_up(move.flows, move.run) else refused
    later = Mfa(off=True, remind_at=move.now + SNOOZE_FOR)
    return move.stay(Note.SNOOZED, replace(move.run, reported=None, mfa=later))


def _postpone(move: Transition, _: Step | None) -> Decision | Refused:
    return _not_followed_up(move) or move.stay(Note.LATER)


def _over(move: Transition, _: Step | None) -> Decision | Refused:
    if refused := _not_followed_up(move):
        return refused
    return move.stay(Note.OVER, replace(move.run, over=True))


def _not_followed_up(move: Transition) -> Decision | Refused | None:
    if follows_up(move.flows, move.run):
        return None
    return move.unknown() if move.run.open else move.refuse(RefusalReason.ENDED)


def _supersede(move: Transition, _: Step | None) -> Decision:
    return move.stay(Note.SUPERSEDED, replace(move.run, outcome=SUPERSEDED, undoable=None))


def _device_on(move: Transition, _: Step | None) -> Decision | Refused:
    """One person's word that a device is registered is confirmed before the reminders end."""
    if refused := _not_reminded(move):
        return refused
    if move.run.reported:
        return move.stay(Note.CONFIRMED, replace(move.run, mfa=Mfa(off=False), reported=None))
    report = DeviceReport(move.press.by, move.now)
    later = Mfa(off=True, remind_at=move.now + NEXT_MFA_REMINDER)
    return move.stay(Note.DEVICE_ON, replace(move.run, reported=report, mfa=later))


def _not_reminded(move: Transition) -> Decision | Refused | None:
    if is_mfa_off(move.flows, move.run):
        return None
    return move.unknown() if move.run.open else move.refuse(RefusalReason.ENDED)


def _go_on(move: Transition, step: Step | None) -> Decision | Refused:
    run = move.run
    if not run.open and move.rival:
        return move.refuse(RefusalReason.RIVAL, move.rival)
    if run.outcome == STOPPED:
        return move.stay(Note.GOES_ON, replace(run, outcome=None, lead=move.press.by))
    if not run.open:
        if run.outcome == SUPERSEDED or not (step and step.resumes):
            return move.refuse(RefusalReason.ENDED)
        woken = replace(run, outcome=None, over=False, lead=move.press.by)
        return move.go(woken, move.attempts, run.place.to(step.resumes), Note.GOES_ON)
    if run.place.visiting and step and step.end:
        visit = len(run.place.frames)
        trail = tuple(p for p in run.trail if len(p.frames) < visit)
        here = replace(run, trail=trail, number=run.number + 1)
        place = move.unasked(here, run.place.leave())
        return move.go(here, move.attempts, place, keep_trail=False)
    if step and step.resumes and move.attempts.left(move.now):
        return move.go(run, move.attempts, run.place.to(step.resumes), Note.GOES_ON)
    return move.stay(Note.GOES_ON)


RULES: Mapping[Verb, Rule] = {verb: _rule(verb) for verb in Verb}
# Names of buttons in messages of an older bot.
_FORMER = {f"{OWN_PREFIX}undo_count": Verb.UNDO}
NAMES: Mapping[str, Verb] = {verb.short: verb for verb in Verb}
