"""Differences between a page and its Chinese version, as sentences that say what to mend."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.flowfiles.library import load
from bot.texts import label
from bot.texts.buttons import VERBS

ROOT = Path(__file__).parents[2]
TAG = ".zh-TW"  # in the name of whatever there is once in each language
MARKDOWN = MarkdownIt("commonmark").enable("table")
KINDS = {
    "heading": "heading",
    "paragraph": "paragraph",
    "fence": "code block",
    "bullet_list": "list item",
    "ordered_list": "numbered item",
    "table": "table row",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph, a code block, one item of a list or one row of a table."""

    kind: str
    begins: str
    codes: tuple[str, ...]
    links: tuple[str, ...]  # pictures too
    bold: tuple[str, ...]

    @property
    def frame(self) -> tuple[object, ...]:
        return self.kind, self.codes, self.links

    def __str__(self) -> str:
        return f"the {self.kind} “{self.begins}”"


def parts(text: str) -> Iterator[Part]:
    for node in SyntaxTreeNode(MARKDOWN.parse(text)).children:
        kind = KINDS[node.type] + (f" ({node.tag})" if node.type == "heading" else "")
        match node.type:
            case "bullet_list" | "ordered_list":
                pieces = node.children
            case "table":
                pieces = [row for row in node.walk() if row.type == "tr"]
            case _:
                pieces = [node]
        for piece in pieces:
            yield part(kind, piece)


def part(kind: str, piece: SyntaxTreeNode) -> Part:
    inner = [*piece.walk()]
    begins = next(node.content for node in inner if node.type in ("inline", "fence"))
    html = "".join(node.content for node in inner if node.type == "html_inline")
    links = [str(node.attrs["href"]) for node in inner if node.type == "link"]
    links += re.findall(r'\bsrc(?:set)?="([^"]+)"', html)
    return Part(
        kind,
        begins if len(begins) <= 40 else begins[:40] + "…",
        tuple(sorted(node.content for node in inner if node.type in ("code_inline", "fence"))),
        tuple(sorted(link.replace(TAG, "") for link in links)),
        tuple(words_in(node) for node in inner if node.type == "strong"),
    )


def words_in(node: SyntaxTreeNode) -> str:
    return "".join(inner.content for inner in node.walk() if inner.type == "text").strip(".")


def differences(english: str, chinese: str) -> Iterator[str]:
    """Sentences that say what to mend in the Chinese page."""
    ones, others = [*parts(english)], [*parts(chinese)]
    frames = [part.frame for part in ones], [part.frame for part in others]
    buttons = buttons_in_chinese()
    for _, i, j, k, m in SequenceMatcher(None, *frames, autojunk=False).get_opcodes():
        for one, other in zip_longest(ones[i:j], others[k:m]):
            if one and other and one.kind == other.kind:
                yield from _unlike("`code`", one, one.codes, other, other.codes)
                yield from _unlike("link", one, one.links, other, other.links)
                yield from _misnamed(one, other, buttons)
                continue
            if one:
                yield f"The Chinese page lacks {one}, or has it in another place."
            if other:
                yield f"The Chinese page has {other}, the English one nothing like it there."


def _unlike(
    what: str, one: Part, its: Iterable[str], other: Part, others: Iterable[str]
) -> Iterator[str]:
    for name in Counter(its) - Counter(others):
        yield f"{other}: add the {what} {name!r}, as the English page has it in {one}."
    for name in Counter(others) - Counter(its):
        yield f"{other}: take out the {what} {name!r}; the English page has none in {one}."


def _misnamed(one: Part, other: Part, buttons: Mapping[str, str]) -> Iterator[str]:
    """Buttons of the bot, and of Slack."""
    for name in filter(is_a_name, one.bold):
        if (known := buttons.get(name, name)) not in other.bold:
            called = f"**{name}** is called **{known}**" if name in buttons else f"add **{name}**"
            yield f"{other}: {called}."
    for name in other.bold:
        if name.isascii() and name not in one.bold:
            yield f"{other}: take out **{name}**; the English page has none in {one}."


def is_a_name(bold: str) -> bool:
    """What is bold for its own sake has small words; a button's or a page's name is Title Case."""
    return not re.search(r"\b[a-z]\w{3}", bold)


def buttons_in_chinese() -> Mapping[str, str]:
    """What the bot's buttons read in Chinese, by what they read in English."""
    library = load(ROOT / "flows")
    found = {name: label("zh-TW", name) for name in VERBS.values()}
    for flow in library.flows:
        english, chinese = (library.in_language(flow, tag).sections for tag in ("en", "zh-TW"))
        for step, section in english.items():
            found |= {text: chinese[step].labels[n] for n, text in section.labels.items()}
    return found
