"""Reader of a flow's files: what is valid, and a problem with its place for the rest."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.core.flow import Flow
from bot.core.words import LineProblem, Words, parse
from bot.files import strict_yaml
from bot.flowfiles import word_checks
from bot.flowfiles.conversion import flow_of
from bot.flowfiles.flow_errors import sentences
from bot.flowfiles.models import FlowModel, ScenarioModel
from bot.flowfiles.move_checks import Problem
from bot.flowfiles.scenarios import Scenario, known_account

MODEL_LANGUAGE = "en"
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


class FlowReader:
    """Reader of flows/ that collects what is valid, and a problem for the rest."""

    def __init__(self, own: Path | None, spoken: tuple[str, ...], *, scenarios: bool) -> None:
        self._own = own
        self._spoken = spoken
        self._reads_scenarios = scenarios
        self._replaced = set[str]()  # flows whose moves are the team's: shipped words may not fit
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
        table = _overriding_file(folders, "flow.yaml")
        if flow := self._flow(name, table):
            self.flows[name] = flow
        if self._is_own(table):
            self._replaced.add(name)
        for folder in folders:
            for path in sorted(folder.glob("*.md")):
                self._words(name, path)
        if not _overriding_file(folders, f"{MODEL_LANGUAGE}.md").is_file():
            self.problems.append(Problem(name, f"there is no {MODEL_LANGUAGE}.md; add it."))
        if self._reads_scenarios:
            self.scenarios[name] = self._scenarios(
                name, _overriding_file(folders, "scenarios.yaml")
            )

    def _words(self, name: str, path: Path) -> None:
        language = path.stem
        if not _LANGUAGE.match(language):
            told = f"'{language}' is not a language; rename it like en.md, or move it away."
            self.problems.append(Problem(self._place(path), told))
        elif (text := self._text(path)) is not None:
            under = self.words.get((name, language))
            words, slips = parse(name, language, text, whole=under is None)
            words = under.overlaid_with(words, str(path)) if under else words
            flow = self.flows.get(name)
            if flow and name in self._replaced and not self._is_own(path):
                words = word_checks.without_unused(flow, words)
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
        return flow_of(model)

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


def _overriding_file(folders: tuple[Path, ...], file: str) -> Path:
    """The last of these folders' files of that name; where none has one, that of the first."""
    found = [folder / file for folder in folders if (folder / file).exists()]
    return found[-1] if found else folders[0] / file
