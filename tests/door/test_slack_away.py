"""Slack fails: a press is kept, and its step is shown when Slack answers again, once."""

from collections.abc import Callable

import aiohttp
import pytest

from bot import app
from bot.local.faults import Broken, Fault, Garbled, Hang, Limited, Lose, Refuse, Reset
from bot.slack import api
from tests.support.bots import Clock, Served, served
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
    await bot.slack.until(shown)
    await bot.slack.until(lambda: not any(m.buttons for m in bot.slack.steps()[:-1]))


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


async def test_an_answer_that_got_lost_may_show_a_step_twice_but_counts_it_once(
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


async def test_a_revoked_token_holds_the_step_back_until_there_is_a_good_one(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.slack.meets(Refuse(error="invalid_auth"))
    assert (await ana.press("standalone")).status == 200
    await bot.settled()
    await back(bot, lambda: len(bot.slack.steps()) == 2)


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


async def test_the_bot_starts_while_slack_is_away(
    slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "ASK_AGAIN", 0.05)
    await slack.meets_once(Broken(status=503), "auth.test")
    await slack.meets_once(Refuse(error="invalid_auth"), "auth.test")
    async with served(slack, redis_url, clock) as bot:
        await bot.start(bot.person("U0ANA"))
