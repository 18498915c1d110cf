"""A device that somebody says is registered: confirmed a day later, before the reminders stop."""

import asyncio

from tests.front_door.saying import PUT_OFF, said
from tests.front_door.ways import TO_REMOVED
from tests.support.bots import Served
from tests.support.person import Person

AT_AN_END = {"run:report", "run:language:zh-TW"}  # that nothing is asked of
CONFIRM = "Please confirm: Security credentials shows it"


async def registered(bot: Served, ana: Person, ben: Person) -> None:
    """Ben says so, two hours after Ana has removed the device."""
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    await bot.pass_time(hours=2, seconds=1)
    await ben.press("A Device Is Registered")
    await bot.settled()


async def test_who_says_that_a_device_is_registered_is_named_and_asked_again_until_it_is_confirmed(
    bot: Served, ana: Person, ben: Person
) -> None:
    """Every day, in the thread; anybody may confirm it."""
    await registered(bot, ana, ben)
    at = bot.clock()
    assert f"<@{ben.id}> says that a device is registered" in bot.step().text
    assert {button["action_id"] for button in bot.step().buttons} == {
        "run:report",
        "run:language:zh-TW",
    }
    await bot.pass_time(hours=23, minutes=59)
    assert not said(bot, CONFIRM)
    await bot.pass_time(minutes=1)
    (reminder,) = said(bot, CONFIRM)
    assert f"<@{ana.id}>: <@{ben.id}> said <!date^{at // 1000}^" in reminder.text
    assert [b["text"]["text"] for b in reminder.buttons] == ["Confirm", *PUT_OFF]
    for day in (2, 3):
        await bot.pass_time(hours=24)
        assert len(said(bot, CONFIRM)) == day
    await bot.person("U0MEI").press("Confirm")
    await bot.settled()
    assert "<@U0MEI> confirms" in bot.step().text
    await bot.pass_time(hours=24 * 30)
    assert len(said(bot, CONFIRM)) == 3
    assert len(said(bot, "still without MFA?")) == 1
    assert {button["action_id"] for button in bot.step().buttons} == {
        "run:report",
        "run:language:zh-TW",
    }


async def test_two_presses_at_once_do_not_confirm_each_other(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    await bot.pass_time(hours=2, seconds=1)
    (reminder,) = said(bot, "still without MFA?")
    button = ben.find("A Device Is Registered", reminder)
    await asyncio.gather(*(person.click(*button) for person in (ana, ben, ben)))
    await bot.settled()
    await bot.pass_time(hours=24)
    assert len(said(bot, CONFIRM)) == 1


async def test_who_puts_it_off_says_that_there_is_none(
    bot: Served, ana: Person, ben: Person
) -> None:
    await registered(bot, ana, ben)
    await bot.pass_time(hours=24)
    await ana.press("Remind Me in a Week")
    await bot.settled()
    assert "Root still has no MFA" in bot.step().text
    await bot.pass_time(hours=24 * 7, seconds=1)
    assert len(said(bot, CONFIRM)) == 1
    assert len(said(bot, "still without MFA?")) == 2
