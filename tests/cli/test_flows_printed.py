"""`picture`, `print`, `manifest` and `schema`: what flows say, to people and tools."""

import html
import json
import re
import sys

import pytest
import yaml

from bot.core.budget import Limits
from bot.core.press import ANSWER, SKIP
from bot.core.words import OF_THE_FLOW, plain
from bot.files.resources import resource
from bot.texts import cldr
from bot.texts.paper_words import on_paper
from tests.cli import drawings
from tests.cli.conftest import Command
from tests.support.shipped import LIBRARY

all_flows = pytest.mark.parametrize("flow", LIBRARY.flows)
BOX = re.compile(r'  (\w+)(?:\["|\(\[")(.+?)(?:"\]|"\]\))')
ARROW = re.compile(r'  (\w+) -- "(.+)" --> (\w+)')


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
