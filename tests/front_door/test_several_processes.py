"""What one process leaves, another shows; two show nothing twice."""

import asyncio

import pytest
from redis.asyncio import Redis

from bot.local.slack.fault_injection import Broken, Fault, Hang, Limited
from bot.slack.api.client import SlackApi
from bot.slack.render.blocks import Message
from bot.store import holds
from tests.front_door.freezing import Freeze
from tests.support.bots import Clock, Served, served, until_gone
from tests.support.person import Person
from tests.support.shelf import Shelf
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
        await ana.press("broken")
    await slack.mended()
    clock.turn(seconds=16)
    async with served(slack, redis_url, clock) as second:
        await slack.until(lambda: len(slack.steps()) == 2)
        await second.walk(second.person("U0ANA"), "standalone")
    assert [m.step["turn"] for m in slack.steps()] == [1, 2, 3]


async def test_a_step_whose_showing_died_is_shown_within_fifteen_seconds(
    bot: Served, ana: Person
) -> None:
    """The commit itself asks for it, so it does not hang on the process that took the press."""
    await bot.start(ana)
    await bot.slack.meets(Hang(), "chat.")
    asked = len(bot.slack.calls)
    await ana.press("broken")
    await bot.slack.until(lambda: len(bot.slack.calls) > asked)
    for task in tuple(bot.bot.background._tasks):
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
        await one.walk(ana, "broken", "standalone", "nothing")
        await slack.points_to(other.door.url)
        await other.walk(other.person("U0ANA"), "skip")
        await one.pass_time(seconds=60)
        assert [m.step["turn"] for m in slack.steps(run)] == [1, 2, 3, 4, 5]


async def test_while_another_process_shows_a_run_this_one_leaves_it_alone(
    bot: Served, ana: Person
) -> None:
    run = await bot.start(ana)
    async with bot.bot.guide.store.holds.delivering(TEAM, run) as mine:
        assert mine
        await ana.press("broken")
        await bot.pass_time(seconds=5)
        assert len(bot.slack.steps()) == 1
    await bot.pass_time(seconds=1)
    assert len(bot.slack.steps()) == 2


async def test_who_waits_long_for_slack_keeps_the_run_and_who_is_dead_does_not(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hold ends soon after its process, and is renewed as long as that one is at it."""
    monkeypatch.setattr(holds, "HOLD_MS", 300)
    run, shelf = await bot.start(ana), bot.bot.guide.store
    key = f"mfa:{{{TEAM}}}:delivering:{run}"
    async with Redis.from_url(bot.bot.settings.redis_url) as redis:
        async with shelf.holds.delivering(TEAM, run) as mine:
            assert mine
            left = [await redis.pttl(key)]
            async with asyncio.timeout(5):
                while left[-1] <= min(left):
                    left.append(await redis.pttl(key))
            assert max(left) <= 300
            await redis.set(key, "a process that is dead now", px=300)
        await until_gone(redis.exists, key)
    async with shelf.holds.delivering(TEAM, run) as mine:
        assert mine


async def test_a_process_that_slept_while_another_went_on_shows_no_step_twice(
    pair: tuple[Served, Served], redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack has the step; before its answer is heard the other process has shown the next one."""
    (one, other), freeze, post = pair, Freeze(), SlackApi.post

    async def slowly(api: SlackApi, *args: str | Message) -> tuple[str, str]:
        posted = await post(api, *args)  # type: ignore[arg-type]
        await freeze.at(api is one.bot.api)
        return posted

    run = await one.start(ana := one.person("U0ANA"))
    monkeypatch.setattr(SlackApi, "post", slowly)
    await ana.press("broken")
    await freeze.sleeps(redis_url, run)
    await other.pass_time(seconds=16)
    await one.slack.points_to(other.door.url)
    await other.walk(ana, "standalone")
    await freeze.ends(one)
    await other.pass_time(seconds=1)
    assert [m.step["turn"] for m in one.slack.steps(run)] == [1, 2, 3]
    assert not any(m.buttons for m in one.slack.steps(run)[:-1])


async def test_what_a_process_that_slept_writes_over_a_newer_status_card_is_put_right(
    pair: tuple[Served, Served], redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, other), freeze, update = pair, Freeze(), SlackApi.update
    written: list[tuple[bool, str]] = []

    async def slowly(api: SlackApi, channel: str, ts: str, message: Message) -> None:
        await freeze.at(api is one.bot.api and "Step 2 of about" in message.text)
        await update(api, channel, ts, message)
        written.append((api is one.bot.api, message.text))

    run = await one.start(ana := one.person("U0ANA"))
    monkeypatch.setattr(SlackApi, "update", slowly)
    await other.pass_time(seconds=31)  # nothing is due any more, the status card neither
    one.clock.turn(seconds=31)  # it is refreshed with the next step
    await ana.press("broken")
    await freeze.sleeps(redis_url, run)
    await one.slack.points_to(other.door.url)
    await other.walk(ana, "standalone")
    await freeze.ends(one)
    assert any(late and "Step 2 of about" in text for late, text in written)
    await other.pass_time(seconds=1)
    assert "Step 3 of about" in one.slack.messages[0].text


async def test_a_failover_in_mid_post_shows_no_step_twice(
    bot: Served, ana: Person, run: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It loses what was written down before the post, and whose the run is."""
    before, post = await shelf.get("shown", run), SlackApi.post

    async def and_redis_fails_over(api: SlackApi, *args: str | Message) -> tuple[str, str]:
        posted = await post(api, *args)  # type: ignore[arg-type]
        await shelf.put("shown", run, before)
        await shelf.forget("delivering", run)
        monkeypatch.setattr(SlackApi, "post", post)
        return posted

    monkeypatch.setattr(SlackApi, "post", and_redis_fails_over)
    await ana.press("broken")
    await bot.settled()
    await bot.pass_time(seconds=16)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
    assert not bot.slack.steps()[0].buttons
