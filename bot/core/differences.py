"""Differences between a step's words and what AWS shows, as people report them.

A report is one press of a button: it counts once for a person and a turn of a run. What they see
instead may be said in a sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepWords:
    """Words of a step, as somebody read them; `version` changes with each change of them."""

    flow: str
    step: str
    language: str
    version: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, and at which turn of which run."""

    run: str
    turn: int
    by: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Report that AWS shows something else than these words."""

    reporter: Reporter
    words: StepWords


@dataclass(frozen=True, slots=True)
class Observation:
    """Sentence about what somebody saw instead."""

    reporter: Reporter
    sentence: str


@dataclass(frozen=True, slots=True)
class ReportedStep:
    """How many reports there are about the same words, and what was said, oldest first."""

    words: StepWords
    count: int
    sentences: tuple[str, ...]


def summary(reports: Iterable[Difference | Observation]) -> tuple[ReportedStep, ...]:
    """Reports by the words that they are about, most of them first; `reports`: oldest first."""
    about: dict[Reporter, StepWords] = {}
    said: dict[Reporter, str] = {}
    for report in reports:
        match report:
            case Difference(reporter, words):
                about[reporter] = words
            case Observation(reporter, sentence):
                said[reporter] = sentence
    found = [
        ReportedStep(
            words,
            sum(each == words for each in about.values()),
            tuple(said[who] for who, each in about.items() if each == words and who in said),
        )
        for words in dict.fromkeys(about.values())
    ]
    return tuple(sorted(found, key=lambda one: -one.count))
