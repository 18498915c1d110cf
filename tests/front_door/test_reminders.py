"""What the bot says of itself, in the thread: only what is still true, and once."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.budget import DAY, HOUR
from bot.local.slack.workspace import PEOPLE
from tests.front_door.saying import PUT_OFF, said
from tests.front_door.ways import (
    TO_REMOVED,
    TO_THE_CALL,
    TO_THE_COUNT,
    TO_THE_NUMBER,
    TO_WAITING,
)
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.shelf import Shelf


async def test_a_run_gone_quiet_is_asked_for_once(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.pass_time(minutes=29)
    assert not said(bot, "Still there?")
    await bot.pass_time(minutes=2)
    (reminder,) = said(bot, "Still there?")
    assert f"<@{ana.id}>" in reminder.text
    assert reminder.thread == bot.step().thread
    assert [b["text"]["text"] for b in reminder.buttons] == ["Go On", "Stop", *PUT_OFF]
    await bot.pass_time(hours=5)
    assert len(said(bot, "Still there?")) == 1
    await ana.press("Go On", reminder)
    await bot.settled()
    assert bot.step().step["turn"] == 2


async def test_a_run_that_moved_meanwhile_is_left_alone(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.pass_time(minutes=20)
    await bot.walk(ana, "broken")
    await bot.pass_time(minutes=20)
    assert not said(bot, "Still there?")
    await bot.pass_time(minutes=11)
    assert len(said(bot, "Still there?")) == 1


async def test_a_run_that_ended_is_left_alone(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    await bot.pass_time(hours=48)
    assert not said(bot, "Still there?")


async def test_when_attempts_reopen_the_thread_hears_it_and_its_button_leads_back_to_the_way_in(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    await bot.pass_time(hours=19)
    assert not said(bot, "should be possible again")
    await bot.pass_time(hours=1, seconds=1)
    (reminder,) = said(bot, "should be possible again")
    assert "3 of 3 attempts left" in reminder.text
    card = next(m for m in bot.slack.messages if m.ts == reminder.thread)
    assert "Attempts are available again" in card.text
    assert "attempts used" not in card.text  # of a run that waits, the count would grow old
    await ana.press("Go On", reminder)
    await bot.settled()
    assert bot.step().step["step"] == "calls_before"


async def test_while_somebody_has_used_it_meanwhile_nothing_is_promised(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    await bot.forget_parked()
    await bot.start(ben)
    await bot.walk(ben, *TO_THE_COUNT, "blocked")
    await bot.pass_time(hours=20, seconds=1)
    free = len(said(bot, "should be possible again"))
    found = await bot.bot.guide.store.load("T0ACME", "prod")
    assert bool(free) == (found.attempts.left(bot.clock()) > 0)


async def test_root_without_mfa_is_reminded_of_after_two_hours_and_then_daily(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    await bot.pass_time(minutes=119)
    assert not said(bot, "still without MFA?")
    await bot.pass_time(minutes=2)
    assert len(said(bot, "still without MFA?")) == 1
    await bot.pass_time(hours=23)
    assert len(said(bot, "still without MFA?")) == 1
    for day in (2, 3):
        await bot.pass_time(hours=24)
        assert len(said(bot, "still without MFA?")) == day


async def test_a_run_lives_on_as_long_as_it_is_reminded_of(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    run = await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    await shelf.shortens("run", run, 60_000)
    await bot.pass_time(hours=2, seconds=1)
    for kind in ("run", "shown"):
        assert await shelf.lives(kind, run) > 29 * DAY


async def test_anybody_may_put_it_off_for_a_week(bot: Served, ana: Person, ben: Person) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    await bot.pass_time(hours=2, seconds=1)
    await ben.press("Remind Me in a Week")
    await bot.settled()
    assert f"<@{ben.id}> put off the reminder until <!date^" in bot.step().text
    await bot.pass_time(hours=6 * 24 + 23)
    assert len(said(bot, "still without MFA?")) == 1
    await bot.pass_time(hours=2)
    assert len(said(bot, "still without MFA?")) == 2


def put_off_until(bot: Served) -> int:
    """The time that the thread says, in ms."""
    return int(bot.step().text.split("<!date^")[1].split("^")[0]) * 1000


@pytest.mark.parametrize("who", ["U0ANA", "U0BEN"])
async def test_tomorrow_at_nine_is_so_where_whoever_presses_lives(bot: Served, who: str) -> None:
    person = bot.person(who)
    home = ZoneInfo(next(one.tz for one in PEOPLE if one.id == who))
    await bot.start(bot.person("U0ANA"), "/mfa-disable")
    await bot.walk(bot.person("U0ANA"), *TO_REMOVED)
    await bot.pass_time(hours=2, seconds=1)
    today = datetime.fromtimestamp(bot.clock() / 1000, home)
    await person.press("Remind Me Tomorrow at 9:00")
    await bot.settled()
    there = datetime.fromtimestamp(put_off_until(bot) / 1000, home)
    assert (there.date(), f"{there:%H:%M}") == (today.date() + timedelta(days=1), "09:00")
    left = (put_off_until(bot) - bot.clock()) / 1000
    await bot.pass_time(seconds=left - 1)
    assert len(said(bot, "still without MFA?")) == 1
    await bot.pass_time(seconds=2)
    assert len(said(bot, "still without MFA?")) == 2


async def test_a_run_that_is_quiet_asks_again_when_its_lead_wants_it(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    step = bot.step().step["step"]
    await bot.pass_time(minutes=30, seconds=1)
    await ana.press("Remind Me in an Hour")
    await bot.settled()
    assert f"<@{ana.id}> put off the question until <!date^" in bot.step().text
    assert put_off_until(bot) // 1000 == (bot.clock() + HOUR) // 1000
    assert bot.step().step["step"] == step
    await bot.pass_time(minutes=59)
    assert len(said(bot, "Still there?")) == 1
    await bot.pass_time(minutes=2)
    assert len(said(bot, "Still there?")) == 2


async def test_an_end_that_follows_up_is_asked_about_until_somebody_says_that_it_is_over(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER[:-1], "phone_gone", "no_phone", "sent")
    await bot.walk(ana, "answer=1234567890")
    await bot.pass_time(hours=23)
    assert not said(bot, "Any news")
    await bot.pass_time(hours=1, seconds=1)
    (asked,) = said(bot, "Any news")
    assert "The case at AWS Support is 1234567890." in asked.text
    assert [b["text"]["text"] for b in asked.buttons] == [
        "Go On",
        *PUT_OFF,
        "It Is Over",
    ]
    await ben.press("It Is Over", asked)
    await bot.settled()
    assert "<@U0BEN> says that nothing is left to do" in bot.step().text
    await bot.pass_time(hours=48)
    assert len(said(bot, "Any news")) == 1


async def test_root_without_a_device_is_told_of_though_the_run_was_stopped(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = bot.bot.guide.flows["mfa-lost"].steps
    known = steps["what_happened"].buttons
    off = replace(known["broken"], mfa="off")
    first = replace(steps["what_happened"], buttons={**known, "broken": off})
    monkeypatch.setitem(steps, "what_happened", first)
    await bot.start(ana)
    await bot.walk(ana, "broken", "stop")
    card = bot.slack.messages[0].text
    assert "Root of prod has no MFA device. The run was stopped before one was registered." in card
    await bot.pass_time(hours=2, seconds=1)
    (asked,) = said(bot, "still without MFA")
    await ana.press("Remind Me in a Week", asked)
    await bot.settled()
    await bot.pass_time(hours=48)
    assert len(said(bot, "still without MFA")) == 1
    await bot.pass_time(hours=24 * 5 + 1)
    assert len(said(bot, "still without MFA")) == 2


async def test_who_waits_a_day_is_told_when_the_next_call_is_no_longer_risky(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling", "no_ring", "wait")
    assert bot.step().step["step"] == "wait_a_day"
    card = next(m for m in bot.slack.messages if m.ts == bot.step().thread)
    assert "Waiting until the next attempt is no longer risky" in card.text
    await bot.pass_time(hours=23)
    assert not said(bot, "no longer make the next one risky: ")
    await bot.pass_time(hours=1, seconds=1)
    (reminder,) = said(bot, "no longer make the next one risky: 3 of 3 attempts left")
    assert [button["text"]["text"] for button in reminder.buttons] == ["Go On"]
    await ana.press("Go On", reminder)
    await bot.settled()
    assert bot.step().step["step"] == "calls_before"
