"""One judge for everything that breaks: a sentence to the person, a line to the log."""

import logging

from slack_bolt.response import BoltResponse

from bot.guide import CommitUnknown
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.render.codec import UnknownValue
from bot.slack.requests.error_replies import Kind, Sentence, apologize
from bot.slack.requests.mentions import Busy
from bot.slack.requests.payload import Body
from bot.slack.requests.responder import Desk
from bot.store.records import NewerRecord
from bot.store.store import StoreAway
from bot.texts import errors

log = logging.getLogger(__name__)


def answer(desk: Desk, error: Exception, body: Body) -> BoltResponse:
    """Slack shows nothing of a 5xx, so people get a 200 with the sentence; events a 5xx, so that
    they are sent again: 500 where the bot is at fault, else 503.
    """
    kind, sentence = judged(error)
    match kind:
        case Kind.BROKE:
            log.error("error in a request", exc_info=error)
        case Kind.OLD_BUTTON:  # its text is the button's, whoever made that
            log.warning("a button of another version was pressed")
        case Kind.BUSY:
            log.info("a message came again while it is being answered")
        case _:
            log.warning("%s: %s", type(error).__name__, error)
    return apologize(desk, body, kind, sentence, 500 if kind is Kind.BROKE else 503)


def judged(error: Exception) -> tuple[Kind, Sentence]:
    """Its kind, and what a person is told (of an event nobody is)."""
    match error:
        case CommitUnknown():
            return Kind.UNKNOWN_OUTCOME, errors.commit_unknown
        case StoreAway():
            return Kind.REDIS_AWAY, errors.store_away
        case NewerRecord():
            return Kind.NEWER_BOT, errors.newer
        case UnknownValue():
            return Kind.OLD_BUTTON, errors.old_version
        case Busy():
            return Kind.BUSY, errors.broke
        case SlackAway():
            return Kind.SLACK_AWAY, errors.broke
        case SlackRefused():
            return Kind.SLACK_REFUSED, errors.broke
        case _:
            return Kind.BROKE, errors.broke
