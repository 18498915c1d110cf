"""Requests that are no good: each is refused, and others are answered meanwhile."""

import gzip
import zlib
from collections.abc import Callable
from functools import cache

import pytest

from bot.slack.transport import http
from tests.front_door import requests_by_hand
from tests.front_door.planted import ON_THE_LINE as MARK
from tests.front_door.requests_by_hand import (
    BODY,
    HEAD,
    PATIENT,
    head,
    others_are_answered,
    signed,
)
from tests.support.bots import Served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.line import line_at, line_to
from tests.support.person import Person

bot = requests_by_hand.bot  # fixture

# A busy machine may take longer to answer than the impatient bot waits for a stranger.
pytestmark = pytest.mark.parametrize("bot", [PATIENT], ids=["patient"], indirect=True)


async def test_a_refusal_closes_its_connection_and_says_so(bot: Served) -> None:
    """So that no proxy sends Slack's next request into it."""
    async with line_to(bot) as line:
        wrong = head({**signed(), "X-Slack-Signature": "v0=" + "0" * 64})
        await line.send(wrong + BODY.encode())
        assert b"Connection: close" in await line.ended()


@each(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n",
        b"GET /slack/events HTTP/1.1\r\nHost: bot\r\n\r\n",
        HEAD + b"Content-Length: x\r\n\r\n",
        HEAD + b"Content-Length: 0\r\nExpect: more\r\n\r\n",
        head(signed()) + BODY.encode(),
    ],
)
async def test_no_answer_names_the_software(bot: Served, sent: bytes) -> None:
    for address in (bot.door.url, bot.door.operator):
        async with line_at(address) as line:
            await line.send(sent)
            answer = await line.headers()
            assert answer.startswith(b"HTTP/1.")
            assert b"server:" not in answer.lower()
            assert b"python" not in answer.lower()


@each("given", [http.MOST_BYTES + 1, 10**12])
async def test_a_body_said_to_be_too_long_is_refused_before_it_comes(
    bot: Served, given: int
) -> None:
    async with line_to(bot) as line:
        await line.send(head({**signed(), "Content-Length": given}))
        assert await line.status() == 413


@each("length", ["-1", "1e3", "abc", "5, 5", ""])
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


@each(
    "headers, refused",
    [
        ({f"X-{n}": "1" for n in range(500)}, 400),
        ({"X-Long": "x" * 20_000}, 400),
        ({"X-Long": "x" * 2_000_000}, 400),
        ({"X-Nul": "a\0b"}, 400),
        ({"X Space": "1"}, 400),
    ],
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


@each("garbage", [b"\x16\x03\x01\x02\x00", b"hello\r\n\r\n", b"\0" * 100])
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
    return pack(b"0" * 20_000_000)


@each("coding", ["gzip", "deflate", "br", "GZIP", "gzip, identity", "x-gzip"])
async def test_a_compressed_body_is_refused_and_never_unpacked(
    bot: Served, ana: Person, coding: str
) -> None:
    """20 MB in 20 KB, signed or not."""
    bomb = packed(zlib.compress if coding == "deflate" else gzip.compress)
    async with line_to(bot) as line:
        headers = {**signed(), "Content-Encoding": coding, "Content-Length": len(bomb)}
        await line.send(head(headers) + bomb)
        assert await line.status() == 415
    await others_are_answered(ana)


@each(
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
