"""Markdown as authors write it, parsed to the elements that Slack's rich text is made of.

Slack's lists are flat: a list inside another one is a list of its own, indented, and the outer one
goes on after it. A code block cuts a list in the same way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Remembered in each cache. What people type are values, so templates are few; one that was filled
# with what somebody typed must not stay for ever.
TEMPLATES = 2048
SECTION, QUOTE, CODE = "rich_text_section", "rich_text_quote", "rich_text_preformatted"
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
# A link ends before the punctuation of its sentence; in Chinese no space follows it.
_ADDRESS = re.compile(r"(https?://[!-;=?-~]*[!-;=?-~](?<![.,;:!?)'\"]))")


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style; `url`: what it links to."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Section, quotation or code block."""

    kind: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Items of one list, at one depth; `first`: number of the first one, None for bullets."""

    indent: int
    first: int | None
    parts: tuple[Part, ...]


Element = Part | Items


@lru_cache(TEMPLATES)
def elements(markdown: str) -> tuple[Element, ...]:
    """Elements of a template, its placeholders not yet filled."""
    return _read(_MARKDOWN.parse(markdown))


@lru_cache(TEMPLATES)
def pieces(markdown: str) -> tuple[tuple[bool, tuple[Element, ...]], ...]:
    """Elements, cut before and after each quotation of its own; each with whether it is one."""
    cut: list[tuple[bool, list[Token]]] = []
    quoted = False
    for token in _MARKDOWN.parse(markdown):
        if token.type.startswith("blockquote") and token.level == 0:
            quoted = token.type == "blockquote_open"
            continue
        if not cut or cut[-1][0] is not quoted:
            cut.append((quoted, []))
        cut[-1][1].append(token)
    return tuple((quoted, _read(tokens)) for quoted, tokens in cut)


def _read(tokens: list[Token]) -> tuple[Element, ...]:
    parser = _Parser(tokens[0].level if tokens else 0)
    for token in tokens:
        parser.read(token)
    return tuple(_with_blank_lines(parser.found))


class _Parser:
    """Walks markdown-it's tokens. `found`: elements, each with the number of its block: between
    two blocks there is a blank line.
    """

    def __init__(self, level: int) -> None:
        self.found: list[tuple[int, Element]] = []
        self._level = level
        self._block = 0
        self._lists: list[int | None] = []  # the next number; None for bullets
        self._begun = True  # whether the present item has a text
        self._quotes = 0

    def read(self, token: Token) -> None:
        if token.level == self._level and token.nesting >= 0:
            self._block += 1
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._begun = False
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "inline":
                self._text(tuple(_spans(token.children or [])))
            case "fence" | "code_block":
                if self._lists and not self._begun:
                    self._item(())
                self._add(Part(CODE, (Span(token.content.removesuffix("\n")),)))
            case _:
                pass

    def _text(self, spans: tuple[Span, ...]) -> None:
        before = self._previous()
        if self._lists and not self._begun:
            self._item(spans)
        elif self._quotes and isinstance(before, Part) and before.kind == QUOTE:
            self._replace(_append(before, "\n", spans))
        elif self._quotes:
            self._add(Part(QUOTE, spans))
        elif self._lists and isinstance(before, Items) and before.indent == len(self._lists) - 1:
            *others, last = before.parts
            self._replace(replace(before, parts=(*others, _append(last, "\n", spans))))
        else:
            self._add(Part(SECTION, spans))

    def _item(self, spans: tuple[Span, ...]) -> None:
        self._begun = True
        number, indent, part = self._lists[-1], len(self._lists) - 1, Part(SECTION, spans)
        if number is not None:
            self._lists[-1] = number + 1
        match self._previous():
            case Items(at, first) as before if at == indent and (first is None) == (number is None):
                self._replace(replace(before, parts=(*before.parts, part)))
            case _:
                self._add(Items(indent, number, (part,)))

    def _previous(self) -> Element | None:
        """The element before, in the same block."""
        block, element = self.found[-1] if self.found else (0, None)
        return element if block == self._block else None

    def _add(self, element: Element) -> None:
        self.found.append((self._block, element))

    def _replace(self, element: Element) -> None:
        self.found[-1] = (self._block, element)


def _with_blank_lines(found: list[tuple[int, Element]]) -> list[Element]:
    """Elements with a blank line between blocks, as Slack's own composer writes it; sections that
    follow each other become one.
    """
    spaced: list[Element] = []
    last = 0
    for block, element in found:
        above, spans = spaced[-1] if spaced else None, _section(element)
        if above is None or block == last:
            spaced.append(element)
        elif isinstance(above, Part) and _section(above) is not None:
            spaced[-1] = _append(above, "\n\n", spans or ())
            spaced += [element] if spans is None else []
        else:
            spaced.append(Part(SECTION, (Span("\n"), *(spans or ()))))
            spaced += [element] if spans is None else []
        last = block
    return [_merge_spans(element) for element in spaced]


def _section(element: Element) -> tuple[Span, ...] | None:
    return element.spans if isinstance(element, Part) and element.kind == SECTION else None


def _append(part: Part, gap: str, spans: tuple[Span, ...]) -> Part:
    return replace(part, spans=(*part.spans, Span(gap), *spans))


def _merge_spans(element: Element) -> Element:
    """Element with neighbouring spans of one look as one span."""
    if isinstance(element, Items):
        return replace(element, parts=tuple(_one_each(part) for part in element.parts))
    return _one_each(element)


def _one_each(part: Part) -> Part:
    looks = groupby(part.spans, key=lambda span: replace(span, text=""))
    spans = (replace(look, text="".join(span.text for span in same)) for look, same in looks)
    return replace(part, spans=tuple(span for span in spans if span.text))


def _spans(tokens: list[Token]) -> Iterator[Span]:
    bold = italic = 0
    url = ""
    for token in tokens:
        look = Span("", bold > 0, italic > 0, url=url)
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                url = str(token.attrs["href"])
            case "link_close":
                url = ""
            case "text" if not url:
                yield from _linked(look, token.content)
            case "code_inline":
                yield replace(look, text=token.content, code=True)
            case "softbreak":
                yield replace(look, text=" ")
            case "hardbreak":
                yield replace(look, text="\n")
            case _:
                yield replace(look, text=token.content)


def _linked(look: Span, text: str) -> Iterator[Span]:
    """Runs of a text, with each bare address in it as a link."""
    for n, part in enumerate(_ADDRESS.split(text)):
        yield replace(look, text=part, url=part if n % 2 else "")
