"""Told to stop: it stops accepting connections, finishes what is under way, and keeps the rest."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import ClientConnectorError, ClientSession
from redis.asyncio import Redis

from bot.local.slack.fault_injection import Hang, Slow
from tests.support.door import signature
from tests.support.line import line_at
from tests.support.process import NOISE, OPERATES, ForkedProcess
from tests.support.slack import TEAM, Slack
from tests.support.sockets import SocketDoor, said
from tests.support.wired import APP_TOKEN

IN_A_SECOND = "import bot.serving.process as s; s.STOP_SECONDS = 1"
SOON = "import bot.serving.process as s; s.STOP_SECONDS = 0.3"
NEVER = "import bot.serving.process as s; s.STOP_SECONDS = 60"
BREAKS = """
import functools, bot.app as app
async def breaks(bot): raise RuntimeError("it broke")
app.run = functools.partial(app.run, beside=breaks)
"""


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("d")


async def due(redis_url: str) -> list[str]:
    async with Redis.from_url(redis_url, decode_responses=True) as redis:
        return [str(member) for member in await redis.zrange(f"mfa:{{{TEAM}}}:due", 0, -1)]


async def test_slack_that_hangs_holds_a_stop_no_longer_than_it_may(
    slack: Slack, data: Path, redis_url: str
) -> None:
    """And what it did not take is on `due`."""
    process = ForkedProcess(slack, data, SOON, REDIS_URL=redis_url)
    async with process.person() as ana:
        await ana.command("/mfa-lost", "prod")
        await slack.until(slack.steps)
        await slack.meets(Hang(), "chat.")
        assert (await ana.press("broken")).status == 200
        began = time.monotonic()
        assert await process.end(signal.SIGTERM) == 0
        assert 0.3 <= time.monotonic() - began < 8
    run = slack.steps()[-1].step["run"]
    assert f"show:{run}:2" in await due(redis_url)
    assert not NOISE.search(process.log), process.log


async def test_a_request_under_way_is_answered_and_no_other_is_taken(
    slack: Slack, data: Path, redis_url: str
) -> None:
    process = ForkedProcess(slack, data, REDIS_URL=redis_url)
    async with process.person() as ana, ClientSession() as session:
        await slack.meets(Slow(seconds=0.5), "chat.postMessage")
        asked = asyncio.create_task(ana.direct("help"))
        await until_handled(redis_url)
        process.tell(signal.SIGTERM)
        await process.says("stopped accepting connections")
        with pytest.raises(ClientConnectorError):
            await session.get(f"{process.operator}/healthz")
        assert (await asked).status == 200
        assert await process.ended() == 0
    assert not NOISE.search(process.log), process.log


HELP = urlencode(
    {
        "command": "/mfa-lost",
        "text": "help",
        "team_id": TEAM,
        "user_id": "U0ANA",
        "channel_id": "C0ONCALL",
        "response_url": "",
        "trigger_id": "1.2",
    }
)


def head() -> bytes:
    """Of a request that Slack signed."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": f"{len(HELP)}"}
    lines = "".join(f"{name}: {text}\r\n" for name, text in {**signature(HELP), **form}.items())
    return f"POST /slack/events HTTP/1.1\r\nHost: bot\r\n{lines}\r\n".encode()


@pytest.mark.parametrize("sent", [0, 10, len(HELP) - 1])
async def test_a_request_whose_body_is_still_arriving_is_answered(
    slack: Slack, data: Path, redis_url: str, sent: int
) -> None:
    process = ForkedProcess(slack, data, REDIS_URL=redis_url)
    async with process.person(), line_at(process.url) as line:
        await line.send(head() + HELP[:sent].encode())
        await asyncio.sleep(0.1)  # until the bot has begun to read it, which nothing tells
        process.tell(signal.SIGTERM)
        await process.says("stopped accepting connections")
        await asyncio.sleep(0.5)
        await line.send(HELP[sent:].encode())
        assert await line.status() == 200
        assert await process.ended() == 0
    assert not NOISE.search(process.log), process.log


async def test_a_body_that_never_comes_holds_a_stop_no_longer_than_it_may(
    slack: Slack, data: Path, redis_url: str
) -> None:
    process = ForkedProcess(slack, data, IN_A_SECOND, REDIS_URL=redis_url)
    async with process.person(), line_at(process.url) as line:
        await line.send(head())
        await asyncio.sleep(0.1)
        began = time.monotonic()
        assert await process.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 8
    assert not NOISE.search(process.log), process.log


async def until_handled(redis_url: str) -> None:
    """Until an event is being handled."""
    async with Redis.from_url(redis_url) as redis:
        while not await redis.keys("*:seen:*"):  # noqa: ASYNC110 -- Redis does not announce it
            await asyncio.sleep(0.01)


async def test_a_load_balancer_is_given_time_to_see_it(
    slack: Slack, data: Path, redis_url: str
) -> None:
    process = ForkedProcess(slack, data, REDIS_URL=redis_url, STOP_DELAY="1")
    async with process.person() as ana, ClientSession() as session:
        async with session.get(f"{process.operator}/readyz/process") as ready:
            assert ready.status == 200
        process.tell(signal.SIGTERM)
        await process.says("shutting down")
        for path in ("readyz", "readyz/process"):
            async with session.get(f"{process.operator}/{path}") as ready:
                assert ready.status == 503
                assert (await ready.json())["process"] == "It is shutting down."
        async with session.get(f"{process.operator}/healthz") as healthy:
            assert healthy.status == 200
        assert (await ana.command("/mfa-lost", "prod")).status == 200
        await slack.until(slack.steps)
        assert await process.ended() == 0
    assert not NOISE.search(process.log), process.log


async def test_told_twice_it_ends_at_once(slack: Slack, data: Path, redis_url: str) -> None:
    process = ForkedProcess(slack, data, NEVER, REDIS_URL=redis_url)
    async with process.person() as ana:
        await slack.meets(Hang(), "chat.")
        await ana.command("/mfa-lost", "prod")
        process.tell(signal.SIGTERM)
        await process.says("shutting down")
        assert await process.end(signal.SIGINT) == -signal.SIGINT
    assert not NOISE.search(process.log), process.log


async def test_told_while_it_asks_slack_who_it_is_it_ends_at_once(
    slack: Slack, data: Path, redis_url: str
) -> None:
    await slack.meets(Hang(), "auth.test")
    process = ForkedProcess(slack, data, NEVER, REDIS_URL=redis_url)
    async with process.started():
        assert await process.end(signal.SIGTERM) == 0
    await slack.mended()
    assert not NOISE.search(process.log), process.log


async def test_told_while_a_name_server_hangs_it_ends_at_once(slack: Slack, data: Path) -> None:
    hangs = f"""{SOON}
import socket, sys, time
asked = socket.getaddrinfo
def hangs(host, *more, **how):
    if host == "redis.example":
        print("asks for it", file=sys.stderr, flush=True)
        time.sleep(30)
    return asked(host, *more, **how)
socket.getaddrinfo = hangs
"""
    process = ForkedProcess(slack, data, hangs, REDIS_URL="redis://redis.example")
    async with process.started(until="asks for it"):
        began = time.monotonic()
        assert await process.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 8
    assert "Traceback" not in process.log


async def test_told_while_its_own_redis_starts_it_ends_at_once(slack: Slack, data: Path) -> None:
    server = data / "valkey-server"
    server.write_text(
        "#!/bin/sh\n[ $1 = --version ] && echo 'Valkey server v=8.0' || exec sleep 60"
    )
    server.chmod(0o700)
    patient = "import bot.store.embedded.server; bot.store.embedded.server.STOP_SECONDS = 0.1"
    process = ForkedProcess(slack, data, patient, PATH=f"{data}:{os.environ['PATH']}")
    async with process.started(until="starting"):
        async with asyncio.timeout(10):
            while not (data / "redis/server.lock").exists():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await process.end(signal.SIGTERM) == 0
    assert "Traceback" not in process.log


async def test_it_starts_while_redis_does_not_answer(slack: Slack, data: Path) -> None:
    async with nobody_answers() as address:
        process = ForkedProcess(slack, data, SOON, REDIS_URL=f"redis://{address}")
        async with process.started():
            assert await process.end(signal.SIGTERM) == 0
    assert "Traceback" not in process.log


@asynccontextmanager
async def nobody_answers() -> AsyncIterator[str]:
    """An address that takes connections, and no more."""
    kept: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: kept.append(writer), "127.0.0.1", 0)
    try:
        host, port = server.sockets[0].getsockname()
        yield f"{host}:{port}"
    finally:
        server.close()
        for writer in kept:
            writer.close()


@asynccontextmanager
async def in_socket_mode(
    slack: Slack, data: Path, redis_url: str, first: str
) -> AsyncIterator[tuple[ForkedProcess, SocketDoor, str]]:
    async with SocketDoor() as door:
        door.api_url = slack.api_url
        process = ForkedProcess(
            slack,
            data,
            first,
            REDIS_URL=redis_url,
            SLACK_API_URL=f"{door.url}/api/",
            SLACK_APP_TOKEN=APP_TOKEN,
        )
        async with process.started(OPERATES) as url:
            yield process, door, url


async def test_in_socket_mode_the_connection_is_closed_in_order(
    slack: Slack, data: Path, redis_url: str
) -> None:
    async with (
        in_socket_mode(slack, data, redis_url, NEVER) as (process, door, url),
        ClientSession() as session,
    ):
        peer = await door.reached()
        async with session.get(f"{url}/readyz") as ready:
            assert (await ready.json())["process"] == "Socket Mode is not connected."
        await peer.hello()
        await process.says("Socket Mode: connected")
        async with session.get(f"{url}/readyz") as ready:
            assert ready.status == 200
        assert await process.end(signal.SIGTERM) == 0
        await asyncio.wait_for(peer.closed.wait(), 5)
        assert peer.close_code == 1000
    assert not NOISE.search(process.log), process.log


async def test_in_socket_mode_slack_that_hangs_holds_a_stop_no_longer_than_it_may(
    slack: Slack, data: Path, redis_url: str
) -> None:
    async with in_socket_mode(slack, data, redis_url, SOON) as (process, door, _):
        peer = await door.connected()
        await process.says("Socket Mode: connected")
        await slack.meets(Hang(), "chat.")
        answer = await peer.envelope("hangs", "events_api", said("help"))
        await until_handled(redis_url)
        began = time.monotonic()
        assert await process.end(signal.SIGTERM) == 0
        assert 0.3 <= time.monotonic() - began < 8
        assert answer.done()  # Slack need not wait for what it holds up itself
    assert not NOISE.search(process.log), process.log


async def test_it_does_not_go_on_without_what_runs_beside_it(slack: Slack, data: Path) -> None:
    """Or nobody would notice, in `mfa-bot try --watch`, that nothing is watched any more."""
    process = ForkedProcess(slack, data, BREAKS)
    async with process.started("RuntimeError"):
        assert await process.ended() == 1
