"""What the bot says of itself, in the thread: only what is still true, and once."""

from bot.core.budget import DAY
from tests.door.saying import said
from tests.door.ways import TO_REMOVED, TO_THE_COUNT, TO_WAITING
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
    assert [b["text"]["text"] for b in reminder.buttons] == ["Go On", "Stop"]
    await bot.pass_time(hours=5)
    assert len(said(bot, "Still there?")) == 1
    await ana.press("Go On", reminder)
    await bot.settled()
    assert bot.step().step["turn"] == 2


async def test_a_run_that_moved_meanwhile_is_left_alone(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.pass_time(minutes=20)
    await bot.walk(ana, "standalone")
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
    assert not said(bot, "should be free again")
    await bot.pass_time(hours=1, seconds=1)
    (reminder,) = said(bot, "should be free again")
    assert "3 of 3 attempts left" in reminder.text
    card = next(m for m in bot.slack.messages if m.ts == reminder.thread)
    assert "0 of 3 attempts used" in card.text
    await ana.press("Go On", reminder)
    await bot.settled()
    assert bot.step().step["step"] == "calls_before"


async def test_while_somebody_has_used_it_meanwhile_nothing_is_promised(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    await bot.start(ben)
    await bot.walk(ben, *TO_THE_COUNT, "blocked")
    await bot.pass_time(hours=20, seconds=1)
    free = len(said(bot, "should be free again"))
    found = await bot.bot.desk.guide.store.load("T0ACME", "prod")
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
    assert f"<@{ben.id}> put the reminder off" in bot.step().text
    await bot.pass_time(hours=6 * 24 + 23)
    assert len(said(bot, "still without MFA?")) == 1
    await bot.pass_time(hours=2)
    assert len(said(bot, "still without MFA?")) == 2


async def test_when_a_device_is_registered_the_reminders_stop(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    await bot.pass_time(hours=2, seconds=1)
    await ben.press("A Device Is Registered")
    await bot.settled()
    assert "reminders stop" in bot.step().text
    await bot.pass_time(hours=24 * 30)
    assert len(said(bot, "still without MFA?")) == 1
    assert {button["action_id"] for button in bot.step().buttons} == {"run:language:zh-TW"}
