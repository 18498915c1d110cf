"""`mfa-bot doctor` at the command line: soon, and without a secret."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.support.examined import PASSWORD
from tests.support.stub_slack import BOT_TOKEN


def test_at_the_command_line(mfa_bot: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setenv("OPERATE_PORT", "0")
    result = mfa_bot("doctor C0123")
    assert result.exit_code == 1
    words = {line.split()[0] for line in result.stdout.splitlines()}
    assert words == {"ok", "warning", "wrong"}
    assert "warning  channel C0123" in result.stdout
    assert "wrong    token           Slack does not answer" in result.stdout
    assert "SLACK_SIGNING_SECRET is missing" in result.stdout
    listed = json.loads(mfa_bot("doctor --json").stdout)
    assert {*listed[0]} == {"about", "word", "says", "remedy"}
    warned = [each["about"] for each in listed if each["word"] == "warning"]
    assert warned == ["way in"]  # no channel was named


def test_without_tokens_it_says_what_was_not_checked_and_why(mfa_bot: Command) -> None:
    told = mfa_bot("doctor C0123").stdout.splitlines()
    left = [line for line in told if "not checked" in line]
    token, channel, way_in = left
    assert token.startswith("warning  token")
    assert "SLACK_BOT_TOKEN is not set" in token
    for part in ("scopes", "people", "user groups", "clock"):
        assert part in token
    assert channel.startswith("warning  channel C0123")
    assert way_in.startswith("warning  way in")
    assert "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set" in way_in


@pytest.mark.parametrize(
    "name", ["#on-call", "on-call", "", " ", "C0 1", "c0123456789", "AKIA" * 5]
)
def test_a_channel_that_is_no_id_is_told_without_a_token_too(mfa_bot: Command, name: str) -> None:
    told = mfa_bot(["doctor", name])
    assert told.exit_code == 1
    assert "names can't be looked up -> give its ID, as C0123456789" in told.stdout


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("HTTPS_PROXY", "ftp://x")])
def test_beside_another_mistake_the_own_flows_are_checked(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    (tmp_path / "mfa-lost").mkdir()
    (tmp_path / "mfa-lost" / "en.md").write_text("## what_hapened\nIs it gone?\n")
    monkeypatch.setenv("FLOWS_DIR", str(tmp_path))
    monkeypatch.setenv(name, value)
    told = mfa_bot("doctor").stdout
    assert "wrong    flows" in told
    assert "what_hapened" in told
    monkeypatch.setenv("LANGUAGES", "klingon")
    assert "warning  flows           are not checked" in mfa_bot("doctor").stdout


def test_an_approval_that_no_step_asks_for_is_told(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The bot does not start with it."""
    rule = "approval: {contact-phone: {by: [U0MEI], tell: C0SECURITY}}\n"
    (tmp_path / "team.yaml").write_text(rule)
    monkeypatch.setenv("TEAM_FILE", str(tmp_path / "team.yaml"))
    told = mfa_bot("doctor")
    assert told.exit_code == 1
    assert "no step of 'contact-phone' has `approval: true`" in told.stdout


def test_settings_that_can_not_be_read_are_all_told(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", PASSWORD)
    monkeypatch.setenv("PORT", "http")
    result = mfa_bot("doctor")
    assert result.exit_code == 1
    assert "SLACK_BOT_TOKEN must start with xoxb-" in result.stdout
    assert "PORT must be a whole number" in result.stdout
    assert PASSWORD not in result.stdout
