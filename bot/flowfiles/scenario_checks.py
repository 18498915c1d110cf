"""Checks of scenarios: each ends as its author says, and together they press everything."""

from collections.abc import Iterable, Iterator, Mapping

from bot.core.budget import Limits
from bot.core.flow import Flow, Flows
from bot.core.press import ANSWER, SKIP
from bot.flowfiles.move_checks import Problem
from bot.flowfiles.scenarios import Pressed, Scenario, ScenarioFailed, ScenarioState, walk


def check_scenarios(flows: Flows, scenarios: Mapping[str, Iterable[Scenario]]) -> Iterator[Problem]:
    """Problems of scenarios that end elsewhere, and of what none of them presses."""
    walked: list[ScenarioState] = []
    for name in flows:
        for scenario in scenarios[name]:
            at = f"{name} / scenarios.yaml / {scenario.title}"
            try:
                state = walk(flows, name, scenario.presses, Limits(), scenario.known)
            except ScenarioFailed as stumble:
                yield Problem(at, str(stumble))
                continue
            walked.append(state)
            outcome = state.run.outcome or f"the step '{state.run.place.step}'"
            if outcome != scenario.end:
                yield Problem(at, f"it ends with {outcome}, not with {scenario.end}.")
    pressed = {press for state in walked for press in state.pressed}
    answered = {press for state in walked for press in state.answered}
    for flow in flows.values():
        yield from _uncovered(flow, pressed, answered)


def _uncovered(flow: Flow, pressed: set[Pressed], answered: set[Pressed]) -> Iterator[Problem]:
    for step in flow.steps.values():
        asked = [ANSWER] if step.asks else []
        for way in (*step.buttons, *asked, *([SKIP] if step.skip else [])):
            if (flow.name, step.name, way) not in pressed:
                place = f"{flow.name} / {step.name} / {way}"
                yield Problem(place, "no scenario presses this; add it to scenarios.yaml.")
        for way in dict.fromkeys(b for told in step.known.values() for b in told.values()):
            if (flow.name, step.name, way) not in answered:
                place = f"{flow.name} / {step.name} / known"
                text = f"in no scenario the bot answers '{way}'; add one with `known`."
                yield Problem(place, text)
