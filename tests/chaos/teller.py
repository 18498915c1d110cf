"""A process that tells the bot the twelve digits of an account, until it is killed."""

import asyncio
from multiprocessing.connection import Connection

from redis.asyncio import Redis

from bot.core.budget import Limits
from bot.core.press import ANSWER, Press
from bot.core.run import Run
from bot.guide import Guide, Moved
from bot.store.store import Store
from tests.store.shelf import NOW, TEAM
from tests.support.shipped import LIBRARY

FLOWS = LIBRARY.flows  # once, before processes are forked off
ASKS = next(step.name for step in FLOWS["mfa-lost"].steps.values() if step.asks == "account_id")


def told(run: Run, digits: str) -> Press:
    """The same press, whoever delivers it."""
    return Press(
        id=f"{run.id}/{digits}",
        run=run.id,
        turn=run.turn,
        step=ASKS,
        button=ANSWER,
        by=run.lead,
        answer=digits,
        channel=run.channel,
    )


def tell(url: str, run: Run, digits: str, near: Connection) -> None:
    asyncio.run(_tell(url, run, digits, near))


async def _tell(url: str, run: Run, digits: str, near: Connection) -> None:
    async with Redis.from_url(url, decode_responses=True) as redis:
        await redis.ping()
        guide = Guide(FLOWS, Store(redis, Limits(), lambda: NOW))
        near.send("now")
        assert isinstance(await guide.press(TEAM, told(run, digits)), Moved)
        near.send("done")
        await asyncio.sleep(3600)
