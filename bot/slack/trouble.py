"""One answer for everything that breaks: a sentence to the person, a line to the log."""

import json
import logging

from prometheus_client import Counter
from slack_bolt.response import BoltResponse

from bot.guide import CommitUnknown
from bot.records import NewerRecord
from bot.slack.blocks import Message, notice
from bot.slack.desk import LANGUAGE, Desk
from bot.slack.payload import Body, reply_to
from bot.slack.wire import OldWire
from bot.store import StoreAway
from bot.texts import Text, replies

log = logging.getLogger(__name__)

TROUBLES = Counter("mfa_troubles_total", "Requests answered with an apology, by why", ["kind"])


def answer(desk: Desk, error: Exception, body: Body) -> BoltResponse:
    """Slack shows nothing of a 5xx, so people get a 200 with the sentence; events a 500, so that
    they are sent again.
    """
    kind, sentence = _judged(error)
    TROUBLES.labels(kind).inc()
    if kind == "broke":
        log.error("a request broke", exc_info=error)
    elif kind == "old_button":  # its text is the button's, whoever made that
        log.warning("a button of another version was pressed")
    else:
        log.warning("%s: %s", type(error).__name__, error)
    return to_person(desk, body, notice(LANGUAGE, sentence), event_status=500)


def to_person(desk: Desk, body: Body, message: Message, *, event_status: int) -> BoltResponse:
    """The answer that this kind of request allows; an event allows none but its status."""
    match body.get("type"):
        case "block_actions":
            desk.aside(desk.tell(reply_to(body), message))
            return BoltResponse(status=200, body="")
        case "view_submission":
            values = body["view"].get("state", {}).get("values") or {"answer": {}}
            errors = dict.fromkeys(values, message.text)
            return _json({"response_action": "errors", "errors": errors})
        case "event_callback":
            return BoltResponse(status=event_status, body="")
        case _:
            return _json(_ephemeral(message))


def _judged(error: Exception) -> tuple[str, Text]:
    """Its kind, for the metrics, and what the person is told."""
    match error:
        case CommitUnknown():
            return "unknown_outcome", replies.commit_unknown(LANGUAGE)
        case StoreAway():
            return "redis_away", replies.store_away(LANGUAGE)
        case NewerRecord():
            return "newer_bot", replies.newer(LANGUAGE)
        case OldWire():
            return "old_button", replies.old_version(LANGUAGE)
        case _:
            return "broke", replies.broke(LANGUAGE)


def _ephemeral(message: Message) -> dict[str, object]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def _json(body: object) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(body), headers={"content-type": ["application/json"]}
    )
