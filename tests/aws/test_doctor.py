"""`mfa-bot doctor` says for each account which permission is missing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.aws.questions import SIGN_IN_REGIONS
from bot.health.aws_checks import PERMISSIONS, aws
from bot.health.findings import Severity
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, ROLE, Fault, World
from bot.settings.settings import Settings
from tests.support.small_aws import MEMBER


@pytest.fixture
def settings(tmp_path: Path, small_aws: LocalAws) -> Settings:  # noqa: ARG001 -- it answers
    file = tmp_path / "team.yaml"
    file.write_text(f'accounts:\n  prod: {{id: "{MANAGEMENT}"}}\n  sandbox: {{id: "{MEMBER}"}}\n')
    return Settings(aws_reader_role=ROLE, team_file=str(file))


async def test_accounts_that_can_be_asked_are_well(settings: Settings) -> None:
    found = await aws(settings)
    assert [f.about for f in found] == ["AWS prod", "AWS sandbox"]
    assert {f.word for f in found} == {Severity.OK}


async def test_all_that_root_ever_did_is_not_read(settings: Settings, small_world: World) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=60)
    small_world.management.root_signs_in(long_ago)
    small_world.management.events *= 300
    assert {f.word for f in await aws(settings)} == {Severity.OK}
    asked = [account for account, operation in small_world.asked if operation == "LookupEvents"]
    assert asked.count(MANAGEMENT) == len(SIGN_IN_REGIONS)


async def test_a_missing_permission_is_named(settings: Settings, small_world: World) -> None:
    small_world.accounts[MEMBER].faults["LookupEvents"] = Fault.DENIED
    well, ill = await aws(settings)
    assert well.word is Severity.OK
    assert PERMISSIONS["trail"] in ill.says  # type: ignore[index]
    assert "policy" in ill.remedy


async def test_a_missing_role_is_named(settings: Settings, small_world: World) -> None:
    small_world.accounts[MEMBER].faults["AssumeRole"] = Fault.DENIED
    _, ill = await aws(settings)
    assert "may not use the role" in ill.says
    assert "reader-role.yaml" in ill.remedy


async def test_without_a_role_nothing_is_asked(settings: Settings, small_world: World) -> None:
    assert await aws(settings.model_copy(update={"aws_reader_role": ""})) == []
    assert small_world.asked == []


async def test_without_accounts_it_says_what_to_add(settings: Settings) -> None:
    (only,) = await aws(settings.model_copy(update={"team_file": ""}))
    assert "team.yaml" in only.says


async def test_the_missing_permission_for_security_hub_is_named(
    settings: Settings, small_world: World
) -> None:
    settings = settings.model_copy(update={"aws_security_hub_region": "eu-central-1"})
    hub, *_ = await aws(settings)
    assert (hub.about, hub.word) == ("AWS Security Hub", Severity.OK)
    small_world.management.faults["GetFindings"] = Fault.DENIED
    hub, *accounts = await aws(settings)
    assert hub.says == "AWS denies securityhub:GetFindings in eu-central-1"
    assert "bot-policy.json" in hub.remedy
    assert {each.word for each in accounts} == {Severity.OK}


async def test_security_hub_alone_can_be_tried(settings: Settings) -> None:
    only = {"aws_reader_role": "", "aws_security_hub_region": "eu-central-1"}
    (hub,) = await aws(settings.model_copy(update=only))
    assert hub.word is Severity.OK
