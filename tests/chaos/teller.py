"""A process that confirms the twelve digits of an account, until it is killed."""

import asyncio
from multiprocessing.connection import Connection

from redis.asyncio import Redis

from bot.core.budget import Limits
from bot.core.press import Press
from bot.core.run import Run
from bot.guide import Guide, Moved
from bot.store.store import Store
from tests.store.shelf import NOW, TEAM
from tests.support.shipped import LIBRARY

FLOWS = LIBRARY.flows  # once, before processes are forked off
SHOWS = "central_ready"  # the step that shows the digits which were typed before


def confirmed(run: Run) -> Press:
    """The same press, whoever delivers it."""
    return Press(
        id=f"{run.id}/ready",
        run=run.id,
        turn=run.turn,
        step=SHOWS,
        button="ready",
        by=run.lead,
        channel=run.channel,
    )


def confirm(url: str, run: Run, near: Connection) -> None:
    asyncio.run(_confirm(url, run, near))


async def _confirm(url: str, run: Run, near: Connection) -> None:
    async with Redis.from_url(url, decode_responses=True) as redis:
        await redis.ping()
        guide = Guide(FLOWS, Store(redis, Limits(), lambda: NOW))
        near.send("now")
        assert isinstance(await guide.press(TEAM, confirmed(run)), Moved)
        near.send("done")
        await asyncio.sleep(3600)
