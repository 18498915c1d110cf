"""A reminder is said once, whatever fails around it, and however many of the bot there are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from bot.local.slack.fault_injection import Broken, Limited, Lose, Refuse, Reset
from bot.slack.api.client import SlackApi
from bot.slack.render.blocks import Message
from bot.slack.render.codec import REMINDER
from bot.store.due_set import DueSet
from bot.store.holds import Hold, Holds
from tests.front_door.freezing import Freeze, looking
from tests.front_door.saying import said
from tests.front_door.ways import TO_REMOVED, TO_WAITING
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import TEAM

QUIET, FREE, STILL_OFF = "Still there?", "should be possible again", "still without MFA?"

Pair = tuple[Served, Served]


@pytest.mark.parametrize("fault", [Broken(status=503), Limited(seconds=3)], ids=str)
async def test_as_long_as_the_card_behind_it_can_not_be_refreshed(
    bot: Served, ana: Person, fault: Broken | Limited
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    await bot.pass_time(seconds=31)  # nothing is due any more, the status card neither
    await bot.slack.meets(fault, "chat.update")
    await bot.pass_time(hours=20, seconds=1)
    for _ in range(5):
        await bot.pass_time(seconds=4)
    (reminder,) = said(bot, FREE)
    await bot.slack.mended()
    await bot.pass_time(seconds=15)
    card = next(m for m in bot.slack.messages if m.ts == reminder.thread)
    assert "Attempts are available again" in card.text
    assert len(said(bot, FREE)) == 1


async def test_where_its_thread_is_gone_and_another_can_not_be_opened_at_once(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    before = len(bot.slack.messages)
    await bot.slack.meets_once(Refuse(error="thread_not_found"), "chat.postMessage")
    await bot.slack.meets_once(Broken(), "chat.postMessage")
    await bot.pass_time(hours=20, seconds=1)
    for _ in range(3):
        await bot.pass_time(seconds=4)
    card, reminder = bot.slack.messages[before:]
    assert (card.card is None, reminder.thread) == (False, card.ts)
    assert said(bot, FREE) == [reminder]


async def test_when_slack_s_answer_is_lost(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    await bot.pass_time(minutes=31)
    for _ in range(3):
        await bot.pass_time(seconds=2)
    assert len(said(bot, QUIET)) == 1
    assert bot.slack.of("conversations.replies")
    await bot.walk(ana, "broken")
    await bot.pass_time(minutes=31)
    assert len(said(bot, QUIET)) == 2


async def test_each_day_s_is_another_one_though_the_run_has_not_moved(
    bot: Served, ana: Person
) -> None:
    """The first day Slack has it and its answer is lost, the second day Slack does not have it."""
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    await bot.pass_time(hours=2, seconds=1)
    await bot.pass_time(seconds=2)
    assert len(said(bot, STILL_OFF)) == 1
    await bot.slack.meets_once(Reset(), "chat.postMessage")
    await bot.pass_time(hours=24)
    assert len(said(bot, STILL_OFF)) == 1
    await bot.pass_time(seconds=2)
    assert len(said(bot, STILL_OFF)) == 2
    await bot.pass_time(hours=24)
    assert len(said(bot, STILL_OFF)) == 3


@pytest.mark.parametrize(("part", "point"), [(DueSet, "settle"), (Holds, "finish")])
async def test_when_the_process_dies_right_after_it(
    pair: Pair, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, part: type, point: str
) -> None:
    """Whatever it did not come to do any more, the next one does."""
    one, other = pair
    store, freeze, done = other.bot.guide.store, Freeze(), getattr(part, point)

    async def not_any_more(self: DueSet | Holds, *args: object, **how: object) -> object:
        said = how.get("said_at") or how.get("keep")
        await freeze.at(here=self in {store.due, store.holds} and bool(said))
        return await done(self, *args, **how)

    await one.start(ana := one.person("U0ANA"), "/mfa-disable")
    await one.walk(ana, *TO_REMOVED)
    monkeypatch.setattr(part, point, not_any_more)
    one.clock.turn(hours=2, seconds=1)
    await freeze.begins()
    run = one.step().step["run"]
    async with looking(one):
        await shelf.forget("delivering", run)
        await one.pass_time(seconds=16)
        assert len(said(one, STILL_OFF)) == 1
        await one.pass_time(hours=24)
        await one.pass_time(seconds=1)
        assert len(said(one, STILL_OFF)) == 2


async def test_when_its_process_slept(
    bot: Served, ana: Person, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze, post = Freeze(), SlackApi.post

    async def slowly(api: SlackApi, *args: str | Message) -> tuple[str, str]:
        posted = await post(api, *args)  # type: ignore[arg-type]
        await freeze.at(here=True)
        return posted

    run = await bot.start(ana)
    monkeypatch.setattr(SlackApi, "post", slowly)
    bot.clock.turn(minutes=31)
    await freeze.sleeps(redis_url, run)
    await freeze.ends(bot)
    await bot.pass_time()  # the reminder is settled
    await bot.pass_time(seconds=1)
    assert len(said(bot, QUIET)) == 1


async def test_when_slack_takes_longer_than_another_process_waits_for_the_first(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, other), freeze, post = pair, Freeze(), SlackApi.post

    async def slowly(api: SlackApi, *args: str | Message) -> tuple[str, str]:
        await freeze.at(here=api is other.bot.api)
        return await post(api, *args)  # type: ignore[arg-type]

    await one.start(one.person("U0ANA"))
    monkeypatch.setattr(SlackApi, "post", slowly)
    one.clock.turn(minutes=31)
    await freeze.begins()
    async with looking(one):
        await one.pass_time(seconds=16)
        await freeze.ends(other)
        await one.slack.until(lambda: said(one, QUIET))
        for _ in range(2):
            await one.pass_time(seconds=16)
    assert len(said(one, QUIET)) == 1


async def test_when_who_took_it_first_comes_to_the_run_last(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, other), freeze, delivering = pair, Freeze(), Holds.delivering

    @asynccontextmanager
    async def late(holds: Holds, *what: Any) -> AsyncIterator[Hold | None]:
        await freeze.at(here=holds is other.bot.guide.store.holds)
        async with delivering(holds, *what) as hold:
            yield hold

    await one.start(one.person("U0ANA"))
    monkeypatch.setattr(Holds, "delivering", late)
    one.clock.turn(minutes=31)
    await freeze.begins()
    async with looking(one):
        await one.pass_time(seconds=16)
        assert len(said(one, QUIET)) == 1
        await freeze.ends(other)
        await one.pass_time(seconds=16)
    assert len(said(one, QUIET)) == 1


async def test_one_that_takes_long_makes_no_step_appear_twice(
    bot: Served, ana: Person, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was asked for at turn 1, and what Slack shows is turn 2 when it is there."""
    freeze, post = Freeze(), SlackApi.post

    async def slowly(api: SlackApi, channel: str, message: Message, thread: str) -> tuple[str, str]:
        stamp = message.metadata or {}
        await freeze.at(here=stamp.get("event_type") == REMINDER)
        return await post(api, channel, message, thread)

    monkeypatch.setattr(SlackApi, "post", slowly)
    bot.clock.turn(minutes=31)
    await freeze.begins()
    await ana.press("broken")
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await bot.settled()
    await freeze.ends(bot)
    await bot.pass_time(seconds=1)
    assert (await bot.bot.guide.look(TEAM, run)).shown.turn == 2
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
