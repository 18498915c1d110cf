"""What answers for Slack may repeat the token that it was sent: no trace of that leaves the bot."""

import json
from collections.abc import AsyncIterator
from itertools import product

import pytest
from aiohttp import web
from prometheus_client.exposition import generate_latest

from bot.local.slack.fault_injection import Answers
from tests.front_door.anew import as_new
from tests.support.bots import Clock, Served, eventually, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import TOKEN, Slack
from tests.support.sockets import SocketDoor
from tests.support.wired import APP_TOKEN, counted, wired

pytestmark = pytest.mark.usefixtures("slack_is_asked_again_at_once")

MARK = "planted"  # it is in both tokens
ECHO = f"bad header Authorization: Bearer {TOKEN}"
FIELDS = "team team_id enterprise_id url user user_id bot_id channel ts error message".split()
ECHOES = [
    Answers(status=status, text=text, content_type=kind, retry_after=ECHO)
    for status, text, kind in (
        (403, ECHO, "text/plain"),
        (400, json.dumps({"error": ECHO}), "application/json"),
        (200, json.dumps({"error": ECHO}), "application/json"),
        (200, json.dumps({"ok": False, "error": ECHO}), "application/json"),
        (401, json.dumps({"ok": False, "error": TOKEN}), "application/json"),
        (429, json.dumps({"ok": False, "error": ECHO}), "application/json"),
        (503, json.dumps({"ok": False, "error": ECHO}), "application/json"),
        (200, json.dumps({"ok": True, **dict.fromkeys(FIELDS, ECHO)}), "application/json"),
        (
            200,
            json.dumps({"ok": True, **{name: {"id": ECHO} for name in FIELDS}}),
            "application/json",
        ),
    )
]
METHODS = (
    *("auth.test", "chat.postMessage", "chat.update", "conversations.", "users.info"),
    *("views.open", "response_url"),
)
AWAY, NO, YES = ECHOES[2], ECHOES[4], ECHOES[7]


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock) -> AsyncIterator[Served]:
    """Its metrics keep what they once counted, so they are looked through at the end."""
    async with served(slack, redis_url, clock) as bot:
        yield bot
        assert MARK not in (await bot.door.get("/metrics")).text


async def nothing_was_told(bot: Served, log: Ear) -> None:
    """The log, and all that people and operators read, are looked through: what was said while
    Slack was not itself, and what comes once it is.
    """
    slack = bot.slack
    told = [(await bot.door.get("/readyz")).text]
    await slack.mended()
    await bot.pass_time(seconds=301)
    told += [(await bot.door.get("/readyz")).text]
    told += [str([delivery.answer for delivery in slack.deliveries]), log.text]
    told += [str([call.body for call in slack.calls]), str(slack.messages), str(slack.windows)]
    log.lines.clear()
    assert [text for text in told if MARK in text] == []


@each("echo", ECHOES)
async def test_to_whatever_the_bot_asks(
    log: Ear, bot: Served, ana: Person, ben: Person, echo: Answers
) -> None:
    await as_new(bot)
    await bot.start(ana)
    await bot.slack.meets(echo)
    await ana.press("broken")
    await ben.press("broken")
    await ana.command("/mfa-lost")
    await ana.command("/mfa-lost", "dev")
    await ana.command("/mfa-phone", "0912 345 678")
    await ana.mention("0912 345 678")
    await ana.direct("help")
    bot.clock.turn(seconds=61)
    assert (await bot.door.get("/readyz")).status == 503
    await bot.settled()
    await nothing_was_told(bot, log)


@each("method, echo", product(METHODS, (AWAY, NO, YES)))
async def test_to_one_thing_that_the_bot_asks(
    log: Ear, bot: Served, ana: Person, ben: Person, method: str, echo: Answers
) -> None:
    await as_new(bot)
    await bot.start(ana)
    await bot.slack.meets(echo, method)
    await ana.press("broken")
    await ana.command("/mfa-lost")
    await ana.command("/mfa-lost", "dev")
    await ben.direct("help")
    bot.clock.turn(seconds=61)
    await bot.door.get("/readyz")
    await bot.settled()
    await nothing_was_told(bot, log)


@each("echo", ECHOES)
async def test_to_where_to_connect_in_socket_mode(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor, log: Ear, echo: Answers
) -> None:
    text = echo.text.replace(TOKEN, APP_TOKEN)
    headers = {"Retry-After": ECHO}
    door.refusals = [
        web.Response(status=echo.status, text=text, content_type=echo.content_type, headers=headers)
        for _ in range(2)
    ]
    failed = counted("mfa_socket_tries_total", result="failed")
    async with wired(slack, redis_url, clock, door, sleep=no_sleep) as bot:
        await eventually(lambda: counted("mfa_socket_tries_total", result="failed") > failed)
        trouble = bot.socket.trouble
        await bot.connected()
    assert MARK not in trouble + log.text + generate_latest().decode()


async def no_sleep(_: float) -> None:
    """Nobody waits for what is tried again."""
