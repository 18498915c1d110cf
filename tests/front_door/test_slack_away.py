"""Slack fails: a press is kept, and its step is shown when Slack answers again, once."""

import re

import pytest

from bot.local.slack.fault_injection import (
    Answers,
    Broken,
    Fault,
    Garbled,
    Hang,
    Limited,
    Refuse,
    Reset,
)
from bot.serving import process as serving
from bot.slack.requests import responder
from tests.front_door.returning import back, delivered
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import Slack

KEPT = "Your choice is saved. I can't show the next step yet"
FAULTS = [
    Limited(seconds=1),
    Limited(seconds=30),
    Broken(status=500),
    Broken(status=503),
    Reset(),
    Hang(),
    Refuse(error="internal_error"),
    Refuse(error="fatal_error"),
    Refuse(error="update_failed"),
    Refuse(error="external_channel_migrating"),
]
pytestmark = pytest.mark.usefixtures("slack_is_given_up_on_soon")


@each("account, fault", [(f"account-{n}", fault) for n, fault in enumerate(FAULTS)])
async def test_a_press_is_kept_and_shown_once_when_slack_is_back(
    bot: Served, ana: Person, account: str, fault: Fault
) -> None:
    run = await bot.start(ana, account=account)
    await bot.slack.meets(fault, "chat.")
    answer = await ana.press("broken")
    assert (answer.status, answer.text) == (200, "")
    await bot.settled()
    assert (await bot.run()).turn == 2
    assert len(bot.slack.steps(run)) == 1
    await bot.slack.mended()
    bot.clock.turn(seconds=61)
    await delivered(bot)
    old, new = bot.slack.steps(run)
    assert new.step["turn"] == 2
    assert not old.buttons


async def test_an_answer_that_can_not_be_read_stops_nothing(bot: Served, ana: Person) -> None:
    await bot.slack.meets_once(Garbled(), "chat.postMessage")
    await ana.command("/mfa-lost", "prod")
    await bot.settled()
    bot.clock.turn(seconds=2)
    await bot.slack.until(bot.slack.steps)


async def test_slack_is_not_asked_again_before_it_said(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Limited(seconds=30), "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    asked = len(bot.slack.of("chat.postMessage"))
    await bot.pass_time(seconds=29)
    assert len(bot.slack.of("chat.postMessage")) == asked
    bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: len(bot.slack.steps()) == 2)


async def test_who_pressed_is_told_that_it_counts_and_that_slack_makes_the_bot_wait(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.slack.meets(Limited(seconds=30), "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    told = bot.slack.told(ana.id)[-1]
    assert (told.thread, KEPT in told.text) == (bot.step().thread, True)
    await ben.command("/mfa-lost", "prod")
    await ben.press("Take Over")
    await bot.settled()
    told = bot.slack.told(ben.id)[-1]
    assert told.text.startswith("You lead the run for prod now.")
    assert KEPT in told.text
    assert not told.buttons
    await ben.command("/mfa-lost", "prod")
    await ben.press("Go On")
    await bot.settled()
    assert bot.slack.told(ben.id)[-1].text.startswith(KEPT)


async def test_told_to_wait_for_a_day_the_bot_asks_again_within_minutes(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Limited(seconds=86_400), "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    await bot.pass_time(minutes=4)
    assert len(bot.slack.steps()) == 1
    await bot.pass_time(minutes=1, seconds=1)
    assert len(bot.slack.steps()) == 2


@each(
    "fault, tries",
    [
        (Reset(), 3),
        (Broken(status=503), 3),
        (Broken(status=404), 3),
        (Answers(status=404, text="expired_url", content_type="text/plain"), 1),
    ],
)
async def test_what_can_not_be_told_at_all_is_said_in_the_log_without_the_address(
    *,
    bot: Served,
    ben: Person,
    run: str,
    log: Ear,
    fault: Fault,
    tries: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever has the address can speak there in the bot's name."""
    monkeypatch.setattr(responder, "RETRY_SECONDS", (0.01, 0.01))
    assert bot.slack.steps(run)
    known, logged = len(bot.slack.of("response_url")), len(log.lines)
    await bot.slack.meets(fault, "response_url")
    await bot.slack.meets(Refuse(error="user_disabled"), "chat.postMessage", channel=ben.id)
    await ben.press("broken")
    await bot.settled()
    assert len(bot.slack.of("response_url")) == known + tries
    (line,) = (line for line in log.lines[logged:] if "could not deliver" in line)
    assert "response_url: " in line
    assert "/hooks/" not in log.text
    assert "later" not in log.text
    await bot.slack.mended()


async def test_a_start_is_kept_too(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Broken(status=503), "chat.")
    assert (await ana.command("/mfa-lost", "prod")).status == 200
    await bot.settled()
    assert "Started" in bot.slack.told(ana.id)[-1].text
    await bot.slack.mended()
    bot.clock.turn(seconds=2)
    await bot.slack.until(bot.slack.steps)
    await bot.walk(ana, "broken")


async def test_only_the_newest_turn_is_shown(bot: Served, ana: Person, ben: Person) -> None:
    run = await bot.start(ana)
    await bot.slack.meets(Limited(seconds=1), "chat.")
    await ana.press("broken")
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
    await ana.press("broken")
    await bot.settled()
    assert len(bot.slack.steps()) == 2
    await back(bot, lambda: not bot.slack.steps()[0].buttons)
    assert len(bot.slack.steps()) == 2


async def test_an_old_step_that_was_deleted_holds_nothing_up(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Refuse(error="message_not_found"), "chat.update")
    await bot.walk(ana, "broken", "standalone")
    assert await bot.undone() == 0


@pytest.mark.parametrize("why", ["update_failed", "external_channel_migrating"])
async def test_a_card_that_slack_could_not_update_is_not_taken_for_updated(
    bot: Served, ana: Person, why: str
) -> None:
    await bot.start(ana)
    card = bot.slack.messages[0]
    await bot.slack.meets_once(Refuse(error=why), "chat.update", ts=card.ts)
    await ana.press("stop")
    await bot.settled()
    await bot.pass_time(seconds=4)
    assert "Stopped" in card.text


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
    assert "Stopped" not in card.text
    await bot.pass_time(seconds=2)
    assert "Stopped" not in card.text
    await bot.pass_time(seconds=2)
    assert "Stopped" in card.text


@pytest.mark.parametrize("why", ["invalid_blocks", "msg_blocks_too_long"])
async def test_when_blocks_are_refused_the_text_is_sent_alone(
    bot: Served, ana: Person, why: str
) -> None:
    await bot.start(ana)
    await bot.slack.meets_once(Refuse(error=why), "chat.postMessage")
    await bot.walk(ana, "broken")
    step = bot.step()
    assert step.blocks == []
    assert step.text.startswith("Is prod standalone, or in an organization?")
    await ana.command("/mfa-lost", "prod")
    await ana.press("Go On")
    await bot.settled()
    assert bot.step().buttons


@pytest.mark.parametrize("why", ["invalid_blocks", "msg_blocks_too_long"])
async def test_when_the_blocks_of_a_line_are_refused_its_text_is_sent_alone(
    bot: Served, ana: Person, why: str
) -> None:
    """As rich text: what a step's message shows may become nothing else, and buttons of a step
    that is over would stay.
    """
    await bot.start(ana)
    before = bot.step()
    await bot.slack.meets_once(Refuse(error=why), "chat.update", ts=before.ts)
    await bot.walk(ana, "broken")
    (block,) = before.blocks
    (section,) = block["elements"]
    said, who, *_, when = section["elements"]
    assert said["text"].startswith("✓ What happened to the root MFA device of prod? → ")
    assert who == {"type": "user", "user_id": ana.id}
    assert re.search(r"\d\d:\d\d UTC$", when["text"])
    assert bot.slack.violations == []


async def test_a_revoked_token_holds_the_step_back_until_there_is_a_good_one(
    bot: Served, ana: Person, log: Ear
) -> None:
    await bot.start(ana)
    for method in ("chat.", "auth.test"):
        await bot.slack.meets(Refuse(error="token_revoked"), method)
    assert (await ana.press("broken")).status == 200
    await bot.settled()
    assert re.search(r"ERROR.*token_revoked.*install the app again.*SLACK_BOT_TOKEN", log.text)
    known = len(bot.slack.told(ana.id))
    await ana.press("lost", bot.step())  # what leads on from there is not to be seen
    await bot.settled()
    (told,) = bot.slack.told(ana.id)[known:]
    assert "Slack does not let me post (token_revoked)" in told.text
    bot.clock.turn(seconds=11)
    assert (await bot.door.get("/readyz")).status == 503
    await back(bot, lambda: len(bot.slack.steps()) == 2)
    bot.clock.turn(seconds=11)
    assert (await bot.door.get("/readyz")).status == 200


async def test_a_token_that_is_revoked_in_between_leaves_no_button_that_looks_alive(
    bot: Served, ana: Person
) -> None:
    """Unlike a message that was deleted, its line comes when there is a good one."""
    await bot.start(ana)
    await bot.slack.meets(Refuse(error="token_revoked"), "chat.update")
    await ana.press("stop")
    await bot.settled()
    assert len(bot.slack.steps()) == 2
    await back(bot, lambda: len(bot.slack.steps()) == 2)
    card = bot.slack.messages[0]
    await bot.slack.until(lambda: "Stopped" in card.text)
    assert len(bot.slack.steps()) == 2


async def test_the_bot_starts_while_slack_is_away(
    slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "RETRY_SECONDS", 0.05)
    await slack.meets_once(Broken(status=503), "auth.test")
    await slack.meets_once(Refuse(error="invalid_auth"), "auth.test")
    async with served(slack, redis_url, clock) as bot:
        await bot.start(bot.person("U0ANA"))
