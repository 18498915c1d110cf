"""Redis is a master that Sentinels watch: when it hangs, presses go on with another."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.front_door.insisting import insists
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.redis_nodes import Sentinels, until
from tests.support.slack import Slack
from tests.support.slowest import in_time


@pytest.fixture
def sentinels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sentinels]:
    with Sentinels(tmp_path_factory.mktemp("sentinels")) as sentinels:
        yield sentinels


@pytest.fixture
async def bot(slack: Slack, sentinels: Sentinels, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, sentinels.url, clock) as bot:
        yield bot


async def test_a_master_that_hangs_is_replaced_and_no_press_is_lost(
    bot: Served, ana: Person, sentinels: Sentinels
) -> None:
    """Also not when it comes back and believes for a moment that it is the master still."""
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    before, step = await bot.run(), bot.step()
    sentinels.master.replicated()
    sentinels.master.freeze()
    answer = await ana.press("calling", step)
    in_time("Sentinels' master frozen", answer.seconds)
    await bot.settled()
    assert "Do not start phone verification in AWS" in bot.slack.told(ana.id)[-1].text
    await asyncio.to_thread(until, sentinels.replica.is_master)
    await insists(bot, ana, "Sentinels' master frozen", "calling")
    await asyncio.to_thread(until, sentinels.agree)
    sentinels.master.thaw()
    await insists(bot, ana, "Sentinels' former master is back", "signed_in")
    assert (await bot.run()).turn == before.turn + 2
    assert await bot.used() == 1


async def test_sentinels_that_are_away_are_hardly_missed_until_the_master_is(
    bot: Served, ana: Person, sentinels: Sentinels
) -> None:
    """There are connections; somebody may be told to wait while all of them are in use."""
    await bot.start(ana)
    for sentinel in sentinels.sentinels:
        sentinel.kill()
    await insists(bot, ana, "Sentinels killed", "broken")
    sentinels.master.kill()
    answer = await ana.command("/mfa-lost", "dev")
    in_time("Sentinels and master killed", answer.seconds)
    assert answer.json["text"].startswith("I can't reach my database")
