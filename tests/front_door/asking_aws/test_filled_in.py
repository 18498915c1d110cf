"""AWS fills in what it knows, visibly: the phone on file and the kind of account."""

import json
import logging

import pytest

from bot.local.aws.world import MANAGEMENT, Fault, World
from tests.front_door.anew import as_new
from tests.front_door.asking_aws.conftest import Serve
from tests.front_door.asking_aws.questions import asked, comes_to, plain
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.small_aws import MEMBER

PLANTED = "+886912345678"
KIND = "→ Standalone or Management · AWS"
NUMBER = "✓ Which phone number does AWS have on file for {account}? → Answered · AWS"
ON_FILE = "AWS has +886912345678 on file, not verified."


async def at_the_number(bot: Served, ana: Person, account: str = MANAGEMENT) -> None:
    """Where AWS has told the kind of account, and is asked for the number."""
    await bot.start(ana, account=account)
    await bot.walk(ana, "broken")
    await comes_to(bot, "what_is_left" if account != MEMBER else "central_root")
    await bot.walk(ana, *(("look_first",) if account == MEMBER else ()), "nothing", "skip")


async def at_the_count(bot: Served, ana: Person, account: str = MANAGEMENT) -> None:
    """Where AWS has told the kind of account and the number."""
    await at_the_number(bot, ana, account)
    await comes_to(bot, "calls_before")


@each(
    "standalone, account, step",
    [
        (True, MEMBER, "what_is_left"),
        (False, MEMBER, "central_root"),
        (False, MANAGEMENT, "what_is_left"),
    ],
)
async def test_each_kind_of_account_is_pressed_and_leads_its_way(
    bot: Served, ana: Person, aws: World, standalone: bool, account: str, step: str
) -> None:
    await as_new(bot)
    aws.accounts[account].standalone = standalone
    await bot.start(ana, account=account)
    await bot.walk(ana, "broken")
    await comes_to(bot, step)
    if step == "what_is_left":
        await bot.slack.until(lambda: any(KIND in plain(m.text) for m in bot.slack.messages))


async def test_the_number_on_file_is_filled_in_and_shown_and_is_gone_with_the_run(
    bot: Served, ana: Person, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    """It is shown with what AWS says of it, and in no line of the thread, log, audit or report."""
    caplog.set_level(logging.DEBUG)
    await at_the_count(bot, ana)
    assert ON_FILE in plain(bot.step().text)
    line = NUMBER.format(account=MANAGEMENT)
    await bot.slack.until(lambda: any(line in plain(m.text) for m in bot.slack.messages))
    run = await bot.run()
    assert (run.values["e164"], run.values["keypad"]) == (PLANTED, "0912345678")
    entries = await shelf.audit()
    told = [(e["by"], e["from"], e["button"]) for e in reversed(entries) if e["by"] == "aws"]
    assert told == [("aws", "account_kind", "standalone"), ("aws", "number", "answer")]
    known = len(bot.slack.windows)
    await bot.walk(ana, "skip")
    assert PLANTED not in bot.step().text  # as a typed number: where a step needs it
    lines = [m.text for m in bot.slack.messages if m.text.startswith("✓")]
    assert lines
    assert not any("912345678" in text for text in lines)
    await bot.walk(ana, "run:stop")
    await ana.press("run:report", bot.step())
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    report = json.dumps(bot.slack.windows[-1], ensure_ascii=False)
    assert "AWS" in report
    for where in (report, str(entries), str(await shelf.audit()), caplog.text):
        assert "912345678" not in where
    assert "912345678" in await shelf.get("run", run.id)  # it can go on
    await ana.command("/mfa-lost", MANAGEMENT)
    await bot.settled()
    await ana.press("Start a New One", bot.slack.told(ana.id)[-1])
    await bot.settled()
    await bot.pass_time(seconds=1)
    assert "912345678" not in await shelf.get("run", run.id)


@each(
    "status, told",
    [
        ("VERIFIED", "AWS has +886912345678 on file, verified."),
        ("PENDING", "AWS has +886912345678 on file, not verified yet."),
        ("NOT_SUPPORTED", "AWS has +886912345678 on file."),
    ],
)
async def test_whether_it_is_verified_is_told_as_aws_says(
    bot: Served, ana: Person, aws: World, status: str, told: str
) -> None:
    await as_new(bot)
    aws.management.status = status
    await at_the_count(bot, ana)
    assert told in plain(bot.step().text)


async def test_a_number_in_national_form_leads_to_its_correction(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.phone = "0912-345-678"
    await at_the_number(bot, ana)
    await comes_to(bot, "number_check")
    assert "AWS has 0912-345-678 on file" in plain(bot.step().text)
    assert (await bot.run()).values["e164"] == PLANTED


async def test_a_number_that_is_none_is_shown_and_asked_for(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.phone = "ext. 12-34"
    await at_the_number(bot, ana)
    told = "AWS has ext. 12-34 on file, not verified. I can't read it as a phone number"
    await bot.slack.until(lambda: told in plain(bot.step().text))
    assert bot.step().step["step"] == "number"
    calls = asked(aws, "GetContactInformation")
    await bot.pass_time(minutes=1)
    assert asked(aws, "GetContactInformation") == calls == 1  # AWS has said all that it knows
    await bot.walk(ana, "answer=+886 987 654 321")
    assert bot.step().step["step"] == "calls_before"
    assert (await bot.run()).values["e164"] == "+886987654321"


async def test_back_shows_the_step_and_nothing_is_pressed_again(
    bot: Served, ana: Person, aws: World
) -> None:
    await at_the_count(bot, ana)
    await bot.walk(ana, "run:back")
    assert bot.step().step["step"] == "number"
    assert ON_FILE in plain(bot.step().text)
    calls = len(aws.asked)
    for _ in range(3):
        await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "number"
    assert len(aws.asked) == calls
    await bot.walk(ana, "answer=+886 987 654 321")
    assert (await bot.run()).values["e164"] == "+886987654321"
    await bot.walk(ana, "run:back", "run:back", "skip")  # what was typed by hand stays
    for _ in range(3):
        await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "number"
    assert len(aws.asked) == calls


async def test_what_somebody_typed_meanwhile_counts(bot: Served, ana: Person, aws: World) -> None:
    aws.management.faults["GetContactInformation"] = Fault.THROTTLED
    await at_the_number(bot, ana)
    window = await ana.window()
    aws.management.faults.clear()
    await bot.pass_time(seconds=20)
    await comes_to(bot, "calls_before")
    await ana.submit(window, "+886 987 654 321")
    await bot.settled()
    run = await bot.run()
    assert (run.place.step, run.values["e164"]) == ("calls_before", "+886987654321")
    assert [place.step for place in run.trail[-2:]] == ["people", "number"]


async def test_what_somebody_pressed_first_counts(bot: Served, ana: Person, aws: World) -> None:
    aws.management.faults["DescribeOrganization"] = Fault.THROTTLED
    await bot.start(ana, account=MANAGEMENT)
    await bot.walk(ana, "broken", "member")
    aws.management.faults.clear()
    await bot.walk(ana, "run:back")
    for _ in range(3):
        await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "account_kind"


async def test_another_process_goes_on_asking(serve: Serve, ana: Person, aws: World) -> None:
    aws.management.faults[""] = Fault.DENIED
    async with serve() as first:
        await first.start(ana, account=MANAGEMENT)
        await first.walk(ana, "broken")
    aws.management.faults.clear()
    async with serve() as second:
        await second.pass_time(seconds=20)
        await comes_to(second, "what_is_left")


async def test_of_two_processes_one_asks(serve: Serve, ana: Person, aws: World) -> None:
    async with serve(), serve() as bot:
        await bot.start(ana, account=MANAGEMENT)
        await bot.walk(ana, "broken")
        await comes_to(bot, "what_is_left")
        assert asked(aws, "DescribeOrganization") == 1
        assert [m.step["step"] for m in bot.slack.steps()].count("what_is_left") == 1
