"""`mfa-bot try`: the bot, a Redis of its own and the local Slack, started and stopped together."""

import asyncio
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.embedded import EmbeddedServer
from bot.local.bot_process import BotFailed, BotProcess
from bot.local.clock import turned_clock
from bot.local.doings import Mistake
from bot.local.journal import journal
from bot.local.server import LocalSlack
from bot.local.troubles import Trouble

__all__ = ["BotFailed", "forget", "serve"]

PORTS = 20  # tried one after the other
Tell = Callable[[str], None]


@asynccontextmanager
async def trial(
    home: Path, environ: Mapping[str, str], port: int, tell: Tell
) -> AsyncIterator[str]:
    """Everything that there is to try, for as long as it is open; yields the page's address.

    What it keeps is below `home`. `environ`: the bot's settings that are not about Slack and Redis.
    `port`: the first that is tried. Raises EmbeddedError, BotFailed, OSError.
    """
    _prepare(home)
    token, secret = f"xoxb-{secrets.token_hex(16)}", secrets.token_hex(16)
    async with AsyncExitStack() as stack:
        redis = EmbeddedServer(home)
        redis_url = await stack.enter_async_context(redis)
        clock = stack.enter_context(turned_clock(home / "clock"))
        slack = LocalSlack(token, secret, clock, ports=range(port, port + PORTS))
        stack.enter_context(journal(home / "slack.jsonl", slack.workspace))
        await stack.enter_async_context(slack)
        own = {
            "SLACK_BOT_TOKEN": token,
            "SLACK_SIGNING_SECRET": secret,
            "SLACK_APP_TOKEN": "",
            "SLACK_API_URL": slack.api_url,
            "REDIS_URL": redis_url,
            "LOG_LEVEL": environ.get("LOG_LEVEL", "") or "ERROR",
            "NO_PROXY": "127.0.0.1",
        }

        def died() -> None:
            down.on = True
            slack.tell_troubles()
            tell("The bot has ended. Start it again in the page, below Troubles.")

        bot = BotProcess({**environ, **own}, home / "clock", died)
        away, down = _troubles(redis, bot)
        slack.add(away)
        slack.add(down)
        slack.courier.points_to(bot.url)
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield slack.url


def _troubles(redis: EmbeddedServer, bot: BotProcess) -> tuple[Trouble, Trouble]:
    async def turn_redis(on: bool) -> None:
        await redis.stop()
        if not on:
            await redis.start()

    async def turn_bot(on: bool) -> None:
        await bot.kill()
        if not on:
            try:
                await bot.start()
            except BotFailed:
                raise Mistake("The bot did not start. The terminal says why.") from None

    return (
        Trouble(
            "redis_away",
            "Redis is away",
            "The bot's memory is stopped. What it holds is there again when it is back.",
            turn_redis,
        ),
        Trouble(
            "bot_down",
            "The bot is killed",
            "As kill -9 does. Turn this off to start the bot again: runs go on where they were.",
            turn_bot,
        ),
    )


async def serve(
    home: Path, environ: Mapping[str, str], port: int, tell: Tell, opened: Callable[[str], None]
) -> None:
    """Until Ctrl-C or SIGTERM. `opened` is called with the page's address."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told.set)
    async with trial(home, environ, port, tell) as url:
        opened(url)
        await told.wait()


def _prepare(home: Path) -> None:
    """Nobody else's business: it holds what was typed."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)


def forget(home: Path) -> None:
    """Runs, messages and the clock of earlier trials."""
    shutil.rmtree(home, ignore_errors=True)
