"""What an answer of Slack's means, whoever in between wrote it."""

import json
from collections.abc import Callable, Mapping
from email.utils import formatdate
from functools import partial

import pytest

from bot.slack.api.errors import LONGEST_WAIT, SlackAway, SlackRefused, read, read_hook
from tests.support.each import each

ECHO = "bad header Authorization: Bearer xoxb-1-planted"
# What stands before Slack answers in JSON too.
GATEWAYS = [
    json.dumps(said).encode()
    for said in (
        {"error": "no Route matched"},
        {"error": "Forbidden"},
        {"error": "forbidden"},
        {"error": "Unauthorized"},
        {"error": "invalid_auth"},
        {"error": ECHO},
        {"ok": None, "error": "invalid_auth"},
        {"ok": "false", "error": "invalid_auth"},
        {"ok": 0, "error": "invalid_auth"},
        {"ok": False, "error": ECHO},
        {"ok": False, "error": "xoxb-1-planted"},
        {"ok": False, "error": "Forbidden"},
        {"ok": False, "error": "no route"},
        {"ok": False, "error": "0912345678"},
        {"ok": False, "error": "x" * 61},
        {"ok": False, "error": "x"},
        {"ok": False, "error": "invalid_auth\n"},
        {"ok": False, "error": ["invalid_auth"]},
    )
]
BODIES = [
    b"",
    b"<html>Too many requests</html>",
    b"slow down",
    b"[]",
    b'["ratelimited"]',
    b"null",
    b"17",
    b'{"ok": fal',
    b"{}",
    b'{"ok": false}',
    b'{"ok": true}',
    b'{"ok": false, "error": null}',
    b'{"ok": false, "error": {"code": 429}}',
    b'{"ok": false, "error": "ratelimited"}',
    b'{"ok": false, "error": "invalid_auth"}',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    *GATEWAYS,
]
OK = b'{"ok": true, "ts": "1.1"}'


def away(status: int, body: bytes, **headers: str) -> SlackAway:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(SlackAway) as raised:
        read("chat.postMessage", status, named, body)
    return raised.value


@each("body", BODIES)
def test_a_429_is_a_limit_whatever_its_body_says(body: bytes) -> None:
    limit = away(429, body, Retry_After="30")
    assert (limit.after, limit.asks_to_wait, limit.not_done) == (30, True, True)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
@each("body", BODIES)
def test_after_a_5xx_nobody_knows_what_slack_has_done(status: int, body: bytes) -> None:
    assert away(status, body).not_done == (b'"ratelimited"}' in body)
    assert away(status, body, Retry_After="7").after == 7


@each(
    "retry_after, seconds",
    [
        ("30", 30),
        (" 30 ", 30),
        ("2.5", 2.5),
        ("0", 1),
        ("-5", 1),
        ("86400", LONGEST_WAIT),
        ("9" * 400, LONGEST_WAIT),
        ("inf", LONGEST_WAIT),
        ("nan", 1),
        ("", 1),
        ("soon", 1),
        ("30 s", 1),
        (formatdate(1_000_030, usegmt=True), 1),
        ("Sun, 99 Nov 1994 08:49:37 GMT", 1),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 1),
    ],
)
def test_however_the_time_to_wait_is_told_it_is_within_reason(
    retry_after: str, seconds: float
) -> None:
    now = formatdate(1_000_000, usegmt=True)
    limit = away(429, b"", Retry_After=retry_after, Date=now)
    assert (limit.after, limit.asks_to_wait) == (seconds, True)


def test_without_a_time_a_limit_is_a_limit_all_the_same() -> None:
    limit = away(429, b"")
    assert (limit.after, limit.asks_to_wait) == (1, True)
    assert away(200, b'{"ok": false, "error": "ratelimited"}').asks_to_wait


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 407])
@each("body", [*BODIES[:13], *BODIES[15:]])
def test_what_is_not_slacks_word_is_no_refusal_and_leaves_the_outcome_open(
    status: int, body: bytes
) -> None:
    """A proxy, a login page, an answer that was cut off."""
    if (status, body) == (200, b'{"ok": true}'):
        assert read("chat.update", status, {}, body) == {"ok": True}
        return
    found = away(status, body)
    assert (found.not_done, found.asks_to_wait, found.code) == (False, False, "unreadable")


@pytest.mark.parametrize("status", [200, 400, 403, 404])
def test_slacks_own_no_is_one_with_whatever_status(status: int) -> None:
    with pytest.raises(SlackRefused) as raised:
        read("chat.postMessage", status, {}, b'{"ok": false, "error": "is_archived"}')
    assert raised.value.code == "is_archived"


def test_an_answer_is_what_slack_said() -> None:
    assert read("chat.postMessage", 200, {}, OK) == json.loads(OK)


@pytest.mark.parametrize("body", [b"ok", b"", b"ok\n", b'{"ok": true}'])
def test_a_response_url_says_ok_in_its_own_way(body: bytes) -> None:
    read_hook(200, {}, body)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"expired_url"),
        (404, b"used_url\n"),
        (404, b'{"ok": false, "error": "expired_url"}'),
        (200, b'{"ok": false, "error": "a_word_of_next_year"}'),
        (400, b"invalid_payload"),
        (403, b"action_prohibited"),
        (410, b"channel_is_archived"),
    ],
)
def test_a_response_url_refuses_in_its_own_way(status: int, body: bytes) -> None:
    with pytest.raises(SlackRefused):
        read_hook(status, {}, body)


@each(
    "status, body",
    [
        *((200, b"<html>Log in</html>"), (302, b""), (404, b"<html></html>"), (404, b"")),
        *((429, b"ok"), (403, b"forbidden"), (403, b"blocked"), (401, b"unauthorized")),
        *((404, b"not_found"), (404, b"ok"), (200, b"used_url"), (502, b"used_url")),
        *((403, ECHO.encode()), *((status, body) for status in (200, 403) for body in GATEWAYS)),
    ],
)
def test_what_else_answers_for_a_response_url_says_nothing(status: int, body: bytes) -> None:
    with pytest.raises(SlackAway) as raised:
        read_hook(status, {}, body)
    assert "planted" not in f"{raised.value} {raised.value.code}"


@pytest.mark.parametrize("reader", [partial(read, "auth.test"), read_hook])
@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 429, 500, 503])
@each("body", [*GATEWAYS, ECHO.encode()])
def test_a_text_that_is_no_word_of_slacks_goes_no_further(
    reader: Callable[[int, Mapping[str, str], bytes], object], status: int, body: bytes
) -> None:
    with pytest.raises(SlackAway) as raised:
        reader(status, {"Retry-After": ECHO}, body)
    assert raised.value.code in ("unreadable", "ratelimited", f"http_{status}")
    assert "planted" not in str(raised.value)
