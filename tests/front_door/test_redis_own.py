"""The bot's own Redis is killed while the bot runs: it comes back, with all that was in it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.store.embedded import server
from bot.store.embedded.server import EmbeddedServer
from tests.front_door.test_redis_away import SENTENCE
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import LOOK_EVERY, Clock, Served, served
from tests.support.own_server import written
from tests.support.person import Person
from tests.support.slack import Slack
from tests.support.slowest import in_time


@pytest.fixture
async def own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """Its address; long enough away, once killed, for somebody to press meanwhile."""
    monkeypatch.setattr(server, "FIRST_PAUSE", 1.0)
    async with EmbeddedServer(tmp_path_factory.mktemp("d")) as url:
        yield url


@pytest.fixture
async def bot(slack: Slack, own: str, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, own, clock) as bot:
        yield bot


async def test_whoever_presses_meanwhile_hears_it_and_the_same_button_works_later(
    bot: Served, ana: Person, own: str
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    before, step = await bot.run(), bot.step()
    async with Redis.from_url(own) as redis:
        pid = int((await redis.info("server"))["process_id"])
        await written(redis)
    os.kill(pid, signal.SIGKILL)
    answer = await ana.press("calling", step)
    in_time("own server killed", answer.seconds)
    await bot.settled()
    assert bot.slack.told(ana.id)[-1].text.startswith(SENTENCE)
    assert (await bot.door.get("/readyz")).status == 503
    async with asyncio.timeout(10):
        while (await bot.door.get("/readyz")).status != 200:  # noqa: ASYNC110 -- it is probed
            await asyncio.sleep(LOOK_EVERY)
    assert await bot.run() == before
    await ana.press("calling", step)
    await bot.settled()
    assert await bot.used() == 1
    assert bot.step().step["step"] == "the_call"
