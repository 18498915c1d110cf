"""`check` and `new`: what authors of flows are told."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.cli import authoring
from bot.files.resources import resource
from bot.texts import new_flow
from tests.cli.conftest import Command
from tests.support.each import each
from tests.support.shipped import LIBRARY


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resource("flows"), tmp_path / "flows"))


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """The shortest procedure alone: it is checked in no time."""
    shutil.copytree(resource("flows") / "contact-phone", tmp_path / "short" / "contact-phone")
    return tmp_path / "short"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_sound_flows_are_named(mfa_bot: Command) -> None:
    result = mfa_bot("check")
    assert result.exit_code == 0
    assert result.stdout.startswith("The flows are sound: ")
    assert all(flow in result.stdout for flow in LIBRARY.flows)
    assert result.stderr == ""


def reviewed_on(short: Path, day: str, patch: pytest.MonkeyPatch) -> None:
    """On November 27, 2026."""
    patch.setattr(authoring, "today", lambda: date(2026, 11, 27))
    reviewed = LIBRARY.flows["contact-phone"].review.day
    edit(short / "contact-phone" / "flow.yaml", f"reviewed: {reviewed}", f"reviewed: {day}")


@pytest.mark.parametrize(("day", "warned"), [("2026-08-29", False), ("2026-08-28", True)])
def test_a_procedure_that_was_compared_with_aws_long_ago_is_warned_of(
    mfa_bot: Command, short: Path, monkeypatch: pytest.MonkeyPatch, day: str, warned: bool
) -> None:
    """It is sound all the same."""
    reviewed_on(short, day, monkeypatch)
    result = mfa_bot(["check", str(short)])
    assert result.exit_code == 0
    told = "Warning: contact-phone was last compared with AWS 91 days ago."
    assert result.stderr.startswith(told) == warned
    assert bool(result.stderr) == warned


@pytest.mark.parametrize(("day", "refused"), [("2026-11-28", False), ("2026-11-29", True)])
def test_a_day_that_is_yet_to_come_is_refused(
    mfa_bot: Command, short: Path, monkeypatch: pytest.MonkeyPatch, day: str, refused: bool
) -> None:
    """Tomorrow is a day somewhere already."""
    reviewed_on(short, day, monkeypatch)
    told = mfa_bot(["check", str(short)])
    assert (told.exit_code, "is yet to come" in told.stderr) == (int(refused), refused)


def test_flows_elsewhere_are_checked_too(mfa_bot: Command, short: Path) -> None:
    told = mfa_bot(["check", str(short)])
    assert told.exit_code == 0
    assert told.stdout.startswith("The flows are sound: contact-phone (")


def test_a_teams_own_files_are_checked_and_used_by_every_command(
    mfa_bot: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    words = own / "mfa-lost" / "en.md"
    words.parent.mkdir(parents=True)
    monkeypatch.setenv("FLOWS_DIR", str(own))
    monkeypatch.setenv("LANGUAGES", "en")
    made = mfa_bot("new tea-time")
    assert made.exit_code == 0, made.output
    assert (own / "tea-time" / "flow.yaml").is_file()
    words.write_text("## what_happened\nIs it gone?\n", encoding="utf-8")
    assert "“Say what to do instead.” says what belongs here" in mfa_bot("check").stderr
    english = own / "tea-time" / "en.md"  # LANGUAGES leaves the other out
    for hint in new_flow.hints(english.stem):
        english.write_text(english.read_text().replace(hint, "Tea is made so."))
    assert ", tea-time (scenarios walked: " in mfa_bot("check").stdout
    assert "Is it gone?" in mfa_bot("print mfa-lost").stdout
    assert "Is it gone?" in mfa_bot("play mfa-lost --account prod --press broken").stdout
    assert "/tea-time" in mfa_bot("manifest").stdout
    assert mfa_bot("picture tea-time").exit_code == 0
    words.write_text("## what_hapened\nIs it gone?\n", encoding="utf-8")
    broken = mfa_bot("check")
    assert broken.exit_code == 1
    assert f"{words} line 1 / what_hapened: no step or note has this name." in broken.stderr
    assert f"{words} line 1" in mfa_bot("doctor").stdout


def test_all_problems_are_told_at_once_with_place_and_remedy(
    mfa_bot: Command, copied: Path
) -> None:
    edit(copied / "mfa-lost/flow.yaml", "standalone: what_is_left", "standalone: what_is_lft")
    edit(copied / "contact-phone/en.md", "[updated]", "[updatd]")
    result = mfa_bot(["check", str(copied)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "mfa-lost / account_kind / standalone: there is no step 'what_is_lft'" in result.stderr
    assert "Did you mean 'what_is_left'?" in result.stderr
    assert "contact-phone" in result.stderr
    *problems, count = result.stderr.splitlines()
    assert count == f"{len(problems)} problems to fix."
    assert "Traceback" not in result.stderr


def test_a_directory_without_flows_is_a_problem(mfa_bot: Command, tmp_path: Path) -> None:
    result = mfa_bot(["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "no flows here" in result.stderr
    assert "1 problem to fix." in result.stderr


def test_a_new_procedure_is_not_written_into_the_installation(
    mfa_bot: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = mfa_bot("new tea-time")
    assert told.exit_code == 1
    assert (
        "Name a directory for your own procedures: `mfa-bot new tea-time DIRECTORY`" in told.stderr
    )
    assert not (resource("flows") / "tea-time").exists()


def test_the_first_procedure_of_an_empty_directory_is_made_there(
    mfa_bot: Command, tmp_path: Path
) -> None:
    home = tmp_path / "own"
    home.mkdir()
    made = mfa_bot(["new", "tea-time", str(home)])
    assert made.exit_code == 0, made.stderr
    assert f"run `mfa-bot check {home}` after every change" in made.stdout
    assert f"The bot has other flows: first set FLOWS_DIR={home}." in made.stdout
    assert f"\n  mfa-bot schema > {home}/flow.schema.json\n" in made.stdout
    assert f"\n  mfa-bot schema --scenarios > {home}/scenarios.schema.json\n" in made.stdout
    assert {file.name for file in (home / "tea-time").iterdir()} == {
        *("flow.yaml", "scenarios.yaml", "en.md", "zh-TW.md")
    }
    assert "says what belongs here" in mfa_bot(["check", str(home)]).stderr


def test_what_is_made_in_the_folder_that_is_used_says_nothing_of_it(
    mfa_bot: Command, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWS_DIR", str(copied))
    told = mfa_bot(["new", "tea-time", str(copied)]).stdout
    assert "let Slack know /tea-time. Paste" in told
    assert "FLOWS_DIR=" not in told
    assert "mfa-bot schema" not in told


def test_a_language_that_is_not_spoken_needs_no_texts_of_the_bot(
    mfa_bot: Command, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What LANGUAGES leaves out is not checked."""
    words = (short / "contact-phone" / "en.md").read_text(encoding="utf-8")
    (short / "contact-phone" / "ja.md").write_text(words, encoding="utf-8")
    monkeypatch.setenv("FLOWS_DIR", str(short))
    told = mfa_bot("check").stderr
    assert "ja: the bot's own texts are missing" in told
    monkeypatch.setenv("LANGUAGES", "en")
    assert mfa_bot("check").exit_code == 0


@each("name", ["tea\n", "tea time", "", "Tea", "../tea", "ｔｅａ", "t" * 32])
def test_what_is_no_name_of_a_procedure_makes_no_file(
    mfa_bot: Command, tmp_path: Path, name: str
) -> None:
    told = mfa_bot(["new", name, str(tmp_path)])
    assert told.exit_code == 1
    assert "is not a name for a procedure" in told.stderr
    assert [*tmp_path.glob("*/flow.yaml")] == []


def test_beside_a_procedure_with_a_problem_no_file_is_made_and_the_problem_is_told(
    mfa_bot: Command, copied: Path
) -> None:
    edit(copied / "mfa-lost/flow.yaml", "standalone: what_is_left", "standalone: what_is_lft")
    told = mfa_bot(["new", "tea-time", str(copied)])
    assert told.exit_code == 1
    assert "mfa-lost / account_kind / standalone: there is no step 'what_is_lft'" in told.stderr
    assert told.stderr.endswith("No file was made for tea-time: fix that first.\n")
    assert not (copied / "tea-time").exists()


def test_the_directory_of_one_flow_names_the_one_above(mfa_bot: Command, copied: Path) -> None:
    result = mfa_bot(["check", str(copied / "mfa-lost")])
    assert result.exit_code == 1
    assert f"this is the folder of one flow; name the one above it, {copied}." in result.stderr


def test_a_directory_that_is_none_is_refused(mfa_bot: Command, tmp_path: Path) -> None:
    assert mfa_bot(["check", str(tmp_path / "nothing")]).exit_code == 2
