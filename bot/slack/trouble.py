"""One answer for everything that breaks: a sentence to the person, a line to the log."""

import json
import logging

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


def answer(desk: Desk, error: Exception, body: Body) -> BoltResponse:
    """Slack shows nothing of a 5xx, so people get a 200 with the sentence; events a 500, so that
    they are sent again.
    """
    expected = isinstance(error, StoreAway | NewerRecord | OldWire)
    if expected:
        log.warning("%s: %s", type(error).__name__, error)
    else:
        log.error("a request broke", exc_info=error)
    message = notice(LANGUAGE, _sentence(error))
    match body.get("type"):
        case "block_actions":
            desk.aside(desk.tell(reply_to(body), message))
            return BoltResponse(status=200, body="")
        case "view_submission":
            values = body["view"].get("state", {}).get("values") or {"answer": {}}
            errors = dict.fromkeys(values, message.text)
            return _json({"response_action": "errors", "errors": errors})
        case "event_callback":
            return BoltResponse(status=500, body="")
        case _:
            return _json(_ephemeral(message))


def _sentence(error: Exception) -> Text:
    match error:
        case CommitUnknown():
            return replies.commit_unknown(LANGUAGE)
        case StoreAway():
            return replies.store_away(LANGUAGE)
        case NewerRecord():
            return replies.newer(LANGUAGE)
        case OldWire():
            return replies.old_version(LANGUAGE)
        case _:
            return replies.broke(LANGUAGE)


def _ephemeral(message: Message) -> dict[str, object]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def _json(body: object) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(body), headers={"content-type": ["application/json"]}
    )
