"""Handing a run over: whoever is in its channel takes over at once; for others its lead is asked.

Nothing moves a run into the direct messages of somebody whom its lead has not chosen, and nothing
that was typed in direct messages leaves them.
"""

from dataclasses import replace

from bot.core.budget import MINUTE
from bot.core.flow import Step
from bot.core.run import (
    TAKING_OVER,
    Decision,
    HandoverRequest,
    Note,
    Press,
    RefusalReason,
    Refused,
    Run,
    is_direct,
)
from bot.core.transition import Transition

ANSWER_WITHIN = 2 * MINUTE  # for the lead; after that, whoever asked may take the run over


def may_ask(run: Run, press: Press) -> bool:
    """From outside the run's channel: for the run, of the lead whom this person was told of."""
    known = run.led_since <= press.turn <= run.turn
    return press.button == TAKING_OVER and run.open and known


def take_over(transition: Transition, _: Step | None) -> Decision | Refused:
    run, press, location = transition.run, transition.press, transition.press.location
    if location is None or not press.outside:
        return transition.stay(Note.TOOK_OVER, replace(run, lead=press.by, uninvited=""))
    asked = run.handover
    if asked and transition.now < asked.at + ANSWER_WITHIN:
        return transition.refuse(RefusalReason.ASKED)
    mine = asked if asked and asked.by == press.by else None
    places = (press.channel, mine.channel if mine else "")
    where = next((place for place in places if place and not is_direct(place)), "")
    if location.direct and not where:
        return transition.refuse(RefusalReason.ASK_IN_CHANNEL)
    if mine is None or location.turn < mine.turn:  # nobody could answer what Slack did not show
        asks = HandoverRequest(press.by, transition.now, press.channel, run.turn + 1)
        return transition.stay(Note.ASKED, replace(run, handover=asks))
    taken = replace(run, lead=press.by, uninvited=press.by)
    if location.direct:
        return transition.stay(Note.BROUGHT_HERE, replace(taken, channel=where, values={}))
    return transition.stay(Note.UNANSWERED, taken)


def keep(transition: Transition, _: Step | None) -> Decision | Refused:
    """The lead's own answer; any other move of theirs says that they go on leading."""
    return transition.stay(Note.KEPT) if transition.run.handover else transition.unknown()


def hand_over(transition: Transition, _: Step | None) -> Decision | Refused:
    asked = transition.run.handover
    if asked is None:
        return transition.unknown()
    given = replace(transition.run, lead=asked.by, uninvited="")
    if transition.press.location and transition.press.location.direct:
        return transition.stay(Note.HANDED_ON, replace(given, channel=asked.by, values={}))
    return transition.stay(Note.HANDED_OVER, given)
