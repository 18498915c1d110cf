"""`mfa-bot doctor` on the machine: its own Redis, directories, ports; and when everything hangs."""

import asyncio
import errno
import os
import socket
import sys
import time
from pathlib import Path

import pytest
from aiohttp import web

from bot.health import doctor, endpoints, host_checks
from bot.health.findings import Severity
from bot.process.http_server import HttpServer
from bot.store.embedded.server import EmbeddedServer
from tests.support.examined import about, examined, troubles
from tests.support.patience import HANGING
from tests.support.redis_server import RedisServer
from tests.support.stub_slack import APP_TOKEN, StubSlack


async def test_the_bots_own_redis(environ: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "data"
    assert troubles(await examined(environ)) == []
    assert not home.exists()
    async with EmbeddedServer(home):
        used = about(await examined(environ), "DATA_DIR")
    assert (used.word, f"process {os.getpid()}" in used.says) == (Severity.WARNING, True)
    assert troubles(await examined(environ)) == []


async def test_a_directory_that_is_none(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = await examined({**environ, "DATA_DIR": str(tmp_path / "file")})
    assert troubles(found) == ["wrong DATA_DIR"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
async def test_a_directory_that_takes_no_file_whatever_its_rights_say(
    environ: dict[str, str],
) -> None:
    """As root every directory looks as if it did, a read-only disk too."""
    found = await examined({**environ, "DATA_DIR": "/proc/mfa-bot"})
    assert troubles(found) == ["wrong DATA_DIR"]
    assert "/proc can't be written to" in about(found, "DATA_DIR").says


@pytest.mark.skipif(os.getuid() != 0, reason="root may become somebody else")
def test_a_parent_that_can_not_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir(mode=0o700)
    home = tmp_path / "private" / "data"
    os.seteuid(65534)
    try:
        found = host_checks._directory(home)
    finally:
        os.seteuid(0)
    assert (found.about, found.word) == ("DATA_DIR", Severity.WRONG)
    assert "can't be written to" in found.says


async def test_a_check_that_the_system_refuses_is_one_finding(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/usr/local/bin/redis-server")

    monkeypatch.setattr("bot.health.host_checks.find_server", refused)
    found = await examined(environ)
    assert troubles(found) == ["wrong Redis"]
    told = "can't be checked: /usr/local/bin/redis-server: Permission denied"
    assert about(found, "Redis").says == told


async def test_a_machine_without_a_server(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.health.host_checks.find_server", lambda: None)
    assert troubles(await examined(environ)) == ["wrong Redis"]


@pytest.mark.parametrize(
    ("says", "finding"),
    [("alive\n", ""), ("well\n", "wrong operator's port"), (None, "wrong operator's port")],
    ids=["a bot of ours", "something else", "no HTTP"],
)
async def test_a_port_that_is_taken(
    environ: dict[str, str], says: str | None, finding: str
) -> None:
    async def talks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if says is not None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(says)}\r\n\r\n{says}".encode())
        writer.close()

    async with await asyncio.start_server(talks, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await examined({**environ, "OPERATE_PORT": f"{port}"})
        assert troubles(found) == [finding] * bool(finding)


async def ignored(_: web.Request) -> web.Response:
    return web.Response()


@pytest.mark.parametrize("path", ["/slack/events", "/"], ids=["a bot of ours", "something else"])
async def test_slacks_port_is_taken_by_the_bot_or_by_something_else(
    environ: dict[str, str], path: str
) -> None:
    """A bot that runs may have another port: its operator's port says nothing of this one."""
    taken = web.Application()
    taken.router.add_post(path, ignored)
    servers = [HttpServer(app, "127.0.0.1", 0) for app in (taken, endpoints.build({}))]
    for server in servers:
        await server.start()
    ports = (server.url.rsplit(":", 1)[1] for server in servers)
    found = await examined({**environ, **dict(zip(("PORT", "OPERATE_PORT"), ports, strict=True))})
    for server in servers:
        await server.close()
    assert troubles(found) == ([] if path == "/slack/events" else ["wrong port"])


async def test_a_port_that_is_taken_by_what_never_answers(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = await examined({**environ, "PORT": f"{taken.getsockname()[1]}"})
    assert troubles(found) == ["wrong port"]
    assert "something else listens" in about(found, "port").says


@pytest.mark.parametrize(("name", "finding"), [("", "port"), ("OPERATE_", "operator's port")])
async def test_an_address_of_another_machine(
    environ: dict[str, str], name: str, finding: str
) -> None:
    found = await examined({**environ, f"{name}HOST": "192.0.2.1"})
    assert troubles(found) == [f"wrong {finding}"]
    assert about(found, finding).says.endswith("requested address")  # what the system says


async def test_in_socket_mode_slacks_port_is_of_no_concern(environ: dict[str, str]) -> None:
    away = {"SLACK_APP_TOKEN": APP_TOKEN, "HOST": "192.0.2.1"}
    assert not [f for f in await examined({**environ, **away}) if f.about == "port"]


async def test_when_everything_hangs_it_still_ends(
    environ: dict[str, str],
    slack: StubSlack,
    redis: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "TIMEOUT_SECONDS", 0.4)
    slack.hangs = True
    hangs = tmp_path / "valkey-server"
    hangs.write_text("#!/bin/sh\nexec sleep 60\n")
    hangs.chmod(0o755)
    began = time.monotonic()
    redis.freeze()
    found = await examined({**environ, "REDIS_URL": redis.url, "SLACK_APP_TOKEN": APP_TOKEN})
    redis.thaw()
    assert troubles(found) == ["wrong token", "wrong app token", "wrong Redis"]
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        patch.setattr("bot.store.embedded.binary.ANSWER_SECONDS", 2)
        assert "wrong Redis" in troubles(await examined(environ))
    assert time.monotonic() - began < HANGING


def test_its_patience_leaves_it_under_ten_seconds() -> None:
    assert doctor.TIMEOUT_SECONDS < 8
