"""Every scenario that the authors wrote, walked by what each screen offers, in every language."""

import re

import pytest

from bot.core.budget import Limits
from bot.core.view import view
from bot.flowfiles.scenarios import ScenarioState, parse_press, press_once, start
from bot.slack.render.blocks import Message, step_message
from bot.slack.render.codec import action_id
from tests.support.aloud import unspoken
from tests.support.each import each
from tests.support.shipped import LIBRARY, SCENARIOS

LANGUAGES = tuple(sorted({language for _, language in LIBRARY.words}))
WORDS = {
    language: {flow: LIBRARY.in_language(flow, language) for flow in LIBRARY.flows}
    for language in LANGUAGES
}
WAIT = re.compile(r"\+\d+[hm]")


def screen(state: ScenarioState, language: str) -> Message:
    seen = view(LIBRARY.flows, state.run, state.attempts, state.now)
    return step_message(language, seen, WORDS[language], LANGUAGES)


def offered(message: Message) -> set[str]:
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return {element["action_id"] for row in rows for element in row["elements"]}


@pytest.mark.parametrize("language", LANGUAGES)
@each("name", SCENARIOS, sampled=True)
def test_it_reaches_its_end_by_buttons_that_are_on_the_screen(language: str, name: str) -> None:
    """And each screen is read aloud whole, to those who listen instead of looking."""
    flow, scenario = SCENARIOS[name]
    state = start(LIBRARY.flows, flow, Limits(), scenario.known)
    for number, press in enumerate(scenario.presses, start=1):
        shown = screen(state, language)
        assert unspoken(shown.text, shown.blocks) == set()
        button, _ = parse_press(press)
        assert WAIT.fullmatch(press) or action_id(button) in offered(shown), press
        press_once(LIBRARY.flows, state, number, press)
    assert state.run.outcome == scenario.end
    last = screen(state, language)
    assert unspoken(last.text, last.blocks) == set()


def test_no_end_is_left_out() -> None:
    ends = {
        (flow.name, step.end)
        for flow in LIBRARY.flows.values()
        for step in flow.steps.values()
        if step.end
    }
    assert {(flow, scenario.end) for flow, scenario in SCENARIOS.values()} >= ends
