"""Verbs, the bot's own buttons, in one table: what each does, who may press it, and where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core import (
    approving,
    aws_answers,
    conditions,
    count_correction,
    handover,
    navigation,
    reminder_replies,
    undo,
)
from bot.core.budget import Attempts
from bot.core.conditions import Offer, anyone
from bot.core.decision import Decision
from bot.core.flow import Flows, Step
from bot.core.press import AWS, CORRECTING, OWN_PREFIX, RETELL, TAKING_OVER, Press, changes_language
from bot.core.refusals import RefusalReason, Refused
from bot.core.reminder_replies import IN_A_WEEK, SNOOZES
from bot.core.root_mfa import MFA_STILL_OFF, is_mfa_off
from bot.core.run import Run
from bot.core.timers import CALLS_CLEAR, CALLS_REOPEN, FOLLOW_UP, OWNER, QUIET, RENEWAL
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
    offered: Callable[[Offer], bool] = conditions.never
    who: Callable[[Run, str], bool] = conditions.lead_while_open
    reminders: tuple[str, ...] = ()  # that offer it too
    # replaces `who`, `while_open` and the check for an old button
    against: Callable[[Run, Press], RefusalReason | None] | None = None
    keeps_step: bool = False  # the same step is shown once more
    does_step: bool = False  # the step where it is pressed is done, not left or put off
    begins_here: bool = False  # a run may begin, or go on, in the channel where it is pressed
    approvers: bool = False  # who may approve in the flow may press it too
    typed: bool = False  # its answer is typed into a window
    choices: tuple[str, ...] = ()  # its answers, each a button of its own
    on_card: Callable[[Offer], bool] = conditions.never  # instead of below a step
    anywhere: bool = False  # it is pressed outside the run's channel
    while_open: bool = False  # there is nothing to press once the run has ended


RULES: Mapping[Verb, Rule] = {  # in the order of Verb
    Verb.HAND_OVER: Rule(handover.hand_over, conditions.is_asked_for, while_open=True),
    Verb.KEEP_LEADING: Rule(handover.keep, conditions.is_asked_for, while_open=True),
    Verb.NEAREST: Rule(
        navigation.nearest, lambda o: o.run.open and o.step is None, while_open=True
    ),
    Verb.GO_ON: Rule(
        navigation.go_on,
        conditions.goes_on,
        reminders=(QUIET, CALLS_REOPEN, CALLS_CLEAR, FOLLOW_UP),
        does_step=True,
    ),
    Verb.DEVICE_ON: Rule(
        reminder_replies.device_on,
        conditions.reminds,
        anyone,
        reminders=(MFA_STILL_OFF,),
        does_step=True,
    ),
    Verb.SNOOZE: Rule(
        reminder_replies.snooze,
        conditions.reminds,
        anyone,
        reminders=(MFA_STILL_OFF,),
        choices=SNOOZES,
    ),
    Verb.BACK: Rule(
        navigation.back,
        lambda o: o.run.open and o.step is not None and bool(o.run.trail),
        while_open=True,
    ),
    Verb.START_OVER: Rule(navigation.start_over, conditions.starts_over, while_open=True),
    Verb.STOP: Rule(navigation.stop, lambda o: o.run.open, reminders=(QUIET,), while_open=True),
    Verb.UNDO: Rule(undo.undo, conditions.undoes, conditions.lead_or_reporter, while_open=True),
    Verb.CORRECT_COUNT: Rule(
        count_correction.correct,
        who=conditions.lead_or_operator,
        approvers=True,
        on_card=conditions.corrects,
        typed=True,
    ),
    Verb.TAKE_OVER: Rule(
        handover.take_over,
        against=conditions.against_taking_over,
        keeps_step=True,
        begins_here=True,
        reminders=(OWNER,),
    ),
    Verb.START_NEW: Rule(
        navigation.supersede,
        against=conditions.against_superseding,
        begins_here=True,
        reminders=(RENEWAL,),
    ),
    Verb.POSTPONE: Rule(
        reminder_replies.postpone,
        reminders=(QUIET, FOLLOW_UP, RENEWAL),
        keeps_step=True,
        choices=SNOOZES,
    ),
    Verb.OVER: Rule(
        reminder_replies.close_follow_up, who=anyone, reminders=(FOLLOW_UP, RENEWAL), does_step=True
    ),
    Verb.GO_ALONE: Rule(
        approving.go_alone, conditions.may_go_alone, typed=True, while_open=True, does_step=True
    ),
    Verb.APPROVE: Rule(
        approving.approve,
        against=approving.against_deciding,
        anywhere=True,
        keeps_step=True,
        does_step=True,
    ),
    Verb.DECLINE: Rule(approving.decline, against=approving.against_deciding, anywhere=True),
    Verb.EXPIRE: Rule(approving.expire, against=approving.against_expiring, anywhere=True),
    Verb.OPEN_ALONE: Rule(
        approving.open_alone, against=approving.against_opening, anywhere=True, keeps_step=True
    ),
    Verb.REPORT: Rule(  # it is read, not done, and from any step of the thread
        lambda move, _: move.refuse(RefusalReason.NO_SUCH_BUTTON),
        lambda offer: not offer.run.open,
        against=lambda _, __: None,
    ),
    Verb.LANGUAGE: Rule(
        navigation.show_again, against=conditions.against_language, keeps_step=True
    ),
    Verb.ON_FILE: Rule(
        aws_answers.show_on_file, who=lambda _, by: by == AWS, keeps_step=True, while_open=True
    ),
    Verb.TRAIL: Rule(
        aws_answers.write_down_sign_ins,
        against=lambda _, press: None if press.by == AWS else RefusalReason.NOT_LEAD,
        keeps_step=True,
    ),
    Verb.DIFFERS: Rule(lambda move, _: move.unknown(), who=anyone),
}
# Names of buttons in messages of an older bot.
_FORMER = {f"{OWN_PREFIX}undo_count": Verb.UNDO}
NAMES: Mapping[str, Verb] = {verb.short: verb for verb in Verb}
DECISIONS = frozenset({Verb.APPROVE, Verb.DECLINE})  # of whoever is asked for an approval


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
    step = flows.step_at(run.place)
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
    """Whether the same step is shown once more; `pressed`: of a Move."""
    verb = _pressed(pressed)
    return verb is not None and RULES[verb].keeps_step


def does_step(pressed: str) -> bool:
    """Whether the step is done by it, as by any button of a flow; `pressed`: of a Move."""
    verb = _pressed(pressed)
    return verb is None or RULES[verb].does_step


def _pressed(pressed: str) -> Verb | None:
    return find(pressed) or (Verb.LANGUAGE if changes_language(pressed) else None)


def same_step_since(run: Run, turn: int) -> bool:
    """Whether the run has stood at its step since that turn; showing it again does not count."""
    since = [move.button for move in run.moves if move.turn >= turn]
    return len(since) == run.turn - turn and all(map(keeps_step, since))
