"""In the terminal one person plays, and names who would help."""

from pathlib import Path

import pytest

from bot.guide import opening
from tests.cli.conftest import Command
from tests.support import helping

PLAY = ["play", "mfa-lost", "--account", "prod"]


@pytest.fixture(autouse=True)
def _that_flow_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "flows"
    home.mkdir()
    library = helping.library(home)
    monkeypatch.setattr(opening, "load", lambda *_, **__: library)


def test_each_role_is_asked_for_in_a_line_of_its_own(mfa_bot: Command) -> None:
    result = mfa_bot([*PLAY, "--press", "answer"], "Carol\nDan\n")
    assert result.exit_code == 0
    told = " ".join(result.stdout.split())
    assert "Who can read the mail to root's address (a name): Carol" in told
    assert "Who holds the phone on file (a name): Dan" in told
    assert "This step is for Carol." in told
    assert "Dan waits with the phone" in told


def test_a_user_of_slack_is_shown_as_one(mfa_bot: Command) -> None:
    result = mfa_bot([*PLAY, "--press", "answer=U0BEN; U0MEI,opened"])
    told = " ".join(result.stdout.split())
    assert "This step is for @U0MEI" in told
    assert "@U0BEN has opened the link" in told


def test_what_is_no_name_is_refused_and_asked_for_again(mfa_bot: Command) -> None:
    result = mfa_bot([*PLAY], "2\nCarol\n0912 345 678\n2\nCarol\nDan\nq\n")
    told = " ".join(result.stdout.split())
    assert "Use six digits at most" in told
    assert "This step is for Carol." in told


def test_who_has_both_is_told_nothing_of_a_turn(mfa_bot: Command) -> None:
    result = mfa_bot([*PLAY, "--press", "skip"])
    assert result.exit_code == 0
    assert "This step is for" not in result.stdout
