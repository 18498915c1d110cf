"""Whoever reaches the port may send anything, at any pace: others are answered meanwhile."""

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from aiohttp import ClientSession, web

from bot.process.http_connections import HANDLER_OPTIONS, HttpConnection
from bot.process.http_server import HttpServer
from bot.slack.transport import http
from tests.front_door import requests_by_hand
from tests.front_door.requests_by_hand import (
    BODY,
    BOUNDS,
    HEAD,
    MEMORY,
    MOST,
    PATIENCE,
    PATIENT,
    head,
    others_are_answered,
    signed,
)
from tests.support.bots import Served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.line import line_to
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.wired import counted

bot = requests_by_hand.bot  # fixture


async def test_who_says_nothing_is_hung_up_on(bot: Served) -> None:
    async with line_to(bot) as line:
        began = time.monotonic()
        assert await line.ended() == b""
        assert time.monotonic() - began < PATIENCE + 2


async def test_headers_that_trickle_in_are_not_waited_for(bot: Served) -> None:
    async with line_to(bot) as line:
        await line.send(HEAD + b"X-Slow: ")
        assert await line.ended() == b""


async def test_a_body_that_trickles_in_is_not_waited_for(bot: Served, ana: Person) -> None:
    async with line_to(bot) as line:
        await line.send(head(signed()) + BODY[:5].encode())
        await others_are_answered(ana)
        assert await line.status() == 408


@pytest.mark.parametrize("bot", [PATIENT], ids=["patient"], indirect=True)
@each(
    "wrong, status",
    [
        ({"X-Slack-Request-Timestamp": "soon"}, 400),
        ({"X-Slack-Signature": "v0=0"}, 401),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
    ],
)
async def test_what_its_headers_give_away_is_refused_before_its_body_comes(
    bot: Served, wrong: dict[str, str], status: int
) -> None:
    async with line_to(bot) as line:
        await line.send(head({**signed(), **wrong}))
        assert await line.status() == status


@pytest.mark.parametrize("bot", [PATIENT], ids=["patient"], indirect=True)
async def test_a_body_shorter_than_said_is_refused_or_let_go(
    bot: Served, ana: Person, log: Ear
) -> None:
    async with line_to(bot) as line:
        await line.send(head(signed()) + BODY[:5].encode())
        line.writer.write_eof()
        assert await line.status() in (0, 400, 408)
    await others_are_answered(ana)
    assert "ERROR" not in log.levels


@pytest.mark.parametrize("bot", [PATIENT], ids=["patient"], indirect=True)
async def test_what_follows_a_body_longer_than_said_is_no_second_request(bot: Served) -> None:
    async with line_to(bot) as line:
        short = {**signed(), "Content-Length": len(BODY) - 5}
        await line.send(head(short) + BODY.encode())
        assert await line.status() in (400, 401)
        rest = await line.ended()
        assert b"HTTP/1.1 200" not in rest


async def test_many_more_idle_connections_than_there_may_be_and_slow_ones_hold_nobody_up(
    bot: Served, ana: Person
) -> None:
    idle, slow = 4 * MOST, MOST // 2
    async with AsyncExitStack() as stack:
        for n in range(idle + slow):
            line = await stack.enter_async_context(line_to(bot))
            if n >= idle:
                await line.send(head(signed()) + b"te")
        await others_are_answered(ana)


@pytest.mark.parametrize(
    "bot",
    [replace(BOUNDS, unknown_seconds=2 * HANGING)],
    ids=["none is closed for its silence"],  # also where this machine takes long to open them
    indirect=True,
)
async def test_of_too_many_connections_the_oldest_unknown_one_is_closed(
    bot: Served, ana: Person
) -> None:
    """A known one, such as a proxy's, stays; so does whoever comes last."""
    dropped = counted("mfa_connections_closed_total", why="too_many")
    async with AsyncExitStack() as stack:
        known = await stack.enter_async_context(line_to(bot))
        await known.send(head(signed()) + BODY.encode())
        assert await known.status() == 200
        lines = [await stack.enter_async_context(line_to(bot)) for _ in range(MOST)]
        await asyncio.sleep(BOUNDS.young_seconds)
        lines.append(await stack.enter_async_context(line_to(bot)))
        assert await lines[0].ended() == b""
        assert counted("mfa_connections_closed_total", why="too_many") > dropped
        await lines[-1].send(head(signed()) + BODY.encode())
        assert await lines[-1].status() == 200
        await known.send(head(signed()) + BODY.encode())
        await others_are_answered(ana)


@pytest.mark.parametrize(
    "bot",
    [replace(BOUNDS, young_seconds=HANGING, unknown_seconds=2 * HANGING)],
    ids=["all are young"],  # also where this machine takes long to read them
    indirect=True,
)
async def test_in_a_rush_of_genuine_callers_nobody_is_hung_up_on(bot: Served) -> None:
    """All are strangers until they have been read, and there are more than usual."""
    dropped = counted("mfa_connections_closed_total", why="too_many")
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(line_to(bot)) for _ in range(3 * MOST // 2)]
        await asyncio.gather(*(line.send(head(signed()) + BODY.encode()) for line in lines))
        assert {await line.status() for line in lines} == {200}
    assert counted("mfa_connections_closed_total", why="too_many") == dropped


@pytest.mark.parametrize(
    "bot",
    [replace(BOUNDS, young_seconds=HANGING, unknown_seconds=2 * HANGING, unknown_bytes=4 * 1024)],
    ids=["little memory"],
    indirect=True,
)
async def test_in_a_rush_of_genuine_callers_those_that_find_no_memory_are_read_later(
    bot: Served,
) -> None:
    """All of them together send much more than may be kept of unknown ones."""
    dropped = counted("mfa_connections_closed_total", why="too_much")
    request = head(signed()) + BODY.encode()
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(line_to(bot)) for _ in range(3 * MOST // 2)]
        assert len(lines) * len(request) > 5 * 4 * 1024
        await asyncio.gather(*(line.send(request) for line in lines))
        assert {await line.status() for line in lines} == {200}
    assert counted("mfa_connections_closed_total", why="too_much") == dropped


@pytest.mark.parametrize(
    "bot",
    [replace(BOUNDS, unknown_seconds=2 * HANGING)],
    ids=["half sent"],
    indirect=True,
)
async def test_half_a_request_makes_room_when_others_wait_for_the_memory(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "BODY_SECONDS", HANGING)
    half = head(signed(length=http.MOST_BYTES)) + b"x" * (http.MOST_BYTES // 2)
    async with AsyncExitStack() as stack:
        for _ in range(MEMORY * 3 // 4 // len(half) + 1):
            line = await stack.enter_async_context(line_to(bot))
            await line.send(half)
        await others_are_answered(ana)


async def test_where_there_is_no_room_at_all_the_next_caller_waits_for_it(
    bot: Served, ana: Person
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(2 * MOST + 20):
            await stack.enter_async_context(line_to(bot))
        await others_are_answered(ana)


@pytest.mark.parametrize("bot", [PATIENT], ids=["patient"], indirect=True)
async def test_of_too_much_that_nobody_signed_the_oldest_is_dropped(
    bot: Served, ana: Person
) -> None:
    """Bodies that are never finished share a bound, and a whole one gets through all the same."""
    half = head(signed(length=http.MOST_BYTES)) + b"x" * (http.MOST_BYTES // 2)
    dropped = counted("mfa_connections_closed_total", why="too_much")
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(line_to(bot)) for _ in range(4 * MOST // 5)]
        sending = [asyncio.create_task(line.send(half)) for line in lines]
        await others_are_answered(ana)
        await asyncio.gather(*sending, return_exceptions=True)
    assert counted("mfa_connections_closed_total", why="too_much") > dropped


@pytest.mark.parametrize("bot", [PATIENT], ids=["patient"], indirect=True)
async def test_headers_that_never_end_share_that_bound(bot: Served, ana: Person) -> None:
    dropped = counted("mfa_connections_closed_total", why="too_much")
    field = b"X-Filler: " + b"x" * 8000 + b"\r\n"
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(line_to(bot)) for _ in range(MOST // 2)]
        sending = [asyncio.create_task(line.send(HEAD + field * 100)) for line in lines]
        await others_are_answered(ana)
        await asyncio.gather(*sending, return_exceptions=True)
    assert counted("mfa_connections_closed_total", why="too_much") > dropped


async def test_whoever_is_known_may_rest_longer_than_a_stranger(
    bot: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HANDLER_OPTIONS, "keepalive_timeout", 60)
    async with line_to(bot) as stranger, line_to(bot) as known:
        for _ in range(2):
            await known.send(head(signed()) + BODY.encode())
            assert await known.status() == 200
            await known.rest()
            assert await stranger.ended() == b""  # in the meantime


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell")
async def test_how_long_a_request_was_unread_is_known_also_where_the_bot_was_held_up() -> None:
    async def receive(request: web.Request) -> web.Response:
        assert isinstance(request.protocol, HttpConnection)
        at_once = request.protocol.unread_for()
        time.sleep(0.3)  # noqa: ASYNC251 -- nothing else may happen in this process meanwhile
        return web.json_response([at_once, request.protocol.unread_for()])

    app = web.Application()
    app.router.add_get("/", receive)
    server = HttpServer(app, "127.0.0.1", 0)
    await server.start()
    async with ClientSession() as session, session.get(server.url) as answer:
        at_once, later = await answer.json()
    await server.close()
    assert 0.25 <= later - at_once < HANGING
