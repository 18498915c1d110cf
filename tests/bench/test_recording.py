"""What the bench reads of MONITOR and of calls to Slack, and what bolt-js is given of it."""

import json

import pytest

from tests.bench.recording import ACCOUNT, COMMIT, PEER_TEAM, Call, Command, command, job, ordered
from tests.bench.slack import fields, taken
from tests.support.slack import TEAM

RUN = f"{ACCOUNT}.1"


def at(second: float, *words: str) -> Command:
    return Command(second, words)


def test_a_line_is_read_word_by_word() -> None:
    line = r'1700.25 [0 unix:/tmp/r.sock] "SET" "a key" "{\"v\":\"\xe2\x80\xa6\\n\"}" "" "a\nb"'
    assert command(line) == at(1700.25, "SET", "a key", '{"v":"…\\n"}', "", "a\nb")


def test_what_a_script_does_is_no_trip() -> None:
    assert command('1700.25 [0 lua] "GET" "key"') is None


def test_what_is_no_line_is_told() -> None:
    with pytest.raises(ValueError, match="no line"):
        command("OK")


def test_a_press_is_parted_at_its_commit_and_what_follows_is_in_order() -> None:
    load, commit = at(1, "EVALSHA", "load", RUN), at(2, "EVALSHA", COMMIT, RUN)
    hold, mark = at(3, "EVALSHA", "load", RUN), at(5, "EVALSHA", "mark", RUN)
    others = at(2.5, "EVALSHA", "take", "due"), at(4, "GET", "another.1")
    post = Call(4, "chat.postMessage", {})
    press = ordered(7, RUN, [load, commit, *others, hold, mark], [post])
    assert press.before == (load, commit)
    assert press.after == (hold, post, mark)
    assert press.trips_after == 2


@pytest.mark.parametrize("commits", [0, 2])
def test_a_press_that_does_not_commit_once_is_no_press(commits: int) -> None:
    with pytest.raises(ValueError, match=f"not {commits} times"):
        ordered(7, RUN, [at(1, "EVALSHA", COMMIT, RUN)] * commits, [])


def test_bolt_js_gets_a_workspace_of_its_own() -> None:
    key = f"mfa:{{{TEAM}}}:run:{RUN}"
    press = ordered(7, RUN, [at(1, "EVALSHA", COMMIT, key)], [Call(2, "chat.update", {"ts": "1"})])
    told = json.loads(job([press]))
    assert told["account"] == ACCOUNT
    assert told["presses"] == [
        {
            "turn": 7,
            "before": [["EVALSHA", COMMIT, f"mfa:{{{PEER_TEAM}}}:run:{RUN}"]],
            "after": [{"slack": "chat.update", "body": {"ts": "1"}}],
        }
    ]


def test_a_request_is_taken_when_all_of_it_is_there() -> None:
    head = b"POST /api/chat.update?a=1 HTTP/1.1\r\nContent-Type: x/y\r\ncontent-length: 3\r\n\r\n"
    assert taken(head + b"ab") is None
    assert taken(head + b"abcPOST") == ("/api/chat.update", "x/y", b"abc", b"POST")
    assert taken(b"GET /api/users.info HTTP/1.1\r\n\r\n") == ("/api/users.info", "", b"", b"")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json; charset=utf-8", b'{"channel": "C", "metadata": {"event_type": "s"}}'),
        (
            "application/x-www-form-urlencoded",
            b"channel=C&metadata=%7B%22event_type%22%3A%22s%22%7D",
        ),
    ],
)
def test_a_call_is_read_as_the_bot_and_as_bolt_js_send_it(kind: str, body: bytes) -> None:
    assert fields(kind, body) == {"channel": "C", "metadata": {"event_type": "s"}}
