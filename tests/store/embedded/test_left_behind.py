"""Nobody is left behind, whoever was killed, and nobody writes beside another."""

import os
import signal
from pathlib import Path

import pytest

from bot.store.embedded import process as server_process
from bot.store.embedded.server import EmbeddedError, EmbeddedServer
from tests.support.own_server import (
    ON_LINUX,
    client,
    owner_process,
    runs,
    server_pid,
    shutdowns,
    until,
)


@ON_LINUX
@pytest.mark.usefixtures("either_server")
async def test_a_killed_bot_leaves_no_server_and_loses_nothing(tmp_path: Path) -> None:
    async with owner_process(tmp_path) as (process, url):
        pid = await server_pid(url)
        async with client(url) as redis:
            await redis.set("step", "email_link")
        process.kill()
        await until(lambda: not runs(pid))
    async with EmbeddedServer(tmp_path) as url, client(url) as redis:
        assert await redis.get("step") == "email_link"


@pytest.mark.usefixtures("either_server")
async def test_a_server_left_behind_is_ended_before_another_writes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As on macOS, where no kernel ends the child of a killed process."""
    async with owner_process(tmp_path, "leaves its server behind") as (process, url):
        left_behind = await server_pid(url)
        async with client(url) as redis:
            await redis.set("step", "email_link")
        process.kill()
        await process.wait()
        assert runs(left_behind)
    async with EmbeddedServer(tmp_path) as url, client(url) as redis:
        assert not runs(left_behind)
        assert await redis.get("step") == "email_link"
    assert "left by a killed bot" in caplog.text
    assert shutdowns(tmp_path) == 2


async def test_a_server_left_behind_that_hangs_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_process, "STOP_SECONDS", 0.1)
    async with owner_process(tmp_path, "leaves its server behind") as (_, url):
        left_behind = await server_pid(url)
        os.kill(left_behind, signal.SIGSTOP)
    async with EmbeddedServer(tmp_path):
        assert not runs(left_behind)


async def test_a_server_that_hangs_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_process, "STOP_SECONDS", 0.1)
    async with EmbeddedServer(tmp_path) as url:
        pid = await server_pid(url)
        os.kill(pid, signal.SIGSTOP)
    assert not runs(pid)


async def test_a_second_bot_is_told_who_has_the_data(tmp_path: Path) -> None:
    async with owner_process(tmp_path) as (process, url):
        with pytest.raises(EmbeddedError) as refused:
            await EmbeddedServer(tmp_path).start()
        assert f"(process {process.pid})" in str(refused.value)
        assert "DATA_DIR" in str(refused.value)
        assert "REDIS_URL" in str(refused.value)
        async with client(url) as redis:  # and the first one goes on
            assert await redis.ping()
