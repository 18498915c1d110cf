"""Server process: starting, inline commands, ending, and the locks that name its owner."""

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import sys
from pathlib import Path

from bot.store.embedded.binary import ServerBinary

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0
POLL_SECONDS = 0.01

# SIGKILL, which nothing can delay. It loses no data: a write is in the file before the answer is
# sent, and the kernel keeps what a killed process wrote.
PARENT_DEATH_SIGNAL = signal.SIGKILL

# Runs in the child before it becomes the server. On Linux it asks for the signal above; elsewhere a
# server that was left behind is ended when the bot starts again. The server gets none of the bot's
# secrets, and no locale that it might not know. (A preexec_fn would fork a process with threads.)
_LAUNCHER = """
import ctypes, os, sys
parent, signal, *server = sys.argv[1:]
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal))
    if os.getppid() != int(parent):
        sys.exit("The bot ended before its Redis started.")
os.execve(server[0], server, {"LC_ALL": "C"})
"""


async def spawn(
    binary: ServerBinary, home: Path, socket: Path, output: Path, lock: int
) -> asyncio.subprocess.Process:
    """Start a server in `home` that holds `lock` as long as it lives."""
    with output.open("ab") as said:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-S", "-P", "-c", _LAUNCHER),
            *(str(os.getpid()), str(int(PARENT_DEATH_SIGNAL))),
            binary.path,
            *_options(socket),
            cwd=home,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            pass_fds=(lock,),
            start_new_session=True,  # Ctrl-C is for the bot, which stops the server last
        )


def _options(socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        # Commands, not a snapshot: what Valkey 9 wrote can then be read by Redis 7, if that is
        # what this machine has next.
        "aof-use-rdb-preamble": "no",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def lock_now(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def lock_in_time(descriptor: int) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            while not lock_now(descriptor):  # noqa: ASYNC110  # another process: nothing to await
                await asyncio.sleep(POLL_SECONDS)
            return True
    return False


async def send(socket: Path, command: str) -> bytes:
    """Send an inline command, and return the first line of the answer; empty after a second."""
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                writer.write(f"{command}\r\n".encode())
                return await reader.readline()
            finally:
                writer.close()
    except OSError:  # time-outs too
        return b""


async def wait_or_kill(process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        log.warning("embedded Redis did not exit within %g s; killing it", STOP_SECONDS)
        process.kill()
        await process.wait()
