"""Public cases of accounts that AWS tells less of than was asked: each is named as what it is."""

from pathlib import Path

import pytest

from bot.aws.client import Aws
from bot.aws.fleet import FleetSource
from bot.cli.accounts import as_object, table
from bot.core.evidence import Evidence, Topic
from bot.core.fleet_rows import FleetRow, Group
from bot.core.team import NO_TEAM_FILE, AccountKind
from bot.health.aws_checks import aws as doctor
from bot.health.findings import Finding
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, OUTSIDER, ROLE, Fault, World
from bot.settings.settings import Settings
from bot.settings.team_file import read_team
from bot.texts import fleet
from tests.aws.conftest import aws, small_aws, small_world
from tests.support.patience import HANGING
from tests.support.small_aws import MEMBER

NOW = 1_800_000_000_000
__all__ = ["aws", "small_aws", "small_world"]


@pytest.fixture
def settings(tmp_path: Path, small_aws: LocalAws) -> Settings:  # noqa: ARG001 -- it answers
    file = tmp_path / "team.yaml"
    file.write_text(
        f'accounts:\n  prod: {{id: "{MANAGEMENT}"}}\n'
        f'  gov: {{id: "{OUTSIDER}", kind: govcloud}}\n  cn: {{id: "012345678901", kind: china}}\n'
    )
    return Settings(aws_reader_role=ROLE, team_file=str(file))


async def only(settings: Settings) -> Finding:
    (found,) = await doctor(settings, read_team(settings.team_file, ""))
    return found


async def test_where_all_accounts_are_in_other_partitions_that_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "team.yaml").write_text('accounts:\n  cn: {id: "012345678901", kind: china}\n')
    found = await only(settings)
    assert "outside of China and GovCloud" in found.says


@pytest.mark.case("C45")
async def test_security_hub_that_is_off_is_not_only_a_matter_of_permissions(
    settings: Settings, small_world: World
) -> None:
    hub = {"aws_reader_role": "", "aws_security_hub_region": "eu-central-1"}
    small_world.management.faults["GetFindings"] = Fault.DENIED
    found = await only(settings.model_copy(update=hub))
    assert found.remedy.startswith("enable Security Hub in that Region")


@pytest.mark.case("C46")
async def test_a_permission_that_the_role_has_may_be_denied_by_the_organization(
    settings: Settings, small_world: World
) -> None:
    small_world.management.faults["LookupEvents"] = Fault.DENIED
    found = await only(settings)
    assert "no service control policy denies it" in found.remedy
    assert "us-east-1, us-east-2 and us-west-2" in found.remedy


@pytest.mark.case("C50")
async def test_accounts_of_other_partitions_are_not_tried(
    settings: Settings, small_world: World
) -> None:
    assert (await only(settings)).about == "AWS prod"
    assert {account for account, _ in small_world.asked} == {MANAGEMENT}


@pytest.mark.case("C51")
async def test_a_role_that_refuses_the_bot_may_ask_for_another_external_id(
    settings: Settings, small_world: World
) -> None:
    small_world.management.faults["AssumeRole"] = Fault.DENIED
    assert "AWS_EXTERNAL_ID as ExternalId" in (await only(settings)).remedy


@pytest.mark.case("C52")
async def test_a_proxy_that_reads_tls_needs_its_certificate(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "AWS_CA_BUNDLE" in (await only(settings)).remedy


@pytest.mark.case("C53")
async def test_a_company_without_an_organization_has_one_account(
    aws: Aws, small_world: World
) -> None:
    small_world.management.standalone = True
    del small_world.accounts[MEMBER]
    answer = await FleetSource(aws, NO_TEAM_FILE, role=True).read(NOW, HANGING)
    assert answer.unlisted is None
    (account,) = answer.accounts
    assert (account.id, account.kind) == (MANAGEMENT, AccountKind.STANDALONE)


@pytest.mark.case("C47")
@pytest.mark.parametrize("hub", ["", "PASSED"])
async def test_a_root_user_without_credentials_is_not_one_without_mfa(
    aws: Aws, small_world: World, hub: str
) -> None:
    member = small_world.accounts[MEMBER]
    member.mfa, member.root, member.status, member.hub = False, False, "VERIFIED", hub
    said = await aws.evidence(MEMBER, [Topic.MFA])
    assert said == Evidence()
    region = "eu-central-1" if hub else ""
    answer = await FleetSource(aws, NO_TEAM_FILE, role=True, hub_region=region).read(NOW, HANGING)
    (row,) = (FleetRow(each) for each in answer.accounts if each.id == MEMBER)
    assert row.group is Group.IN_ORDER
    assert "root has no credentials" in fleet.row("en", "U0ANA", row, {}).markdown
    assert as_object(row, counted=False)["root_mfa"] is None
    assert "no credentials" in "\n".join(table([row], None))
