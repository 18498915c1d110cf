"""One answer for everything that breaks: a sentence to the person, a line to the log."""

import json
import logging
from collections.abc import Callable

from prometheus_client import Counter
from slack_bolt.response import BoltResponse

from bot.guide import CommitUnknown
from bot.records import NewerRecord
from bot.slack.blocks import Message, notice
from bot.slack.desk import Desk
from bot.slack.payload import Body, reply_to, team, user
from bot.slack.wire import OldWire
from bot.store import StoreAway
from bot.texts import Text, replies

log = logging.getLogger(__name__)

Sentence = Callable[[str], Text]  # the same one in each language
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
    return to_person(desk, body, sentence, event_status=500)


def to_person(desk: Desk, body: Body, sentence: Sentence, *, event_status: int) -> BoltResponse:
    """The answer that this kind of request allows; an event allows none but its status."""
    if body.get("type") == "block_actions":
        desk.aside(tell(desk, body, sentence))
        return BoltResponse(status=200, body="")
    language = desk.readers.known(user(body))
    message = notice(language, sentence(language))
    match body.get("type"):
        case "view_submission":
            values = body["view"].get("state", {}).get("values") or {"answer": {}}
            errors = dict.fromkeys(values, message.text)
            return _json({"response_action": "errors", "errors": errors})
        case "event_callback":
            return BoltResponse(status=event_status, body="")
        case _:
            return _json(_ephemeral(message))


async def tell(desk: Desk, body: Body, sentence: Sentence) -> None:
    """To whoever pressed a button; it comes after the 200, so there is time to ask who that is."""
    language = await desk.readers.language(team(body), user(body))
    await desk.tell(reply_to(body), notice(language, sentence(language)))


def _judged(error: Exception) -> tuple[str, Sentence]:
    """Its kind, for the metrics, and what the person is told."""
    match error:
        case CommitUnknown():
            return "unknown_outcome", replies.commit_unknown
        case StoreAway():
            return "redis_away", replies.store_away
        case NewerRecord():
            return "newer_bot", replies.newer
        case OldWire():
            return "old_button", replies.old_version
        case _:
            return "broke", replies.broke


def _ephemeral(message: Message) -> dict[str, object]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def _json(body: object) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(body), headers={"content-type": ["application/json"]}
    )
