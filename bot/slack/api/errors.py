"""Slack API errors, temporary and permanent, and the parser of responses."""

import math
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson

from bot.core.slack_answers import CODES, RefusalMeaning

NOT_DONE = frozenset(
    "ratelimited rate_limited message_limit_exceeded team_added_to_org"
    " external_channel_migrating".split()
)
LATER = NOT_DONE | frozenset(
    "internal_error fatal_error request_timeout service_unavailable update_failed".split()
)
LIMITED = ("ratelimited", "rate_limited")
SHORTEST_WAIT = 1.0  # seconds; also where Slack names no time
LONGEST_WAIT = 300.0  # a longer Retry-After is cut to this, so one call probes in between
NOT_HERE = CODES[RefusalMeaning.NOT_HERE]
THREAD_CLOSED = CODES[RefusalMeaning.THREAD_CLOSED]
TOO_MUCH = frozenset(
    "invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long".split()
)
TOKEN = CODES[RefusalMeaning.TOKEN]
REVOKED = TOKEN - {"missing_scope"}
# The shape of Slack's words. What a gateway writes may repeat the token that it was sent.
_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
# A response_url says no in a bare word, with one of these statuses. Slack documents the words with
# its incoming webhooks, and sends the first two besides. Any other word (`forbidden`, `blocked`)
# may be a gateway's, so it counts as no answer; then the same is told once more, or elsewhere.
HOOK_WORDS = frozenset(
    "used_url expired_url invalid_payload invalid_token invalid_blocks invalid_blocks_format"
    " invalid_attachments too_many_attachments no_text missing_text_or_fallback_or_attachments"
    " user_not_found channel_not_found channel_is_archived action_prohibited"
    " posting_to_general_channel_denied no_service no_service_id no_team team_disabled"
    " no_active_hooks".split()
)
HOOK_STATUSES = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
)
AWAY, UNREADABLE = "away", "unreadable"  # codes of no answer, and of one that is not Slack's
ADVICE = " (install the app again and copy its Bot User OAuth Token into SLACK_BOT_TOKEN)"


class SlackAway(ConnectionError):
    """Slack does not answer, or asks to wait; the same call may work in `after` seconds.

    `asks_to_wait`: Slack itself said so. `not_done`: it has surely not done what it was asked.
    `code`: for the metrics.
    """

    def __init__(
        self,
        why: str,
        after: float = SHORTEST_WAIT,
        *,
        asks_to_wait: bool = False,
        not_done: bool = False,
        code: str = AWAY,
    ) -> None:
        super().__init__(why)
        self.after = after
        self.asks_to_wait = asks_to_wait
        self.not_done = not_done
        self.code = code

    @property
    def answered(self) -> bool:
        """Whether Slack itself said so."""
        return self.code not in (AWAY, UNREADABLE)


class SlackRefused(RuntimeError):
    """Slack's answer is no; `code` is its word for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}{ADVICE if code in TOKEN else ''}")
        self.code = code


class ChannelUnavailable(SlackRefused):
    """The bot can't post in `channel`, the only place where this run may go on."""

    def __init__(self, channel: str, why: str) -> None:
        super().__init__(f"a run waits for {channel}", why)
        self.channel = channel
        self.code = "unplaced"  # no other thread helps


def read(method: str, status: int, headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    """Slack's answer to a call. Raises SlackAway, SlackRefused.

    Only Slack refuses, and it does so in JSON: `ok` is false, and `error` is one of its words.
    Whatever else answers (a proxy, a login page, half an answer) says nothing of what Slack has
    done, and nothing of its text is passed on.
    """
    said = _object(body)
    code = _code(said)
    if status == HTTPStatus.TOO_MANY_REQUESTS and code not in NOT_DONE:
        code = LIMITED[0]
    if code in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        seconds, code = _retry_after(headers), code or f"http_{status}"
        raise SlackAway(
            f"{method}: {code}",
            seconds or SHORTEST_WAIT,
            asks_to_wait=seconds is not None or code in LIMITED,
            not_done=code in NOT_DONE,
            code=code,
        )
    if status == HTTPStatus.OK and said.get("ok") is True:
        return said
    if code:
        raise SlackRefused(method, code)
    raise SlackAway(f"{method}: the answer ({status}) can't be read", code=UNREADABLE)


def read_hook(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Answer of a response_url: `ok`, or Slack's word for why not. Raises as `read`."""
    text = body.decode(errors="replace").strip()
    if status == HTTPStatus.OK and text in ("", "ok"):
        return
    if status in HOOK_STATUSES and text in HOOK_WORDS:
        raise SlackRefused("response_url", text)
    read("response_url", status, headers, body)


def _code(said: Mapping[str, Any]) -> str:
    """Slack's error code; empty if there is none, or if something else answers."""
    code = said.get("error")
    if said.get("ok") is False and isinstance(code, str) and _CODE.fullmatch(code):
        return code
    return ""


def _object(body: bytes) -> Mapping[str, Any]:
    """JSON object in a text; {} for anything else."""
    try:
        found = orjson.loads(body)
    except ValueError:
        return {}
    return record(found)


def record(found: object) -> Mapping[str, Any]:
    """The value, if it is a JSON object; {} for anything else, most often null."""
    return found if isinstance(found, dict) else {}


def entries(found: object) -> list[Any]:
    """The value, if it is a JSON list; [] for anything else."""
    return found if isinstance(found, list) else []


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, within reason; None unless a number says so, as Slack's does."""
    try:
        seconds = float(headers.get("Retry-After", ""))
    except ValueError:
        return None
    return None if math.isnan(seconds) else min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
