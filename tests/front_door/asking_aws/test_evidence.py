"""AWS's word presses a step's button, as a person would: once, visibly, and never for a guess."""

import asyncio
import json

import pytest

from bot.core.evidence import Topic, Unknown
from bot.local.aws.world import MANAGEMENT, Fault, World
from bot.local.slack.fault_injection import Refuse
from tests.front_door.asking_aws.conftest import Serve
from tests.front_door.asking_aws.questions import asked, assert_logged_once, counts_meanwhile
from tests.front_door.saying import said
from tests.support.bots import Served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import texts
from tests.support.small_aws import UNKNOWN
from tests.support.wired import counted

TO_REMOVAL = (
    *("removing", "understood", f"answer={MANAGEMENT}"),
    *("answer=Account is closed tomorrow", "ready"),
)


FOLLOWS = "as soon as AWS confirms this, I'll go on automatically"


def whole(bot: Served) -> str:
    """All that the present step's message shows."""
    return json.dumps(bot.step().blocks, ensure_ascii=False)


async def at_removal(bot: Served, ana: Person, account: str = MANAGEMENT) -> None:
    await bot.start(ana, "/mfa-disable", account)
    await bot.walk(ana, *(press.replace(MANAGEMENT, account) for press in TO_REMOVAL))
    assert bot.step().step["step"] == "remove_device"


async def follows(bot: Served, step: str) -> None:
    """Until the thread shows that step, once AWS is asked again."""
    await bot.pass_time(seconds=20)
    await bot.slack.until(lambda: bot.step().step["step"] == step)
    await bot.settled()


async def test_the_thread_follows_aws_to_the_removal_and_to_the_end_of_the_reminders(
    bot: Served, ana: Person, aws: World
) -> None:
    await at_removal(bot, ana)
    assert FOLLOWS in whole(bot)
    await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "remove_device"
    aws.management.mfa = False
    await follows(bot, "removal_seen")
    await follows(bot, "next_sign_in")
    assert sum("· AWS ·" in message.text for message in bot.slack.messages) == 2
    await bot.walk(ana, "later", "told")
    await bot.pass_time(hours=2, seconds=1)
    assert said(bot, "still without MFA?")
    aws.management.mfa = True
    await bot.pass_time(hours=24)
    confirmed = "AWS confirms that a device is registered. The reminders stop."
    await bot.slack.until(lambda: any(confirmed in m.text for m in bot.slack.messages))
    reminders = len(said(bot, "still without MFA?"))
    await bot.pass_time(hours=48)
    assert len(said(bot, "still without MFA?")) == reminders
    await ana.press("Show the Report")
    await bot.slack.until(lambda: bot.slack.windows[-1]["title"]["text"] == "Report")
    report = list(texts(bot.slack.windows[-1]["blocks"]))
    table = report[report.index("What AWS Confirmed") + 1]
    assert table.count("Root has no MFA device") == 2
    assert table.count("Root has an MFA device") == 1


async def test_an_open_run_hears_too_that_a_device_is_registered_and_who_goes_back_is_not_pushed_on(
    bot: Served, ana: Person, aws: World
) -> None:
    await at_removal(bot, ana)
    aws.management.mfa = False
    await follows(bot, "removal_seen")
    await bot.walk(ana, "back")
    ben = bot.person("U0BEN")
    for lead in (ben, ana, ben, ana):  # however often the step is shown since
        await lead.command("/mfa-disable", MANAGEMENT)
        await lead.press("Take Over")
        await bot.settled()
        assert (await bot.run()).lead == lead.id
        await bot.pass_time(seconds=20)
        await bot.settled()
    assert bot.step().step["step"] == "remove_device"
    await bot.walk(ana, "removed")
    await follows(bot, "next_sign_in")
    aws.management.mfa = True
    await bot.pass_time(seconds=20)
    await bot.settled()
    assert "AWS confirms" not in whole(bot)  # it may still say what was so before the removal
    await bot.pass_time(minutes=5)
    await bot.slack.until(lambda: "AWS confirms that a device is registered" in whole(bot))
    assert bot.step().step["step"] == "next_sign_in"
    mfa = (await bot.run()).mfa
    assert mfa is not None
    assert not mfa.off


@pytest.fixture
async def waiting(bot: Served, ana: Person) -> None:
    """Where Ana's run waits for AWS's word that the device is gone."""
    await at_removal(bot, ana)


@pytest.mark.usefixtures("waiting")
@each("fault, why", UNKNOWN.items())
async def test_what_aws_does_not_say_moves_nothing_and_is_logged_once(
    bot: Served, aws: World, fault: Fault, why: Unknown, caplog: pytest.LogCaptureFixture
) -> None:
    """And AWS is asked until it answers again."""
    caplog.clear()
    aws.management.mfa = False
    aws.management.faults["GetAccountSummary"] = fault
    before = counted("mfa_evidence_total", topic=Topic.MFA, result=why)
    for _ in range(3):
        await bot.pass_time(minutes=2)
    assert bot.step().step["step"] == "remove_device"
    assert counted("mfa_evidence_total", topic=Topic.MFA, result=why) >= before + 3
    assert_logged_once(caplog, "mfa", why)
    answered = counted("mfa_evidence_total", topic=Topic.MFA, result="answered")
    aws.management.mfa = True
    aws.management.faults.clear()
    await bot.pass_time(minutes=2)
    assert counted("mfa_evidence_total", topic=Topic.MFA, result="answered") > answered
    assert bot.step().step["step"] == "remove_device"


async def test_while_aws_hangs_people_are_answered_and_their_press_counts(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.faults[""] = Fault.HANGS
    await at_removal(bot, ana)
    bot.clock.turn(seconds=16)
    await counts_meanwhile(bot, ana, aws, "removed", "removal_seen")


async def test_aws_is_asked_for_an_hour_at_most_and_not_at_other_steps(
    bot: Served, ana: Person, aws: World
) -> None:
    await bot.start(ana, "/mfa-disable", MANAGEMENT)
    for _ in range(3):
        await bot.pass_time(seconds=20)
    assert asked(aws, "GetAccountSummary") == 0
    await bot.walk(ana, *TO_REMOVAL)
    for _ in range(8):
        await bot.pass_time(seconds=15)
    assert 6 <= asked(aws, "GetAccountSummary") <= 9
    await bot.pass_time(minutes=3)
    often = asked(aws, "GetAccountSummary")
    for _ in range(6):
        await bot.pass_time(seconds=30)
    assert 2 <= asked(aws, "GetAccountSummary") - often <= 4
    await bot.pass_time(hours=1)
    seldom = asked(aws, "GetAccountSummary")
    for _ in range(5):
        await bot.pass_time(minutes=5)
    assert asked(aws, "GetAccountSummary") == seldom


async def test_a_step_that_slack_refuses_to_show_is_not_passed_over_and_aws_is_asked_no_longer(
    bot: Served, ana: Person, aws: World, log: Ear
) -> None:
    """As long as the token is revoked."""
    await bot.start(ana, "/mfa-disable", MANAGEMENT)
    await bot.walk(ana, *TO_REMOVAL[:-1])
    aws.management.mfa = False
    await bot.slack.meets(Refuse(error="token_revoked"), "chat.")
    await ana.press(TO_REMOVAL[-1])
    await bot.settled()
    turn = (await bot.run()).turn
    for _ in range(8):
        await bot.pass_time(seconds=15)
    assert 6 <= asked(aws, "GetAccountSummary") <= 9
    await bot.pass_time(hours=1)
    seldom = asked(aws, "GetAccountSummary")
    for _ in range(5):
        await bot.pass_time(minutes=5)
    assert asked(aws, "GetAccountSummary") == seldom
    assert (await bot.run()).turn == turn
    assert "Traceback" not in log.text


async def test_an_account_whose_id_nobody_knows_is_not_asked_about(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.mfa = False
    await at_removal(bot, ana, "main")
    assert FOLLOWS not in whole(bot)
    await bot.pass_time(minutes=2)
    assert aws.asked == []
    assert bot.step().step["step"] == "remove_device"


async def test_a_person_who_presses_at_the_same_moment_moves_one_step(
    bot: Served, ana: Person, aws: World
) -> None:
    await at_removal(bot, ana)
    turn = bot.step().step["turn"]
    aws.management.mfa = False
    aws.management.faults["GetAccountSummary"] = Fault.THROTTLED
    await asyncio.gather(bot.pass_time(seconds=20), ana.press("removed", bot.step()))
    await bot.settled()
    assert bot.step().step["turn"] == turn + 1
    assert [s.step["step"] for s in bot.slack.steps()].count("removal_seen") == 1


async def test_the_phone_is_confirmed_where_aws_has_the_runs_number(
    bot: Served, ana: Person, aws: World
) -> None:
    await bot.start(ana, "/mfa-phone", MANAGEMENT)
    await bot.walk(ana, "answer=0987 654 321", "console")
    await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "console_edit"
    aws.management.phone = "+886 987654321"
    await follows(bot, "verify_choice")


async def test_that_another_number_is_verified_says_nothing_of_the_runs(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.status = "VERIFIED"
    await bot.start(ana, "/mfa-phone", MANAGEMENT)
    await bot.walk(ana, "answer=0987 654 321", "organization", "saved")
    await bot.pass_time(seconds=20)
    await bot.settled()
    assert bot.step().step["step"] == "organization_verify"
    aws.management.phone = "+886987654321"
    await bot.pass_time(seconds=20)
    await bot.slack.until(lambda: bot.step().step["step"] == "number_set")


async def test_another_process_goes_on_asking(serve: Serve, ana: Person, aws: World) -> None:
    async with serve() as first:
        await at_removal(first, ana)
        await first.pass_time(seconds=20)
    aws.management.mfa = False
    async with serve() as second:
        await follows(second, "removal_seen")


async def test_without_a_role_aws_is_never_asked(serve: Serve, ana: Person, aws: World) -> None:
    aws.management.mfa = False
    async with serve(aws_reader_role="") as bot:
        await at_removal(bot, ana)
        assert FOLLOWS not in whole(bot)
        await bot.pass_time(minutes=5)
        assert bot.step().step["step"] == "remove_device"
    assert aws.asked == []
