"""Socket Mode when the other side misbehaves: the bot is connected again, and never in a frenzy."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from aiohttp import web

from bot.slack.transport.socket_connection import MOST_BYTES, Pace
from tests.support.bots import Clock, eventually
from tests.support.ear import Ear
from tests.support.slack import Body, Slack
from tests.support.sockets import Peer, SocketDoor, refused
from tests.support.wired import QUICK, Wired, counted, wired

HOURLY = replace(QUICK, age=0.2)


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, door: SocketDoor) -> AsyncIterator[Wired]:
    async with wired(slack, redis_url, clock, door) as bot:
        yield bot


class Waits:
    """How long the bot would sleep before each new try; it does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.enough = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


async def goes_silent(peer: Peer) -> None:
    """Open, but dead: no message, no pong."""
    peer.deaf = True


async def closes(peer: Peer) -> None:
    await peer.closes()


async def breaks_off(peer: Peer) -> None:
    peer.breaks_off()


async def half_closes(peer: Peer) -> None:
    peer.half_closes()


async def sends_too_much(peer: Peer) -> None:
    with suppress(ConnectionError):  # it is not read to its end
        await peer.says_text("x" * (MOST_BYTES + 1))


async def sends_no_utf8(peer: Peer) -> None:
    peer._raw(b"\x81\x02\xff\xfe")


async def sends_no_frame(peer: Peer) -> None:
    peer._raw(b"HTTP/1.1 200 OK\r\n\r\n")


@pytest.mark.parametrize(
    "misbehaves",
    [
        goes_silent,
        closes,
        breaks_off,
        half_closes,
        sends_too_much,
        sends_no_utf8,
        sends_no_frame,
    ],
)
async def test_a_connection_that_died_is_made_anew(
    bot: Wired, misbehaves: Callable[[Peer], Awaitable[None]]
) -> None:
    await misbehaves(await bot.connected())
    await bot.connected()
    await bot.works()
    assert len(bot.door.tokens) == 2


async def test_a_connection_that_brings_nothing_but_pongs_gets_old(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor
) -> None:
    """Nothing tells it from one on which nobody presses, so no connection is kept for ever."""
    async with wired(slack, redis_url, clock, door, HOURLY) as bot:
        old = await bot.connected()
        await bot.connected()
        assert not old.closed.is_set()
        await bot.works()


async def test_what_can_not_be_read_is_passed_over(bot: Wired) -> None:
    peer = await bot.connected()
    for text in ("garbage", "[]", "null", "{}", "[" * 100_000, '{"type": "disconnected"}'):
        await peer.says_text(text)
    await peer.says(type="events_api", envelope_id="1", payload="text")
    await peer.says(type="events_api", envelope_id=1, payload={})
    await peer.says_bytes(b"\x00\xff")
    await bot.works()
    assert len(bot.door.peers) == 1


async def test_slack_may_ask_whether_the_bot_is_there(bot: Wired) -> None:
    peer = await bot.connected()
    await peer.pings(b"are you there")
    await eventually(lambda: peer.pongs == [b"are you there"])


async def test_a_payload_that_makes_no_sense_ends_nothing(bot: Wired) -> None:
    peer = await bot.connected()
    failed = counted("mfa_socket_envelopes_total", result="failed")
    payloads: tuple[Body, ...] = (
        {},
        {"type": "block_actions"},
        {"type": "view_submission", "view": 1},
        {"event": 1},
        {"command": []},
    )
    for kind in ("events_api", "interactive", "slash_commands", "new_in_2027"):
        for payload in payloads:
            await peer.envelope(bot.door.name(), kind, payload)
    await bot.works()
    assert len(bot.door.peers) == 1
    assert counted("mfa_socket_envelopes_total", result="failed") >= failed + 4


async def test_an_address_that_does_not_work_is_asked_for_anew(bot: Wired) -> None:
    """It is good for one try."""
    peer = await bot.connected()
    bot.door.manners = [bot.door.turns_away, bot.door.never_answers]
    await peer.closes()
    await bot.connected()
    await bot.works()
    assert len(bot.door.tokens) == 4


async def test_a_connection_without_a_hello_does_not_count(bot: Wired) -> None:
    await bot.door.reached()
    assert await bot.bot.check_process() == "Socket Mode is not connected."
    await bot.connected()
    assert await bot.bot.check_process() == ""


async def test_tries_get_rarer(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor
) -> None:
    """And replicas don't keep in step."""
    waits = Waits()
    door.refusals = [refused("internal_error", 500) for _ in range(9)]
    async with wired(slack, redis_url, clock, door, Pace(), waits) as bot:
        await bot.connected()
        longest = [1, 2, 4, 8, 16, 32, 60, 60, 60]
        assert len(waits.seconds) == 9
        for wait, most in zip(waits.seconds, longest, strict=True):
            assert most / 2 <= wait <= most
        assert len(set(waits.seconds)) == 9


async def test_connections_that_end_at_once_make_tries_rarer(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor
) -> None:
    waits = Waits()
    async with wired(slack, redis_url, clock, door, Pace(), waits) as bot:
        for _ in range(3):
            await (await bot.connected()).closes()
        await bot.connected()
        for wait, most in zip(waits.seconds, [1, 2, 4], strict=True):
            assert most / 2 <= wait <= most


async def test_slack_is_given_the_time_that_it_asks_for(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor
) -> None:
    waits = Waits()
    door.refusals = [refused("ratelimited", 429, **{"Retry-After": "90"})]
    async with wired(slack, redis_url, clock, door, Pace(), waits) as bot:
        await bot.connected()
        assert waits.seconds == [90]


@pytest.mark.parametrize("code", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_a_token_that_is_no_good_is_told_to_who_can_act(
    slack: Slack,
    redis_url: str,
    clock: Clock,
    door: SocketDoor,
    code: str,
    log: Ear,
) -> None:
    waits = Waits()
    door.refusals = [refused(code)]
    async with wired(slack, redis_url, clock, door, Pace(), waits) as bot:
        await bot.door.reached()
        advice = f"Slack refuses SLACK_APP_TOKEN ({code}): make an app-level token with the scope"
        assert f"Socket Mode is not connected. {advice}" in await bot.bot.check_process()
        assert advice in log.text
        assert waits.seconds == [60]
        assert bot.door.tokens[0] not in log.text


async def test_socket_mode_that_is_turned_off_is_told_to_who_can_act(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor, log: Ear
) -> None:
    waits = Waits()
    async with wired(slack, redis_url, clock, door, Pace(), waits) as bot:
        peer = await bot.connected()
        await peer.says(type="disconnect", reason="link_disabled")
        before_hello = await bot.door.reached()
        advice = "Socket Mode is turned off for this app: turn it on in its settings"
        assert advice in await bot.bot.check_process()
        assert advice in log.text
        await before_hello.says(type="disconnect", reason="link_disabled")
        await bot.door.reached()
        assert advice in await bot.bot.check_process()
        assert waits.seconds == [60, 60]


async def test_one_connection_too_many_is_given_up_before_another_is_made(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor
) -> None:
    waits = Waits()
    async with wired(slack, redis_url, clock, door, Pace(), waits) as bot:
        peer = await bot.connected()
        await peer.says(type="disconnect", reason="too_many_websockets")
        await bot.door.reached()
        assert peer.closed.is_set()
        assert "ten connections" in await bot.bot.check_process()
        assert waits.seconds == [60]


async def test_an_answer_that_is_none_is_no_end(bot: Wired, door: SocketDoor) -> None:
    peer = await bot.connected()
    door.refusals = [
        web.Response(text="<html>", status=502),
        web.Response(text="[]"),
        web.json_response({"ok": True}),
        web.json_response({"ok": True, "url": "nowhere"}),
    ]
    await peer.closes()
    await bot.connected()
    await bot.works()


async def test_no_address_is_logged(bot: Wired, log: Ear) -> None:
    """Whoever reads it could connect in the bot's place."""
    peer = await bot.connected()
    bot.door.manners = [bot.door.turns_away]
    await peer.closes()
    await bot.connected()
    ours = [line for line in log.lines if " bot." in line]
    assert ours
    assert not [line for line in ours if "ticket" in line]
