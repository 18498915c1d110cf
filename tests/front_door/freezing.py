"""A process that stands still in the middle of something, while others go on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from bot.slack.delivery.worker import Worker
from tests.support.bots import LOOK_EVERY, Served
from tests.support.patience import HANGING
from tests.support.slack import TEAM


class Freeze:
    def __init__(self) -> None:
        self._began, self._over = asyncio.Event(), asyncio.Event()

    async def at(self, here: bool) -> None:
        if here:
            self._began.set()
            await self._over.wait()

    async def begins(self) -> None:
        await asyncio.wait_for(self._began.wait(), HANGING)

    async def sleeps(self, redis_url: str, run: str) -> None:
        """For longer than it holds a run that nobody renews."""
        await self.begins()
        async with Redis.from_url(redis_url) as redis:
            assert await redis.delete(f"mfa:{{{TEAM}}}:delivering:{run}")

    async def ends(self, bot: Served) -> None:
        self._over.set()
        await bot.settled()


@asynccontextmanager
async def looking(bot: Served, every: float = LOOK_EVERY) -> AsyncIterator[None]:
    """A process that did not look what is due does so now, and then every so many seconds."""
    store = bot.bot.guide.store
    loop = Worker(bot.bot.worker.tasks, store, _nothing, every=every)
    work = asyncio.create_task(loop.run(TEAM))
    yield
    loop.stop()
    await work


async def _nothing() -> None:
    """Of Redis there is nothing to learn."""
