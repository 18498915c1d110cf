"""What a person hears instead of what they asked for, in the way that their request allows."""

import json
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from prometheus_client import Counter
from slack_bolt.response import BoltResponse

from bot.slack.render.blocks import Message, notice
from bot.slack.requests.payload import Body, reply_to, team, user
from bot.slack.requests.responder import Desk
from bot.texts import Text


class Kind(StrEnum):
    REDIS_AWAY = "redis_away"
    UNKNOWN_OUTCOME = "unknown_outcome"
    SLACK_AWAY = "slack_away"
    SLACK_REFUSED = "slack_refused"
    BUSY = "busy"
    NEWER_BOT = "newer_bot"
    OLD_BUTTON = "old_button"
    OTHER_WORKSPACE = "other_workspace"
    TOO_FAST = "too_fast"
    BROKE = "broke"


ERRORS = Counter("mfa_troubles_total", "Requests that were not done as asked, by why", ["kind"])
for _kind in Kind:  # from the start: an alert sees nothing in a series that is born with its first
    ERRORS.labels(_kind)

# Nothing is looked up about somebody of another workspace, nor for a flood.
_FROM_MEMORY = frozenset({Kind.OTHER_WORKSPACE, Kind.TOO_FAST})

Sentence = Callable[[str], Text]  # the same one in each language


def apologize(
    desk: Desk, body: Body, kind: Kind, sentence: Sentence, event_status: int
) -> BoltResponse:
    """The answer that this kind of request allows; an event allows none but its status."""
    ERRORS.labels(kind).inc()
    if body.get("type") == "block_actions":
        desk.aside(tell(desk, body, sentence, known=kind in _FROM_MEMORY))
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


async def tell(desk: Desk, body: Body, sentence: Sentence, *, known: bool = False) -> None:
    """To whoever pressed a button; it comes after the 200, so there is time to ask who that is."""
    readers = desk.readers
    language = (
        readers.known(user(body)) if known else await readers.language(team(body), user(body))
    )
    to = reply_to(body)
    to = replace(to, user="") if known else to  # no direct message into another workspace
    await desk.tell(to, notice(language, sentence(language)))


def _ephemeral(message: Message) -> dict[str, object]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def _json(body: object) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(body), headers={"content-type": ["application/json"]}
    )
