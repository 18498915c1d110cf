"""Redis is a master that Sentinels watch: when it hangs or changes, presses go on elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.door.insisting import insists
from tests.door.ways import TO_THE_CALL
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.redis_nodes import Sentinels, until
from tests.support.slack import Slack
from tests.support.slowest import in_time


@pytest.fixture
def sentinels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sentinels]:
    sentinels = Sentinels(tmp_path_factory.mktemp("sentinels"))
    try:
        sentinels.start()
        yield sentinels
    finally:
        sentinels.kill()


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
    assert "Do not press Call me now" in bot.slack.told(ana.id)[-1].text
    await asyncio.to_thread(until, sentinels.replica.is_master)
    await insists(bot, ana, "Sentinels' master frozen", "calling")
    sentinels.master.thaw()
    await insists(bot, ana, "Sentinels' former master is back", "signed_in")
    await asyncio.to_thread(until, lambda: not sentinels.master.is_master())
    await insists(bot, ana, "Sentinels' former master is back", "removed")
    assert (await bot.run()).turn == before.turn + 3
    assert await bot.used() == 1


@pytest.mark.long
async def test_a_run_goes_on_through_a_failover_that_was_asked_for(
    bot: Served, ana: Person, sentinels: Sentinels
) -> None:
    """What the former master took while the change was under way is lost; then the run is shown
    again where it is.
    """
    await bot.start(ana)
    sentinels.master.replicated()
    sentinels.sentinels[0].ask("SENTINEL FAILOVER", sentinels.NAME)
    changed = asyncio.create_task(asyncio.to_thread(until, sentinels.is_changed))
    presses_since = 0
    while presses_since < 2 or bot.step().step["step"] != "account_kind":
        presses_since += changed.done()
        press = "standalone" if bot.step().step["step"] == "account_kind" else "back"
        await insists(bot, ana, "Sentinels' failover", press)
    await changed
    await insists(bot, ana, "Sentinels' failover", *TO_THE_CALL, "calling")
    assert await bot.used() == 1
    assert (await bot.run()).turn == bot.step().step["turn"]


async def test_sentinels_that_are_away_are_hardly_missed_until_the_master_is(
    bot: Served, ana: Person, sentinels: Sentinels
) -> None:
    """There are connections; somebody may be told to wait while all of them are in use."""
    await bot.start(ana)
    for sentinel in sentinels.sentinels:
        sentinel.kill()
    await insists(bot, ana, "Sentinels killed", "standalone")
    sentinels.master.kill()
    answer = await ana.command("/mfa-lost", "dev")
    in_time("Sentinels and master killed", answer.seconds)
    assert answer.json["text"].startswith("I can't reach my memory")
