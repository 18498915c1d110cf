"""Handing a run over: whoever is in its channel takes over at once; for others its lead is asked.

Nothing moves a run into the direct messages of somebody whom its lead has not chosen, and nothing
that was typed in direct messages leaves them.
"""

from dataclasses import replace

from bot.core.budget import MINUTE
from bot.core.flow import Step
from bot.core.run import TAKING_OVER, Decision, Handover, Note, Press, Refused, Run, Why, is_direct
from bot.core.transition import Transition

WAIT = 2 * MINUTE  # for the lead's answer; then the run is theirs who asked, if they still want it


def may_ask(run: Run, press: Press) -> bool:
    """From outside the run's channel: for the run, of the lead whom this person was told of."""
    known = run.led_since <= press.turn <= run.turn
    return press.button == TAKING_OVER and run.open and known


def take_over(turn: Transition, _: Step | None) -> Decision | Refused:
    run, press, home = turn.run, turn.press, turn.press.home
    if home is None or not press.outside:
        return turn.stay(Note.TOOK_OVER, replace(run, lead=press.by, uninvited=""))
    asked = run.handover
    if asked and turn.now < asked.at + WAIT:
        return turn.refuse(Why.ASKED)
    mine = asked if asked and asked.by == press.by else None
    places = (press.channel, mine.channel if mine else "")
    where = next((place for place in places if place and not is_direct(place)), "")
    if home.direct and not where:
        return turn.refuse(Why.ASK_IN_CHANNEL)
    if mine is None or home.turn < mine.turn:  # nobody could answer what Slack did not show
        asks = Handover(press.by, turn.now, press.channel, run.turn + 1)
        return turn.stay(Note.ASKED, replace(run, handover=asks))
    taken = replace(run, lead=press.by, uninvited=press.by)
    if home.direct:
        return turn.stay(Note.BROUGHT_HERE, replace(taken, channel=where, values={}))
    return turn.stay(Note.UNANSWERED, taken)


def keep(turn: Transition, _: Step | None) -> Decision | Refused:
    """The lead's own answer; any other move of theirs says that they go on leading."""
    return turn.stay(Note.KEPT) if turn.run.handover else turn.unknown()


def hand_over(turn: Transition, _: Step | None) -> Decision | Refused:
    asked = turn.run.handover
    if asked is None:
        return turn.unknown()
    given = replace(turn.run, lead=asked.by, uninvited="")
    if turn.press.home and turn.press.home.direct:
        return turn.stay(Note.HANDED_ON, replace(given, channel=asked.by, values={}))
    return turn.stay(Note.HANDED_OVER, given)
