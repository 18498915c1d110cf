"""What the authors of the flows expect, and what they stand on."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.core.budget import Limits
from bot.core.press import ANSWER, SKIP
from bot.files.resources import resource
from bot.flowfiles.library import BrokenFlows, load
from bot.flowfiles.scenarios import ScenarioState, walk
from tests.flowfiles.conftest import Desk
from tests.support.each import each
from tests.support.schemas import printed_schema
from tests.support.shipped import LIBRARY, SCENARIOS

HOME = resource("flows")
FIRST = LIBRARY.flows["mfa-lost"].start
SCHEMAS = {"flow.yaml": printed_schema(), "scenarios.yaml": printed_schema("--scenarios")}


@cache
def walked(name: str) -> ScenarioState:
    flow, scenario = SCENARIOS[name]
    return walk(LIBRARY.flows, flow, scenario.presses, Limits(), scenario.known)


@each("name", SCENARIOS)
def test_a_scenario_reaches_its_end(name: str) -> None:
    _, scenario = SCENARIOS[name]
    assert walked(name).run.outcome == scenario.end


def test_the_bot_starts_without_reading_scenarios(desk: Desk) -> None:
    """They are tests, for whoever changes a flow; `mfa-bot check` refuses these."""
    desk.put("mfa-lost/scenarios.yaml", "- [")
    assert desk.check()[0] == 1
    assert load(desk.home, walked=False).flows.keys() == LIBRARY.flows.keys()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("mfa-lost/flow.yaml", f"start: {FIRST}\n", "start: nowhere\n"),
        ("mfa-lost/flow.yaml", f"start: {FIRST}\n", "start: {\n"),
        ("mfa-lost/zh-TW.md", f"## {FIRST}\n", "## another\n"),
    ],
)
def test_the_bot_never_starts_with_a_broken_flow(desk: Desk, file: str, old: str, new: str) -> None:
    desk.change(file, old, new)
    with pytest.raises(BrokenFlows):
        load(desk.home, walked=False)


def test_every_button_is_pressed_by_some_scenario() -> None:
    pressed = {press for name in SCENARIOS for press in walked(name).pressed}
    ways = {
        (flow.name, step.name, way)
        for flow in LIBRARY.flows.values()
        for step in flow.steps.values()
        for way in (
            *step.buttons,
            *([ANSWER] if step.asks else []),
            *([SKIP] if step.skip else []),
        )
    }
    assert ways - pressed == set()


def test_every_scenario_has_a_title_of_its_own() -> None:
    titles = [f"{flow} {s.title}" for flow, known in LIBRARY.scenarios.items() for s in known]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("flow", LIBRARY.flows)
def test_every_step_stands_on_a_source_and_every_source_is_used(flow: str) -> None:
    table = LIBRARY.flows[flow]
    used = {source for step in table.steps.values() for source in step.sources}
    assert all(step.sources for step in table.steps.values())
    assert used == set(table.sources)


@pytest.mark.parametrize("flow", LIBRARY.flows)
def test_the_road_of_every_flow_comes_to_an_end_from_everywhere(flow: str) -> None:
    table = LIBRARY.flows[flow]
    assert table.reachable() == set(table.steps)
    assert set(table.distances()) == set(table.steps)


def test_every_schema_beside_the_flows_is_the_one_that_the_bot_prints() -> None:
    """`make schema` mends it."""
    beside = {path.name for path in HOME.glob("*.schema.json")}
    assert beside == {f"{Path(file).stem}.schema.json" for file in SCHEMAS}
    for file, schema in SCHEMAS.items():
        text = (HOME / f"{Path(file).stem}.schema.json").read_text(encoding="utf-8")
        assert text == json.dumps(schema, indent=2) + "\n"
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", SCHEMAS)
@pytest.mark.parametrize("flow", LIBRARY.flows)
def test_every_file_fits_the_schema_that_its_first_line_names_to_editors(
    flow: str, file: str
) -> None:
    text = (HOME / flow / file).read_text(encoding="utf-8")
    schema = f"../{Path(file).stem}.schema.json"
    assert text.startswith(f"# yaml-language-server: $schema={schema}\n")
    data = yaml.load(text, AsEditorsRead)  # noqa: S506 -- it is a SafeLoader
    assert misfits(file, data) == []


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, where `on` and `off` are text."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [found for found in resolvers if found[0] != "tag:yaml.org,2002:bool" or first in "tf"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def misfits(file: str, data: Any) -> list[str]:
    """What an editor would underline; YAML proper reads a date as one, JSON has text there."""
    as_json = json.loads(json.dumps(data, default=str))
    found = Draft202012Validator(SCHEMAS[file]).iter_errors(as_json)
    return ["/".join(map(str, error.path)) for error in found]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"titel": "A typo"}, "0"),
        ({"presses": []}, "0/presses"),
        ({"presses": ["opened", "24h"]}, "0/presses/1"),
        ({"presses": ["+24d"]}, "0/presses/0"),
        ({"presses": ["Opened"]}, "0/presses/0"),
        ({"presses": [24]}, "0/presses/0"),
        ({"end": "Two words"}, "0/end"),
    ],
)
def test_an_editor_underlines_what_is_no_scenario(changes: dict[str, Any], place: str) -> None:
    whole = {"title": "Tea", "presses": ["boils", "answer=a=b c", "+90m", "go_on"], "end": "served"}
    assert misfits("scenarios.yaml", [whole]) == []
    assert misfits("scenarios.yaml", [{**whole, **changes}]) == [place]
