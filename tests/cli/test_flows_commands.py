"""`check`, `picture`, `print`, `manifest` and `schema`: what flows say, to people and tools."""

import html
import json
import re
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.cli import authoring
from bot.core.budget import Limits
from bot.core.press import ANSWER, SKIP
from bot.core.words import OF_THE_FLOW, plain
from bot.files.resources import resource
from bot.texts import cldr, new_flow
from bot.texts.paper_words import on_paper
from tests.cli import drawings
from tests.cli.conftest import Command
from tests.support.each import each
from tests.support.shipped import LIBRARY

all_flows = pytest.mark.parametrize("flow", LIBRARY.flows)
BOX = re.compile(r'  (\w+)(?:\["|\(\[")(.+?)(?:"\]|"\]\))')
ARROW = re.compile(r'  (\w+) -- "(.+)" --> (\w+)')


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


@pytest.mark.parametrize(("day", "warned"), [("2026-08-29", False), ("2026-08-28", True)])
def test_a_procedure_that_was_compared_with_aws_long_ago_is_warned_of(
    mfa_bot: Command, short: Path, monkeypatch: pytest.MonkeyPatch, day: str, warned: bool
) -> None:
    """It is sound all the same."""
    monkeypatch.setattr(authoring, "today", lambda: date(2026, 11, 27))
    reviewed = LIBRARY.flows["contact-phone"].review.day
    edit(short / "contact-phone" / "flow.yaml", f"reviewed: {reviewed}", f"reviewed: {day}")
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
    monkeypatch.setattr(authoring, "today", lambda: date(2026, 11, 27))
    reviewed = LIBRARY.flows["contact-phone"].review.day
    edit(short / "contact-phone" / "flow.yaml", f"reviewed: {reviewed}", f"reviewed: {day}")
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


@all_flows
def test_the_picture_has_every_step_and_every_button(mfa_bot: Command, flow: str) -> None:
    """In their own words."""
    table, words = LIBRARY.flows[flow], LIBRARY.in_language(flow, "en")
    told = mfa_bot(f"picture {flow}").stdout
    assert not re.search(r"&#", told), "Mermaid takes #x27; of &#x27; for an entity of its own"
    for entity, sign in (("#123;", "{"), ("#125;", "}"), ("#quot;", '"')):
        told = told.replace(entity, sign)
    first, *lines = html.unescape(told).splitlines()
    assert first == "flowchart TD"
    boxes = {match[1]: match[2] for line in lines if (match := BOX.fullmatch(line))}
    arrows = [match.groups() for line in lines if (match := ARROW.fullmatch(line))]
    assert len(lines) == len(boxes) + len(arrows)
    assert boxes.keys() == table.steps.keys()
    for step in table.steps.values():
        assert boxes[step.name].startswith(plain(words.point(step.name)))
        pressed = [(button.name, button.then or button.go) for button in step.buttons.values()]
        ways = [way for way in (*pressed, (ANSWER, step.go), (SKIP, step.skip)) if way[1]]
        drawn = [(label, to) for start, label, to in arrows if start == step.name]
        for (way, target), (label, to) in zip(ways, drawn, strict=False):
            assert label.startswith(words.label(step.name, way))
            assert to == target
        beside = [*step.needs_attempt.values(), *filter(None, [step.with_gaps])]
        assert [to for _, to in drawn[len(ways) :]] == beside
        assert len(drawn) == len(ways) + len(beside)


@all_flows
def test_the_svg_is_well_formed_and_draws_every_arrow(mfa_bot: Command, flow: str) -> None:
    """Also where two buttons lead from one step to the same other one."""
    there = drawings.drawn(mfa_bot(f"picture {flow} --svg").stdout)
    kinds = [each.kind for each in there]
    assert kinds.count("node") == len(LIBRARY.flows[flow].steps)
    assert kinds.count("edge") == mfa_bot(f"picture {flow}").stdout.count(" --> ")
    assert drawings.kept(flow) == there, "`make pictures` draws it anew"


def test_without_graphviz_an_svg_is_a_sentence(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    result = mfa_bot("picture mfa-lost --svg")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "SVG needs Graphviz: pip install 'mfa-bot[pictures]', or use Mermaid (without --svg)\n"
    )


@all_flows
def test_the_runbook_has_every_step_note_and_source(mfa_bot: Command, flow: str) -> None:
    result = mfa_bot(f"print {flow}")
    table, words = LIBRARY.flows[flow], on_paper("en", LIBRARY.in_language(flow, "en"), Limits())
    assert result.stdout.startswith(f"# {words.title}\n")
    for section in words.sections.values():
        if section.name in OF_THE_FLOW:
            continue
        assert f'<a id="{section.name}"></a>' in result.stdout
        assert section.body in result.stdout
    for source in table.sources.values():
        assert f"- {source}" in result.stdout
    assert f"Last checked on {cldr.day('en', table.review.day)}." in result.stdout
    assert "AWS's documentation of October 2026." in result.stdout
    reported = "Screens are described as people reported them in " in result.stdout
    assert reported == (table.review.screens is not None)


@all_flows
def test_every_link_inside_the_runbook_leads_somewhere(mfa_bot: Command, flow: str) -> None:
    text = mfa_bot(f"print {flow}").stdout
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= set(re.findall(r'<a id="(\w+)">', text))


def test_app_yaml_has_the_commands_of_the_flows(mfa_bot: Command) -> None:
    there = resource("app.yaml").read_text(encoding="utf-8")
    assert mfa_bot("manifest").stdout == there, "`make schema` writes it anew"


def test_the_manifest_for_http_has_the_address(mfa_bot: Command) -> None:
    result = mfa_bot("manifest --url https://bot.example.com")
    settings = yaml.safe_load(result.stdout)["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["interactivity"]["request_url"] == "https://bot.example.com/slack/events"


def test_an_address_that_slack_cannot_reach_is_a_sentence(mfa_bot: Command) -> None:
    result = mfa_bot("manifest --url http://localhost")
    assert result.exit_code == 1
    assert result.stderr.startswith("Slack can't send requests to 'http://localhost'")
    assert result.stdout == ""


def test_the_schema_is_a_json_schema_of_the_flows(mfa_bot: Command) -> None:
    schema = json.loads(mfa_bot("schema").stdout)
    assert {"flow", "command", "start", "steps", "sources"} <= schema["properties"].keys()
    assert schema["title"] == "A flow of mfa-bot"


def test_the_schema_of_scenarios_is_asked_for_by_name(mfa_bot: Command) -> None:
    schema = json.loads(mfa_bot("schema --scenarios").stdout)
    assert schema["items"]["$ref"] == "#/$defs/ScenarioModel"
    assert schema["$defs"]["ScenarioModel"]["required"] == ["title", "presses", "end"]
