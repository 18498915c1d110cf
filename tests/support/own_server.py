"""The bot's own Redis, seen from outside: its process, its owner, what it leaves."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.store.client import Client
from tests.support.patience import HANGING

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc, or the Linux kernel")


ROOT = Path(__file__).parent.parent.parent


# A bot that starts a server, says where, and waits to be killed.
OWNER = """
import asyncio, sys
from pathlib import Path
from bot.store.embedded import process, server

async def main():
    if sys.argv[2] == "leaves its server behind":
        process.PARENT_DEATH_SIGNAL = 0
    print(await server.EmbeddedServer(Path(sys.argv[1])).start(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def until(true: Callable[[], bool], seconds: float = HANGING) -> None:
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


async def written(redis: Client) -> None:
    """Until the server holds nothing that is not in its file.

    With `everysec` it keeps up to two seconds of answered writes in memory while its disk is
    behind; whoever kills it then loses them.
    """
    async with asyncio.timeout(HANGING):
        while (await redis.info("persistence"))["aof_buffer_length"]:  # noqa: ASYNC110 -- untold
            await asyncio.sleep(0.01)


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


async def another_server(url: str, former: int) -> int:
    """The pid of the server that took its place, once that one answers."""
    async with asyncio.timeout(HANGING):
        while True:
            with contextlib.suppress(RedisConnectionError):
                if (pid := await server_pid(url)) != former:
                    return pid
            await asyncio.sleep(0.01)


def servers_in(home: Path) -> list[Path]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended meanwhile
            if (process / "cwd").readlink() == home:
                found.append(process)
    return found


def pretend_server(folder: Path, version: str) -> None:
    program = folder / "redis-server"
    program.write_text(f'#!/bin/sh\necho "{version}"\n')
    program.chmod(0o755)


def only_entry(folder: Path) -> Path:
    (entry,) = folder.iterdir()
    return entry
