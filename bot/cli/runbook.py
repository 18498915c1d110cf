"""Export of a flow: Mermaid, SVG, and a runbook in Markdown."""

import importlib
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from rich.cells import cell_len

from bot.core.budget import Limits
from bot.core.flow import Button, Flow, Step
from bot.core.press import ANSWER, SKIP
from bot.core.words import OF_THE_FLOW, Section, Words, plain
from bot.texts import paper_words, runbook_texts
from bot.texts.languages import ENGLISH

# A word with the space after it, or one wide character; no line begins with what ends a sentence.
_PIECE = re.compile(
    r"[「（]*(?:[^\s\u2e80-\u9fff\uff00-\uffef]+|[\u2e80-\u9fff]|\S)[、。」！），：；？]*\s*"
)


class NoPictures(RuntimeError):
    """Graphviz for Python, an extra, is not installed."""


def arrows(flow: Flow, words: Words) -> Iterator[tuple[str, str, str]]:
    """Edges of the graph as (step, label, target)."""
    for step in flow.steps.values():
        for button in step.buttons.values():
            named = words.label(step.name, button.name)
            if button.visits:
                visits = runbook_texts.visits(words.language, named, button.visits)
                yield step.name, visits, button.then or ""
            else:
                yield step.name, named, button.go or ""
        for way, target in ((ANSWER, step.go), (SKIP, step.skip)):
            if target:
                yield step.name, words.label(step.name, way), target
        for risk, target in step.needs_attempt.items():
            yield step.name, runbook_texts.when(words.language, risk), target
        if step.with_gaps:
            yield step.name, runbook_texts.if_gaps(words.language), step.with_gaps


def mermaid(flow: Flow, words: Words) -> str:
    """Mermaid flowchart of a flow."""
    lines = ["flowchart TD"]
    for step in flow.steps.values():
        text = _quoted(_box(step, words))
        lines.append(f'  {step.name}(["{text}"])' if step.end else f'  {step.name}["{text}"]')
    for start, way, target in arrows(flow, words):
        lines.append(f'  {start} -- "{_quoted(way)}" --> {target}')
    return "\n".join(lines)


def svg(flow: Flow, words: Words) -> str:
    """SVG picture of a flow. Raises NoPictures."""
    try:
        graphs: Any = importlib.import_module("pygraphviz")
    except ImportError:
        text = "SVG needs Graphviz: pip install 'mfa-bot[pictures]', or use Mermaid (without --svg)"
        raise NoPictures(text) from None
    graph = graphs.AGraph(strict=False, directed=True, rankdir="TB", fontname="sans-serif")
    graph.node_attr.update(shape="box", style="rounded", fontname="sans-serif", fontsize="11")
    graph.edge_attr.update(fontname="sans-serif", fontsize="9")
    for step in flow.steps.values():
        look = {"style": "rounded,filled", "fillcolor": "#e8f5e9"} if step.end else {}
        graph.add_node(step.name, label=_wrapped(_box(step, words)), **look)
    for number, (start, way, target) in enumerate(arrows(flow, words)):
        graph.add_edge(start, target, key=str(number), label=_wrapped(way, 22))
    drawn: bytes = graph.draw(format="svg", prog="dot")
    # Which form a Chinese character has depends on the language of the text.
    return drawn.decode().replace("<svg ", f'<svg xml:lang="{words.language}" ', 1)


def _box(step: Step, words: Words) -> str:
    """Text of a step in a picture."""
    point = plain(words.point(step.name))
    return f"{point} ({runbook_texts.agrees(words.language)})" if step.approval else point


def runbook(flow: Flow, words: Words, limits: Limits) -> str:
    """Runbook in Markdown, for when the bot itself is down."""
    known = {*flow.steps, *OF_THE_FLOW}
    blanks = paper_words.blanks(words.language, words)
    chapters = (*flow.steps, *(name for name in words.sections if name not in known))
    words = paper_words.numbered(paper_words.on_paper(words.language, words, limits), chapters)
    spends = any(b.spends for step in flow.steps.values() for b in step.buttons.values())
    parts = [
        f"# {words.title}",
        words.intro,
        runbook_texts.where_in_slack(words.language, flow.command, flow.review),
        runbook_texts.to_fill_in(words.language, blanks) if blanks else "",
        runbook_texts.tally(words.language, limits).markdown if spends else "",
        _digits(words.language) if spends else "",
        f"## {runbook_texts.contents(words.language)}",
        "\n".join(f"- {_link(words, name)}" for name in chapters),
        *(_chapter(flow, step, words) for step in flow.steps.values()),
        *(_note(section) for name, section in words.sections.items() if name not in known),
        f"## {runbook_texts.sources(words.language)}",
        "\n".join(f"- {words.source(source)}" for source in flow.sources.values()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _digits(language: str) -> str:
    """Drawing in docs/, whose text says the same where the drawing is not at hand."""
    told = "; ".join(" → ".join(way) for way in runbook_texts.digit_ways(language))
    tag = "" if language == ENGLISH else f".{language}"
    return f"![{told}](../digits{tag}.svg)"


def _chapter(flow: Flow, step: Step, words: Words) -> str:
    section = words.sections[step.name]
    ways = [_button_line(words, flow, step, button) for button in step.buttons.values()]
    for way, target in ((ANSWER, step.go), (SKIP, step.skip)):
        if target:
            ways.append(f"- {section.labels.get(way, way)} → {_link(words, target)}")
    for risk, target in step.needs_attempt.items():
        ways.append(f"- *{runbook_texts.first(words.language, risk)}* → {_link(words, target)}")
    if step.with_gaps:
        way = runbook_texts.with_gaps(words.language)
        ways.append(f"- *{way}* → {_link(words, step.with_gaps)}")
    notes = (name for name in step.shows if name in words.sections)
    ways += [f"- {runbook_texts.see_also(words.language, _link(words, name))}" for name in notes]
    agree = runbook_texts.second_person(words.language) if step.approval else ""
    end = runbook_texts.ends(words.language, words.outcome(step.end)) if step.end else ""
    later = (
        runbook_texts.goes_on(words.language, _link(words, step.resumes)) if step.resumes else ""
    )
    body = (_heading(step.name, section), section.body, agree, end, later, "\n".join(ways))
    return "\n\n".join(part for part in body if part)


def _button_line(words: Words, flow: Flow, step: Step, button: Button) -> str:
    link = _link(words, button.then or button.go or flow.start)
    way = f"- {words.label(step.name, button.name)} → {link}"
    notes = []
    if button.spends:
        notes.append(runbook_texts.spends(words.language))
    if button.gives_back:
        notes.append(runbook_texts.gives_back(words.language))
    if button.visits:
        notes.append(runbook_texts.by_way_of(words.language, button.visits))
    if button.gap:
        notes.append(runbook_texts.gap(words.language, _link(words, button.gap)))
    return runbook_texts.with_notes(words.language, way, notes) if notes else way


def _note(section: Section) -> str:
    return f"{_heading(section.name, section)}\n\n{section.body}".rstrip()


def _heading(name: str, section: Section) -> str:
    return f'## <a id="{name}"></a>{plain(section.point)}'


def _link(words: Words, step: str) -> str:
    return f"[{plain(words.point(step))}](#{step})"


def _quoted(text: str) -> str:
    """Text between quotation marks. Mermaid's own entities begin with # alone, and it takes the #
    of an HTML entity for one of them.
    """
    text = escape(text, quote=False).replace('"', "#quot;")
    return text.replace("{", "#123;").replace("}", "#125;")


def _wrapped(text: str, width: int = 30) -> str:
    """Text in as few lines as possible, of about the same length."""
    fewest = len(_lines(text, width))
    narrowest = next(each for each in range(width + 1) if len(_lines(text, each)) == fewest)
    return "\n".join(_lines(text, narrowest))


def _lines(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken between words or Chinese characters."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and cell_len(line.rstrip()) + cell_len(piece.rstrip()) >= width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]
