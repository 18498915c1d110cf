"""Error replies: one sentence for the person, one line for the log."""

import json
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from prometheus_client import Counter
from slack_bolt.response import BoltResponse

from bot.guide import CommitUnknown
from bot.process.background_tasks import BackgroundTasks
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.api.profiles import Profiles
from bot.slack.api.response_urls import ReplyTo
from bot.slack.render.codec import UnknownValue
from bot.slack.render.voice import Voice
from bot.slack.requests import windows
from bot.slack.requests.payload import TOLD_BY_A_CALL, Body, reply_to, team, user
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.store.calls import StoreAway
from bot.store.records import NewerRecord
from bot.texts import Text, errors

log = logging.getLogger(__name__)


class ErrorKind(StrEnum):
    REDIS_AWAY = "redis_away"
    UNKNOWN_OUTCOME = "unknown_outcome"
    SLACK_AWAY = "slack_away"
    SLACK_REFUSED = "slack_refused"
    NEWER_BOT = "newer_bot"
    OLD_BUTTON = "old_button"
    OTHER_WORKSPACE = "other_workspace"
    TOO_FAST = "too_fast"
    BUSY = "busy"
    BROKE = "broke"


ERRORS = Counter(
    "mfa_troubles_total", "Requests that were not served as asked, by reason", ["kind"]
)
# Created at the start: an alert can't see the first error of a series that begins with it.
for _kind in ErrorKind:
    ERRORS.labels(_kind)

# Nothing is looked up about somebody of another workspace, nor for a flood.
_FROM_MEMORY = frozenset({ErrorKind.OTHER_WORKSPACE, ErrorKind.TOO_FAST})

Work = Coroutine[Any, Any, object]
Sentence = Callable[[str], Text]  # the same one in each language


@dataclass(frozen=True, slots=True)
class ErrorReplies:
    responder: Responder
    profiles: Profiles
    background: BackgroundTasks
    runbook_url: str = ""

    def to_error(self, error: Exception, body: Body) -> BoltResponse:
        """Reply to whatever a request raised.

        Slack shows nothing of a 5xx, so people get a 200 with the sentence; events a 5xx, so that
        they are sent again: 500 where the bot is at fault, else 503.
        """
        kind, sentence = self._judged(error)
        match kind:
            case ErrorKind.BROKE:
                log.error("error in a request", exc_info=error)
            case ErrorKind.OLD_BUTTON:  # its text is the button's, whoever made that
                log.warning("refused a button, window or shortcut from another version")
            case _:
                log.warning("%s: %s", type(error).__name__, error)
        return self.reply(body, kind, sentence, 500 if kind is ErrorKind.BROKE else 503)

    def reply(
        self, body: Body, kind: ErrorKind, sentence: Sentence, event_status: int
    ) -> BoltResponse:
        """The answer that this kind of request allows; an event allows none but its status."""
        ERRORS.labels(kind).inc()
        if body.get("type") in TOLD_BY_A_CALL:
            self.background.start(self._tell(body, kind, sentence))
            return BoltResponse(status=200, body="")
        voice = Voice(self.profiles.remembered_language(user(body)))
        message = voice.notice(sentence)
        match body.get("type"):
            case "view_submission":
                return _json(windows.rejected(voice.language, body["view"], message))
            case "event_callback":
                return BoltResponse(status=event_status, body="")
            case _:
                shown = {"text": message.text, "blocks": message.blocks}
                return _json({"response_type": "ephemeral", **shown})

    async def _tell(self, body: Body, kind: ErrorKind, sentence: Sentence) -> None:
        """Reply to whoever pressed a button; after the 200, so there is time to ask who that is."""
        who, to = user(body), reply_to(body)
        if kind in _FROM_MEMORY:
            language = self.profiles.remembered_language(who)
        else:
            language = await self.profiles.language(team(body), who)
        if kind is ErrorKind.OTHER_WORKSPACE:  # no direct message into another workspace
            to = replace(to, user="")
        await self.responder.tell(to, Voice(language).notice(sentence))

    def after_ack(
        self, asks: Requester, to: ReplyTo, work: Work, sentence: Sentence | None = None
    ) -> None:
        """Do work after the 200. Where it breaks, whoever asked is told so: `sentence`, or what
        they would have read if it had broken before.
        """
        self.background.start(self._or_told(asks, to, work, sentence))

    async def _or_told(
        self, asks: Requester, to: ReplyTo, work: Work, sentence: Sentence | None
    ) -> None:
        try:
            await work
        except SlackRefused:  # told by the responder
            raise
        except Exception as error:
            kind, own = self._judged(error)
            ERRORS.labels(kind).inc()
            await self.responder.tell(to, asks.voice.notice(sentence or own))
            raise

    def _judged(self, error: Exception) -> tuple[ErrorKind, Sentence]:
        """Kind of the error, and what a person is told (of an event nobody is)."""
        match error:
            case CommitUnknown():
                return ErrorKind.UNKNOWN_OUTCOME, errors.commit_unknown
            case StoreAway():
                return ErrorKind.REDIS_AWAY, partial(errors.store_away, runbook=self.runbook_url)
            case NewerRecord():
                return ErrorKind.NEWER_BOT, errors.newer
            case UnknownValue():
                return ErrorKind.OLD_BUTTON, errors.old_version
            case SlackAway():
                return ErrorKind.SLACK_AWAY, errors.broke
            case SlackRefused():
                return ErrorKind.SLACK_REFUSED, errors.broke
            case _:
                return ErrorKind.BROKE, errors.broke


def _json(body: object) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(body), headers={"content-type": ["application/json"]}
    )
