"""Wherever the data is kept."""

from pathlib import Path

import pytest

from bot.store.embedded.server import EmbeddedError, EmbeddedServer
from tests.support.own_server import client, only_entry, owner_process, runs, server_pid


async def test_a_data_dir_too_long_for_a_socket_works(long_dir: Path, temporary: Path) -> None:
    async with EmbeddedServer(long_dir) as url, client(url) as redis:
        await redis.set("step", "email_link")
        place = only_entry(temporary)
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()
    async with EmbeddedServer(long_dir) as url, client(url) as redis:
        assert await redis.get("step") == "email_link"


async def test_a_killed_bots_socket_elsewhere_is_cleared_away(
    long_dir: Path, temporary: Path
) -> None:
    async with owner_process(long_dir, "leaves its server behind") as (_, url):
        left_behind = await server_pid(url)
        place = only_entry(temporary)
    async with EmbeddedServer(long_dir):
        assert not runs(left_behind)
        assert not place.exists()


async def test_any_character_may_be_in_the_data_dir(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path / "a b%20'\"é?") as url, client(url) as redis:
        assert await redis.ping()


async def test_a_data_dir_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(EmbeddedError, match=r"Can't store data in .*a file.*set DATA_DIR"):
        await EmbeddedServer(tmp_path / "a file").start()
