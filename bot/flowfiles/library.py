"""Loader of flows/: flows, words and scenarios, or all problems as sentences for the author."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.flow import Flow, Flows
from bot.core.words import Words
from bot.files.manifest import SlashCommand
from bot.flowfiles import (
    gap_checks,
    known_checks,
    language_checks,
    move_checks,
    own_files,
    safety_checks,
    scenario_checks,
    word_checks,
)
from bot.flowfiles.move_checks import Problem
from bot.flowfiles.reader import MODEL_LANGUAGE, FlowReader
from bot.flowfiles.scenarios import Scenario
from bot.texts.languages import script

_TRACES = ("*/flow.y*ml", "*/scenarios.y*ml", f"*/{MODEL_LANGUAGE}.md")  # of a flow in a folder


@dataclass(frozen=True, slots=True)
class Library:
    """Content of flows/: the flows, their words by (flow, language), their scenarios."""

    flows: Flows
    words: dict[tuple[str, str], Words]
    scenarios: Mapping[str, tuple[Scenario, ...]]

    def in_language(self, flow: str, language: str) -> Words:
        return self.words.get((flow, language)) or self.words[flow, MODEL_LANGUAGE]

    def all_in_language(self, language: str) -> Mapping[str, Words]:
        """Words of each flow."""
        return {flow: self.in_language(flow, language) for flow in self.flows}

    def take_words(self, other: "Library") -> None:
        """Take the words of another library: whoever holds this one speaks them from now on."""
        self.words.clear()
        self.words.update(other.words)

    def commands(self, language: str) -> tuple[SlashCommand, ...]:
        """All slash commands, in alphabetical order."""
        told = ((flow, self.in_language(name, language)) for name, flow in self.flows.items())
        commands = (
            SlashCommand(flow.command, w.about, w.usage, flow.name, w.start, flow.urgent)
            for flow, w in told
        )
        return tuple(sorted(commands, key=lambda one: one.command))


class BrokenFlows(ValueError):
    """Flows with problems; `problems` has them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def _no_flows(directory: Path) -> str:
    if (directory / "flow.yaml").exists():
        above = directory.absolute().parent
        return f"this is the folder of one flow; name the one above it, {above}."
    return "no flows here; expected */flow.yaml."


def load(
    directory: Path, own: Path | None = None, spoken: tuple[str, ...] = (), *, walked: bool = True
) -> Library:
    """Library of all flows below `directory`, checked. Raises BrokenFlows.

    own: a team's own files, laid over those of `directory`
    spoken: the languages whose words are checked; all if there is none
    walked: also reads the scenarios and walks them, and looks for Markdown that Slack can't show,
    which takes as long as all the rest. That is for whoever changes the flows; without it moves and
    words are checked alike.
    """
    reader = FlowReader(own, spoken, scenarios=walked)
    named = {p.parent for pattern in _TRACES for p in directory.glob(pattern)}
    shipped = {folder.name for folder in named if not folder.name.startswith(".")}
    if not shipped:
        reader.problems.append(Problem(str(directory), _no_flows(directory)))
    if own and (odd := tuple(own_files.problems(own, frozenset(shipped)))):
        raise BrokenFlows(odd)
    homes = (directory, own) if own else (directory,)
    added = {folder.name for folder in own_files.folders(own)} if own else set[str]()
    for name in sorted(shipped | added):
        reader.read(name, tuple(home / name for home in homes if (home / name).is_dir()))
    if problems := reader.problems or [*_check(reader)] or [*_dangers(reader, walked=walked)]:
        raise BrokenFlows(tuple(dict.fromkeys(problems)))
    return Library(Flows(reader.flows), reader.words, reader.scenarios)


def _check(read: FlowReader) -> Iterator[Problem]:
    for flow in read.flows.values():
        yield from move_checks.check_moves(flow, read.flows)
        yield from known_checks.check_known(flow)
        yield from gap_checks.check_gaps(flow)
        first = next(f.name for f in read.flows.values() if f.command == flow.command)
        if first != flow.name:
            yield Problem(flow.name, f"{flow.command} starts {first} already; choose another.")
        yield from _check_words(read, flow)


def _dangers(read: FlowReader, *, walked: bool) -> Iterator[Problem]:
    words = read.checked
    if walked:
        yield from scenario_checks.check_scenarios(Flows(read.flows), read.scenarios)
        for (name, _), texts in words.items():
            yield from word_checks.check_markdown(name, texts)
    for flow in read.flows.values():
        tags = sorted({tag for of, tag in words if of == flow.name} - {MODEL_LANGUAGE})
        languages = (words[flow.name, tag] for tag in (MODEL_LANGUAGE, *tags))
        yield from safety_checks.check_safety(flow, read.flows, languages)


def _check_words(read: FlowReader, flow: Flow) -> Iterator[Problem]:
    """Problems of a flow's words in each language, and of languages that only other flows have."""
    words = read.checked
    model = words.get((flow.name, MODEL_LANGUAGE))
    for language in sorted({language for _, language in words}):
        texts = words.get((flow.name, language))
        if texts is None:
            if language != MODEL_LANGUAGE:
                text = f"there is no {language}.md, as another flow has one; add it."
                yield Problem(flow.name, text)
            continue
        yield from word_checks.check_sections(flow, texts)
        yield from language_checks.check_language(flow, texts, script(language))
        if model and language != MODEL_LANGUAGE:
            yield from language_checks.check_parity(flow, model, texts)
