"""In the terminal one person plays the second person, too."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.front_door.ways import TO_THE_REASON

GATE = ",".join((*TO_THE_REASON, "answer=The account is closed"))
PLAY = ["play", "mfa-disable", "--account", "prod", "--press"]
RULE = "{by: [S0SEC, U0MEI], tell: C0SEC, alone: told}"


@pytest.fixture(autouse=True)
def _a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(f"approval: {{mfa-disable: {RULE}}}\n")
    monkeypatch.setenv("TEAM_FILE", str(file))


def test_the_step_says_what_it_waits_for_and_an_approval_opens_it(mfa_bot: Command) -> None:
    result = mfa_bot([*PLAY, f"{GATE},approve,ready"])
    assert result.exit_code == 0
    told = " ".join(result.stdout.split())
    assert "Your team's rule, not AWS's: a second person has to approve this step." in told
    assert "Who may approve: S0SEC, @U0MEI." in told
    assert "Sign in as root and remove the device." in told


def test_it_stays_closed_until_then_and_a_refusal_leads_elsewhere(mfa_bot: Command) -> None:
    assert mfa_bot([*PLAY, f"{GATE},ready"]).exit_code == 1
    result = mfa_bot([*PLAY, f"{GATE},decline"])
    assert "declined, so this step was not done." in " ".join(result.stdout.split())


def test_whoever_goes_on_alone_is_asked_why(mfa_bot: Command) -> None:
    result = mfa_bot([*PLAY, f"{GATE},go_alone,ready"], "Nobody is awake\n")
    assert result.exit_code == 0
    assert "Reason: Nobody is awake" in " ".join(result.stdout.split())
