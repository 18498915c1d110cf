"""Redis is back in an earlier state: of a backup, or a failover that lost the last writes."""

from collections.abc import AsyncIterator

import pytest

from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack

LOST = "My database went back to an earlier state: what was pressed after this step is lost."


@pytest.fixture
async def bot(slack: Slack, own_redis: RedisServer, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, own_redis.url, clock) as bot:
        yield bot


async def sets_back(bot: Served, person: Person, redis: RedisServer, *presses: str) -> None:
    """Until before these presses."""
    redis.kill()
    redis.keep_copy()
    redis.start()
    await bot.walk(person, *presses)
    redis.kill()
    redis.take_copy()
    redis.start()


async def test_the_run_is_shown_again_where_it_is_and_goes_on(
    bot: Served, ana: Person, ben: Person, own_redis: RedisServer
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    before = await bot.run()
    await sets_back(bot, ana, own_redis, "calling", "signed_in")
    lost = bot.step()
    assert await bot.used() == 0
    await ben.press("passkey", lost)
    await bot.settled()
    shown = bot.step()
    assert LOST in shown.text
    assert "Attempts made since then are not counted:" in shown.text
    assert shown.step["step"] == before.place.step
    assert shown.step["turn"] == lost.step["turn"] + 1
    assert (await bot.run()).lead == ana.id
    await bot.walk(ana, "calling")
    assert await bot.used() == 1


async def test_a_button_for_a_window_says_so_too(
    bot: Served, ana: Person, own_redis: RedisServer
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "standalone")
    await sets_back(bot, ana, own_redis, "nothing")
    await ana.press("answer")
    await bot.settled()
    assert not bot.slack.windows
    assert LOST in bot.step().text


async def test_a_button_for_the_report_says_so_too(
    bot: Served, ana: Person, own_redis: RedisServer
) -> None:
    await bot.start(ana)
    await sets_back(bot, ana, own_redis, "stop")
    await ana.press("Show the Report")
    await bot.settled()
    assert not bot.slack.windows
    assert LOST in bot.step().text
