"""Where AWS does not say it, or is not asked, people are asked as they are without it."""

from pathlib import Path

import pytest

from bot.core.evidence import Topic, Unknown
from bot.core.team import OTHER_PARTITIONS, AccountKind
from bot.local.aws.world import MANAGEMENT, Fault, World
from tests.front_door import test_cost_of_a_press as cost
from tests.front_door.anew import as_new
from tests.front_door.asking_aws.conftest import Serve
from tests.front_door.asking_aws.questions import (
    asked,
    assert_logged_once,
    comes_to,
    counts_meanwhile,
    plain,
)
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.small_aws import UNKNOWN
from tests.support.wired import counted as metric

counted = cost.counted  # a fixture
BY_HAND = ("broken", "not_sure", "standalone", "nothing", "skip")


async def by_hand_to(bot: Served, ana: Person, step: str, account: str = MANAGEMENT) -> None:
    """Where AWS does not answer."""
    await bot.start(ana, account=account)
    for press in BY_HAND:
        if bot.step().step["step"] == step:
            return
        await bot.walk(ana, press)
    assert bot.step().step["step"] == step


async def test_the_team_file_counts_first_and_aws_is_not_asked(
    serve: Serve, ana: Person, aws: World, tmp_path: Path
) -> None:
    file = tmp_path / "team.yaml"
    about = f'id: "{MANAGEMENT}", kind: member, number: "+886 987 654 321"'
    file.write_text(f"accounts:\n  prod: {{{about}}}\n", encoding="utf-8")
    async with serve(team_file=str(file)) as bot:
        await bot.start(ana)
        await bot.walk(ana, "broken", "look_first", "nothing", "skip")
        assert bot.step().step["step"] == "calls_before"
        assert (await bot.run()).values["e164"] == "+886987654321"
        assert aws.asked == []


@pytest.mark.parametrize("kind", sorted(OTHER_PARTITIONS))
async def test_an_account_of_another_partition_is_not_asked_about(
    serve: Serve,
    aws: World,
    tmp_path: Path,
    kind: AccountKind,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither at a step nor after the end of the run."""
    file = tmp_path / "team.yaml"
    file.write_text(f'accounts: {{prod: {{id: "{MANAGEMENT}", kind: {kind}}}}}', encoding="utf-8")
    async with serve(team_file=str(file)) as bot:
        ana = bot.person("U0ANA")
        await bot.start(ana, "/mfa-disable")
        for _ in range(3):
            await bot.pass_time(minutes=1)
        await bot.walk(ana, "run:stop")
        await bot.pass_time(minutes=16)
    assert aws.asked == []
    assert "could not ask AWS" not in caplog.text


@each("fault, why", UNKNOWN.items())
async def test_what_aws_does_not_say_is_asked_and_logged_once(
    bot: Served,
    ana: Person,
    aws: World,
    fault: Fault,
    why: Unknown,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await as_new(bot)
    caplog.clear()
    aws.management.faults[""] = fault
    before = metric("mfa_evidence_total", topic=Topic.KIND, result=why)
    await bot.start(ana, account=MANAGEMENT)
    await bot.walk(ana, "broken")
    for _ in range(2):
        await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "account_kind"
    assert metric("mfa_evidence_total", topic=Topic.KIND, result=why) >= before + 2
    assert_logged_once(caplog, "kind", why)
    await bot.walk(ana, "standalone", "nothing", "skip")
    assert bot.step().step["step"] == "number"
    assert "on file, " not in plain(bot.step().text)


async def test_an_account_without_the_role_is_asked_as_without_aws(
    bot: Served, ana: Person
) -> None:
    await by_hand_to(bot, ana, "number", "999988887777")
    await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "number"


async def test_while_aws_hangs_presses_are_answered_and_count(
    bot: Served, ana: Person, aws: World
) -> None:
    aws.management.faults[""] = Fault.HANGS
    await bot.start(ana, account=MANAGEMENT)
    await bot.walk(ana, "broken")
    await counts_meanwhile(bot, ana, aws, "standalone", "what_is_left")


async def test_a_press_costs_what_it_costs_without_aws(
    bot: Served, ana: Person, aws: World, counted: dict[str, int]
) -> None:
    aws.management.faults[""] = Fault.HANGS
    await bot.start(ana, account=MANAGEMENT)
    counted.clear()
    answer = await ana.press("broken", bot.step())
    assert answer.status == 200
    assert counted[cost.TRIP] <= cost.BEFORE + cost.AFTER
    await bot.slack.until(lambda: bot.step().step["step"] == "account_kind")


async def test_in_a_drill_aws_is_not_asked(bot: Served, ana: Person, aws: World) -> None:
    await bot.start(ana, account=f"drill {MANAGEMENT}")
    await bot.walk(ana, "broken")
    await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "account_kind"
    assert aws.asked == []


async def test_a_number_that_aws_is_to_compare_is_not_filled_in(
    bot: Served, ana: Person, aws: World
) -> None:
    """Else a check would find every number right, also that of somebody who has left."""
    await bot.start(ana, "/mfa-ready", MANAGEMENT)
    await comes_to(bot, "number")  # past the kind and root's MFA device
    for _ in range(3):
        await bot.pass_time(seconds=20)
    assert bot.step().step["step"] == "number"
    assert asked(aws, "GetContactInformation") == 0
    await bot.walk(ana, "answer=+886 987 654 321")
    await comes_to(bot, "second_device")  # AWS has another one
