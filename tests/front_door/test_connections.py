"""Whoever reaches the port may send anything, at any pace: others are answered meanwhile."""

import asyncio
import gzip
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web

from bot.process import http_server
from bot.process.http_connections import HANDLER_OPTIONS, ConnectionLimits, HttpConnection
from bot.process.http_server import HttpServer
from bot.slack.transport import http
from tests.front_door.planted import ON_THE_LINE as MARK
from tests.support.bots import Clock, Served, served
from tests.support.door import signature
from tests.support.ear import Ear
from tests.support.line import line_at, line_to
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import Slack
from tests.support.wired import counted

FORM = "application/x-www-form-urlencoded"
PATIENCE = 0.3  # seconds, instead of those of server.py
MOST, MEMORY = 100, 2 * 1024 * 1024
BOUNDS = ConnectionLimits(MOST, 2 * MOST, PATIENCE / 3, 3 * PATIENCE, MEMORY)
# Where only the memory counts: on a busy machine the others would be dropped for their time.
PATIENT = replace(BOUNDS, young_seconds=HANGING, unknown_seconds=2 * HANGING)
PROMPT = 2.0  # seconds in which others are answered; Slack waits 3
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
    patience = min(bounds.young_seconds * 3, HANGING)
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
    assert answer.seconds < PROMPT


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


@pytest.mark.parametrize(
    ("wrong", "status"),
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


async def test_a_body_shorter_than_said_is_refused_or_let_go(
    bot: Served, ana: Person, log: Ear
) -> None:
    async with line_to(bot) as line:
        await line.send(head(signed()) + BODY[:5].encode())
        line.writer.write_eof()
        assert await line.status() in (0, 400, 408)
    await others_are_answered(ana)
    assert "ERROR" not in log.levels


async def test_what_follows_a_body_longer_than_said_is_no_second_request(bot: Served) -> None:
    async with line_to(bot) as line:
        short = {**signed(), "Content-Length": len(BODY) - 5}
        await line.send(head(short) + BODY.encode())
        assert await line.status() in (400, 401)
        rest = await line.ended()
        assert b"HTTP/1.1 200" not in rest


async def test_a_thousand_idle_connections_and_a_hundred_slow_ones_hold_nobody_up(
    bot: Served, ana: Person
) -> None:
    async with AsyncExitStack() as stack:
        for n in range(1100):
            line = await stack.enter_async_context(line_to(bot))
            if n >= 1000:
                await line.send(head(signed()) + b"te")
        await others_are_answered(ana)


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
    [replace(BOUNDS, young_seconds=HANGING, unknown_seconds=2 * HANGING, unknown_bytes=8 * 1024)],
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
        assert len(lines) * len(request) > 5 * 8 * 1024
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


async def test_a_refusal_closes_its_connection_and_says_so(bot: Served) -> None:
    """So that no proxy sends Slack's next request into it."""
    async with line_to(bot) as line:
        wrong = head({**signed(), "X-Slack-Signature": "v0=" + "0" * 64})
        await line.send(wrong + BODY.encode())
        assert b"Connection: close" in await line.ended()


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n",
        b"GET /slack/events HTTP/1.1\r\nHost: bot\r\n\r\n",
        HEAD + b"Content-Length: x\r\n\r\n",
        HEAD + b"Content-Length: 0\r\nExpect: more\r\n\r\n",
        head(signed()) + BODY.encode(),
    ],
    ids=["no HTTP", "no such path", "no such method", "no length", "no such wish", "a command"],
)
async def test_no_answer_names_the_software(bot: Served, sent: bytes) -> None:
    for address in (bot.door.url, bot.door.operator):
        async with line_at(address) as line:
            await line.send(sent)
            answer = await line.headers()
            assert answer.startswith(b"HTTP/1.")
            assert b"server:" not in answer.lower()
            assert b"python" not in answer.lower()


@pytest.mark.parametrize("given", [http.MOST_BYTES + 1, 10**12])
async def test_a_body_said_to_be_too_long_is_refused_before_it_comes(
    bot: Served, given: int
) -> None:
    async with line_to(bot) as line:
        await line.send(head({**signed(), "Content-Length": given}))
        assert await line.status() == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "5, 5", ""])
async def test_a_length_that_is_no_length_is_refused(bot: Served, length: str) -> None:
    async with line_to(bot) as line:
        await line.send(head({**signed(), "Content-Length": length}) + BODY.encode())
        assert await line.status() == 400


async def test_a_length_and_chunks_at_once_are_refused(bot: Served) -> None:
    """Request smuggling: a proxy and the bot must not read two different requests."""
    async with line_to(bot) as line:
        await line.send(head({**signed(), "Transfer-Encoding": "chunked"}) + b"0\r\n\r\n")
        assert await line.status() == 400


async def test_chunks_are_counted_too(bot: Served) -> None:
    headers = {**signed(), "Transfer-Encoding": "chunked"}
    del headers["Content-Length"]
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    async with line_to(bot) as line:
        await line.send(head(headers) + chunk * 9)
        assert await line.status() == 413


async def test_chunks_within_the_limit_are_read(bot: Served) -> None:
    headers = {**signed(), "Transfer-Encoding": "chunked"}
    del headers["Content-Length"]
    middle = len(BODY) // 2
    pieces = (BODY[:middle], BODY[middle:], "")
    chunks = "".join(f"{len(piece):x}\r\n{piece}\r\n" for piece in pieces)
    async with line_to(bot) as line:
        await line.send(head(headers) + chunks.encode())
        assert await line.status() == 200


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({f"X-{n}": "1" for n in range(500)}, 400),
        ({"X-Long": "x" * 20_000}, 400),
        ({"X-Long": "x" * 2_000_000}, 400),
        ({"X-Nul": "a\0b"}, 400),
        ({"X Space": "1"}, 400),
    ],
    ids=["many", "long", "longer", "nul", "space"],
)
async def test_a_flood_of_headers_is_refused(
    bot: Served, ana: Person, headers: dict[str, str], refused: int
) -> None:
    async with line_to(bot) as line:
        await line.send(head({**headers, "X-Note": MARK}))
        assert await line.status() == refused
    await others_are_answered(ana)


async def test_a_path_without_end_is_refused(bot: Served) -> None:
    async with line_to(bot) as line:
        await line.send(b"POST /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n")
        assert await line.status() == 400


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00", b"hello\r\n\r\n", b"\0" * 100])
async def test_what_is_no_http_is_refused_without_an_error_in_the_log(
    bot: Served, log: Ear, garbage: bytes
) -> None:
    async with line_to(bot) as line:
        await line.send(garbage + MARK.encode() + b"\r\n\r\n")
        assert await line.status() in (0, 400)
    assert "ERROR" not in log.levels


async def test_a_client_may_ask_whether_to_go_on(bot: Served) -> None:
    async with line_to(bot) as line:
        await line.send(head(signed(Expect="100-continue")))
        assert await line.status() == 100
        await line.reader.readline()
        await line.send(BODY.encode())
        assert await line.status() == 200


async def test_no_other_expectation_is_met(bot: Served) -> None:
    async with line_to(bot) as line:
        await line.send(head(signed(Expect=MARK)) + BODY.encode())
        assert await line.status() == 417


@cache
def packed(pack: Callable[[bytes], bytes]) -> bytes:
    return pack(b"0" * 100_000_000)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "GZIP", "gzip, identity", "x-gzip"])
async def test_a_compressed_body_is_refused_and_never_unpacked(
    bot: Served, ana: Person, coding: str
) -> None:
    """100 MB in 100 KB, signed or not."""
    bomb = packed(zlib.compress if coding == "deflate" else gzip.compress)
    async with line_to(bot) as line:
        headers = {**signed(), "Content-Encoding": coding, "Content-Length": len(bomb)}
        await line.send(head(headers) + bomb)
        assert await line.status() == 415
    await others_are_answered(ana)


@pytest.mark.parametrize(
    "name", ["X-Slack-Signature", "X-Slack-Request-Timestamp", "Content-Type", "Content-Encoding"]
)
async def test_of_a_header_that_is_there_twice_neither_is_believed(bot: Served, name: str) -> None:
    headers: dict[str, object] = {"Content-Encoding": "identity", **signed()}
    twice = head(headers)[:-2] + f"{name}: {headers[name]}\r\n\r\n".encode()
    async with line_to(bot) as line:
        await line.send(twice + BODY.encode())
        assert await line.status() == 400


async def test_a_second_request_behind_a_refused_one_is_not_answered(bot: Served) -> None:
    async with line_to(bot) as line:
        wrong = head({**signed(), "X-Slack-Signature": "v0=" + "0" * 64})
        good = head(signed()) + BODY.encode()
        await line.send(wrong + BODY.encode() + good)
        assert await line.status() == 401
        assert b"HTTP/1.1" not in await line.ended()


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
