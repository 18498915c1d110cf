"""What CloudTrail says of root's sign-ins is told in the report, and presses nothing."""

import json
from datetime import UTC, datetime, timedelta

from bot.local.aws.world import MANAGEMENT, Fault, World
from tests.front_door.ways import TO_REMOVED
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.shelf import Shelf

TOLD = "Root signed in. It may have been somebody else."


async def ended(bot: Served, ana: Person, aws: World, *signed_in: timedelta) -> None:
    """A run that has ended; root signed in that long after it began."""
    await bot.start(ana, "/mfa-disable", MANAGEMENT)
    began = datetime.fromtimestamp((await bot.run()).opened_at / 1000, UTC)
    for after in signed_in:
        aws.management.root_signs_in(began + after)
    await bot.pass_time(minutes=2)
    await bot.walk(ana, "run:stop")


async def report(bot: Served, ana: Person) -> str:
    known = len(bot.slack.windows)
    await ana.press("run:report", bot.step())
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    return json.dumps(bot.slack.windows[-1], ensure_ascii=False)


async def test_the_report_tells_it_once_cloudtrail_does_and_the_run_can_go_on(
    bot: Served, ana: Person, aws: World, shelf: Shelf
) -> None:
    others = timedelta(hours=-1), timedelta(minutes=10)
    await ended(bot, ana, aws, timedelta(seconds=61), *others)
    assert TOLD not in await report(bot, ana)
    before, turn = await bot.run(), bot.step().step["turn"]
    shown = len(bot.slack.steps())
    await bot.pass_time(minutes=16)
    told = await report(bot, ana)
    assert "Reported by CloudTrail" in told
    assert told.count(TOLD) == 1  # those before the run and after its end are none of its
    after = await bot.run()
    assert (after.turn, after.place, after.moves) == (turn, before.place, before.moves)
    assert len(bot.slack.steps()) == shown
    (entry, *_) = await shelf.audit()
    assert (entry["by"], entry["button"], entry["outcome"]) == ("aws", "run:trail", "stopped")
    calls = len(aws.asked)
    await bot.pass_time(hours=3)
    assert len(aws.asked) == calls
    await bot.walk(ana, "run:go_on", "removing")
    assert bot.step().step["step"] == "warning"


async def test_without_a_sign_in_nothing_is_written(
    bot: Served, ana: Person, aws: World, shelf: Shelf
) -> None:
    await ended(bot, ana, aws)
    written = len(await shelf.audit())
    await bot.pass_time(minutes=16)
    assert any(called == "LookupEvents" for _, called in aws.asked)
    assert len(await shelf.audit()) == written
    assert "CloudTrail" not in await report(bot, ana)


async def test_what_cloudtrail_does_not_say_is_asked_for_two_hours(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.faults["LookupEvents"] = Fault.THROTTLED
    await ended(bot, ana, aws, timedelta(seconds=61))
    await bot.pass_time(minutes=16)
    assert TOLD not in await report(bot, ana)
    aws.management.faults.clear()
    await bot.pass_time(minutes=16)
    assert TOLD in await report(bot, ana)


async def test_an_account_that_never_answers_is_left_alone_then(
    bot: Served, ana: Person, aws: World, shelf: Shelf
) -> None:
    aws.management.faults["LookupEvents"] = Fault.DENIED
    await ended(bot, ana, aws, timedelta(seconds=61))
    assert any(member.startswith("trail:") for member in await shelf.due())
    for _ in range(10):
        await bot.pass_time(minutes=16)
    assert not any(member.startswith("trail:") for member in await shelf.due())


async def test_later_sign_ins_are_none_of_the_run_s_whoever_puts_off_its_reminder(
    bot: Served, ana: Person, aws: World, shelf: Shelf
) -> None:
    """The reminder is that root has no MFA device, for a week after the end."""
    aws.management.mfa = False
    await bot.start(ana, "/mfa-disable", MANAGEMENT)
    await bot.pass_time(minutes=2)
    await bot.walk(ana, *(each.replace("=prod", f"={MANAGEMENT}") for each in TO_REMOVED))
    ended = datetime.fromtimestamp((await bot.run()).moved_at / 1000, UTC)
    assert (await bot.run()).outcome
    aws.management.root_signs_in(ended - timedelta(minutes=1))
    await bot.pass_time(minutes=16)
    told = [each for each in await shelf.audit() if each["button"] == "run:trail"]
    assert len(told) == 1
    for day in (1, 2):
        aws.management.root_signs_in(ended + timedelta(days=day, minutes=-5))
        await bot.pass_time(hours=24)
        reminder = next(m for m in reversed(bot.slack.messages) if "Remind Me in a Week" in str(m))
        await ana.press("Remind Me in a Week", reminder)
        await bot.settled()
        await bot.pass_time(minutes=16)
    assert [each for each in await shelf.audit() if each["button"] == "run:trail"] == told
    assert (await report(bot, ana)).count(TOLD) == 1
