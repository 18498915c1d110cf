"""Walks on the shipped flows, and what somebody reads on the way.

Only buttons that a step has can be pressed.
"""

from dataclasses import dataclass, field

from bot.core.budget import Limits
from bot.core.words import Section
from bot.flowfiles.scenarios import parse_press, press_once, start
from tests.support.shipped import LIBRARY

LANGUAGES = ("en", "zh-TW")

READY = "broken standalone nothing skip skip skip"  # to sign in
PROMPT = f"{READY} opened chosen"  # to the mail
CALLED = "opened chosen opened calling signed_in"  # from the MFA prompt
REGISTERED = "app registered removed have_two not_needed right one"


@dataclass
class Read:
    """What somebody has read when they came to the end."""

    end: str | None = None
    steps: list[str] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ""))
    pressed: dict[str, list[str]] = field(default_factory=lambda: {each: [] for each in LANGUAGES})

    def missing(self, *names: str) -> list[tuple[str, str]]:
        return [(lang, name) for lang in LANGUAGES for name in names if name not in self.text[lang]]


def walked(*presses: str) -> Read:
    read, state = Read(), start(LIBRARY.flows, "mfa-lost", Limits())
    for number, press in enumerate(" ".join(presses).split(), start=1):
        _look(read, state.run.place.flow, state.run.place.step, parse_press(press)[0])
        press_once(LIBRARY.flows, state, number, press)
    _look(read, state.run.place.flow, state.run.place.step)
    read.end = state.run.outcome
    return read


def _look(read: Read, flow: str, step: str, button: str = "") -> None:
    read.steps.append(step)
    for language in LANGUAGES:
        section = LIBRARY.words[flow, language].sections[step]
        read.text[language] += section.text
        read.pressed[language].append(section.labels.get(button, ""))


def section(step: str, language: str) -> Section:
    return LIBRARY.words["mfa-lost", language].sections[step]
