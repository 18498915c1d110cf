"""Verbs, the bot's own buttons, in one table: what each does, who may press it, and where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.core import (
    approving,
    conditions,
    filling_in,
    handover,
    navigation,
    recount,
    reminder_replies,
    undo,
)
from bot.core.budget import Attempts
from bot.core.conditions import Offer
from bot.core.decision import Decision
from bot.core.flow import Flows, Step
from bot.core.press import AWS, CORRECTING, OWN_PREFIX, RETELL, TAKING_OVER, Press, changes_language
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Run
from bot.core.timers import (
    CALLS_CLEAR,
    CALLS_REOPEN,
    FOLLOW_UP,
    IN_A_WEEK,
    MFA_STILL_OFF,
    OWNER,
    QUIET,
    RENEWAL,
    SNOOZES,
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
    CORRECT_COUNT = CORRECTING  # the press's answer is the count, and the reason
    TAKE_OVER = TAKING_OVER  # offered to whoever may not press
    START_NEW = f"{OWN_PREFIX}start_new"  # instead of going on with a run that is parked
    POSTPONE = f"{OWN_PREFIX}postpone"  # the answers to what follows up an end
    OVER = f"{OWN_PREFIX}over"
    GO_ALONE = f"{OWN_PREFIX}go_alone"  # without an approval; the press's answer is the reason
    APPROVE = f"{OWN_PREFIX}approve"  # the answers of a second person
    DECLINE = f"{OWN_PREFIX}decline"
    EXPIRE = f"{OWN_PREFIX}expire"  # pressed by the bot, where nobody answers
    OPEN_ALONE = f"{OWN_PREFIX}open_alone"  # pressed by the bot, once the approvers are told
    REPORT = f"{OWN_PREFIX}report"  # moves nothing: whoever presses reads it
    LANGUAGE = RETELL  # the press's answer is the language
    ON_FILE = f"{OWN_PREFIX}on_file"  # pressed by AWS: what it has on file is no phone number
    TRAIL = f"{OWN_PREFIX}trail"  # pressed by AWS after an end: when root signed in; moves nothing
    DIFFERS = f"{OWN_PREFIX}differs"  # AWS shows something else; moves nothing

    @property
    def short(self) -> str:
        """The name that authors use in scenarios, and that no button of a flow may have."""
        return self.removeprefix(OWN_PREFIX)


@dataclass(frozen=True, slots=True)
class Rule:
    """Row of the table: what a button does, where it is offered, and who may press it."""

    does: Callable[[Transition, Step | None], Decision | Refused]
    offered: Callable[[Offer], bool] = conditions.nowhere
    who: Callable[[Run, str], bool] = conditions.lead_while_open
    reminders: frozenset[str] = frozenset()  # that offer it too
    # replaces the check for an old button, and `who`
    against: Callable[[Run, Press], RefusalReason | None] | None = None
    keeps_step: bool = False  # the same step is shown once more, with nothing of it done
    begins_here: bool = False  # a run may begin, or go on, in the channel where it is pressed
    approvers: bool = False  # who may approve in the flow may press it too
    typed: bool = False  # its answer is typed into a window
    choices: tuple[str, ...] = ()  # its answers, each a button of its own
    on_card: Callable[[Offer], bool] = conditions.nowhere  # instead of below a step
    anywhere: bool = False  # it is pressed outside the run's channel


def _while_open(
    does: Callable[[Transition, Step | None], Decision | Refused],
) -> Callable[[Transition, Step | None], Decision | Refused]:
    def guarded(move: Transition, step: Step | None) -> Decision | Refused:
        return does(move, step) if move.run.open else move.refuse(RefusalReason.ENDED)

    return guarded


def _rule(verb: Verb) -> Rule:  # noqa: C901, PLR0911, PLR0912 -- a table
    match verb:
        case Verb.HAND_OVER:
            return Rule(_while_open(handover.hand_over), lambda o: o.run.handover is not None)
        case Verb.KEEP_LEADING:
            return Rule(_while_open(handover.keep), lambda o: o.run.handover is not None)
        case Verb.NEAREST:
            return Rule(_while_open(navigation.nearest), lambda o: o.run.open and o.step is None)
        case Verb.GO_ON:
            asked = frozenset({QUIET, CALLS_REOPEN, CALLS_CLEAR, FOLLOW_UP})
            return Rule(navigation.go_on, conditions.goes_on, reminders=asked)
        case Verb.DEVICE_ON:
            return Rule(
                reminder_replies.device_on,
                conditions.reminds,
                conditions.anyone,
                frozenset({MFA_STILL_OFF}),
            )
        case Verb.SNOOZE:
            return Rule(
                reminder_replies.snooze,
                conditions.reminds,
                conditions.anyone,
                frozenset({MFA_STILL_OFF}),
                choices=SNOOZES,
            )
        case Verb.BACK:
            offered = lambda o: o.run.open and o.step is not None and bool(o.run.trail)  # noqa: E731
            return Rule(_while_open(navigation.back), offered)
        case Verb.START_OVER:
            return Rule(_while_open(navigation.start_over), conditions.starts_over)
        case Verb.STOP:
            return Rule(
                _while_open(navigation.stop), lambda o: o.run.open, reminders=frozenset({QUIET})
            )
        case Verb.UNDO:
            return Rule(_while_open(undo.undo), conditions.undoes, conditions.teller)
        case Verb.CORRECT_COUNT:
            return Rule(
                recount.correct,
                who=conditions.lead_or_operator,
                approvers=True,
                on_card=conditions.corrects,
                typed=True,
            )
        case Verb.POSTPONE:
            return Rule(
                reminder_replies.postpone,
                who=conditions.lead_while_open,
                reminders=frozenset({QUIET, FOLLOW_UP, RENEWAL}),
                keeps_step=True,
                choices=SNOOZES,
            )
        case Verb.OVER:
            asked = frozenset({FOLLOW_UP, RENEWAL})
            return Rule(reminder_replies.over, who=conditions.anyone, reminders=asked)
        case Verb.START_NEW:
            against = conditions.against_superseding
            return Rule(
                navigation.supersede,
                who=conditions.anyone,
                against=against,
                begins_here=True,
                reminders=frozenset({RENEWAL}),
            )
        case Verb.TAKE_OVER:
            against = conditions.against_taking_over
            return Rule(
                handover.take_over,
                who=conditions.anyone,
                against=against,
                keeps_step=True,
                begins_here=True,
                reminders=frozenset({OWNER}),
            )
        case Verb.GO_ALONE:
            return Rule(
                _while_open(approving.go_alone),
                conditions.may_go_alone,
                conditions.lead_while_open,
                typed=True,
            )
        case Verb.APPROVE | Verb.DECLINE:
            return Rule(
                approving.approve if verb is Verb.APPROVE else approving.decline,
                who=conditions.anyone,
                against=approving.against_deciding,
                anywhere=True,
                keeps_step=verb is Verb.APPROVE,
            )
        case Verb.EXPIRE | Verb.OPEN_ALONE:
            expires = verb is Verb.EXPIRE
            return Rule(
                approving.expire if expires else approving.open_alone,
                who=conditions.anyone,
                against=approving.against_expiring if expires else approving.against_opening,
                anywhere=True,
                keeps_step=not expires,
            )
        case Verb.REPORT:
            return Rule(
                lambda move, _: move.refuse(RefusalReason.NO_SUCH_BUTTON),  # it is read, not done
                lambda offer: not offer.run.open,
                against=lambda _, __: None,  # from any step of the thread
            )
        case Verb.LANGUAGE:
            against = conditions.against_retelling
            return Rule(
                lambda move, _: move.retell(),
                who=conditions.anyone,
                against=against,
                keeps_step=True,
            )
        case Verb.ON_FILE:
            return Rule(
                _while_open(filling_in.show_on_file),
                who=lambda _, by: by == AWS,
                keeps_step=True,
            )
        case Verb.TRAIL:
            return Rule(
                filling_in.write_down_sign_ins,
                against=lambda _, press: None if press.by == AWS else RefusalReason.NOT_LEAD,
                keeps_step=True,
            )
        case Verb.DIFFERS:
            return Rule(lambda move, _: move.unknown(), who=conditions.anyone)
        case _:
            assert_never(verb)


def find(button: str) -> Verb | None:
    """Verb of a button; None for a button of a flow."""
    button = _FORMER.get(button, button)
    return Verb(button) if button in RULES else None


def offered(flows: Flows, run: Run, attempts: Attempts, now: int) -> tuple[Verb, ...]:
    """Verbs below a step."""
    offer = _offer(flows, run, attempts, now)
    return tuple(verb for verb, rule in RULES.items() if rule.offered(offer))


def on_card(flows: Flows, run: Run, attempts: Attempts, now: int) -> tuple[Verb, ...]:
    """Verbs below the status card."""
    offer = _offer(flows, run, attempts, now)
    return tuple(verb for verb, rule in RULES.items() if rule.on_card(offer))


def _offer(flows: Flows, run: Run, attempts: Attempts, now: int) -> Offer:
    step = flows.step(run.place.flow, run.place.step)
    return Offer(run, step, attempts, now, is_mfa_off(flows, run), flows.spends(run.flow))


def reminded(timer: str) -> tuple[Verb, ...]:
    """Verbs below what a timer says."""
    return tuple(verb for verb, rule in RULES.items() if timer in rule.reminders)


def choices(verb: Verb, timer: str = "") -> tuple[str, ...]:
    """Answers of a verb, each a button of its own; `timer`: by name, below what it says."""
    offered = RULES[verb].choices
    # What is due after months, and again after weeks, is not put off for an hour.
    return tuple(one for one in offered if one == IN_A_WEEK) if timer == RENEWAL else offered


def begins_here(button: str) -> bool:
    """Whether a run may begin, or go on, in the channel where it is pressed."""
    verb = find(button)
    return verb is not None and RULES[verb].begins_here


def keeps_step(pressed: str) -> bool:
    """Whether the same step is shown once more, with nothing of it done; `pressed`: of a Move."""
    verb = find(pressed) or (Verb.LANGUAGE if changes_language(pressed) else None)
    return verb is not None and RULES[verb].keeps_step


def same_step_since(run: Run, turn: int) -> bool:
    """Whether the run has stood at its step since that turn; showing it again does not count."""
    since = [move.button for move in run.moves if move.turn >= turn]
    return len(since) == run.turn - turn and all(map(keeps_step, since))


RULES: Mapping[Verb, Rule] = {verb: _rule(verb) for verb in Verb}
# Names of buttons in messages of an older bot.
_FORMER = {f"{OWN_PREFIX}undo_count": Verb.UNDO}
NAMES: Mapping[str, Verb] = {verb.short: verb for verb in Verb}
