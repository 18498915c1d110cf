"""Copies of flows/ that an author makes mistakes in."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.commands import main
from bot.files.resources import resource


@dataclass(frozen=True)
class Desk:
    """An author's copy of flows/, and what `mfa-bot check` says of it."""

    home: Path

    def put(self, file: str, text: str | bytes) -> None:
        path = self.home / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, file: str) -> str:
        return (self.home / file).read_text(encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        text = self.read(file)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        self.put(file, text.replace(old, new))

    def check(self) -> tuple[int, list[str]]:
        """(exit status, lines)."""
        done = CliRunner().invoke(main, ["check", str(self.home)])
        crashed = done.exception and not isinstance(done.exception, SystemExit)
        assert not crashed, done.exc_info
        return done.exit_code, done.output.splitlines()

    def problems(self) -> list[str]:
        status, lines = self.check()
        assert status == 1
        assert lines[-1].endswith("to fix.")
        return lines[:-1]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """With the flows as they are."""
    shutil.copytree(resource("flows"), tmp_path / "flows")
    return Desk(tmp_path / "flows")


SMALL = """\
flow: tea
command: /tea
start: kettle
goal: served
reviewed: 2026-11-22
sources: {book: "The book of tea, by Okakura"}
steps:
  kettle:
    sources: [book]
    buttons: {boils: pour, broken: cold}
  pour:
    sources: [book]
    asks: reason
    go: served
    skip: cold
    shows: [budget, hint]
  cold:
    sources: [book]
    end: cold
  served:
    sources: [book]
    end: served
"""
STEP = "  kettle:\n    sources: [book]\n"
BUTTONS = "    buttons: {boils: pour, broken: cold}\n"
END = "    end: served\n"
WORDS = """\
# Make tea

Tea, step by step.

## kettle
Does the kettle boil?
[boils] It Boils
[broken] It Is Broken

## pour
Why do you pour for {account}?

Read **Brew** first.
[answer] Enter the Reason
[label] Reason
[example] guests
[skip] Skip

## cold
There is no tea.

## served
Drink it.

## hint
Pour slowly.

## about
Make tea.

[usage] the pot

## outcomes
[cold] No Tea
[served] Tea Served
"""
SCENARIOS = """\
- title: Tea
  presses: [boils, answer=guests came]
  end: served
- title: No tea
  presses: [boils, skip]
  end: cold
- title: No kettle
  presses: [broken]
  end: cold
"""


@pytest.fixture
def tea(tmp_path: Path) -> Desk:
    """One small flow: a mistake in it stands alone."""
    small = Desk(tmp_path / "small")
    small.home.mkdir()
    small.put("tea/flow.yaml", SMALL)
    small.put("tea/en.md", WORDS)
    small.put("tea/scenarios.yaml", SCENARIOS)
    return small


@pytest.fixture
def one_problem(tea: Desk) -> Callable[[str, str, str], str]:
    """Makes one change to one file of the small flow, and gives the one problem told."""

    def told(file: str, old: str, new: str) -> str:
        tea.change(f"tea/{file}", old, new)
        (problem,) = tea.problems()
        return problem

    return told
