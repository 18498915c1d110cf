"""`mfa-bot doctor` says for each account which permission is missing."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.aws.client import Aws
from bot.aws.questions import SIGN_IN_REGIONS
from bot.core.evidence import Evidence
from bot.health import aws_checks, doctor
from bot.health.aws_checks import PERMISSIONS, aws
from bot.health.findings import Finding, Severity
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, ROLE, Fault, World
from bot.settings.settings import Settings
from bot.settings.team_file import read_team
from tests.support.small_aws import MEMBER


@pytest.fixture
def settings(tmp_path: Path, small_aws: LocalAws) -> Settings:  # noqa: ARG001 -- it answers
    file = tmp_path / "team.yaml"
    file.write_text(f'accounts:\n  prod: {{id: "{MANAGEMENT}"}}\n  sandbox: {{id: "{MEMBER}"}}\n')
    return Settings(aws_reader_role=ROLE, team_file=str(file))


async def found_with(settings: Settings) -> list[Finding]:
    return await aws(settings, read_team(settings.team_file, ""))


async def test_accounts_that_can_be_asked_are_well(settings: Settings) -> None:
    found = await found_with(settings)
    assert [f.about for f in found] == ["AWS prod", "AWS sandbox"]
    assert {f.word for f in found} == {Severity.OK}


async def test_all_that_root_ever_did_is_not_read(settings: Settings, small_world: World) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=60)
    small_world.management.root_signs_in(long_ago)
    small_world.management.events *= 300
    assert {f.word for f in await found_with(settings)} == {Severity.OK}
    asked = [account for account, operation in small_world.asked if operation == "LookupEvents"]
    assert asked.count(MANAGEMENT) == len(SIGN_IN_REGIONS)


async def test_a_missing_permission_is_named(settings: Settings, small_world: World) -> None:
    small_world.accounts[MEMBER].faults["LookupEvents"] = Fault.DENIED
    well, ill = await found_with(settings)
    assert well.word is Severity.OK
    assert PERMISSIONS["trail"] in ill.says  # type: ignore[index]
    assert "policy" in ill.remedy


async def test_a_missing_role_is_named(settings: Settings, small_world: World) -> None:
    small_world.accounts[MEMBER].faults["AssumeRole"] = Fault.DENIED
    _, ill = await found_with(settings)
    assert "may not use the role" in ill.says
    assert "reader-role.yaml" in ill.remedy


async def test_without_a_role_nothing_is_asked(settings: Settings, small_world: World) -> None:
    assert await found_with(settings.model_copy(update={"aws_reader_role": ""})) == []
    assert small_world.asked == []


async def test_without_accounts_it_says_what_to_add(settings: Settings) -> None:
    (only,) = await found_with(settings.model_copy(update={"team_file": ""}))
    assert "team.yaml" in only.says


async def test_the_missing_permission_for_security_hub_is_named(
    settings: Settings, small_world: World
) -> None:
    settings = settings.model_copy(update={"aws_security_hub_region": "eu-central-1"})
    hub, *_ = await found_with(settings)
    assert (hub.about, hub.word) == ("AWS Security Hub", Severity.OK)
    small_world.management.faults["GetFindings"] = Fault.DENIED
    hub, *accounts = await found_with(settings)
    assert hub.says == "AWS denies securityhub:GetFindings in eu-central-1"
    assert "bot-policy.json" in hub.remedy
    assert {each.word for each in accounts} == {Severity.OK}


async def test_security_hub_alone_can_be_tried(settings: Settings) -> None:
    only = {"aws_reader_role": "", "aws_security_hub_region": "eu-central-1"}
    (hub,) = await found_with(settings.model_copy(update=only))
    assert hub.word is Severity.OK


def many(tmp_path: Path, count: int) -> str:
    file = tmp_path / "many.yaml"
    lines = (f'  a{n}: {{id: "{n:012d}"}}\n' for n in range(1, count + 1))
    file.write_text(f"accounts:\n{''.join(lines)}")
    return str(file)


async def test_many_accounts_may_take_longer_than_any_other_check(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not answer loses no finding of the others."""

    async def slow(_: Aws, account: str, *__: Any) -> Evidence:
        await asyncio.sleep(3600 if account.endswith("07") else 0.05)
        return Evidence()

    monkeypatch.setattr(Aws, "evidence", slow)
    monkeypatch.setattr(aws_checks, "ONE_SECONDS", 0.5)
    monkeypatch.setattr(doctor, "TIMEOUT_SECONDS", 0.1)
    file = many(tmp_path, 20)
    environ = {"AWS_READER_ROLE": settings.aws_reader_role, "TEAM_FILE": file}
    found = await asyncio.to_thread(doctor.examine, environ, ())
    told = [each for each in found if each.about.startswith("AWS")]
    assert len(told) == 20
    assert [each.about for each in told if each.word is not Severity.OK] == ["AWS a7"]
    (away,) = (each for each in told if each.word is not Severity.OK)
    assert (away.word, away.says) == (Severity.WARNING, "AWS does not answer: away")
    assert "HTTPS_PROXY" in away.remedy


async def test_accounts_that_were_not_tried_are_no_good_news(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def well(*_: Any) -> Evidence:
        return Evidence()

    monkeypatch.setattr(Aws, "evidence", well)
    found = await found_with(settings.model_copy(update={"team_file": many(tmp_path, 25)}))
    assert (found[-1].word, found[-1].says) == (
        Severity.WARNING,
        "5 more accounts were not tried",
    )
