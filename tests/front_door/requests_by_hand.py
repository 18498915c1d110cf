"""Requests that are written byte by byte to a bot that soon loses patience."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from bot.process import http_server
from bot.process.http_connections import HANDLER_OPTIONS, ConnectionLimits
from bot.slack.transport import http
from tests.front_door.planted import ON_THE_LINE as MARK
from tests.support.bots import Clock, Served, served
from tests.support.door import signature
from tests.support.ear import Ear
from tests.support.patience import HANGING, SLACK_WAITS
from tests.support.person import Person
from tests.support.slack import Slack

FORM = "application/x-www-form-urlencoded"
PATIENCE = 0.3  # seconds, instead of those of server.py
MOST, MEMORY = 40, 2 * 1024 * 1024
BOUNDS = ConnectionLimits(MOST, 2 * MOST, PATIENCE / 3, 3 * PATIENCE, MEMORY)
# Where only the memory counts: on a busy machine the others would be dropped for their time.
PATIENT = replace(BOUNDS, young_seconds=HANGING, unknown_seconds=2 * HANGING)
HEAD = b"POST /slack/events HTTP/1.1\r\nHost: bot\r\n"
BODY = urlencode(
    {
        "command": "/mfa-lost",
        "text": "help",
        "team_id": "T0ACME",
        "user_id": "U0ANA",
        "channel_id": "C0ONCALL",
        "channel_name": MARK,
    }
)


@pytest.fixture
async def bot(
    request: pytest.FixtureRequest,
    slack: Slack,
    redis_url: str,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    log: Ear,
) -> AsyncIterator[Served]:
    """One that loses patience soon, and keeps nothing of what is refused."""
    bounds = getattr(request, "param", BOUNDS)
    patience = bounds.unknown_seconds / 3
    monkeypatch.setattr(http, "BODY_SECONDS", patience)
    monkeypatch.setitem(HANDLER_OPTIONS, "keepalive_timeout", patience)
    monkeypatch.setitem(HANDLER_OPTIONS, "lingering_time", 0.1)
    monkeypatch.setattr(http_server, "connection_limits", lambda: bounds)
    async with served(slack, redis_url, clock) as bot:
        yield bot
        assert not slack.of("chat.postMessage")
        assert MARK not in log.text


def head(headers: Mapping[str, object]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return HEAD + lines.encode() + b"\r\n"


def signed(body: str = BODY, length: int | None = None, **headers: object) -> dict[str, object]:
    told = len(body) if length is None else length
    return {**signature(body), "Content-Type": FORM, "Content-Length": told, **headers}


async def others_are_answered(ana: Person) -> None:
    answer = await ana.command("/mfa-lost", "help")
    assert answer.status == 200
    assert answer.seconds < SLACK_WAITS
