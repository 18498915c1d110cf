"""Strict YAML reader: every scalar is a string, no duplicate keys, no anchors."""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.core.words import LineProblem
from bot.files.quoted import printable, quoted

Loader = type[yaml.BaseLoader] | type[yaml.CBaseLoader]
DEEPEST = 20  # levels; a flow has six
_WIDE_SPACE = "there is a no-break or full-width space; indent with plain spaces."
_QUOTE = re.compile("(['\"])(.*)\\1")  # from the file, in what PyYAML says
_LOOKALIKES = {  # what looks like YAML's own characters at the beginning of a line, and is text
    re.compile(r" *[^\S\t ]"): _WIDE_SPACE,
    re.compile("[^:#'\"]*："): "there is a full-width colon; write ':' and a space.",
}


def read(text: str) -> tuple[Any, tuple[LineProblem, ...]]:
    """Data and problems; the data is None if the text can't be parsed."""
    try:
        return _read(text, yaml.CBaseLoader)
    except yaml.YAMLError:  # the parser in Python tells what is wrong in words that help
        return _read_slowly(text)


def _read_slowly(text: str) -> tuple[Any, tuple[LineProblem, ...]]:
    try:
        return _read(text, yaml.BaseLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, (
            LineProblem(line, "there is a character that YAML does not allow; remove it."),
        )
    except yaml.MarkedYAMLError as error:
        return None, (_no_yaml(error, text.splitlines()),)


def _read(text: str, loader: Loader) -> tuple[Any, tuple[LineProblem, ...]]:
    """Raises yaml.YAMLError."""
    if foreign := tuple(_foreign(text, loader)):
        return None, foreign
    root = yaml.compose(text, Loader=loader)
    if root is None:
        return None, (LineProblem(1, "the file is empty."),)
    return _plain(root), tuple(_keys(root))


def _no_yaml(error: yaml.MarkedYAMLError, lines: list[str]) -> LineProblem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    near = range(max(1, line - 2), min(line, len(lines)) + 1)  # the parser may notice later
    for number in near:
        for lookalike, told in _LOOKALIKES.items():
            if lookalike.match(lines[number - 1]):
                return LineProblem(number, told)
    what = error.problem or error.context or "it can't be read"
    if "'\\t'" in what:
        return LineProblem(line, "there is a tab; indent with spaces.")
    started = error.context_mark.line + 1 if error.context_mark else line
    since = f", {error.context} on line {started}" if error.context and started != line else ""
    told = _QUOTE.sub(lambda one: one[1] + printable(one[2]) + one[1], what)
    return LineProblem(line, f"this is not valid YAML: {told}{since}.")


def _foreign(text: str, loader: Loader) -> Iterator[LineProblem]:
    """Problems of anchors, which could make the data endless, of too deep nesting, and of lines
    that are indented with what YAML takes for a letter.
    """
    depth, lines = 0, text.splitlines()
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if depth > DEEPEST:
            yield LineProblem(
                line, f"this is nested more than {DEEPEST} levels deep; write it flatter."
            )
            return
        if _is_indented_by_text(event, lines):
            yield LineProblem(line, _WIDE_SPACE)
        if anchor := getattr(event, "anchor", None):
            told = f"write out what {quoted(anchor)} stands for."
            yield LineProblem(line, f"anchors (&, *) are not supported here; {told}")


def _is_indented_by_text(event: yaml.Event, lines: list[str]) -> bool:
    """Whether it is the first of its line, and begins with a space that YAML takes for text."""
    if not isinstance(event, yaml.ScalarEvent) or event.style or not event.value[:1].isspace():
        return False
    mark = event.start_mark
    return mark is not None and not lines[mark.line][: mark.column].strip()


def _keys(node: Node) -> Iterator[LineProblem]:
    """Problems of duplicate keys, of which YAML silently keeps the last, and of complex keys."""
    if isinstance(node, MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                yield LineProblem(
                    line, "a name is expected before the colon, not a list or a mapping."
                )
            elif key.value in first:
                told = f"{quoted(key.value)} stands here and on line {first[key.value]}; keep one."
                yield LineProblem(line, told)
            else:
                first[key.value] = line
            yield from _keys(value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _keys(item)


def _plain(node: Node) -> Any:
    """Data with every scalar as a string, also `no`, `0123` and `22:30`."""
    if isinstance(node, MappingNode):
        named = ((key, value) for key, value in node.value if isinstance(key, ScalarNode))
        return {key.value: _plain(value) for key, value in named}
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value
