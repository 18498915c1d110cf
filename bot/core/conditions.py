"""Conditions of the bot's own buttons: where each is offered, who may press it, and when not."""

from dataclasses import dataclass

from bot.core.budget import Attempts
from bot.core.flow import Step
from bot.core.press import OPERATOR, Press
from bot.core.refusals import RefusalReason
from bot.core.run import OWN_OUTCOMES, STOPPED, SUPERSEDED, Run, holds


@dataclass(frozen=True, slots=True)
class Offer:
    """What decides which buttons a step's message offers."""

    run: Run
    step: Step | None
    attempts: Attempts
    now: int
    mfa_off: bool
    counts: bool  # whether attempts may be made in the run

    @property
    def resumes(self) -> bool:
        return bool(self.step and self.step.resumes)


def can_go_on(run: Run, step: Step | None) -> bool:
    """Whether a run that has ended can go on, also where somebody said that it is over."""
    resumes = step is not None and step.resumes is not None
    return run.outcome == STOPPED or (resumes and run.outcome != SUPERSEDED)


# --- where each is offered


def never(_: Offer) -> bool:
    return False


def is_asked_for(offer: Offer) -> bool:
    return offer.run.handover is not None


def goes_on(offer: Offer) -> bool:
    run, step = offer.run, offer.step
    if not run.open:
        return can_go_on(run, step)
    # The end of a visited flow is the way back into the run; and what it waited for may have come.
    return bool(step and step.end) or (offer.resumes and offer.attempts.left(offer.now) > 0)


def reminds(offer: Offer) -> bool:
    """What is reported is asked for again tomorrow, in a message of its own."""
    return offer.mfa_off and not offer.run.open and not offer.run.reported


def starts_over(offer: Offer) -> bool:
    if not offer.run.open or offer.step is None:
        return offer.run.open
    return bool(offer.run.trail) and not goes_on(offer)


def undoes(offer: Offer) -> bool:
    return offer.run.open and offer.run.may_undo(offer.attempts, offer.now)


def corrects(offer: Offer) -> bool:
    """Whether the run may still come to a call, and its attempts are real."""
    if offer.run.drill or not offer.counts:
        return False
    return offer.run.open or (offer.resumes and offer.run.outcome not in OWN_OUTCOMES)


def may_go_alone(offer: Offer) -> bool:
    asked = offer.run.approval
    return holds(offer.run) and asked is not None and asked.may_go_alone


# --- who may press


def lead_while_open(run: Run, by: str) -> bool:
    return by == run.lead or not run.open


def lead_or_operator(run: Run, by: str) -> bool:
    return by in (run.lead, OPERATOR)


def anyone(_: Run, __: str) -> bool:
    return True


def lead_or_reporter(run: Run, by: str) -> bool:
    """The lead, or whoever made the press that Undo takes back."""
    return by == run.lead or (run.undoable is not None and run.undoable.by == by)


# --- objections, for verbs that do not ask who presses


def against_taking_over(run: Run, press: Press) -> RefusalReason | None:
    """Objection to a take-over: it is good from any step, as long as the lead is the one whom this
    person saw there.
    """
    if press.by == run.lead:
        return RefusalReason.IS_LEAD
    if not run.open:
        return RefusalReason.ENDED
    return RefusalReason.NOT_LEAD if press.turn < run.led_since else None


def against_superseding(run: Run, press: Press) -> RefusalReason | None:
    """Objection to a new run instead of this one, which has ended, whatever happened to it
    since.
    """
    if run.open:
        return RefusalReason.STALE
    return RefusalReason.REPEATED if press.turn > run.turn or run.outcome == SUPERSEDED else None


def against_language(run: Run, press: Press) -> RefusalReason | None:
    """Objection to another language; anyone may choose one, at any step and after the end."""
    if press.answer == run.language:
        return RefusalReason.REPEATED
    return RefusalReason.STALE if press.turn < run.told_since else None
