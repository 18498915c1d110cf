"""Slack fails: a press is kept, and its step is shown when Slack answers again, once."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress

import aiohttp
import pytest
from redis.asyncio import Redis

from bot import app, serving, store
from bot.local.faults import Broken, Fault, Garbled, Hang, Limited, Lose, Refuse, Reset, Slow
from bot.slack import api
from bot.slack.api import HISTORY, SlackApi
from bot.slack.blocks import Message
from tests.support.bots import Clock, Served, served, until_gone
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import TEAM, Slack

FAULTS = [
    Limited(seconds=1),
    Limited(seconds=30),
    Broken(status=500),
    Broken(status=503),
    Reset(),
    Hang(),
    Refuse(error="internal_error"),
    Refuse(error="fatal_error"),
]


@pytest.fixture(autouse=True)
def _slack_is_given_up_on_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    soon = aiohttp.ClientTimeout(total=0.2)
    monkeypatch.setattr(app, "TIMEOUT", soon)
    monkeypatch.setattr(api, "TIMEOUT", soon)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_press_is_kept_and_shown_once_when_slack_is_back(
    bot: Served, ana: Person, fault: Fault
) -> None:
    await bot.start(ana)
    await bot.slack.meets(fault, "chat.")
    answer = await ana.press("standalone")
    assert (answer.status, answer.text) == (200, "")
    await bot.settled()
    assert (await bot.run()).turn == 2
    assert len(bot.slack.steps()) == 1
    await back(bot, lambda: len(bot.slack.steps()) == 2)
    old, new = bot.slack.steps()
    assert new.step["turn"] == 2
    assert not old.buttons


async def back(bot: Served, shown: Callable[[], bool]) -> None:
    """Slack answers again, and time goes on until everything due is done."""
    await bot.slack.mended()
    bot.clock.turn(seconds=61)
    while True:
        try:
            await bot.slack.until(shown, 0.5)
            break
        except TimeoutError:  # a call took too long on a busy machine: it comes again, in time
            bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: not any(m.buttons for m in bot.slack.steps()[:-1]))


async def delivered(bot: Served) -> None:
    """Time goes on until nothing is left to be shown."""
    while await bot.undone():
        await bot.pass_time(seconds=2)


async def test_an_answer_that_can_not_be_read_stops_nothing(bot: Served, ana: Person) -> None:
    await bot.slack.meets_once(Garbled(), "chat.postMessage")
    await ana.command("/mfa-lost", "prod")
    await bot.settled()
    bot.clock.turn(seconds=2)
    await bot.slack.until(bot.slack.steps)


async def test_slack_is_not_asked_again_before_it_said(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Limited(seconds=30), "chat.postMessage")
    await ana.press("standalone")
    await bot.settled()
    asked = len(bot.slack.of("chat.postMessage"))
    await bot.pass_time(seconds=29)
    assert len(bot.slack.of("chat.postMessage")) == asked
    bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: len(bot.slack.steps()) == 2)


async def test_a_start_is_kept_too(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Broken(status=503), "chat.")
    assert (await ana.command("/mfa-lost", "prod")).status == 200
    await bot.settled()
    assert "begun" in bot.slack.told(ana.id)[-1].text
    await bot.slack.mended()
    bot.clock.turn(seconds=2)
    await bot.slack.until(bot.slack.steps)
    await bot.walk(ana, "standalone")


async def test_only_the_newest_turn_is_shown(bot: Served, ana: Person, ben: Person) -> None:
    run = await bot.start(ana)
    await bot.slack.meets(Limited(seconds=1), "chat.")
    await ana.press("standalone")
    await bot.settled()
    await ben.command("/mfa-lost", "prod")
    await ben.press("Take Over")
    await bot.settled()
    await back(bot, lambda: len(bot.slack.steps()) == 2)
    assert [m.step["turn"] for m in bot.slack.steps(run)] == [1, 3]
    assert (await bot.run()).lead == ben.id


async def test_the_old_step_becomes_a_line_later_and_the_new_one_is_not_repeated(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.slack.meets(Broken(status=500), "chat.update")
    await ana.press("standalone")
    await bot.settled()
    assert len(bot.slack.steps()) == 2
    await back(bot, lambda: not bot.slack.steps()[0].buttons)
    assert len(bot.slack.steps()) == 2


async def test_an_old_step_that_was_deleted_holds_nothing_up(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Refuse(error="message_not_found"), "chat.update")
    await bot.walk(ana, "standalone", "nothing")
    assert await bot.undone() == 0


@pytest.mark.parametrize("failing", [0, 1], ids=["the card", "the old step's line before it"])
async def test_a_card_that_was_not_refreshed_in_time_is_refreshed_soon(
    bot: Served, ana: Person, failing: int
) -> None:
    await bot.start(ana)
    card = bot.slack.messages[0]
    ts = bot.slack.messages[failing].ts
    await bot.slack.meets_once(Limited(seconds=3), "chat.update", ts=ts)
    await ana.press("stop")
    await bot.settled()
    assert "Ended: stopped" not in card.text
    await bot.pass_time(seconds=2)
    assert "Ended: stopped" not in card.text
    await bot.pass_time(seconds=2)
    assert "Ended: stopped" in card.text


async def test_when_blocks_are_refused_the_text_is_sent_alone(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Refuse(error="invalid_blocks"), "chat.postMessage")
    await bot.walk(ana, "standalone")
    step = bot.step()
    assert step.blocks == []
    assert step.text.startswith("Is any part of the MFA still in reach?")
    await ana.command("/mfa-lost", "prod")
    await ana.press("Go On")
    await bot.settled()
    assert bot.step().buttons


async def test_an_answer_that_got_lost_shows_no_step_twice(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    await ana.press("standalone")
    await bot.settled()
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
    assert bot.slack.of("conversations.replies")
    assert "Step 2 of about" in bot.slack.messages[0].text
    await bot.walk(ana, "nothing")
    assert not any(m.buttons for m in bot.slack.steps()[:-1])


@pytest.mark.parametrize("lost", [1, 2], ids=["the card", "the step"])
@pytest.mark.parametrize("place", ["C0ONCALL", "D0ANA"])
async def test_an_answer_that_got_lost_opens_no_second_thread(
    bot: Served, ana: Person, place: str, lost: int
) -> None:
    if lost == 2:
        await bot.slack.meets_once(Slow(seconds=0), "chat.postMessage")
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    await ana.command("/mfa-lost", "prod", place)
    await bot.settled()
    await delivered(bot)
    (card,), (step,) = [m for m in bot.slack.messages if m.card], bot.slack.steps()
    assert (card.channel, step.thread) == (place, card.ts)
    await bot.walk(ana, "standalone")


async def test_the_step_of_a_process_that_died_is_found_and_the_newest_is_shown(
    slack: Slack, redis_url: str, clock: Clock
) -> None:
    """Somebody has pressed on it already, so the run is further than what is found."""
    async with served(slack, redis_url, clock) as first:
        ana = first.person("U0ANA")
        await first.start(ana)
        await slack.meets_once(Lose(), "chat.postMessage")
        await ana.press("standalone")
        await first.settled()
        await slack.meets(Broken(status=503), "c")
        await ana.press("nothing")
        await first.settled()
    await slack.mended()
    clock.turn(seconds=16)
    async with served(slack, redis_url, clock):
        await slack.until(lambda: len(slack.steps()) == 3)
        await slack.until(lambda: not any(m.buttons for m in slack.steps()[:-1]))
    assert [m.step["turn"] for m in slack.steps()] == [1, 2, 3]


async def test_a_message_is_looked_for_on_every_page(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAGE", 1)
    await bot.start(ana)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    step, thread = bot.step(), bot.slack.messages[0].ts
    for text in ("Which one?", "The first."):
        await bot.slack.do("say", **{"as": "U0BEN"}, channel=ana.channel, thread=thread, text=text)
    await ana.press("standalone", step)
    await bot.settled()
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]
    assert len(bot.slack.of("conversations.replies")) >= 3


async def test_what_slack_has_surely_not_taken_is_not_looked_for(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Limited(seconds=1), "chat.postMessage")
    await ana.press("standalone")
    await bot.settled()
    await delivered(bot)
    assert len(bot.slack.steps()) == 2
    assert not bot.slack.of("conversations.replies")


async def test_a_look_that_slack_never_answers_holds_no_step_up_for_ever(
    bot: Served, ana: Person
) -> None:
    """A step that is shown twice is better than none."""
    await bot.start(ana)
    await bot.slack.meets_once(Reset(), "chat.postMessage")
    await bot.slack.meets(Broken(status=500), "conversations.")
    await ana.press("standalone")
    await bot.settled()
    for _ in range(2):
        await bot.pass_time(seconds=2)
        assert len(bot.slack.steps()) == 1
    await bot.pass_time(seconds=2)
    assert len(bot.slack.steps()) == 2
    assert len(bot.slack.of("conversations.replies")) == 3


async def test_where_the_bot_is_no_member_it_can_not_look_and_posts_again(
    bot: Served, ana: Person
) -> None:
    ana.channel = "C0GENERAL"
    await bot.start(ana)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    await ana.press("standalone")
    await bot.settled()
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2, 2]


@pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
async def test_without_the_scope_an_answer_that_got_lost_may_show_a_step_twice_but_counts_it_once(
    bot: Served, ana: Person
) -> None:
    """Nobody can know whether Slack posted it; both copies lead on, and only once."""
    await bot.start(ana)
    await bot.slack.meets_once(Lose(), "chat.postMessage")
    await ana.press("standalone")
    await bot.settled()
    bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: len(bot.slack.steps()) == 3)
    _, lost, known = bot.slack.steps()
    assert lost.step == known.step
    await ana.press("nothing", lost)
    await ana.press("nothing", known)
    await bot.settled()
    assert (await bot.run()).turn == 3
    assert not [call for call in bot.slack.calls if call.method.startswith("conversations.")]


async def test_a_revoked_token_holds_the_step_back_until_there_is_a_good_one(
    bot: Served, ana: Person, log: Ear
) -> None:
    await bot.start(ana)
    await bot.slack.meets(Refuse(error="token_revoked"))
    assert (await ana.press("standalone")).status == 200
    await bot.settled()
    assert re.search(r"ERROR.*token_revoked.*install the app again.*SLACK_BOT_TOKEN", log.text)
    bot.clock.turn(seconds=11)
    assert (await bot.door.get("/readyz")).status == 503
    await back(bot, lambda: len(bot.slack.steps()) == 2)
    bot.clock.turn(seconds=11)
    assert (await bot.door.get("/readyz")).status == 200


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


async def test_the_bot_starts_while_slack_is_away(
    slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "ASK_AGAIN", 0.05)
    await slack.meets_once(Broken(status=503), "auth.test")
    await slack.meets_once(Refuse(error="invalid_auth"), "auth.test")
    async with served(slack, redis_url, clock) as bot:
        await bot.start(bot.person("U0ANA"))
