"""The fleet: each account with what AWS says of it, from whichever of its sources answers."""

import pytest

from bot.aws.client import Aws
from bot.aws.fleet import FleetSource
from bot.core.evidence import PhoneStatus, Topic, Unknown
from bot.core.fleet import Facts
from bot.core.team import NO_TEAM_FILE, AccountKind, KnownAccount, Team
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, Fault, World
from tests.support.patience import HANGING
from tests.support.small_aws import MEMBER

NOW = 1_800_000_000_000
HUB = 1_793_491_200_000  # when the small AWS's findings are of: 1 November 2026
REGION = "eu-central-1"


async def facts(source: FleetSource, seconds: float = HANGING) -> dict[str, Facts]:
    answer = await source.read(NOW, seconds)
    return {each.id: each.facts for each in answer.accounts}


async def test_the_role_says_of_each_account_whether_root_has_mfa_and_how_the_phone_is(
    aws: Aws, small_world: World
) -> None:
    small_world.management.mfa = False
    small_world.accounts[MEMBER].status = "VERIFIED"
    found = await facts(FleetSource(aws, NO_TEAM_FILE, role=True))
    assert found == {
        MANAGEMENT: Facts(False, PhoneStatus.UNVERIFIED, NOW),
        MEMBER: Facts(True, PhoneStatus.VERIFIED, NOW),
    }


@pytest.mark.parametrize(("result", "mfa"), [("PASSED", True), ("FAILED", False)])
async def test_security_hub_answers_where_the_role_does_not(
    aws: Aws, small_world: World, result: str, *, mfa: bool
) -> None:
    member = small_world.accounts[MEMBER]
    member.hub = small_world.management.hub = result
    member.faults["AssumeRole"] = Fault.DENIED
    found = await facts(FleetSource(aws, NO_TEAM_FILE, role=True, hub_region=REGION))
    assert found[MANAGEMENT] == Facts(True, PhoneStatus.UNVERIFIED, NOW)
    denied = {Topic.PHONE: Unknown.DENIED}
    assert found[MEMBER] == Facts(mfa, None, HUB, denied, from_hub=True)


async def test_security_hub_alone_lists_the_accounts_too(aws: Aws, small_world: World) -> None:
    small_world.management.faults["ListAccounts"] = Fault.DENIED
    small_world.management.hub, small_world.accounts[MEMBER].hub = "PASSED", "FAILED"
    answer = await FleetSource(aws, NO_TEAM_FILE, role=False, hub_region=REGION).read(NOW, HANGING)
    assert answer.unlisted is Unknown.DENIED
    assert [(each.name, each.facts.mfa) for each in answer.accounts] == [
        ("prod", True),
        ("sandbox", False),
    ]
    assert not any(operation == "AssumeRole" for _, operation in small_world.asked)


@pytest.mark.parametrize("result", ["", "WARNING", "NOT_AVAILABLE"])
async def test_what_security_hub_has_no_result_for_is_unknown(
    aws: Aws, small_world: World, result: str
) -> None:
    small_world.accounts[MEMBER].hub = result
    found = await facts(FleetSource(aws, NO_TEAM_FILE, role=False, hub_region=REGION))
    assert found[MEMBER] == Facts()


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.BROKEN, Fault.THROTTLED])
async def test_a_security_hub_that_does_not_answer_is_unknown(
    aws: Aws, small_world: World, fault: Fault
) -> None:
    small_world.management.hub = "FAILED"
    small_world.management.faults["GetFindings"] = fault
    found = await facts(FleetSource(aws, NO_TEAM_FILE, role=False, hub_region=REGION))
    assert {each.mfa for each in found.values()} == {None}
    assert all(each.unknown for each in found.values())


async def test_findings_come_on_many_pages(aws: Aws, small_world: World) -> None:
    accounts = {f"{n:012d}": f"team-{n}" for n in range(1, 251)}
    for id_, name in accounts.items():
        one = small_world.accounts[id_] = type(small_world.management)(id_, name)
        one.hub = "FAILED" if id_.endswith("7") else "PASSED"
    found = await facts(FleetSource(aws, NO_TEAM_FILE, role=False, hub_region=REGION))
    off = {id_ for id_, each in found.items() if each.mfa is False}
    assert off == {id_ for id_ in accounts if id_.endswith("7")}


async def test_a_hanging_aws_ends_in_time_and_is_unknown(aws: Aws, small_aws: LocalAws) -> None:
    small_aws.world.accounts[MEMBER].faults[""] = Fault.HANGS
    found = await facts(FleetSource(aws, NO_TEAM_FILE, role=True), 1.0)
    assert found[MEMBER] == Facts(unknown=dict.fromkeys((Topic.MFA, Topic.PHONE), Unknown.AWAY))


async def test_an_account_that_only_the_team_file_knows_is_asked_about_too(
    aws: Aws, small_world: World
) -> None:
    small_world.management.faults["ListAccounts"] = Fault.DENIED
    team = Team(accounts=(KnownAccount(name="main", id=MANAGEMENT), KnownAccount(name="old")))
    answer = await FleetSource(aws, team, role=True).read(NOW, HANGING)
    assert [(each.name, each.facts.mfa) for each in answer.accounts] == [("main", True)]


async def test_an_account_of_another_partition_is_not_asked_about(
    aws: Aws, small_world: World
) -> None:
    """No role of this partition is there; the refusal would send somebody to look for it."""
    team = Team(
        accounts=(
            KnownAccount(name="beijing", id="111122223333", kind=AccountKind.CHINA),
            KnownAccount(name="gov", id="444455556666", kind=AccountKind.GOVCLOUD),
        )
    )
    found = await facts(FleetSource(aws, team, role=True))
    assert found["111122223333"] == found["444455556666"] == Facts()
    assert found[MEMBER].mfa is True
    assert {account for account, _ in small_world.asked} == {MANAGEMENT, MEMBER}


async def test_a_closed_account_is_none_of_the_fleet(aws: Aws, small_world: World) -> None:
    small_world.accounts[MEMBER].state = "SUSPENDED"
    small_world.accounts[MEMBER].hub = "FAILED"
    found = await facts(FleetSource(aws, NO_TEAM_FILE, role=True, hub_region=REGION))
    assert found.keys() == {MANAGEMENT}
