"""The bot while it runs: what it says of itself, what it serves, and how it stops in order."""

import asyncio
import logging
from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.settings import Settings
from bot.slack import server
from bot.slack.desk import Desk
from bot.slack.loop import Loop
from bot.slack.socket import Socket
from bot.slack.whoami import WhoAmI
from bot.stopping import end, unless
from bot.store import NOBODYS, StoreAway

log = logging.getLogger(__name__)

ARRIVING = 0.1  # seconds for what was on its way when nothing new was taken any more
STOP_SECONDS = 5.0  # for all that is under way; what is not done by then stands on `due`
ASK_AGAIN = 5.0  # seconds until Slack is asked again who the bot is


@dataclass(slots=True)
class Bot:
    settings: Settings
    desk: Desk
    app: AsyncApp
    loop: Loop
    socket: Socket | None
    whoami: WhoAmI
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def checks(self) -> dict[str, server.Check]:
        return {
            "process": self.check_process,
            "redis": self.check_redis,
            "slack": self.whoami.trouble,
        }

    async def check_process(self) -> str:
        """What another process may do better: for whoever sends requests to one of several."""
        if self.stopping.is_set():
            return "It is stopping."
        return self.socket.trouble if self.socket else ""

    async def check_redis(self) -> str:
        try:
            identity = self.desk.identity
            await self.desk.guide.store.ping(identity.team if identity else NOBODYS)
        except StoreAway as away:
            return f"Redis is away: {away}"
        return ""

    async def work(self) -> None:
        """Learn who the bot is, then show and say what is due, until it is stopped."""
        await unless(self.stopping, self._learn())
        if self.desk.identity:
            log.info("at work in workspace %s", self.desk.identity.team)
            await self.loop.run(self.desk.identity.team)

    async def _learn(self) -> None:
        while self.desk.identity is None:
            if why := await self.whoami.ask():
                log.error("%s Trying again in %.0f s.", why, ASK_AGAIN)
            if self.desk.identity is None:
                await asyncio.sleep(ASK_AGAIN)


async def serve(bot: Bot, told: asyncio.Event) -> None:
    runner = await _listen(bot)
    works = [bot.work(), bot.socket.run()] if bot.socket else [bot.work()]
    tasks = [asyncio.create_task(work) for work in works]
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    died = [task for task in tasks if task.done()]  # none ends by itself
    await _stop(bot, runner, tasks)
    for task in died:  # whoever supervises us starts us anew
        task.result()


async def _listen(bot: Bot) -> web.AppRunner:
    settings = bot.settings
    app = None if bot.socket else bot.app
    runner = web.AppRunner(
        server.build(app, settings.slack_signing_secret, bot.checks),
        handle_signals=False,
        shutdown_timeout=0.45 * STOP_SECONDS,  # aiohttp waits twice as long
        **server.CONNECTIONS,
    )
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.port).start()
    log.info("listening on http://%s:%d", settings.host, _port(runner, settings.port))
    return runner


async def _stop(bot: Bot, runner: web.AppRunner, tasks: list[asyncio.Task[None]]) -> None:
    """Not ready; then nothing new is taken; then what is under way is finished."""
    log.info("stopping; what is under way is finished, and the rest is kept")
    bot.stopping.set()
    if not bot.socket:
        await asyncio.sleep(bot.settings.stop_delay)
    last = asyncio.get_running_loop().time() + STOP_SECONDS
    bot.loop.stop()
    if bot.socket:
        bot.socket.stop()
    ending = [asyncio.create_task(_close(runner)), *tasks]
    await asyncio.wait(ending, timeout=STOP_SECONDS)
    await end(ending)
    await bot.desk.close(last - asyncio.get_running_loop().time())


async def _close(runner: web.AppRunner) -> None:
    for site in list(runner.sites):
        await site.stop()
    log.info("nothing new is taken")
    await asyncio.sleep(ARRIVING)  # or aiohttp would hang up on it
    await runner.cleanup()


def _port(runner: web.AppRunner, port: int) -> int:
    """The port that was taken, where 0 asked for any."""
    return next((int(address[1]) for address in runner.addresses), port)
