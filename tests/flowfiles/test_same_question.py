"""No walk is asked twice what it has answered, unless it went back or an attempt failed."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.budget import AttemptResult, Limits
from bot.core.flow import Step
from bot.core.press import ANSWER, SKIP
from bot.flowfiles.scenarios import ScenarioState, press_once, start
from tests.core.ways import GOOD
from tests.support.examples import examples
from tests.support.shipped import FLOWS

AGAIN = ("back", "start_over", "other_number")  # they ask for another answer
LONGEST = 40  # presses


@dataclass
class Asked:
    """Questions that a walk has answered, by the flow that asks; `twice`: those that came again."""

    known: set[tuple[str, str]] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)

    def comes_to(self, flow: str, step: Step) -> None:
        if not step.asks:
            return
        if (flow, step.asks) in self.known:
            self.twice.append(f"{flow} / {step.name} / {step.asks}")

    def answers(self, flow: str, step: Step) -> None:
        self.known.add((flow, step.asks or ""))


def step_of(state: ScenarioState) -> Step:
    step = FLOWS.step(state.run.place.flow, state.run.place.step)
    assert step
    return step


def ways(state: ScenarioState) -> list[str]:
    step = step_of(state)
    left = state.attempts.left(state.now)
    buttons = [b.name for b in step.buttons.values() if left or not b.spends]
    asked = [f"{ANSWER}={good}" for good in GOOD[step.asks]] if step.asks else []
    own = ["back"] if state.run.trail else []
    return [*buttons, *asked, *([SKIP] if step.skip else []), *own, "start_over"]


@pytest.mark.parametrize("flow", FLOWS)
@settings(max_examples=examples(150))
@given(chosen=st.lists(st.integers(0, 2**16), min_size=LONGEST - 1, max_size=LONGEST - 1))
def test_nobody_is_asked_the_same_twice(flow: str, chosen: list[int]) -> None:
    state, asked, walked = start(FLOWS, flow, Limits()), Asked(), [""]
    for number, chance in enumerate(chosen, start=1):
        step, here = step_of(state), state.run.place
        if not state.run.open:
            break
        known = ways(state)
        press = known[chance % len(known)]
        walked.append(f"{here.step}:{press}")
        press_once(FLOWS, state, number, press)
        button = step.buttons.get(press)
        failed = button and button.records not in (None, AttemptResult.SIGNED_IN)
        if press.startswith((ANSWER, SKIP)):
            asked.answers(here.flow, step)
        if press in AGAIN or failed or (button and button.visits):
            asked.known.clear()
        if state.run.place != here:
            asked.comes_to(state.run.place.flow, step_of(state))
        assert not asked.twice, " → ".join(walked)


def test_a_question_that_comes_again_would_be_seen() -> None:
    asked, step = Asked(), Step(name="number", asks="phone")
    asked.comes_to("lost", step)
    asked.comes_to("lost", step)  # it was left unanswered
    assert not asked.twice
    asked.answers("lost", step)
    asked.comes_to("phone", step)
    assert not asked.twice
    asked.comes_to("lost", step)
    assert asked.twice == ["lost / number / phone"]
