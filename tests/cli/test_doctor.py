"""`mfa-bot doctor` at the command line: soon, and without a secret."""

import json

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
    assert {each["word"] for each in listed} == words - {"warning"}  # no channel was named


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
