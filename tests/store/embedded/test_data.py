"""What the bot's own Redis keeps, and what it keeps to itself."""

import os
from pathlib import Path

import pytest

from bot.store.embedded.server import EmbeddedError, EmbeddedServer
from tests.support.own_server import client, pretend_server, server_pid, shutdowns, until


@pytest.mark.usefixtures("either_server")
async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as url, client(url) as redis:
        await redis.set("step", "email_link")
    async with EmbeddedServer(tmp_path) as url, client(url) as redis:
        assert await redis.get("step") == "email_link"
    assert shutdowns(tmp_path) == 2


async def test_data_of_a_newer_server_is_read_by_an_older_one(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Somebody begins with the Python package, and installs Debian's server later."""
    data_dir = tmp_path / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        async with EmbeddedServer(data_dir) as url, client(url) as redis:
            await redis.set("step", "email_link")
            await redis.bgrewriteaof()
            base = data_dir / "redis" / "appendonlydir" / "appendonly.aof.2.base.aof"
            await until(base.exists)
    request.getfixturevalue("only_machine")
    async with EmbeddedServer(data_dir) as url, client(url) as redis:
        assert await redis.get("step") == "email_link"


@pytest.mark.usefixtures("either_server")
async def test_it_keeps_every_write_drops_no_key_and_opens_no_port(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as url, client(url) as redis:
        config = await redis.config_get(
            "appendonly", "appendfsync", "maxmemory-policy", "port", "save", "dir"
        )
    assert config == {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "port": "0",
        "save": "",
        "dir": str(tmp_path / "redis"),
    }
    assert (tmp_path / "redis").stat().st_mode & 0o777 == 0o700


async def test_it_knows_none_of_the_bots_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_server(tmp_path, "Redis server v=7.0.15; $(export -p)")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-planted")
    with pytest.raises(EmbeddedError):
        await EmbeddedServer(tmp_path).start()
    said = (tmp_path / "redis" / "redis.log").read_text()
    assert "LC_ALL" in said
    assert "planted" not in said


async def test_ctrl_c_reaches_the_bot_alone(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path) as url:
        assert os.getpgid(await server_pid(url)) != os.getpgid(0)


async def test_stopping_twice_or_before_the_start_does_no_harm(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()
