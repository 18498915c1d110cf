"""The walls between the rooms of bot/ hold: import-linter refuses what is planted behind each."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# One for each wall: where, and what it must not import.
PLANTED = (
    ("bot.core", "babel"),
    ("bot.core", "time"),
    ("bot.core", "random"),
    ("bot.core", "redis"),
    ("bot.core", "bot.texts"),
    ("bot.process", "bot.store.store"),
    ("bot.files", "bot.texts"),
    ("bot.files", "bot.process.logs"),
    ("bot.texts", "bot.flowfiles.library"),
    ("bot.texts", "bot.store.store"),
    ("bot.store", "bot.settings.settings"),
    ("bot.store.embedded", "bot.store.store"),
    ("bot.settings", "bot.flowfiles.library"),
    ("bot.flowfiles", "bot.guide"),
    ("bot.slack.render", "bot.slack.api.client"),
    ("bot.slack.api", "bot.slack.delivery.delivery"),
    ("bot.slack.delivery", "bot.slack.requests.payload"),
    ("bot.slack.requests", "bot.slack.transport.http"),
    ("bot.slack.transport", "bot.health.doctor"),
    ("bot.health", "bot.serving"),
    ("bot.health", "bot.app"),
    ("bot.slack.api", "bot.local.trial"),
    ("bot.local", "bot.cli.options"),
    ("bot.local.slack", "bot.files.manifest"),
    ("bot.local.aws", "bot.core.evidence"),
    ("bot.aws", "bot.guide"),
)


def linted(at: Path) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(at), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "bot", home / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "import_contracts.py", home / "tests")
    shutil.copy(ROOT / "pyproject.toml", home)
    return home


def test_what_is_planted_behind_a_wall_is_refused(copy: Path) -> None:
    for n, (room, imported) in enumerate(PLANTED):
        path = copy.joinpath(*room.split("."), f"planted_{n}.py")
        path.write_text(f"import {imported}\n", encoding="utf-8")
    status, told = linted(copy)
    assert status == 1
    missed = [
        (room, imported)
        for n, (room, imported) in enumerate(PLANTED)
        if f"{room}.planted_{n} -> {imported}" not in told
    ]
    assert missed == []


@pytest.mark.parametrize("room", ["bot", "bot.slack"])
def test_a_room_that_nobody_has_placed_is_refused(tmp_path: Path, copy: Path, room: str) -> None:
    home = tmp_path / "house"
    shutil.copytree(copy, home, ignore=shutil.ignore_patterns("planted_*"))
    new = home.joinpath(*room.split("."), "attic")
    new.mkdir()
    (new / "__init__.py").write_text("", encoding="utf-8")
    status, told = linted(home)
    assert status == 1
    assert "attic" in told
