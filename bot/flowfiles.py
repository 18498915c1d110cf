"""flows/ on disk -> flows, words and scenarios; or sentences for the author, all at once."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.nodes import MappingNode, Node, SequenceNode

from bot.core import check
from bot.core.budget import Kind, Result, Risk
from bot.core.check import Problem
from bot.core.flow import Button, Flow, Flows, Step
from bot.core.scenario import Scenario
from bot.core.words import Words, parse
from bot.flowmodels import ButtonModel, FlowModel, ScenarioModel, StepModel, mended, sentences

MODEL_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that flows/ says: the tables, the words by (flow, language), the scenarios."""

    flows: Flows
    words: Mapping[tuple[str, str], Words]
    scenarios: Mapping[str, tuple[Scenario, ...]]

    def in_language(self, flow: str, language: str) -> Words:
        return self.words.get((flow, language)) or self.words[flow, MODEL_LANGUAGE]

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({language for _, language in self.words}))


class BrokenFlows(ValueError):
    """flows/ has slips; `problems` holds them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load(directory: Path) -> Library:
    """Read and check every flow below `directory`. Raises BrokenFlows."""
    reader = _Reader()
    folders = sorted(p.parent for p in directory.glob("*/flow.yaml")) if directory.is_dir() else []
    if not folders:
        reader.problems.append(Problem(str(directory), "no flows here; expected */flow.yaml."))
    for folder in folders:
        reader.read(folder)
    problems = [*reader.problems, *_check(reader)]
    if problems:
        raise BrokenFlows(tuple(dict.fromkeys(problems)))
    return Library(Flows(reader.flows), reader.words, reader.scenarios)


class _Reader:
    """Collects what can be read of flows/, and a problem for each thing that can't."""

    def __init__(self) -> None:
        self.flows: dict[str, Flow] = {}
        self.words: dict[tuple[str, str], Words] = {}
        self.scenarios: dict[str, tuple[Scenario, ...]] = {}
        self.problems: list[Problem] = []
        self.unsound: set[str] = set()  # flows whose table is not what the author meant

    def read(self, folder: Path) -> None:
        if flow := self._flow(folder):
            self.flows[folder.name] = flow
        for path in sorted(folder.glob("*.md")):
            texts, slips = parse(folder.name, path.stem, path.read_text(encoding="utf-8"))
            self.words[folder.name, path.stem] = texts
            for slip in slips:
                place = f"{folder.name} / {path.name} line {slip.line}"
                self.problems.append(Problem(place, slip.text))
        if (folder.name, MODEL_LANGUAGE) not in self.words:
            self.problems.append(Problem(folder.name, f"there is no {MODEL_LANGUAGE}.md; add it."))
        self.scenarios[folder.name] = self._scenarios(folder)

    def _flow(self, folder: Path) -> Flow | None:
        data = self._yaml(folder / "flow.yaml")
        if data is None:
            return None
        model: FlowModel | None
        try:
            model = FlowModel.model_validate(data)
        except ValidationError as error:
            for place, text in sentences(error):
                self.problems.append(Problem(" / ".join((folder.name, *place)), text))
            self.unsound.add(folder.name)
            model = mended(data)  # what is sound in it is still checked
            if model is None:
                return None
            model = model.model_copy(update={"flow": folder.name})
        if model.flow != folder.name:
            text = (
                f"the flow calls itself '{model.flow}', its folder '{folder.name}'; make them one."
            )
            self.problems.append(Problem(folder.name, text))
        return _to_flow(model)

    def _scenarios(self, folder: Path) -> tuple[Scenario, ...]:
        path = folder / "scenarios.yaml"
        if not path.exists():
            self.problems.append(Problem(folder.name, "there is no scenarios.yaml; add it."))
            return ()
        data = self._yaml(path)
        if data is None:
            return ()
        try:
            models = TypeAdapter(list[ScenarioModel]).validate_python(data)
        except ValidationError as error:
            for place, text in sentences(error):
                self.problems.append(Problem(" / ".join((folder.name, path.name, *place)), text))
            return ()
        return tuple(Scenario(m.title, tuple(m.presses), m.end) for m in models)

    def _yaml(self, path: Path) -> Any:
        place = f"{path.parent.name} / {path.name}"
        try:
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        except (yaml.MarkedYAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f" line {mark.line + 1}" if mark else ""
            what = getattr(error, "problem", None) or str(error)
            self.problems.append(Problem(f"{place}{line}", f"this is no YAML: {what}."))
            self.unsound.add(path.parent.name)
            return None
        if root is None:
            self.problems.append(Problem(place, "the file is empty."))
            self.unsound.add(path.parent.name)
            return None
        doubles = list(_doubles(root, place))
        self.problems += doubles
        return _plain(root)


def _doubles(node: Node, place: str) -> Iterator[Problem]:
    """YAML itself keeps the last of two equal keys, in silence."""
    if isinstance(node, MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = str(key.value)
            if name in first:
                text = f"'{name}' stands here and on line {first[name]}; keep one."
                yield Problem(f"{place} line {line}", text)
            first.setdefault(name, line)
            yield from _doubles(value, place)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _doubles(item, place)


def _plain(node: Node) -> Any:
    """Every scalar a string: `no`, `0123` and `22:30` mean what they say."""
    if isinstance(node, MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value


def _to_flow(model: FlowModel) -> Flow:
    print_of = hashlib.sha256(model.model_dump_json(include={"start", "steps"}).encode())
    return Flow(
        name=model.flow,
        command=model.command,
        start=model.start,
        goal=model.goal,
        reviewed=model.reviewed,
        sources=dict(model.sources),
        steps={name: _to_step(name, step) for name, step in model.steps.items()},
        fingerprint=print_of.hexdigest()[:12],
    )


def _to_step(name: str, model: StepModel) -> Step:
    return Step(
        name=name,
        sources=tuple(model.sources),
        buttons={name: _to_button(name, form) for name, form in model.buttons.items()},
        asks=model.asks,
        go=model.go,
        skip=model.skip,
        shows=tuple(model.shows),
        reminds=model.reminds,
        end=model.end,
        resumes=model.resumes,
        needs_attempt={Risk(risk): step for risk, step in model.needs_attempt.items()},
        danger=model.danger,
    )


def _to_button(name: str, form: str | ButtonModel) -> Button:
    if isinstance(form, str):
        return Button(name=name, go=form)
    return Button(
        name=name,
        go=form.go,
        spends=Kind(form.spends) if form.spends else None,
        refused=form.refused,
        visits=form.visits,
        then=form.then,
        records=Result(form.records) if form.records else None,
        gives_back=form.gives_back,
    )


def _check(read: _Reader) -> Iterator[Problem]:
    for flow in read.flows.values():
        yield from check.table(flow, read.flows)
        if twins := [f.name for f in read.flows.values() if f.command == flow.command][1:]:
            yield Problem(flow.name, f"{flow.command} starts {', '.join(twins)} too; keep one.")
        model = read.words.get((flow.name, MODEL_LANGUAGE))
        for (name, language), texts in read.words.items():
            if name == flow.name:
                yield from check.words(flow, texts)
                if model and language != MODEL_LANGUAGE:
                    yield from check.parity(flow, model, texts)
    for flow in read.flows.values():
        yield from check.spelling(flow, read.flows, read.scenarios.get(flow.name, ()))
    if read.unsound or any(any(check.table(flow, read.flows)) for flow in read.flows.values()):
        return  # walking a broken table would only repeat what is said above
    pressed: set[tuple[str, str, str]] = set()
    flows = Flows(read.flows)
    for flow in read.flows.values():
        yield from check.scenarios(flow, flows, read.scenarios.get(flow.name, ()), pressed)
    for flow in read.flows.values():
        yield from check.unpressed(flow, pressed)
