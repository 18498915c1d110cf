"""However somebody walks, no question of /mfa-lost is asked twice, but after Back or a day."""

import random
from collections.abc import Iterator

from bot.core.budget import Limits
from bot.core.flow import Step
from bot.flowfiles.scenarios import ScenarioState, press_once, start
from tests.support.each import each
from tests.support.shipped import FLOWS

ANSWERS = {
    "person": ("Ana; Ben",),
    "phone": ("+886912345678", "0912 345 678"),
    "earlier": ("0", "1, last 2 hours ago", "3, last 1 hour ago"),
    "account_id": ("123456789012",),
    "case_number": ("1234567890",),
}
LONGEST = 150  # presses; the walk of somebody lost


def ways(state: ScenarioState, step: Step) -> Iterator[str]:
    if step.end and state.run.place.visiting:
        yield "go_on"
        return
    yield from step.buttons
    yield from (f"answer={text}" for text in ANSWERS.get(step.asks or "", ()))
    if step.skip:
        yield "skip"


@each("seed", range(200))
def test_no_question_is_asked_twice(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    state = start(FLOWS, "mfa-lost", Limits())
    asked: list[str] = []
    for number in range(1, LONGEST):
        place = state.run.place
        step = FLOWS["mfa-lost"].steps.get(place.step) if not place.visiting else None
        if step and step.asks:
            assert step.name not in asked
            asked.append(step.name)
        if not state.run.open:
            return
        here = FLOWS.step(place.flow, place.step)
        assert here
        press_once(FLOWS, state, number, chance.choice([*ways(state, here)]))


@each("seed", range(200))
def test_the_account_id_is_asked_for_once_in_a_run_and_in_what_it_visits(seed: int) -> None:
    """Commands carry it in several places; whoever leaves the question by another button is asked
    where the next command needs it.
    """
    chance = random.Random(seed)  # noqa: S311 -- no secret
    flow = ("mfa-lost", "contact-phone")[seed % 2]
    state, answered = start(FLOWS, flow, Limits()), False
    for number in range(1, LONGEST):
        place = state.run.place
        here = FLOWS.step(place.flow, place.step)
        assert here
        if not state.run.open:
            return
        asks = here.asks == "account_id"
        assert not (asks and answered), f"{place.flow} / {place.step}"
        press = chance.choice([*ways(state, here)])
        press_once(FLOWS, state, number, press)
        answered = answered or (asks and press.startswith("answer="))
