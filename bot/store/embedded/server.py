"""Embedded Redis server, used without REDIS_URL: one server, one owner, no orphan.

Everything is stored in `DATA_DIR/redis`, which nobody but the bot's user may enter:

- `appendonlydir/`: the data, written as it changes and flushed to disk every second (AOF).
- `redis.sock`: the only way in. Where DATA_DIR is too long for a socket's address, the socket lies
  in a directory of its own below the machine's temporary one.
- `redis.log`: what the server says.
- `owner.lock`: locked by the bot, with its pid. A second bot is refused.
- `server.lock`: locked by the server for as long as it lives, with its socket and pid. So a server
  that outlived a killed bot is known for sure, and is ended before another one writes.

A server that ends by itself is started again, on the same data and the same socket.
"""

import asyncio
import contextlib
import logging
import os
import re
import signal
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from bot.store.embedded.binary import ServerBinary, find_server, servers
from bot.store.embedded.process import lock_in_time, lock_now, open_lock, send, spawn, wait_or_kill

__all__ = ["EmbeddedError", "EmbeddedServer", "ServerBinary", "find_server"]

log = logging.getLogger(__name__)

START_SECONDS = 10.0
POLL_SECONDS = 0.01
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 30.0  # seconds until a server that has ended is started again
STEADY_SECONDS = 60.0  # of life, after which the pauses are short again
SOCKET_PATH_BYTES = 100  # a Unix socket's address ends at 104 bytes on macOS, at 108 on Linux

_REMEDY = (
    "Install one with `pip install 'mfa-bot[embedded]'` or as the package redis-server of Debian"
    " or Ubuntu, or set REDIS_URL to one that runs elsewhere."
)


class EmbeddedError(RuntimeError):
    """Embedded server that can't run; the message says why, and what the operator can do."""


def _chosen_server() -> ServerBinary:
    if server := find_server():
        return server
    if old := "; ".join(str(server) for server in servers()):
        raise EmbeddedError(f"Redis or Valkey 7.0 or later is needed, not {old}. {_REMEDY}")
    raise EmbeddedError(f"There is no Redis or Valkey server on this machine. {_REMEDY}")


class EmbeddedServer:
    """Embedded server for one data directory: `async with EmbeddedServer(path) as url: ...`."""

    def __init__(self, data_dir: Path) -> None:
        self._home = data_dir.absolute() / "redis"
        self._ledger = self._home / "server.lock"
        self._log = self._home / "redis.log"
        self._owner_lock: int | None = None
        self._socket: Path | None = None
        self._address: Path | None = None  # the same after every restart
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> str:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> str:
        """Start the server, wait until it answers, and return its Redis URL.

        On Linux the server dies with the thread that calls this: call it in the main loop.
        Raises EmbeddedError when there is no server, another bot has the data, or it won't start.
        """
        binary = await asyncio.to_thread(_chosen_server)
        try:
            self._take_ownership()
            process = await self._replace_server(binary)
        except OSError as error:
            await self.stop()
            raise EmbeddedError(
                f"Can't store data in {self._home} ({error.strerror or error}): set DATA_DIR to a"
                " directory on a local disk that this user may write to, or set REDIS_URL."
            ) from error
        except BaseException:
            await self.stop()
            raise
        self._keeper = asyncio.create_task(self._keep_running(binary, process))
        log.info("data is stored in %s by %s", self._home, binary)
        return f"unix://{quote(str(self._socket))}"

    async def stop(self) -> None:
        """End the server with its data on disk; do nothing if none runs."""
        keeper, self._keeper = self._keeper, None
        if keeper:
            keeper.cancel()
            await asyncio.wait([keeper])
        process, self._process = self._process, None
        socket, self._socket = self._socket, None
        lock, self._owner_lock = self._owner_lock, None
        try:
            if process and socket and process.returncode is None:
                await send(socket, "SHUTDOWN")
                await wait_or_kill(process)
        finally:
            if socket:
                self._remove(socket)
            if lock is not None:
                os.close(lock)

    async def _keep_running(
        self, binary: ServerBinary, process: asyncio.subprocess.Process
    ) -> None:
        """Restart the server whenever it ends, with growing pauses if it ends soon again."""
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await process.wait()
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            log.error("embedded Redis exited (code %s); restarting it", code)
            process, pause = await self._started_again(binary, pause)
            log.info("embedded Redis is running again")

    async def _started_again(
        self, binary: ServerBinary, pause: float
    ) -> tuple[asyncio.subprocess.Process, float]:
        """New server process, and the pause before the next restart."""
        while True:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            try:
                return await self._replace_server(binary), pause
            except (EmbeddedError, OSError) as error:
                log.error("%s Next try in %.1f s.", error, pause)  # noqa: TRY400 -- a sentence

    def _take_ownership(self) -> None:
        path = self._home / "owner.lock"
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home.chmod(0o700)
        self._owner_lock = open_lock(path)
        if not lock_now(self._owner_lock):
            raise EmbeddedError(
                f"Another mfa-bot (process {path.read_text()}) keeps its data in"
                f" {self._home.parent}. To read or correct what it has counted, set"
                f" REDIS_URL=unix://{quote(str(self._others_socket()))} here; for a second bot, set"
                " another DATA_DIR, or one REDIS_URL for both."
            )
        path.write_text(str(os.getpid()))

    def _others_socket(self) -> Path:
        socket, _ = self._read_ledger() if self._ledger.exists() else (None, None)
        return socket or self._home / "redis.sock"

    async def _replace_server(self, binary: ServerBinary) -> asyncio.subprocess.Process:
        lock = open_lock(self._ledger)
        try:
            await self._end_stale_server(lock)
            socket = self._socket = self._socket_path()
            # The pid comes when it is known: one that the server hasn't must never stand here.
            self._ledger.write_text(f"{socket}\n")
            process = self._process = await spawn(binary, self._home, socket, self._log, lock)
            self._ledger.write_text(f"{socket}\n{process.pid}\n")
        finally:
            os.close(lock)  # from here on the server alone holds it
        try:
            await self._wait_until_ready(process, socket)
        except BaseException:  # nothing is written yet; also for a shutdown meanwhile
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            raise
        return process

    async def _end_stale_server(self, lock: int) -> None:
        """Take the server's lock; end a server that a killed bot left behind."""
        socket, pid = self._read_ledger()
        if not lock_now(lock):
            log.warning(
                "a Redis server left by a killed bot still uses %s; stopping it", self._home
            )
            await send(socket, "SHUTDOWN")
            if not await lock_in_time(lock) and pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not await lock_in_time(lock):
                raise EmbeddedError(
                    f"A server of an earlier start still writes to {self._home} and can't be"
                    " stopped: stop it by hand (`lsof server.lock` there names it) and start again."
                )
        self._remove(socket)

    def _read_ledger(self) -> tuple[Path, int | None]:
        """Socket and pid of the server that was started here last, as far as known."""
        entry = re.fullmatch(r"(.+)\n(?:(\d+)\n)?", self._ledger.read_text())
        if not entry:
            return self._home / "redis.sock", None
        return Path(entry[1]), int(entry[2]) if entry[2] else None

    async def _wait_until_ready(self, process: asyncio.subprocess.Process, socket: Path) -> None:
        try:
            async with asyncio.timeout(START_SECONDS):
                while await send(socket, "PING") != b"+PONG\r\n":
                    if process.returncode is not None:
                        raise self._failed(f"ended at once (exit code {process.returncode})")
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise self._failed(f"did not answer within {START_SECONDS:g} s") from None

    def _failed(self, what: str) -> EmbeddedError:
        lines = self._log.read_text(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "nothing")
        return EmbeddedError(
            f"The embedded Redis {what}. Last line of {self._log}: {last!r}."
            " Fix that, or set REDIS_URL to a server that runs elsewhere."
        )

    def _socket_path(self) -> Path:
        if self._address is None:
            self._address = _socket_path(self._home)
        elif self._address.parent != self._home:
            self._address.parent.mkdir(mode=0o700)  # refuses one that somebody else put there
        return self._address

    def _remove(self, socket: Path) -> None:
        socket.unlink(missing_ok=True)
        if socket.parent != self._home:
            with contextlib.suppress(OSError):
                socket.parent.rmdir()


def _socket_path(home: Path) -> Path:
    socket = home / "redis.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_BYTES:
        return socket
    return Path(tempfile.mkdtemp(prefix="mfa-bot-")) / socket.name  # made for us alone (0700)
