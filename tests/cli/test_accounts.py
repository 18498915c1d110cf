"""`mfa-bot accounts`: the whole company at a glance, and a first team.yaml."""

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from bot.cli.accounts import table
from bot.core.fleet import FleetAccount
from bot.core.fleet_rows import FleetRow
from bot.core.readiness import Readiness
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, ROLE, Fault, World, world
from bot.settings import team_file
from bot.store.keys import key
from bot.store.records import dump_readiness
from tests.cli.conftest import Command
from tests.support.each import each
from tests.support.patience import HANGING
from tests.support.redis_server import RedisServer
from tests.support.small_aws import models

MANY = {MANAGEMENT: "Management", **{f"{n:012d}": f"Team {n % 9}" for n in range(1, 40)}}


@pytest.fixture(scope="module", autouse=True)
def _models_of_aws_are_read_once() -> Iterator[None]:
    """Each session of the SDK would look for those of all services again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", models)
        yield


@pytest.fixture
def company() -> World:
    return world({MANAGEMENT: "prod", "210987654321": "Sandbox (EU)"})


@pytest.fixture
def aws(company: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small AWS in a thread, since the command has a loop of its own."""
    loop, ready, end = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    served = LocalAws(company)

    async def serve() -> None:
        async with served:
            ready.set()
            await end.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(HANGING)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {**served.environment, "AWS_READER_ROLE": ROLE}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("REDIS_URL", raising=False)
    yield
    loop.call_soon_threadsafe(end.set)
    thread.join(HANGING)
    loop.close()


@pytest.mark.usefixtures("aws")
def test_each_account_has_a_line(mfa_bot: Command, company: World) -> None:
    company.management.mfa = False
    company.accounts["210987654321"].status = "VERIFIED"
    told = mfa_bot(["accounts"])
    assert told.exit_code == 0, told.stderr
    head, prod, sandbox = told.stdout.splitlines()
    assert head.split() == "account id kind root MFA phone attempts open runs last check".split()
    assert prod.split() == ["prod", MANAGEMENT, "management", "OFF", "unverified"]
    assert sandbox.split() == ["sandbox-eu", "210987654321", "member", "on", "verified"]


def test_columns_stand_below_each_other_beside_chinese_names() -> None:
    """A Chinese character takes two columns of a terminal."""
    names = ("prod", "正式環境")
    rows = [
        FleetRow(FleetAccount(id=f"{n:012d}", name=name, kind=None)) for n, name in enumerate(names)
    ]
    _, *lines = table(rows, None)
    assert [
        cell_len(line[: line.index(row.account.id)]) for line, row in zip(lines, rows, strict=True)
    ] == [10, 10]


@pytest.mark.usefixtures("aws")
def test_what_aws_does_not_say_is_unknown(mfa_bot: Command, company: World) -> None:
    company.management.mfa = False
    company.management.faults["GetAccountSummary"] = Fault.DENIED
    told = mfa_bot(["accounts"])
    assert "unknown" in told.stdout.splitlines()[1]
    assert told.stdout.splitlines()[-1].startswith("Unknown: AWS did not answer (denied).")
    prod, _ = json.loads(mfa_bot(["accounts", "--json"]).stdout)
    assert prod["root_mfa"] is None
    assert prod["unknown"] == {"mfa": "denied"}


@pytest.mark.usefixtures("aws")
def test_security_hub_says_what_no_role_does(
    mfa_bot: Command, company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = company.accounts["210987654321"]
    sandbox.hub, sandbox.faults["AssumeRole"] = "FAILED", Fault.DENIED
    monkeypatch.setenv("AWS_SECURITY_HUB_REGION", "eu-central-1")
    told = mfa_bot(["accounts"])
    _, _, line, star, unknown = told.stdout.splitlines()
    assert line.split()[-3:] == ["OFF", "*", "unknown"]
    assert star.startswith("*: from Security Hub")
    assert unknown.startswith("Unknown: AWS did not answer (denied).")
    monkeypatch.delenv("AWS_READER_ROLE")
    prod, sandboxed = json.loads(mfa_bot(["accounts", "--json"]).stdout)
    assert (prod["root_mfa"], prod["root_mfa_from"], prod["answered_at"]) == (None, None, None)
    assert (sandboxed["root_mfa"], sandboxed["root_mfa_from"]) == (False, "security_hub")
    assert sandboxed["answered_at"] == "2026-11-01T00:00:00+00:00"


@pytest.mark.usefixtures("aws")
def test_no_phone_number_is_shown(mfa_bot: Command) -> None:
    for options in ([], ["--json"], ["--from-aws"]):
        assert "912345678" not in mfa_bot(["accounts", *options]).stdout


@pytest.mark.usefixtures("aws")
def test_the_first_team_file_is_one_that_the_bot_reads(mfa_bot: Command, tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(mfa_bot(["accounts", "--from-aws"]).stdout)
    team = team_file.read(file, ())
    assert {each.id: each.name for each in team.accounts} == {
        MANAGEMENT: "prod",
        "210987654321": "sandbox-eu",
    }


@pytest.mark.usefixtures("aws")
@each(
    "counted, used",
    [
        ({"210987654321": 3}, 3),
        ({"sandbox-eu": 2}, 2),  # as AWS's name is spelled here
        ({"210987654321": 1, "sandbox-eu": 2}, 1),  # somebody else's nickname, for all we know
    ],
)
def test_attempts_are_found_under_the_id_and_else_under_the_name(
    mfa_bot: Command,
    own_redis: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    counted: dict[str, int],
    used: int,
) -> None:
    monkeypatch.setenv("REDIS_URL", own_redis.url)
    own_redis.ask("FLUSHALL")
    for account, count in counted.items():
        told = mfa_bot(
            ["attempts", account, "--workspace", "T1", "--correct", str(count), "--reason", "calls"]
        )
        assert told.exit_code == 0, told.stderr
    told = mfa_bot(["accounts", "--json", "--workspace", "T1"])
    found = {each["id"]: each["attempts_used"] for each in json.loads(told.stdout)}
    assert found == {MANAGEMENT: 0, "210987654321": used}


@pytest.mark.usefixtures("aws")
def test_what_the_last_check_found_is_shown(
    mfa_bot: Command, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", own_redis.url)
    at = 1_795_000_000_000
    for account, n in ((MANAGEMENT, 3), ("sandbox-eu", 0)):
        found = Readiness("gaps" if n else "ready", n, at, f"{account}.a")
        own_redis.ask(
            "ZADD", key("T1", "readiness", "mfa-ready"), at, dump_readiness(account, found)
        )
    told = mfa_bot(["accounts", "--workspace", "T1"])
    assert [line.split("  ")[-1].strip() for line in told.stdout.splitlines()[1:]] == [
        "mfa-ready: gaps 3, 2026-11-18",
        "mfa-ready: ready, 2026-11-18",
    ]
    prod, _ = json.loads(mfa_bot(["accounts", "--json", "--workspace", "T1"]).stdout)
    assert prod["checks"] == {
        "mfa-ready": {"outcome": "gaps", "gaps": 3, "checked_at": "2026-11-18T11:06:40+00:00"}
    }


@pytest.mark.usefixtures("aws")
def test_the_names_of_the_team_file_count(
    mfa_bot: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(f'accounts: {{main: {{id: "{MANAGEMENT}"}}}}\n')
    monkeypatch.setenv("TEAM_FILE", str(file))
    assert [a["name"] for a in json.loads(mfa_bot(["accounts", "--json"]).stdout)] == [
        "main",
        "sandbox-eu",
    ]


@pytest.mark.usefixtures("aws")
def test_without_the_right_to_list_the_team_file_is_what_there_is(
    mfa_bot: Command, company: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.management.faults["ListAccounts"] = Fault.DENIED
    told = mfa_bot(["accounts"])
    assert told.exit_code == 1
    assert "organizations:ListAccounts" in told.stderr
    file = tmp_path / "team.yaml"
    file.write_text(f'accounts: {{main: {{id: "{MANAGEMENT}"}}}}\n')
    monkeypatch.setenv("TEAM_FILE", str(file))
    told = mfa_bot(["accounts"])
    assert "main" in told.stdout
    assert told.stderr.startswith("Accounts may be missing. AWS does not list")
    assert mfa_bot(["accounts", "--from-aws"]).exit_code == 1


def test_without_a_role_it_says_what_to_set(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_READER_ROLE", raising=False)
    told = mfa_bot(["accounts"])
    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr.startswith("The accounts are read from AWS, and the bot may not ask it yet.")
    for name in ("AWS_READER_ROLE", "AWS_SECURITY_HUB_REGION", "docs/aws.md", "mfa-bot attempts"):
        assert name in told.stderr


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("company", [world(MANY)], ids=["forty accounts"])
def test_all_accounts_of_a_company_are_there(mfa_bot: Command) -> None:
    found = json.loads(mfa_bot(["accounts", "--json"]).stdout)
    assert len({each["name"] for each in found}) == len(MANY) == 40
    assert {each["root_mfa"] for each in found} == {True}
