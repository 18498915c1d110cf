"""Length of the walks in scenarios: presses and words before AWS is touched and a call made."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.budget import Limits
from bot.core.flow import Step
from bot.core.words import Section
from bot.flowfiles.library import Library
from bot.flowfiles.safety_checks import asks_what_is_so
from bot.flowfiles.scenarios import Scenario, press_once, start

_HAN = re.compile(r"[\u3400-\u9fff]")
_AWS = re.compile(r"\*\*|```")  # AWS's own labels are bold, its commands stand in blocks


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody does and reads before a step."""

    step: str
    presses: int
    words: int


@dataclass(frozen=True, slots=True)
class Length:
    """Length of one scenario in one language; None where it never comes there."""

    flow: str
    scenario: str
    language: str
    steps: int
    to_aws: Reach | None
    to_call: Reach | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A step that was shown, and whether a press that counts an attempt led to it."""

    flow: str
    step: str
    called: bool


def lengths(library: Library) -> Iterator[Length]:
    """Length of each scenario of each flow, in each language."""
    for flow, scenarios in library.scenarios.items():
        languages = sorted(tag for of, tag in library.words if of == flow)
        for scenario in scenarios:
            shown = _screens_of(library, flow, scenario)
            for language in languages:
                yield _length(library, flow, scenario.title, language, shown)


def _screens_of(library: Library, flow: str, scenario: Scenario) -> tuple[_Shown, ...]:
    state = start(library.flows, flow, Limits(), scenario.known)
    shown = [_Shown(flow, state.run.place.step, called=False)]
    for number, press in enumerate(scenario.presses, start=1):
        here, spent = state.run.place, state.run.attempt
        press_once(library.flows, state, number, press)
        place = state.run.place
        if place != here:
            called = state.run.attempt not in (None, spent)
            shown.append(_Shown(place.flow, place.step, called=called))
    return tuple(shown)


def _length(
    library: Library, flow: str, title: str, language: str, shown: tuple[_Shown, ...]
) -> Length:
    def section(at: _Shown) -> Section:
        return library.in_language(at.flow, language).sections[at.step]

    def at_aws(at: _Shown) -> bool:
        words = library.in_language(at.flow, "en")
        text = words.sections[at.step].text
        step: Step = library.flows[at.flow].steps[at.step]
        return not step.end and not asks_what_is_so(step, words) and bool(_AWS.search(text))

    def reach(found: Callable[[_Shown], bool]) -> Reach | None:
        where = next((n for n, at in enumerate(shown) if found(at)), None)
        if where is None:
            return None
        read = sum(_words(section(at).body) for at in shown[:where])
        return Reach(shown[where].step, where, read)

    to_call = reach(lambda at: at.called)
    return Length(flow, title, language, len(shown), reach(at_aws), to_call)


def _words(text: str) -> int:
    """Words; in Chinese, characters."""
    return sum(any(map(str.isalnum, word)) for word in _HAN.sub(" 字 ", text).split())


def table(library: Library) -> Iterator[str]:
    """Lines of the lengths, separated by tabs."""
    yield "\t".join(
        "flow scenario language steps at_aws presses words the_call presses words".split()
    )
    for length in lengths(library):
        reached = (_cells(length.to_aws), _cells(length.to_call))
        cells = (length.flow, length.scenario, length.language, str(length.steps))
        yield "\t".join((*cells, *reached[0], *reached[1]))


def _cells(reach: Reach | None) -> tuple[str, str, str]:
    return (reach.step, str(reach.presses), str(reach.words)) if reach else ("-", "-", "-")
