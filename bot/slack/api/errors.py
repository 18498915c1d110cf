"""The two ways in which Slack says no: later, or not so; and how an answer of Slack's is read."""

import json
import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

UNDONE = frozenset("ratelimited rate_limited message_limit_exceeded team_added_to_org".split())
LATER = UNDONE | frozenset("internal_error fatal_error request_timeout service_unavailable".split())
LIMITED = ("ratelimited", "rate_limited")
SHORTEST_WAIT = 1.0  # seconds; also where Slack names no time
LONGEST_WAIT = 300.0  # who is told to wait for longer than that asks once in between
# The bot can't post there, however often it tries.
NOT_HERE = frozenset(
    "not_in_channel channel_not_found is_archived restricted_action"
    " restricted_action_read_only_channel restricted_action_thread_only_channel"
    " restricted_action_non_threadable_channel ekm_access_denied".split()
)
# Nor in that thread, though the channel is open to it.
THREAD_CLOSED = frozenset(
    "thread_not_found cannot_reply_to_message restricted_action_thread_locked".split()
)
TOO_MUCH = frozenset(
    "invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long".split()
)
REVOKED = frozenset("invalid_auth not_authed account_inactive token_revoked token_expired".split())
TOKEN = REVOKED | {"missing_scope"}
_WORD = re.compile(r"[a-z_]{2,60}")
ADVICE = " (install the app again and copy its Bot User OAuth Token into SLACK_BOT_TOKEN)"


class SlackAway(ConnectionError):
    """Slack does not answer, or asks to wait; the same call may work in `after` seconds.

    `told`: Slack itself wants us to wait. `undone`: it has surely not done what it was asked.
    `code`: for the metrics.
    """

    def __init__(
        self,
        why: str,
        after: float = SHORTEST_WAIT,
        *,
        told: bool = False,
        undone: bool = False,
        code: str = "away",
    ) -> None:
        super().__init__(why)
        self.after = after
        self.told = told
        self.undone = undone
        self.code = code


class SlackRefused(RuntimeError):
    """Slack's answer is no; `code` is its word for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}{ADVICE if code in TOKEN else ''}")
        self.code = code


class Unplaced(SlackRefused):
    """A run may go on only where the bot can post in `channel`, and there it can't."""

    def __init__(self, channel: str, why: str) -> None:
        super().__init__(f"a run waits for {channel}", why)
        self.channel = channel
        self.code = "unplaced"  # no other thread helps


def read(method: str, status: int, headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    """What Slack said to a call. Raises SlackAway, SlackRefused.

    Only Slack refuses, and it does so in JSON. Whatever else answers (a proxy, a login page, half
    an answer) says nothing of what Slack has done.
    """
    said = _object(body)
    code = said["error"] if isinstance(said.get("error"), str) else ""
    if status == HTTPStatus.TOO_MANY_REQUESTS and code not in UNDONE:
        code = LIMITED[0]
    if code in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        told, code = _retry_after(headers), code or f"http_{status}"
        raise SlackAway(
            f"{method}: {code}",
            told or SHORTEST_WAIT,
            told=told is not None or code in LIMITED,
            undone=code in UNDONE,
            code=code,
        )
    if status == HTTPStatus.OK and said.get("ok") is True:
        return said
    if code and said.get("ok") is not True:
        raise SlackRefused(method, code)
    raise SlackAway(f"{method}: the answer ({status}) can't be read", code="unreadable")


def read_hook(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """What a response_url said, which speaks in words too: `ok`, or why not. Raises as `read`."""
    text = body.decode(errors="replace").strip()
    if status == HTTPStatus.OK and text in ("", "ok"):
        return
    if _WORD.fullmatch(text) and text != "ok":
        body = json.dumps({"ok": False, "error": text}).encode()
    read("response_url", status, headers, body)


def _object(body: bytes) -> Mapping[str, Any]:
    """{} for what is no JSON object."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return record(found)


def record(found: object) -> Mapping[str, Any]:
    """{} where it is no JSON object: null, most often."""
    return found if isinstance(found, dict) else {}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """In seconds, within reason: Slack sends a whole number, and HTTP allows a date too."""
    text = headers.get("Retry-After", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            until, now = map(parsedate_to_datetime, (text, headers.get("Date", "")))
            seconds = (until - now).total_seconds()
        except (ValueError, TypeError):
            return None
    if math.isnan(seconds):
        return None
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
