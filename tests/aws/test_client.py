"""What AWS says, asked over real HTTP, is a fact; what it does not say stays unknown."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.aws.client import SECONDS, Aws
from bot.core.evidence import Evidence, Fact, PhoneOnFile, PhoneStatus, Topic, Unknown
from bot.core.team import AccountKind
from bot.local.aws import operations, server
from bot.local.aws.world import MANAGEMENT, ROLE, Account, Fault, World
from tests.support.small_aws import MEMBER, UNKNOWN

TOPICS = tuple(Topic)


@pytest.mark.parametrize("account", [MANAGEMENT, MEMBER])
async def test_each_account_speaks_for_itself(aws: Aws, small_world: World, account: str) -> None:
    small_world.accounts[account].mfa = False
    small_world.accounts[account].status = "VERIFIED"
    said = await aws.evidence(account, TOPICS)
    assert said.mfa is False
    assert said.phone == PhoneOnFile("+886912345678", PhoneStatus.VERIFIED, "+886912345678")
    assert said.unknown == {}
    other = next(a for a in small_world.accounts if a != account)
    assert (await aws.evidence(other, [Topic.MFA])).mfa is True


@pytest.mark.parametrize(
    ("on_file", "read"),
    [
        ("+886 912345678", "+886912345678"),
        ("+886912345678", "+886912345678"),
        ("+1 (206) 555-0100", "+12065550100"),
    ],
)
async def test_a_phone_is_read_in_each_spelling_that_aws_takes(
    aws: Aws, small_world: World, on_file: str, read: str
) -> None:
    small_world.management.phone = on_file
    said = await aws.evidence(MANAGEMENT, [Topic.PHONE])
    assert said.phone is not None
    assert said.phone.e164 == read


async def test_a_sign_in_of_root_counts_from_when_the_run_waits_for_it(
    aws: Aws, small_world: World
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    small_world.management.root_signs_in(now - timedelta(hours=1))
    since = int(now.timestamp() * 1000)
    said = await aws.evidence(MANAGEMENT, [Topic.TRAIL], since)
    assert Fact.ROOT_SIGNED_IN not in said.facts(since=since)
    small_world.management.root_signs_in(now + timedelta(seconds=2))
    said = await aws.evidence(MANAGEMENT, [Topic.TRAIL], since)
    assert Fact.ROOT_SIGNED_IN in said.facts(since=since)


async def test_a_sign_in_of_root_is_found_among_all_that_others_and_root_did_since(
    aws: Aws, small_world: World
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    root = small_world.management
    root.root_signs_in(now)
    (signed_in,) = root.events
    others = {"user": "ana", "detail": {"userIdentity": {"type": "IAMUser"}}}
    later = {"EventTime": now + timedelta(seconds=1)}
    root.events += [signed_in | later | others] * 60
    root.events += [signed_in | later | {"EventName": "GetRegions", "detail": {}}] * 60
    since = int(now.timestamp() * 1000)
    said = await aws.evidence(MANAGEMENT, [Topic.TRAIL], since)
    assert {*said.root_sign_ins} == {since}


async def test_pages_of_cloudtrail_are_read_at_its_pace(
    aws: Aws, small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two a second; root's sign-in is on the last one, behind what root did since."""
    real, last = operations.OPERATIONS["LookupEvents"], 0.0

    def paced(world: World, account: Account, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        nonlocal last
        before, last = last, time.monotonic()
        if "NextToken" in asked and last < before + 0.45:
            raise operations.Refusal("ThrottlingException")
        return real(world, account, asked)

    monkeypatch.setattr(server, "OPERATIONS", {**operations.OPERATIONS, "LookupEvents": paced})
    now = datetime.now(UTC).replace(microsecond=0)
    root = small_world.management
    root.root_signs_in(now)
    since_then = {"EventTime": now + timedelta(seconds=1), "EventName": "GetRegions", "detail": {}}
    root.events += [root.events[0] | since_then] * 90
    since = int(now.timestamp() * 1000)
    said = await aws.evidence(MANAGEMENT, [Topic.TRAIL], since)
    assert {*said.root_sign_ins} == {since}


@pytest.mark.parametrize(("fault", "why"), UNKNOWN.items())
@pytest.mark.parametrize("operation", ["AssumeRole", ""])
async def test_what_fails_is_unknown_and_never_off(
    aws: Aws, small_world: World, fault: Fault, why: Unknown, operation: str
) -> None:
    small_world.management.mfa = False
    small_world.management.faults[operation] = fault
    said = await aws.evidence(MANAGEMENT, TOPICS)
    assert said == Evidence(unknown=dict.fromkeys(TOPICS, why))
    assert said.facts("+886912345678") == frozenset()
    small_world.management.faults.clear()
    assert (await aws.evidence(MANAGEMENT, [Topic.MFA])).mfa is False


@pytest.mark.usefixtures("small_aws")
async def test_a_hanging_aws_is_away_within_the_time_for_a_question(small_world: World) -> None:
    small_world.management.faults[""] = Fault.HANGS
    impatient = Aws(ROLE, seconds=0.5)
    began = time.monotonic()
    said = await impatient.evidence(MANAGEMENT, TOPICS)
    impatient.close()
    assert said == Evidence(unknown=dict.fromkeys(TOPICS, Unknown.AWAY))
    assert time.monotonic() - began < SECONDS  # three questions at once, not one after the other


async def test_one_question_that_fails_leaves_the_others_answered(
    aws: Aws, small_world: World
) -> None:
    small_world.management.faults["GetContactInformation"] = Fault.DENIED
    said = await aws.evidence(MANAGEMENT, TOPICS)
    assert said.mfa is True
    assert said.unknown == {Topic.PHONE: Unknown.DENIED}


async def test_credentials_that_expire_under_way_are_fetched_anew(
    aws: Aws, small_world: World
) -> None:
    assert (await aws.evidence(MANAGEMENT, [Topic.MFA])).mfa is True
    small_world.management.faults["GetAccountSummary"] = Fault.EXPIRED
    assert (await aws.evidence(MANAGEMENT, [Topic.MFA])).unknown == {Topic.MFA: Unknown.EXPIRED}
    asked = [operation for _, operation in small_world.asked]
    assert asked.count("AssumeRole") == 2
    small_world.management.faults.clear()
    assert (await aws.evidence(MANAGEMENT, [Topic.MFA])).mfa is True


async def test_a_role_of_another_account_answers_nothing(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = operations.OPERATIONS["AssumeRole"]

    def elsewhere(world: World, account: Account, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        role = asked["RoleArn"].replace(MANAGEMENT, MEMBER)
        return real(world, account, {**asked, "RoleArn": role})

    answers = {**operations.OPERATIONS, "AssumeRole": elsewhere}
    monkeypatch.setattr(server, "OPERATIONS", answers)
    said = await aws.evidence(MANAGEMENT, [Topic.MFA])
    assert said.unknown == {Topic.MFA: Unknown.WRONG_ACCOUNT}


@pytest.mark.usefixtures("small_aws")
async def test_an_unknown_role_is_denied() -> None:
    other = Aws("another-role")
    said = await other.evidence(MANAGEMENT, [Topic.MFA])
    other.close()
    assert said.unknown == {Topic.MFA: Unknown.DENIED}


async def test_without_credentials_it_is_unknown(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", "/nonexistent")
    said = await aws.evidence(MANAGEMENT, [Topic.MFA])
    assert said.unknown == {Topic.MFA: Unknown.NO_CREDENTIALS}


async def test_aws_that_is_gone_is_away(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    said = await aws.evidence(MANAGEMENT, [Topic.MFA])
    assert said.unknown == {Topic.MFA: Unknown.AWAY}


async def test_nothing_that_aws_says_is_logged(
    aws: Aws, small_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    small_world.management.faults["GetAccountSummary"] = Fault.DENIED
    said = await aws.evidence(MANAGEMENT, TOPICS)
    assert "912345678" not in caplog.text + repr(said)


async def test_many_accounts_at_once_are_not_mixed_up(aws: Aws, small_world: World) -> None:
    """All share the same clients; each answer must be the account's own."""
    ids = [f"{n:012d}" for n in range(1, 41)]
    for n, id_ in enumerate(ids):
        on, status = n % 3 == 0, "VERIFIED" if n % 2 else "UNVERIFIED"
        small_world.accounts[id_] = Account(id_, f"team-{n}", mfa=on, status=status)
    said = await asyncio.gather(*(aws.evidence(id_, [Topic.MFA, Topic.PHONE]) for id_ in ids))
    found = [(each.mfa, each.phone and each.phone.status) for each in said]
    known = [small_world.accounts[id_] for id_ in ids]
    assert found == [(account.mfa, account.status) for account in known]


async def test_the_role_is_assumed_once_for_all_questions_about_an_account(
    aws: Aws, small_world: World
) -> None:
    for _ in range(2):
        await asyncio.gather(*(aws.evidence(MANAGEMENT, TOPICS) for _ in range(3)))
    assert small_world.asked.count((MANAGEMENT, "AssumeRole")) == 1


@pytest.mark.parametrize(
    ("account", "standalone", "kind"),
    [
        (MANAGEMENT, False, AccountKind.MANAGEMENT),
        (MEMBER, False, AccountKind.MEMBER),
        (MEMBER, True, AccountKind.STANDALONE),
    ],
)
async def test_an_account_tells_its_kind(
    aws: Aws, small_world: World, account: str, standalone: bool, kind: AccountKind
) -> None:
    small_world.accounts[account].standalone = standalone
    assert (await aws.evidence(account, [Topic.KIND])).kind is kind


async def test_a_kind_that_may_not_be_asked_is_unknown(aws: Aws, small_world: World) -> None:
    small_world.accounts[MEMBER].faults["DescribeOrganization"] = Fault.DENIED
    said = await aws.evidence(MEMBER, [Topic.KIND, Topic.PHONE])
    assert (said.kind, said.unknown) == (None, {Topic.KIND: Unknown.DENIED})
    assert said.phone is not None
