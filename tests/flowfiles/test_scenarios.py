"""What the authors of the flows expect, and what they stand on."""

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.core.budget import Limits
from bot.core.run import ANSWER, SKIP
from bot.files.resources import resource
from bot.flowfiles import models
from bot.flowfiles.library import load
from bot.flowfiles.scenarios import Scenario, walk

HOME = resource("flows")
LIBRARY = load(HOME)
SCENARIOS = [
    pytest.param(flow, scenario, id=f"{flow}: {scenario.title}")
    for flow, known in LIBRARY.scenarios.items()
    for scenario in known
]


@pytest.mark.parametrize(("flow", "scenario"), SCENARIOS)
def test_a_scenario_reaches_its_end(flow: str, scenario: Scenario) -> None:
    came_to = walk(LIBRARY.flows, flow, scenario.presses, Limits())
    assert came_to.run.outcome == scenario.end


def test_every_button_is_pressed_by_some_scenario() -> None:
    pressed = {
        press
        for flow, known in LIBRARY.scenarios.items()
        for scenario in known
        for press in walk(LIBRARY.flows, flow, scenario.presses, Limits()).pressed
    }
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


def test_the_schema_beside_the_flows_is_the_one_that_the_bot_prints() -> None:
    """`mfa-bot schema > flows/flow.schema.json` mends it."""
    text = (HOME / "flow.schema.json").read_text(encoding="utf-8")
    assert text == json.dumps(models.schema(), indent=2) + "\n"


@pytest.mark.parametrize("flow", LIBRARY.flows)
def test_every_flow_fits_the_schema_that_editors_read(flow: str) -> None:
    path = HOME / flow / "flow.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../flow.schema.json\n")
    Draft202012Validator.check_schema(models.schema())
    data = yaml.safe_load(text)
    data["reviewed"] = str(data["reviewed"])  # YAML proper reads a date there
    assert [e.message for e in Draft202012Validator(models.schema()).iter_errors(data)] == []
