"""The unit for systemd: sound, able to do little, and its settings are the bot's."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings.environment import NAMES
from tests.support import telling

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "systemd" / "mfa-bot.service"
TEXT = UNIT.read_text(encoding="utf-8")
WORST = 1.5  # of systemd's exposure, from 0 to 10; a service without any limits has 9.6

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """With a command that there is."""
    unit = tmp_path / UNIT.name
    unit.write_text(re.sub("ExecStart=[^ ]+", f"ExecStart={shutil.which('true')}", TEXT))
    return unit


def analyzed(*arguments: str | Path) -> str:
    done = subprocess.run(  # noqa: S603
        ["systemd-analyze", *arguments],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_systemd_takes_it_without_a_word(unit: Path) -> None:
    assert analyzed("verify", unit) == ""


def test_it_is_exposed_little(unit: Path) -> None:
    told = analyzed("security", "--offline=true", "--no-pager", unit)
    (score,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", told)
    telling.tell("systemd", f"exposure of the unit, from 0 to 10: {score}")
    assert float(score) <= WORST


def test_what_it_sets_is_a_setting() -> None:
    names = set(re.findall(r"\b([A-Z]+_[A-Z_]+)=", TEXT))
    assert {"SLACK_BOT_TOKEN_FILE", "SLACK_SIGNING_SECRET_FILE", "DATA_DIR"} <= names <= NAMES


def test_each_secret_that_is_named_is_loaded() -> None:
    loaded = set(re.findall(r"LoadCredential=([\w-]+):/etc/mfa-bot/\1$", TEXT, re.MULTILINE))
    assert set(re.findall(r"_FILE=%d/([\w-]+)", TEXT)) == loaded


def test_it_gives_the_bot_the_time_that_a_stop_takes() -> None:
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)s$", TEXT, re.MULTILINE)
    assert int(seconds) >= 20
