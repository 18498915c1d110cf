"""Words of a flow in one language, parsed from Markdown: titles, points, bodies and labels.

    # Title of the flow
    What it does, in a sentence or two.

    ## step_name
    The point, on one line.
    Body, in plain Markdown.
    [button] Label

A section that no step is named after is a note, shown where a step's `shows` names it. Three
sections are about the flow: `sources` has what this language calls a source that is a sentence in
flow.yaml, `about` what the command does, and `outcomes` the name of each end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

TIMES = frozenset({"reopens", "blocked_until"})
PEOPLE = frozenset({"inbox_reader", "phone_holder"})
PLACEHOLDERS = frozenset(
    "account account_id case_number contact e164 keypad used left limit window_hours".split()
)
PLACEHOLDERS |= TIMES | PEOPLE
# Sections that are about the flow, not a step of it: labels of its sources; what the command does
# and how it is used; a name for each end.
SOURCES, ABOUT, OUTCOMES = "sources", "about", "outcomes"
OF_THE_FLOW = frozenset({SOURCES, ABOUT, OUTCOMES})
USAGE, START = "usage", "start"
CONFIRM = "_confirm"  # ends the label that says what a button with `confirm` does

PICTURE, PICTURE_ALT = "picture", "picture_alt"  # its https address, and what it shows
OF_A_PICTURE = (PICTURE, PICTURE_ALT)

_SECTION = re.compile(r"^##\s+(?P<name>\S+)\s*$")
_TITLE = re.compile(r"^#\s+(?P<title>.+?)\s*$")
_LABEL = re.compile(r"^\[(?P<name>[a-z][a-z0-9_]*)\]\s+(?P<text>\S.*?)\s*$")
_FENCE = re.compile(r"^\s*```")
_HEADING = re.compile(r"^#{1,6}\s")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Section:
    """Text of one step or note; `line` is its first line in the file, from 1.

    `file`: where it stands, if that is not among the flow's own files.
    """

    name: str
    line: int
    point: str = ""
    body: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    @property
    def text(self) -> str:
        return f"{self.point}\n\n{self.body}".strip()

    @property
    def picture(self) -> tuple[str, str] | None:
        """Address of the picture beside it, and what that shows; None where there is none."""
        known = tuple(self.labels.get(name, "") for name in OF_A_PICTURE)
        return (known[0], known[1]) if all(known) else None

    @property
    def names_aws_labels(self) -> bool:
        """Whether it names controls of AWS's, which are the bold phrases."""
        return bool(bold_phrases(self.text))


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one flow in one language."""

    flow: str
    language: str
    title: str
    intro: str
    sections: Mapping[str, Section]
    # This language's name of each source, by the one in flow.yaml.
    sources: Mapping[str, str] = field(default_factory=dict)

    def label(self, step: str, button: str) -> str:
        return self._labels(step).get(button, button)

    def point(self, step: str) -> str:
        section = self.sections.get(step)
        return section.point if section else step

    def naming(self, sources: Mapping[str, str]) -> "Words":
        """Words with this language's names of the flow's sources."""
        labels = self._labels(SOURCES)
        told = {sources[name]: text for name, text in labels.items() if name in sources}
        return replace(self, sources=told)

    @property
    def about(self) -> str:
        """What the flow's command does, in one sentence."""
        told = self.sections[ABOUT].point if ABOUT in self.sections else self.title
        return plain(told).rstrip(".。")

    @property
    def usage(self) -> str:
        """What is typed after the flow's command."""
        return self._labels(ABOUT).get(USAGE, "")

    @property
    def start(self) -> str:
        """Name of the shortcut that starts the flow; empty if it has none."""
        return self._labels(ABOUT).get(START, "")

    def outcome(self, end: str) -> str:
        """Name of an end; what flow.yaml calls it, if a former version of the flow had it."""
        return self._labels(OUTCOMES).get(end, end.replace("_", " "))

    def source(self, known: str) -> str:
        return self.sources.get(known, known)

    def overlaid_with(self, upper: "Words", file: str) -> "Words":
        """Words with those of `upper`, which stand in `file`, laid over them.

        A section's text counts as a whole, its labels one by one.
        """
        sections = dict(self.sections)
        for name, over in upper.sections.items():
            under = sections.get(name, over)
            text = over if over.text else under
            labels = {**under.labels, **over.labels}
            sections[name] = Section(name, over.line, text.point, text.body, labels, file)
        title, intro = upper.title or self.title, upper.intro or self.intro
        return replace(self, title=title, intro=intro, sections=sections)

    def _labels(self, section: str) -> Mapping[str, str]:
        found = self.sections.get(section)
        return found.labels if found else {}


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Problem in a file of flows/, and its line, from 1."""

    line: int
    text: str


def parse(
    flow: str, language: str, text: str, *, whole: bool = True
) -> tuple[Words, tuple[LineProblem, ...]]:
    """Words of a file, and all problems in it; a file that is not whole needs no title."""
    problems: list[LineProblem] = []
    title, head, sections = "", list[str](), dict[str, Section]()
    for name, line, lines in _split(text, problems):
        if name is None:
            title, head = _head(lines)
        elif name in sections:
            told = f"'{name}' has words already, on line {sections[name].line}; keep one."
            problems.append(LineProblem(line, told))
        else:
            sections[name] = _section(name, line, lines, problems)
    if whole and not title:
        told = "the file must open with a title, such as '# Set the phone'."
        problems.append(LineProblem(1, told))
    return Words(flow, language, title, "\n".join(head).strip(), sections), tuple(problems)


_Line = tuple[int, str, bool]  # its number, its text, and whether it stands in a fenced block


def _split(text: str, problems: list[LineProblem]) -> list[tuple[str | None, int, list[_Line]]]:
    """Name, first line and lines of each section; what stands before the first has no name.

    Headings and fences that would become part of the section before are problems.
    """
    parts: list[tuple[str | None, int, list[_Line]]] = [(None, 1, [])]
    opened, titled = 0, False
    for number, line in enumerate(text.splitlines(), start=1):
        if _FENCE.match(line):
            opened = 0 if opened else number
        if not opened and (found := _SECTION.match(line)):
            parts.append((found["name"], number, []))
            continue
        parts[-1][2].append((number, line, bool(opened)))
        if not opened and _HEADING.match(line):
            if not titled and _TITLE.match(line):
                titled = True
                continue
            told = f"'{line.strip()}' opens no section; write '## name', the name in one word."
            problems.append(LineProblem(number, told))
    if opened:
        told = "this ``` is never closed; add a line with ``` after it."
        problems.append(LineProblem(opened, told))
    return parts


def _head(lines: list[_Line]) -> tuple[str, list[str]]:
    for place, (_, line, _) in enumerate(lines):
        if found := _TITLE.match(line):
            return found["title"], [text for _, text, _ in lines[place + 1 :]]
    return "", [text for _, text, _ in lines]


def _section(name: str, line: int, lines: list[_Line], problems: list[LineProblem]) -> Section:
    labels: dict[str, str] = {}
    prose: list[str] = []
    for number, text, fenced in lines:
        found = None if fenced else _LABEL.match(text)
        if not found:
            prose.append(text.rstrip())
        elif found["name"] in labels:
            told = f"[{found['name']}] has a label already; keep one."
            problems.append(LineProblem(number, told))
        else:
            labels[found["name"]] = found["text"]
    while prose and not prose[0]:
        prose.pop(0)
    point, body = (prose[0], "\n".join(prose[1:]).strip()) if prose else ("", "")
    return Section(name, line, point, body, labels)


def fill(template: str, values: Mapping[str, str]) -> str:
    """Template with its placeholders filled; one without a value stays, for a test to find."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def split(template: str) -> tuple[str, ...]:
    """Literals of a template, with the name of a placeholder between every two."""
    return tuple(_PLACEHOLDER.split(template))


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


def bold_phrases(text: str) -> frozenset[str]:
    """Bold phrases: AWS's own labels, the same in every language."""
    return frozenset(_BOLD.findall(text))


def plain(point: str) -> str:
    """Point without mark-up, for Slack headers, which take plain text only."""
    return _BOLD.sub(r"\1", point).replace("`", "")
