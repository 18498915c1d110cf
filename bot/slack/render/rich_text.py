"""Rich text, Slack's own form of formatted text, from the elements of a template and its values.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from bot.core.words import fill, split
from bot.slack.render.markdown import (
    CODE,
    SECTION,
    TEMPLATES,
    Element,
    Items,
    Part,
    Span,
    elements,
    pieces,
)
from bot.slack.render.mrkdwn import DATE, filled, in_utc, spoken
from bot.texts import Channel, Link, Person, Text, Timestamp, UserGroup, Value

Block = dict[str, Any]
Values = Mapping[str, Value]
_MARKS = re.compile("<([^<>]+)>")
_GROUP = "!subteam^"


def rich_text(text: Text) -> Block:
    """Block with a whole text."""
    return _filled(_whole(text.markdown), text.values)


def unformatted(spoken: str) -> Block:
    """Block with a text that is already as Slack reads it: mentions are kept, and of anything else
    what it shows.
    """
    shown = [
        _of_mark(part) if n % 2 else _text(unescape(part), {})
        for n, part in enumerate(_MARKS.split(spoken))
        if part
    ]
    section = {"type": SECTION, "elements": shown or [_text(" ", {})]}
    return {"type": "rich_text", "elements": [section]}


def _of_mark(mark: str) -> Block:
    """Element of what stands between `<` and `>`."""
    if mark.startswith("@"):
        return _of_value(Person(mark[1:]), {})
    if mark.startswith("#"):
        return _of_value(Channel(mark[1:]), {})
    if mark.startswith(_GROUP):
        return _of_value(UserGroup(mark.removeprefix(_GROUP)), {})
    return _text(unescape(mark.rsplit("|", maxsplit=1)[-1]), {})


def bullets(lines: Iterable[Text]) -> Block:
    """List of lines. Each is made by itself: few templates, however many lines there are."""
    items = [rich_text(line)["elements"][0] for line in lines]
    inside = {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items}
    return {"type": "rich_text", "elements": [inside]}


def parts(text: Text) -> Iterator[str | Block]:
    """Blocks of a text. A quotation of its own comes as a string: what a voice says is shown large,
    in plain words.
    """
    for part in _parts(text.markdown):
        if isinstance(part, str):
            yield filled(part, text.values)
        else:
            yield _filled(part, text.values)


@dataclass(frozen=True, slots=True)
class _Slot:
    """Span of text that lacks values. `words`: literals, with a value's name between every two."""

    span: Span
    words: tuple[str, ...]
    style: Block
    spelled: bool  # in code all is text

    def filled(self, values: Values) -> Iterator[Block]:
        if self.span.url:
            known = {name: _as_text(value) for name, value in values.items()}
            yield _link(fill(self.span.url, known), fill(self.span.text, known), self.style)
            return
        text = self.words[0]
        for name, literal in zip(self.words[1::2], self.words[2::2], strict=True):
            value = values.get(name, f"{{{name}}}")  # one without a value stays, for a test to find
            if self.spelled or isinstance(value, str | int):
                text += _as_text(value) + literal
                continue
            if text:
                yield _text(text, self.style)
            yield _of_value(value, self.style)
            text = literal
        if text:
            yield _text(text, self.style)


@dataclass(frozen=True, slots=True)
class _Template:
    """Block or element that lacks values; `head`: all of it but its elements."""

    head: Block
    inside: tuple["Block | _Template | _Slot", ...]

    def filled(self, values: Values) -> Block:
        inside: list[Block] = []
        for each in self.inside:
            if isinstance(each, _Slot):
                inside += each.filled(values)
            else:
                inside.append(_filled(each, values))
        return {**self.head, "elements": inside or [_text(" ", {})]}  # Slack takes no empty one


def _filled(made: Block | _Template, values: Values) -> Block:
    return made.filled(values) if isinstance(made, _Template) else made


@lru_cache(TEMPLATES)
def _whole(markdown: str) -> Block | _Template:
    return _block(elements(markdown))


@lru_cache(TEMPLATES)
def _parts(markdown: str) -> tuple[str | Block | _Template, ...]:
    cut = pieces(markdown)
    return tuple(spoken(inside) if quoted else _block(inside) for quoted, inside in cut)


def _block(inside: tuple[Element, ...]) -> Block | _Template:
    made = tuple(_element(each) for each in inside or (Part(SECTION, ()),))
    return _build({"type": "rich_text"}, made)


def _element(element: Element) -> Block | _Template:
    match element:
        case Items(indent, first, items):
            head: Block = {"type": "rich_text_list", "indent": indent}
            head["style"] = "bullet" if first is None else "ordered"
            if first is not None and first > 1:
                head["offset"] = first - 1
            return _build(head, tuple(_element(item) for item in items))
        case Part(kind, spans):
            return _build(
                {"type": kind}, tuple(_span(span, spelled=kind == CODE) for span in spans)
            )


def _build(head: Block, inside: tuple[Block | _Template | _Slot, ...]) -> Block | _Template:
    """Made once and for all where it lacks nothing."""
    template = _Template(head, inside)
    lacks = any(isinstance(each, _Template | _Slot) for each in inside)
    return template if lacks else template.filled({})


def _span(span: Span, *, spelled: bool) -> Block | _Slot:
    marks = {"bold": span.bold, "italic": span.italic, "code": span.code}
    style: Block = {mark: True for mark, on in marks.items() if on}
    words = split(span.text)
    if len(words) > 1 or len(split(span.url)) > 1:
        return _Slot(span, words, style, spelled or span.code)
    return _link(span.url, span.text, style) if span.url else _text(span.text, style)


def _of_value(value: Person | UserGroup | Channel | Timestamp | Link, style: Block) -> Block:
    match value:
        case Person(name):
            return _styled({"type": "user", "user_id": name}, style)
        case UserGroup(name):
            return _styled({"type": "usergroup", "usergroup_id": name}, style)
        case Channel(name):
            return _styled({"type": "channel", "channel_id": name}, style)
        case Link(url, label):
            return _link(url, label, style)
        case Timestamp(at):
            date = {"type": "date", "timestamp": at // 1000, "format": DATE}
            return _styled({**date, "fallback": in_utc(at)}, style)


def _as_text(value: Value) -> str:
    """Value where only text can stand."""
    match value:
        case Person(name) | UserGroup(name) | Channel(name):
            return name
        case Link(url):
            return url
        case Timestamp(at):
            return in_utc(at)
        case _:
            return str(value)


def _text(text: str, style: Block) -> Block:
    return _styled({"type": "text", "text": text}, style)


def _link(url: str, label: str, style: Block) -> Block:
    named = {} if label == url else {"text": label}
    return _styled({"type": "link", "url": url, **named}, style)


def _styled(element: Block, style: Block) -> Block:
    return {**element, "style": style} if style else element
