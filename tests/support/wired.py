"""A bot in Socket Mode between the local Slack, where it posts, and a door that speaks to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from prometheus_client import REGISTRY

from bot.app import assemble
from bot.process.proxies import Proxies
from bot.serving.process import Bot
from bot.slack.transport.socket_connection import Pace
from bot.slack.transport.socket_mode import SocketMode
from tests.support.bots import Clock, eventually, settings
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import Slack
from tests.support.sockets import Peer, SocketDoor

APP_TOKEN = "xapp-planted"
QUICK = Pace(hello=1, quiet=0.2, close=0.2, first=0.01, most=0.02, handover=0.5)


@dataclass
class Wired:
    bot: Bot
    slack: Slack
    door: SocketDoor
    socket: SocketMode
    task: asyncio.Task[None]

    def person(self, name: str) -> Person:
        return Person(self.slack, name)

    async def connected(self) -> Peer:
        """The next connection, when the bot knows of it."""
        known = counted("mfa_socket_tries_total", result="connected")
        peer = await self.door.connected()
        await eventually(lambda: counted("mfa_socket_tries_total", result="connected") > known)
        return peer

    async def settled(self) -> None:
        await self.bot.background.drain(HANGING)
        await self.slack.caught_up()

    async def works(self, run: str = "prod") -> None:
        """A command comes through, and its run is shown."""
        known = len(self.slack.steps())
        assert (await self.person("U0ANA").command("/mfa-lost", run)).status == 200
        await self.settled()
        assert len(self.slack.steps()) == known + 1

    async def stopped(self) -> None:
        self.socket.stop()
        await asyncio.wait_for(self.task, HANGING)


def counted(name: str, **labels: str) -> float:
    """What /metrics says."""
    return REGISTRY.get_sample_value(name, labels) or 0


@asynccontextmanager
async def wired(
    slack: Slack,
    redis_url: str,
    clock: Clock,
    door: SocketDoor,
    pace: Pace = QUICK,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[Wired]:
    with_token = settings(slack, redis_url).model_copy(update={"slack_app_token": APP_TOKEN})
    async with assemble(with_token, clock) as bot, aiohttp.ClientSession() as session:
        api = f"{door.url}/api/"
        socket = bot.socket = SocketMode(
            bot.admission, APP_TOKEN, api, session, Proxies(), pace, sleep
        )
        task = asyncio.create_task(socket.run())
        try:
            await slack.points_to(door.url)
            bot.installation.identity = await bot.api.identity()
            yield Wired(bot, slack, door, socket, task)
        finally:
            socket.stop()
            await asyncio.wait([task], timeout=HANGING)
            await bot.background.drain(HANGING)
            assert task.done()
