"""Loader of flows/: flows, words and scenarios, or all problems as sentences for the author."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.core.budget import DAY, HOUR, AttemptKind, AttemptResult, Risk
from bot.core.flow import Button, Flow, Flows, Review, SlashCommand, Step
from bot.core.words import LineProblem, Words, parse
from bot.files import strict_yaml
from bot.flowfiles import known_checks, move_checks, own_files, safety_checks, word_checks
from bot.flowfiles.flow_errors import sentences
from bot.flowfiles.models import ButtonModel, FlowModel, KnownModel, ScenarioModel, StepModel
from bot.flowfiles.move_checks import Problem
from bot.flowfiles.scenarios import Scenario, known_account
from bot.texts.languages import script

MODEL_LANGUAGE = "en"
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_TRACES = ("*/flow.y*ml", "*/scenarios.y*ml", f"*/{MODEL_LANGUAGE}.md")  # of a flow in a folder


@dataclass(frozen=True, slots=True)
class Library:
    """Content of flows/: the flows, their words by (flow, language), their scenarios."""

    flows: Flows
    words: dict[tuple[str, str], Words]
    scenarios: Mapping[str, tuple[Scenario, ...]]

    def in_language(self, flow: str, language: str) -> Words:
        return self.words.get((flow, language)) or self.words[flow, MODEL_LANGUAGE]

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


def load(
    directory: Path, own: Path | None = None, spoken: tuple[str, ...] = (), *, walked: bool = True
) -> Library:
    """Library of all flows below `directory`, checked. Raises BrokenFlows.

    own: a team's own files, laid over those of `directory`
    spoken: the languages whose words are checked; all if there is none
    walked: also reads the scenarios and walks them, which takes as long as all the rest. They are
    the flows' tests, for whoever changes them; without them moves and words are checked alike.
    """
    reader = _Reader(own, spoken, scenarios=walked)
    named = {p.parent for pattern in _TRACES for p in directory.glob(pattern)}
    shipped = {folder.name for folder in named if not folder.name.startswith(".")}
    if not shipped:
        reader.problems.append(Problem(str(directory), "no flows here; expected */flow.yaml."))
    if own and (odd := tuple(own_files.problems(own, frozenset(shipped)))):
        raise BrokenFlows(odd)
    homes = (directory, own) if own else (directory,)
    added = {folder.name for folder in own_files.folders(own)} if own else set[str]()
    for name in sorted(shipped | added):
        reader.read(name, tuple(home / name for home in homes if (home / name).is_dir()))
    if problems := reader.problems or [*_check(reader)] or [*_dangers(reader, walked=walked)]:
        raise BrokenFlows(tuple(dict.fromkeys(problems)))
    return Library(Flows(reader.flows), reader.words, reader.scenarios)


class _Reader:
    """Reader of flows/ that collects what is valid, and a problem for the rest."""

    def __init__(self, own: Path | None, spoken: tuple[str, ...], *, scenarios: bool) -> None:
        self._own = own
        self._spoken = spoken
        self._reads_scenarios = scenarios
        self._replaced = set[
            str
        ]()  # flows whose moves are the team's, and shipped words may differ
        self.flows: dict[str, Flow] = {}
        self.words: dict[tuple[str, str], Words] = {}
        self.scenarios: dict[str, tuple[Scenario, ...]] = {}
        self.problems: list[Problem] = []

    @property
    def checked(self) -> dict[tuple[str, str], Words]:
        """Words in the languages that are spoken, and in the one that all are compared with."""
        tags = {MODEL_LANGUAGE, *self._spoken}
        return {key: w for key, w in self.words.items() if not self._spoken or key[1] in tags}

    def read(self, name: str, folders: tuple[Path, ...]) -> None:
        """Read one flow; what a later folder has is laid over what a former one has."""
        table = _last(folders, "flow.yaml")
        if flow := self._flow(name, table):
            self.flows[name] = flow
        if self._is_own(table):
            self._replaced.add(name)
        for folder in folders:
            for path in sorted(folder.glob("*.md")):
                self._words(name, path)
        if not _last(folders, f"{MODEL_LANGUAGE}.md").is_file():
            self.problems.append(Problem(name, f"there is no {MODEL_LANGUAGE}.md; add it."))
        if self._reads_scenarios:
            self.scenarios[name] = self._scenarios(name, _last(folders, "scenarios.yaml"))

    def _words(self, name: str, path: Path) -> None:
        language = path.stem
        if not _LANGUAGE.match(language):
            told = f"'{language}' is no language; name it like en.md or zh-TW.md, or move it away."
            self.problems.append(Problem(self._place(path), told))
        elif (text := self._text(path)) is not None:
            under = self.words.get((name, language))
            words, slips = parse(name, language, text, whole=under is None)
            words = under.below(words, str(path)) if under else words
            flow = self.flows.get(name)
            if flow and name in self._replaced and not self._is_own(path):
                words = word_checks.fitting(flow, words)
            self.words[name, language] = words.naming(flow.sources) if flow else words
            self._tell(path, slips)

    def _flow(self, name: str, path: Path) -> Flow | None:
        if not path.exists():
            self.problems.append(Problem(name, "there is no flow.yaml; add it."))
            return None
        data = self._yaml(path)
        if data is None:
            return None
        at = str(path) if self._is_own(path) else name
        try:
            model = FlowModel.model_validate(data)
        except ValidationError as error:
            for place, text in sentences(error):
                self.problems.append(Problem(" / ".join((at, *place)), text))
            return None
        if model.flow != name:
            text = f"the flow calls itself '{model.flow}', its folder '{name}'; make them one."
            self.problems.append(Problem(at, text))
        return _to_flow(model)

    def _scenarios(self, name: str, path: Path) -> tuple[Scenario, ...]:
        at = self._place(path)
        if not path.exists():
            self.problems.append(Problem(name, "there is no scenarios.yaml; add it."))
            return ()
        data = self._yaml(path)
        if data is None:
            return ()
        if not isinstance(data, list):
            told = "a list is expected: `- title: …`, `presses: […]`, `end: …`, once a scenario."
            self.problems.append(Problem(at, told))
            return ()
        return tuple(
            found for n, item in enumerate(data, start=1) if (found := self._scenario(at, n, item))
        )

    def _scenario(self, at: str, number: int, data: Any) -> Scenario | None:
        try:
            model = ScenarioModel.model_validate(data)
        except ValidationError as error:
            title = data.get("title") if isinstance(data, dict) else None
            name = title if title and isinstance(title, str) else f"scenario {number}"
            for place, text in sentences(error, ScenarioModel):
                self.problems.append(Problem(" / ".join((at, name, *place)), text))
            return None
        facts = model.known.model_dump(exclude_none=True) if model.known else {}
        return Scenario(model.title, tuple(model.presses), model.end, known_account(facts))

    def _yaml(self, path: Path) -> Any:
        text = self._text(path)
        if text is None:
            return None
        data, slips = strict_yaml.read(text)
        self._tell(path, slips)
        return data

    def _text(self, path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            slip = LineProblem(line, "a character is not UTF-8; save the file as UTF-8.")
        except OSError as error:
            slip = LineProblem(1, f"it can't be read: {error.strerror}.")
        self._tell(path, [slip])
        return None

    def _tell(self, path: Path, slips: Iterable[LineProblem]) -> None:
        for slip in slips:
            self.problems.append(Problem(f"{self._place(path)} line {slip.line}", slip.text))

    def _place(self, path: Path) -> str:
        return str(path) if self._is_own(path) else f"{path.parent.name} / {path.name}"

    def _is_own(self, path: Path) -> bool:
        return self._own is not None and path.is_relative_to(self._own)


def _last(folders: tuple[Path, ...], file: str) -> Path:
    """The last of these folders' files of that name; where none has one, that of the first."""
    found = [folder / file for folder in folders if (folder / file).exists()]
    return found[-1] if found else folders[0] / file


def _to_flow(model: FlowModel) -> Flow:
    # Without defaults: a word that this vocabulary gains later changes no flow.
    moves = model.model_dump_json(include={"start", "steps"}, exclude_defaults=True)
    print_of = hashlib.sha256(moves.encode())
    return Flow(
        name=model.flow,
        command=model.command,
        takes=model.takes,
        start=model.start,
        goal=model.goal,
        review=Review(model.reviewed, model.documentation, model.screens),
        told=model.told,
        strict=model.strict,
        urgent=model.urgent,
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
        roles=tuple(model.roles),
        turn_of=model.turn_of,
        proofs=model.proofs,
        go=model.go,
        skip=model.skip,
        doubtful=model.doubtful,
        known=_known(model.known) if model.known else {},
        once=model.once,
        shows=tuple(model.shows),
        reminds=model.reminds,
        end=model.end,
        follows_up=_ms(model.follows_up) if model.follows_up else None,
        resumes=model.resumes,
        needs_attempt={Risk(risk): step for risk, step in model.needs_attempt.items()},
        danger=model.danger,
        approval=model.approval,
        buttons_first=model.buttons_first,
    )


def _known(model: KnownModel) -> Mapping[str, Mapping[str, str]]:
    return {fact: dict(getattr(model, fact)) for fact in sorted(model.model_fields_set)}


def _ms(wait: str) -> int:
    """Milliseconds of a time such as 24h or 3d."""
    return int(wait[:-1]) * (HOUR if wait.endswith("h") else DAY)


def _to_button(name: str, form: str | ButtonModel) -> Button:
    if isinstance(form, str):
        return Button(name=name, go=form)
    return Button(
        name=name,
        go=form.go,
        spends=AttemptKind(form.spends) if form.spends else None,
        refused=form.refused,
        visits=form.visits,
        then=form.then,
        same_number=form.same_number,
        records=AttemptResult(form.records) if form.records else None,
        gives_back=form.gives_back,
        confirm=form.confirm,
        undo=form.undo,
        safe=form.safe,
        mfa=form.mfa,
    )


def _check(read: _Reader) -> Iterator[Problem]:
    for flow in read.flows.values():
        yield from move_checks.check_moves(flow, read.flows)
        yield from known_checks.check_known(flow)
        first = next(f.name for f in read.flows.values() if f.command == flow.command)
        if first != flow.name:
            yield Problem(flow.name, f"{flow.command} starts {first} already; choose another.")
        yield from _check_words(read, flow)


def _walk(read: _Reader) -> Iterator[Problem]:
    walked = move_checks.Walked()
    flows = Flows(read.flows)
    for flow in read.flows.values():
        yield from move_checks.check_scenarios(flow, flows, read.scenarios[flow.name], walked)
    for flow in read.flows.values():
        yield from move_checks.check_coverage(flow, walked)


def _dangers(read: _Reader, *, walked: bool) -> Iterator[Problem]:
    if walked:
        yield from _walk(read)
    words = read.checked
    for flow in read.flows.values():
        tags = sorted({tag for of, tag in words if of == flow.name} - {MODEL_LANGUAGE})
        languages = (words[flow.name, tag] for tag in (MODEL_LANGUAGE, *tags))
        yield from safety_checks.check_safety(flow, read.flows, languages)


def _check_words(read: _Reader, flow: Flow) -> Iterator[Problem]:
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
        yield from word_checks.check_language(flow, texts, script(language))
        if model and language != MODEL_LANGUAGE:
            yield from word_checks.check_parity(flow, model, texts)
