"""Strict YAML reader: every scalar is a string, no duplicate keys, no anchors."""

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.core.words import LineProblem

Loader = type[yaml.BaseLoader] | type[yaml.CBaseLoader]
DEEPEST = 20  # levels; a flow has six


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
        return None, (_no_yaml(error),)


def _read(text: str, loader: Loader) -> tuple[Any, tuple[LineProblem, ...]]:
    """Raises yaml.YAMLError."""
    if foreign := tuple(_foreign(text, loader)):
        return None, foreign
    root = yaml.compose(text, Loader=loader)
    if root is None:
        return None, (LineProblem(1, "the file is empty."),)
    return _plain(root), tuple(_keys(root))


def _no_yaml(error: yaml.MarkedYAMLError) -> LineProblem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    what = error.problem or error.context or "it can't be read"
    if "'\\t'" in what:
        return LineProblem(line, "there is a tab; indent with spaces.")
    started = error.context_mark.line + 1 if error.context_mark else line
    since = f", {error.context} on line {started}" if error.context and started != line else ""
    return LineProblem(line, f"this is no YAML: {what}{since}.")


def _foreign(text: str, loader: Loader) -> Iterator[LineProblem]:
    """Problems of anchors, which could make the data endless, and of too deep nesting."""
    depth = 0
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
        if anchor := getattr(event, "anchor", None):
            yield LineProblem(line, f"anchors (&, *) are not known here; write '{anchor}' out.")


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
                told = f"'{key.value}' stands here and on line {first[key.value]}; keep one."
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
