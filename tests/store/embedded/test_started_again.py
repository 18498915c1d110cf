"""A server of the bot's own that dies while the bot runs."""

import asyncio
import os
import re
import signal
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.store.embedded import server as own_server
from bot.store.embedded.server import EmbeddedServer
from tests.support.own_server import (
    ON_LINUX,
    another_server,
    client,
    owner_process,
    runs,
    server_pid,
    servers_in,
    until,
    written,
)


@pytest.mark.usefixtures("either_server")
async def test_a_server_that_ends_is_started_again_with_its_data(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """However often, at the same address, and never two of them."""
    async with EmbeddedServer(tmp_path) as url:
        for how in (signal.SIGKILL, signal.SIGTERM):
            former = await server_pid(url)
            async with client(url) as redis:
                await redis.append("steps", f"{how};")
                await written(redis)
            os.kill(former, how)
            present = await another_server(url, former)
            assert not runs(former)
        async with client(url) as redis:
            assert await redis.get("steps") == "9;15;"
    assert not runs(present)
    assert "embedded Redis exited (code -9); restarting it" in caplog.text


async def test_a_server_that_is_stopped_is_not_started_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As `mfa-bot try` does it, to show what happens without Redis."""
    server = EmbeddedServer(tmp_path)
    url = await server.start()
    await server.stop()
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    with pytest.raises(RedisConnectionError):
        await server_pid(url)
    assert await server.start() == url
    former = await server_pid(url)
    os.kill(former, signal.SIGKILL)
    await another_server(url, former)
    await server.stop()
    assert caplog.text.count("restarting it") == 1


async def test_a_server_that_cannot_be_started_again_is_tried_later_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_server, "FIRST_PAUSE", 0.01)
    async with EmbeddedServer(tmp_path) as url:
        manifest = tmp_path / "redis" / "appendonlydir" / "appendonly.aof.manifest"
        sound = manifest.read_text()
        manifest.write_text("not a manifest\n")
        former = await server_pid(url)
        os.kill(former, signal.SIGKILL)
        await until(lambda: caplog.text.count("Next try in") >= 3)
        manifest.write_text(sound)
        await another_server(url, former)
    waits = [float(wait) for wait in re.findall(r"Next try in ([\d.]+) s", caplog.text)]
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert "manifest" in caplog.text


@ON_LINUX
@pytest.mark.parametrize("when", ["at once", "later"])
async def test_a_bot_may_be_stopped_while_its_server_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Whether the server is there already or not: nobody is left behind."""
    monkeypatch.setattr(own_server, "FIRST_PAUSE", 0.0 if when == "at once" else 60.0)
    server = EmbeddedServer(tmp_path)
    url = await server.start()
    former = await server_pid(url)
    os.kill(former, signal.SIGKILL)
    await until(lambda: not runs(former))
    ledger = tmp_path / "redis" / "server.lock"
    if when == "at once":
        await until(lambda: not ledger.read_text().endswith(f"\n{former}\n"))
    await server.stop()
    assert not servers_in(tmp_path / "redis")


@ON_LINUX
async def test_a_killed_bot_leaves_no_server_that_it_has_started_again(tmp_path: Path) -> None:
    async with owner_process(tmp_path) as (process, url):
        former = await server_pid(url)
        os.kill(former, signal.SIGKILL)
        present = await another_server(url, former)
        process.kill()
        await until(lambda: not runs(present))
