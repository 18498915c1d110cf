"""Hand-over of a run: people in its channel take over at once, others ask its lead.

A run moves into direct messages only of a person whom its lead chose, and values typed in direct
messages never leave them.
"""

from itertools import takewhile

from bot.core import readiness
from bot.core.budget import MINUTE
from bot.core.decision import Decision
from bot.core.flow import Step
from bot.core.notes import Note
from bot.core.press import TAKING_OVER, Press, is_direct
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import HandoverRequest, Run
from bot.core.transition import Transition

ANSWER_WITHIN = 2 * MINUTE  # for the lead; after that, whoever asked may take the run over


def may_ask(run: Run, press: Press) -> bool:
    """Whether somebody outside the run's channel may ask its present lead for it."""
    known = run.led_since <= press.turn <= run.turn
    return press.button == TAKING_OVER and run.open and known


def take_over(transition: Transition, _: Step | None) -> Decision | Refused:
    """Decision of a press on Take Over: the new lead, or a request to the present one."""
    run, press, location = transition.run, transition.press, transition.press.location
    if location is None or not press.outside:
        return transition.stay(Note.TOOK_OVER, replace(run, lead=press.by, uninvited=""))
    asked = run.handover
    mine = asked if asked and asked.by == press.by else None
    if asked and transition.now < asked.at + (ANSWER_WITHIN if mine else 2 * ANSWER_WITHIN):
        # Whoever asked first has as long as the lead had: the run was promised to them.
        return transition.refuse(RefusalReason.ASKED, "" if mine else asked.by)
    places = (press.channel if press.opens_here else "", mine.channel if mine else "")
    where = next((place for place in places if place and not is_direct(place)), "")
    if location.direct and not where:
        return transition.refuse(RefusalReason.ASK_IN_CHANNEL)
    # The lead can't answer a message that Slack did not show; but of somebody whose account is
    # gone it never shows any, so they are asked twice.
    shown = mine is not None and location.turn >= mine.turn
    if mine is None or not (
        shown or transition.now >= _first_asked_at(run, mine) + 2 * ANSWER_WITHIN
    ):
        asks = HandoverRequest(press.by, transition.now, press.channel, run.turn + 1)
        return transition.stay(Note.ASKED, replace(run, handover=asks))
    taken = replace(run, lead=press.by, uninvited=press.by)
    if location.direct:
        return transition.stay(Note.BROUGHT_HERE, _in_channel(transition, taken, where))
    return transition.stay(Note.UNANSWERED, taken)


def _first_asked_at(run: Run, asked: HandoverRequest) -> int:
    """Time since which the same person has asked, with no other move between."""
    mine = takewhile(lambda m: (m.button, m.by) == (TAKING_OVER, asked.by), reversed(run.moves))
    return min((move.at for move in mine), default=asked.at)


def keep(transition: Transition, _: Step | None) -> Decision | Refused:
    """Decision of the lead to keep the run; any other move of theirs means the same."""
    return transition.stay(Note.KEPT) if transition.run.handover else transition.unknown()


def hand_over(transition: Transition, _: Step | None) -> Decision | Refused:
    """Decision of the lead to hand the run to whoever asked for it."""
    asked = transition.run.handover
    if asked is None:
        return transition.unknown()
    given = replace(transition.run, lead=asked.by, uninvited="")
    if transition.press.location and transition.press.location.direct:
        return transition.stay(Note.HANDED_ON, _in_channel(transition, given, asked.by))
    return transition.stay(Note.HANDED_OVER, given)


def _in_channel(transition: Transition, run: Run, channel: str) -> Run:
    """Run in another place, to which nothing goes that was typed in direct messages."""
    return replace(readiness.without_values(run, transition.context.account), channel=channel)
