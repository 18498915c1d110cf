"""What one process leaves, another shows; two show nothing twice."""

import asyncio
from contextlib import suppress

import pytest
from redis.asyncio import Redis

from bot import store
from bot.local.faults import Broken, Fault, Hang, Limited
from bot.slack.api import SlackApi
from bot.slack.blocks import Message
from tests.support.bots import Clock, Served, served, until_gone
from tests.support.person import Person
from tests.support.slack import TEAM, Slack

pytestmark = pytest.mark.usefixtures("slack_is_given_up_on_soon")


@pytest.mark.parametrize("fault", [Broken(status=503), Hang(), Limited(seconds=1)], ids=str)
async def test_what_was_not_shown_by_a_bot_that_stopped_is_shown_by_the_next(
    slack: Slack, redis_url: str, clock: Clock, fault: Fault
) -> None:
    async with served(slack, redis_url, clock) as first:
        ana = first.person("U0ANA")
        await first.start(ana)
        await slack.meets(fault, "chat.")
        await ana.press("standalone")
    await slack.mended()
    clock.turn(seconds=16)
    async with served(slack, redis_url, clock) as second:
        await slack.until(lambda: len(slack.steps()) == 2)
        await second.walk(second.person("U0ANA"), "nothing")
    assert [m.step["turn"] for m in slack.steps()] == [1, 2, 3]


async def test_a_step_whose_showing_died_is_shown_within_fifteen_seconds(
    bot: Served, ana: Person
) -> None:
    """The commit itself asks for it, so it does not hang on the process that took the press."""
    await bot.start(ana)
    await bot.slack.meets(Hang(), "chat.")
    asked = len(bot.slack.calls)
    await ana.press("standalone")
    await bot.slack.until(lambda: len(bot.slack.calls) > asked)
    for task in tuple(bot.bot.desk._side):
        task.cancel()
    await bot.slack.mended()
    await bot.pass_time(seconds=14)
    assert len(bot.slack.steps()) == 1
    await bot.pass_time(seconds=2)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]


async def test_two_bots_on_one_redis_show_each_step_once(
    slack: Slack, redis_url: str, clock: Clock
) -> None:
    async with served(slack, redis_url, clock) as one, served(slack, redis_url, clock) as other:
        ana = one.person("U0ANA")
        run = await other.start(ana)
        await slack.points_to(one.door.url)
        await one.walk(ana, "standalone", "nothing", "known")
        await slack.points_to(other.door.url)
        await other.walk(other.person("U0ANA"), "readable")
        await one.pass_time(seconds=60)
        assert [m.step["turn"] for m in slack.steps(run)] == [1, 2, 3, 4, 5]


async def test_while_another_process_shows_a_run_this_one_leaves_it_alone(
    bot: Served, ana: Person
) -> None:
    run = await bot.start(ana)
    async with bot.bot.desk.guide.store.delivering(TEAM, run) as mine:
        assert mine
        await ana.press("standalone")
        await bot.pass_time(seconds=5)
        assert len(bot.slack.steps()) == 1
    await bot.pass_time(seconds=1)
    assert len(bot.slack.steps()) == 2


async def test_who_waits_long_for_slack_keeps_the_run_and_who_is_dead_does_not(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hold ends soon after its process, and is renewed as long as that one is at it."""
    monkeypatch.setattr(store, "HOLD", 300)
    run, shelf = await bot.start(ana), bot.bot.desk.guide.store
    key = f"mfa:{{{TEAM}}}:delivering:{run}"
    async with Redis.from_url(bot.bot.settings.redis_url) as redis:
        async with shelf.delivering(TEAM, run) as mine:
            assert mine
            left = [await redis.pttl(key)]
            async with asyncio.timeout(5):
                while left[-1] <= min(left):
                    left.append(await redis.pttl(key))
            assert max(left) <= 300
            await redis.set(key, "a process that is dead now", px=300)
        await until_gone(redis.exists, key)
    async with shelf.delivering(TEAM, run) as mine:
        assert mine


async def test_a_reminder_that_takes_long_makes_no_step_appear_twice(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was asked for at turn 1, and what Slack shows is turn 2 when it is there."""
    run, began, goes_on, post = (
        await bot.start(ana),
        asyncio.Event(),
        asyncio.Event(),
        SlackApi.post,
    )

    async def slowly(api: SlackApi, channel: str, message: Message, thread: str) -> tuple[str, str]:
        if not message.metadata:
            began.set()
            await goes_on.wait()
        return await post(api, channel, message, thread)

    monkeypatch.setattr(SlackApi, "post", slowly)
    bot.clock.turn(minutes=31)
    await began.wait()
    await ana.press("standalone")
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await bot.settled()
    goes_on.set()
    await bot.settled()
    await bot.pass_time(seconds=1)
    assert (await bot.bot.desk.guide.store.shown(TEAM, run)).turn == 2
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
