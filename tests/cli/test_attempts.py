"""`mfa-bot attempts`: what is counted for an account, and its correction by the operator."""

import asyncio
import json
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot.cli import attempts
from bot.store.calls import StoreAway
from bot.store.client import connect
from bot.store.embedded.server import EmbeddedServer
from bot.store.keys import key
from bot.store.store import Committed, Store
from tests.cli.conftest import Command

HERE = ["--workspace", "T1"]
PASSWORD = "password: Hunter2!x"


def correct(mfa_bot: Command, count: str, why: str, account: str = "prod") -> str:
    told = mfa_bot(["attempts", account, *HERE, "--correct", count, "--reason", why])
    assert told.exit_code == 0, told.stderr
    return str(told.stdout)


def test_of_an_account_that_nobody_named_it_says_so(mfa_bot: Command) -> None:
    told = mfa_bot(["attempts", "Prod", *HERE])
    assert told.exit_code == 0
    first, count, since, free = told.stdout.splitlines()
    assert first == "Nothing is known of prod: check the name."
    assert count == "prod: 0 of 3 attempts are counted in 24 hours."
    assert since.startswith("Counted since 20")  # the store is new
    assert free == "3 of 3 are left now."


def test_of_a_redis_that_is_empty_it_says_so(mfa_bot: Command) -> None:
    """It may be the wrong one, and that nothing was counted would be wrong too."""
    empty = "Redis has nothing of any workspace yet. Set the bot's REDIS_URL.\n"
    told = mfa_bot(["attempts", "prod", *HERE, "--json"])
    assert (told.exit_code, told.stderr) == (0, empty)
    assert json.loads(told.stdout)["used"] == 0
    correct(mfa_bot, "2", "two calls")
    assert mfa_bot(["attempts", "prod", *HERE]).stderr == ""


def test_a_correction_counts_from_the_time_that_it_names(mfa_bot: Command) -> None:
    assert "2 of 3" in correct(mfa_bot, "2, last 5 hours ago", "Ben called from the page")
    found = json.loads(mfa_bot(["attempts", "prod", *HERE, "--json"]).stdout)
    assert (found["used"], found["left"], found["limit"], found["known"]) == (2, 1, 3, True)
    assert {attempt["by"] for attempt in found["attempts"]} == {"operator"}
    assert {attempt["run"] for attempt in found["attempts"]} == {None}
    assert found["runs"] == []
    assert found["next_free"] is None


def test_it_says_when_the_next_one_is_free_and_frees_it(mfa_bot: Command) -> None:
    told = correct(mfa_bot, "3", "three calls, by Ana")
    assert "The next attempt is possible at 20" in told
    assert told.count("reported, by operator") == 3
    assert "2 of 3 are left now." in correct(mfa_bot, "1", "it was one")


def test_the_account_goes_by_any_of_its_names(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    team = tmp_path / "team.yaml"
    team.write_text('accounts: {prod: {id: "123456789012", also: [main]}}\n')
    monkeypatch.setenv("TEAM_FILE", str(team))
    correct(mfa_bot, "2", "two calls", account="main")
    for name in ("prod", "main", "1234-5678-9012"):
        found = json.loads(mfa_bot(["attempts", name, *HERE, "--json"]).stdout)
        assert found["used"] == 2
        assert set(found["names"]) == {"prod", "main", "123456789012"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["prod", "--correct", "many", "--reason", "a slip"], "how many there were (0 for none)"),
        (["prod", "--correct", "-1", "--reason", "a slip"], "how many there were (0 for none)"),
        (["prod", "--correct", "1\n2", "--reason", "a slip"], "how many there were (0 for none)"),
        (["prod", "--correct", "21", "--reason", "a slip"], "20 at most"),
        (["prod", "--correct", "99", "--reason", "a slip"], "20 at most"),
        (["prod", "--correct", "2, yesterday", "--reason", "a slip"], "how long ago the last one"),
        (["prod", "--correct", "2 次，昨晚", "--reason", "a slip"], "how long ago the last one"),
        (["prod", "--correct", "1"], "--correct needs --reason"),
        (["prod", "--correct", "1", "--reason", "  "], "--correct needs --reason"),
        (["prod", "--correct", "1", "--reason", "x"], "Write the reason in 3 to 200 characters"),
        (["prod", "--correct", "1", "--reason", "call 0912 345 678"], "Use six digits at most"),
        (["prod", "--correct", "1", "--reason", PASSWORD], "looks like a secret"),
        (["prod", "--reason", "a slip"], "--reason says why --correct is needed"),
        (["12", "--correct", "1", "--reason", "a slip"], "Use its twelve-digit ID"),
        ([PASSWORD], "looks like a secret"),
    ],
)
def test_what_can_not_be_used_is_a_sentence_and_changes_nothing(
    mfa_bot: Command, arguments: list[str], said: str
) -> None:
    told = mfa_bot(["attempts", *arguments, *HERE])
    assert told.exit_code == 1
    assert said in told.stderr
    assert "Hunter2" not in told.stderr + told.stdout
    assert json.loads(mfa_bot(["attempts", "prod", *HERE, "--json"]).stdout)["used"] == 0


def test_without_a_workspace_it_says_what_to_set(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = mfa_bot("attempts prod")
    assert told.exit_code == 1
    assert "Set SLACK_BOT_TOKEN, or name the workspace: --workspace" in told.stderr
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    told = mfa_bot("attempts prod")
    assert told.exit_code == 1
    assert told.stderr.startswith("Slack does not answer (")
    assert "--workspace" in told.stderr


def test_a_mistyped_account_is_not_corrected(mfa_bot: Command) -> None:
    """Under a wrong name the attempts of the account would not count."""
    correct(mfa_bot, "2", "two calls")
    more = ["--correct", "3", "--reason", "a third call"]
    told = mfa_bot(["attempts", "prdo", *HERE, *more])
    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr == (
        "Nothing is known of prdo, so nothing was counted. Did you mean prod? If it is"
        " another account, give its twelve digits.\n"
    )
    assert json.loads(mfa_bot(["attempts", "prdo", *HERE, "--json"]).stdout)["used"] == 0
    assert "2 of 3" in mfa_bot(["attempts", "prod", *HERE]).stdout
    told = mfa_bot(["attempts", "prdo", *HERE])
    assert told.stdout.startswith("Nothing is known of prdo: check the name. Did you mean prod?\n")
    assert "Did you mean prod?" in mfa_bot(["report", "prdo", *HERE]).stderr


def press_in(tmp_path: Path, team: str) -> None:
    """Leaves in Redis what any press in a workspace does."""

    async def pressed() -> None:
        async with EmbeddedServer(tmp_path / "data") as url, connect(url) as redis:
            await redis.xadd(key(team, "audit"), {"button": "start"})

    asyncio.run(pressed())


@pytest.mark.parametrize(
    "command",
    [
        ["attempts", "prod"],
        ["attempts", "prod", "--json"],
        ["attempts", "prod", "--correct", "1", "--reason", "a slip"],
        ["report", "prod"],
        ["differences"],
    ],
)
def test_a_workspace_that_redis_does_not_know_is_told_and_nothing_is_written(
    mfa_bot: Command, tmp_path: Path, command: list[str]
) -> None:
    """Of a mistyped one it would say that nothing was counted."""
    press_in(tmp_path, "T1")
    told = mfa_bot([*command, "--workspace", "T9"])
    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr.startswith("Redis has nothing of the workspace T9. It has T1.")
    assert mfa_bot([*command, "--workspace", "T9"]).stderr == told.stderr


@pytest.mark.parametrize("typed", ["", "  ", "acme", "T1 T2", "#on-call", "AKIAIOSFODNN7EXAMPLE"])
def test_what_is_no_id_of_a_workspace_is_refused(mfa_bot: Command, typed: str) -> None:
    told = mfa_bot(["attempts", "prod", "--workspace", typed])
    assert told.exit_code == 2
    assert "is not the ID of a workspace" in told.stderr
    assert "AKIA" not in told.stderr


def test_an_id_of_a_workspace_may_be_typed_in_small_letters(mfa_bot: Command) -> None:
    correct(mfa_bot, "2", "two calls")
    assert "2 of 3" in mfa_bot(["attempts", "prod", "--workspace", " t1 "]).stdout


def test_the_only_workspace_in_redis_is_taken_and_of_several_none(
    mfa_bot: Command, tmp_path: Path
) -> None:
    correct(mfa_bot, "2", "two calls")
    told = mfa_bot("attempts prod")
    assert told.exit_code == 0
    assert "prod: 2 of 3 attempts" in told.stdout
    press_in(tmp_path, "T2")
    told = mfa_bot("attempts prod")
    assert told.exit_code == 1
    assert "Redis has T1, T2." in told.stderr
    assert "--workspace" in told.stderr


def test_of_a_mistyped_account_it_says_what_may_be_meant(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    team = tmp_path / "team.yaml"
    team.write_text('accounts: {prod: {id: "123456789012", also: [main]}}\n')
    monkeypatch.setenv("TEAM_FILE", str(team))
    for typed, meant in (("prdo", "prod"), ("123456789021", "123456789012"), ("mian", "main")):
        told = mfa_bot(["attempts", typed, *HERE]).stdout
        assert f"Nothing is known of {typed}: check the name. Did you mean {meant}?" in told
    assert "Did you mean" not in mfa_bot(["attempts", "billing", *HERE]).stdout


@pytest.mark.parametrize("more", [[], ["--correct", "1", "--reason", "a slip"]])
def test_redis_away_is_a_sentence(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere/redis.sock")
    told = mfa_bot(["attempts", "prod", *HERE, *more])
    assert told.exit_code == 1
    assert told.stderr.startswith("Redis is unavailable: ")
    assert ("Nothing was counted." in told.stderr) == bool(more)


@pytest.mark.parametrize(
    ("while_", "said"),
    [
        ("the count is read again", "may or may not be applied"),
        ("runs", "The count is corrected, but then Redis did not answer"),
    ],
)
def test_after_the_correction_no_error_says_that_nothing_was_counted(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch, while_: str, said: str
) -> None:
    async def gone(*_: Any) -> NoReturn:
        raise StoreAway("no answer within 2 s")

    real = Store.correct

    async def corrected(*args: Any) -> Committed:
        told = await real(*args)
        here.setattr(Store, "load", gone)
        return told

    with monkeypatch.context() as here:
        if while_ == "runs":
            here.setattr(attempts, "_with_runs", gone)
        else:
            here.setattr(Store, "correct", corrected)
        told = mfa_bot(["attempts", "prod", *HERE, "--correct", "2", "--reason", "two calls"])
    assert told.exit_code == 1
    assert said in told.stderr
    assert "no answer within 2 s" in told.stderr
    assert "Nothing was counted" not in told.stderr
    assert json.loads(mfa_bot(["attempts", "prod", *HERE, "--json"]).stdout)["used"] == 2
