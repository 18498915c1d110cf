"""A flow to look at and to read: Mermaid, SVG, and a runbook in Markdown."""

import importlib
from collections.abc import Iterator
from html import escape
from typing import Any

from bot.core.flow import Button, Flow, Step
from bot.core.run import ANSWER, SKIP
from bot.core.words import Section, Words, plain


class NoPictures(RuntimeError):
    """The library that draws is an extra, and is not installed."""


def arrows(flow: Flow, words: Words) -> Iterator[tuple[str, str, str]]:
    """(from, label, to) of every way, each once."""
    for step in flow.steps.values():
        for button in step.buttons.values():
            label = words.label(step.name, button.name)
            if button.visits:
                yield step.name, f"{label} (visits {button.visits})", button.then or ""
            else:
                yield step.name, label, button.go or ""
        for way, target in ((ANSWER, step.go), (SKIP, step.skip)):
            if target:
                yield step.name, words.label(step.name, way), target
        for risk, target in step.needs_attempt.items():
            yield step.name, f"when the next attempt is {risk.replace('_', ' ')}", target


def mermaid(flow: Flow, words: Words) -> str:
    lines = ["flowchart TD"]
    for step in flow.steps.values():
        text = _quoted(plain(words.point(step.name)))
        lines.append(f'  {step.name}(["{text}"])' if step.end else f'  {step.name}["{text}"]')
    for start, label, target in arrows(flow, words):
        lines.append(f'  {start} -- "{_quoted(label)}" --> {target}')
    return "\n".join(lines)


def svg(flow: Flow, words: Words) -> str:
    """Raises NoPictures."""
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
        graph.add_node(step.name, label=_wrapped(plain(words.point(step.name))), **look)
    for number, (start, label, target) in enumerate(arrows(flow, words)):
        graph.add_edge(start, target, key=str(number), label=_wrapped(label, 22))
    drawn: bytes = graph.draw(format="svg", prog="dot")
    return drawn.decode()


def runbook(flow: Flow, words: Words) -> str:
    """Readable without the bot, when the bot is what is down."""
    parts = [
        f"# {words.title}",
        words.intro,
        f"In Slack: `{flow.command}`. Last held against AWS on {flow.reviewed}.",
        *(_chapter(flow, step, words) for step in flow.steps.values()),
        *(_note(section) for name, section in words.sections.items() if name not in flow.steps),
        "## Sources",
        "\n".join(f"- {source}" for source in flow.sources.values()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _chapter(flow: Flow, step: Step, words: Words) -> str:
    section = words.sections[step.name]
    ways = [_way(words, flow, step, button) for button in step.buttons.values()]
    for way, target in ((ANSWER, step.go), (SKIP, step.skip)):
        if target:
            ways.append(f"- {section.labels.get(way, way)} → {_link(words, target)}")
    for risk, target in step.needs_attempt.items():
        risky = risk.replace("_", " ")
        ways.append(f"- *First, when the next attempt is {risky}* → {_link(words, target)}")
    notes = (name for name in step.shows if name in words.sections)
    ways += [f"- See also: [{plain(words.point(name))}](#{name})" for name in notes]
    end = f"*The procedure ends here: {step.end.replace('_', ' ')}.*" if step.end else ""
    body = (_heading(step.name, section), section.body, end, "\n".join(ways))
    return "\n\n".join(part for part in body if part)


def _way(words: Words, flow: Flow, step: Step, button: Button) -> str:
    label = words.label(step.name, button.name)
    notes = []
    if button.spends:
        notes.append("counts as one attempt")
    if button.gives_back:
        notes.append("gives the attempt back, within two minutes")
    if button.visits:
        notes.append(f"by way of {button.visits}")
    extra = f" ({', '.join(notes)})" if notes else ""
    return f"- {label} → {_link(words, button.then or button.go or flow.start)}{extra}"


def _note(section: Section) -> str:
    return f"{_heading(section.name, section)}\n\n{section.body}"


def _heading(name: str, section: Section) -> str:
    return f'## <a id="{name}"></a>{plain(section.point)}'


def _link(words: Words, step: str) -> str:
    return f"[{plain(words.point(step))}](#{step})"


def _quoted(text: str) -> str:
    return escape(text, quote=True).replace("{", "#123;").replace("}", "#125;")


def _wrapped(text: str, width: int = 30) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
