"""How long the recovery is: presses and words before AWS is touched, and before a call is made."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.budget import Limits
from bot.flowfiles.safety_checks import asks_what_is_so
from bot.flowfiles.scenarios import Scenario, press_once, start
from tests.support.shipped import FLOWS, LIBRARY

MOST_STEPS, MOST_PRESSES, MOST_WORDS = 10, 6, 300  # before the call; before AWS; of it in English
FULL = "The team file has everything, three presses to the first action at AWS"
AT_AWS = re.compile(r"\*\*|```")  # AWS's own labels are bold, its commands stand in blocks


@dataclass(frozen=True)
class Shown:
    """A step that was shown, and whether a press that counts an attempt led to it."""

    flow: str
    step: str
    called: bool = False

    @property
    def words(self) -> int:
        body = LIBRARY.in_language(self.flow, "en").sections[self.step].body
        return sum(any(map(str.isalnum, word)) for word in body.split())

    @property
    def at_aws(self) -> bool:
        words, step = LIBRARY.in_language(self.flow, "en"), FLOWS[self.flow].steps[self.step]
        told = words.sections[self.step].text
        return not step.end and not asks_what_is_so(step, words) and bool(AT_AWS.search(told))


def steps_of(scenario: Scenario) -> Iterator[Shown]:
    state = start(FLOWS, "mfa-lost", Limits(), scenario.known)
    yield Shown("mfa-lost", state.run.place.step)
    for number, press in enumerate(scenario.presses, start=1):
        here, spent = state.run.place, state.run.attempt
        press_once(FLOWS, state, number, press)
        place = state.run.place
        if place != here:
            yield Shown(place.flow, place.step, state.run.attempt not in (None, spent))


def before(shown: list[Shown], found: Callable[[Shown], bool]) -> list[Shown] | None:
    """Steps before the first such one; None where it never comes."""
    where = next((n for n, at in enumerate(shown) if found(at)), None)
    return None if where is None else shown[:where]


def test_the_call_comes_after_ten_steps_and_the_first_action_at_aws_soon() -> None:
    """On the shortest way to a call."""
    walks = [[*steps_of(scenario)] for scenario in LIBRARY.scenarios["mfa-lost"]]
    calling = [(walk, way) for walk in walks if (way := before(walk, lambda at: at.called))]
    shortest, to_call = min(calling, key=lambda each: len(each[1]))
    assert len(to_call) <= MOST_STEPS
    to_aws = before(shortest, lambda at: at.at_aws)
    assert to_aws is not None
    assert 0 < len(to_aws) <= MOST_PRESSES
    assert 0 < sum(at.words for at in to_aws) <= MOST_WORDS


def test_with_a_full_team_file_three_presses_lead_to_the_first_action_at_aws() -> None:
    (full,) = (one for one in LIBRARY.scenarios["mfa-lost"] if one.title == FULL)
    shown = [*steps_of(full)]
    to_aws = before(shown, lambda at: at.at_aws)
    assert to_aws is not None
    assert (len(to_aws), shown[len(to_aws)].step) == (3, "sign_in")
