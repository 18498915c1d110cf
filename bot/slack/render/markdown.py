"""Markdown, as authors write it, in the dialects that Slack reads: mrkdwn, and plain words.

Slack's mrkdwn has `*bold*`, `_italic_`, `<url|label>`, and no lists: bullets are characters.
Top-level text is read aloud by screen readers, so it comes without marks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.words import fill
from bot.texts import Channel, Link, Person, Text, Timestamp, UserGroup, Value

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_ZERO_WIDTH = "\u200b"  # mrkdwn sees bold only between word boundaries; Chinese has none
_NEEDLESS = re.compile(rf"{_ZERO_WIDTH}(?=$|[\s)\]\"'”’.,:;!?/–—-])")


@dataclass(frozen=True, slots=True)
class Dialect:
    bold: str
    italic: str
    code: str
    fence: str
    links: bool


MRKDWN = Dialect(bold="*", italic="_", code="`", fence="```", links=True)
PLAIN = Dialect(bold="", italic="", code="", fence="", links=False)


def mrkdwn(text: Text) -> str:
    return fill(_render(text.markdown, MRKDWN), slack_values(text.values))


def parts(text: Text) -> Iterator[tuple[bool, str]]:
    """Pieces of a text, each with whether it is a quotation: what a voice says is shown large, and
    in plain words; the rest is mrkdwn.
    """
    values = slack_values(text.values)
    for quoted, piece in _parted(text.markdown):
        yield quoted, fill(piece, values)


def words(text: Text) -> str:
    """Without marks, for Slack's top-level `text`."""
    return fill(_render(text.markdown, PLAIN), slack_values(text.values))


def slack_values(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: _slack_value(value) for name, value in values.items()}


def _slack_value(value: Value) -> str:
    match value:
        case Timestamp(at):
            return slack_time(at)
        case Person(name):
            return f"<@{name}>"
        case Channel(name):
            return f"<#{name}>"
        case UserGroup(name):
            return f"<!subteam^{name}>"
        case Link(url, label):
            return f"<{escape(url)}|{escape(label)}>"
        case _:
            return escape(str(value))


def slack_time(at: int) -> str:
    """Slack shows it in the viewer's own zone and language."""
    return f"<!date^{at // 1000}^{{date_short_pretty}} {{time}}|{_utc(at)}>"


def _utc(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def escape(text: str) -> str:
    """Slack's three: what they mean otherwise is mentions, links and entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _render(markdown: str, dialect: Dialect) -> str:
    """Templates are few and their values come later, so each is parsed once."""
    writer = _Writer(dialect)
    for token in _MARKDOWN.parse(markdown):
        writer.block(token)
    return writer.text()


@cache
def _parted(markdown: str) -> tuple[tuple[bool, str], ...]:
    pieces: list[tuple[bool, _Writer]] = []
    quoted = False
    for token in _MARKDOWN.parse(markdown):
        if token.type.startswith("blockquote") and token.level == 0:
            quoted = token.type == "blockquote_open"
            continue
        if not pieces or pieces[-1][0] is not quoted:
            pieces.append((quoted, _Writer(PLAIN if quoted else MRKDWN)))
        pieces[-1][1].block(token)
    written = ((quoted, writer.text()) for quoted, writer in pieces)
    return tuple((quoted, piece) for quoted, piece in written if piece)


_ADDRESS = re.compile(r"https?://[!-;=?-~]*[!-;=?-~](?<![.,;:!?)'\"])")


class _Writer:
    """Walks markdown-it's tokens and writes blocks with the marks of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._blocks: list[str] = []
        self._lists: list[int | None] = []  # the next number; None for bullets
        self._bullet = ""
        self._quotes = 0

    def text(self) -> str:
        return "".join(self._blocks).strip()

    def block(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                if not self._lists:
                    self._blocks.append("\n")
            case "list_item_open":
                self._bullet = self._next_bullet()
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
                self._blocks.append("\n")
            case "inline":
                self._add(self._inline(token.children or []), gap=not self._lists)
            case "fence" | "code_block":
                fence, code = self._dialect.fence, escape(token.content)
                self._add(f"{fence}\n{code}{fence}" if fence else code)
            case _:
                pass

    def _next_bullet(self) -> str:
        indent = "    " * (len(self._lists) - 1)
        number = self._lists[-1]
        if number is None:
            return f"{indent}•  "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _add(self, text: str, *, gap: bool = True) -> None:
        text, self._bullet = self._bullet + text, ""
        if self._quotes and self._dialect is MRKDWN:
            text = "\n".join(f"> {line}" for line in text.split("\n"))
        self._blocks.append(text + ("\n\n" if gap and not self._quotes else "\n"))

    def _inline(self, tokens: list[Token]) -> str:
        out, link = "", ""
        for token in tokens:
            match token.type:
                case "text":
                    out += escape(token.content) if link else self._text(token.content)
                case "code_inline":
                    out += f"{self._dialect.code}{escape(token.content)}{self._dialect.code}"
                case "strong_open" | "em_open":
                    mark = self._mark(token)
                    out += (_ZERO_WIDTH if mark and out and not _boundary(out[-1]) else "") + mark
                case "strong_close" | "em_close":
                    mark = self._mark(token)
                    out = out.removesuffix(_ZERO_WIDTH) + mark + (_ZERO_WIDTH if mark else "")
                case "softbreak":
                    out += " "
                case "hardbreak":
                    out += "\n"
                case "link_open":
                    link, before, out = str(token.attrs["href"]), out, ""
                case "link_close":
                    label = out
                    out, link = before + self._link(link, label), ""
                case _:
                    out += escape(token.content)
        return _NEEDLESS.sub("", out)

    def _text(self, text: str) -> str:
        """Text with each bare address marked as a link, so that Slack sees where it ends: in
        Chinese no space follows it.
        """
        if not self._dialect.links:
            return escape(text)
        return _ADDRESS.sub(r"<\g<0>>", escape(text))

    def _mark(self, token: Token) -> str:
        return self._dialect.bold if token.type.startswith("strong") else self._dialect.italic

    def _link(self, url: str, label: str) -> str:
        address = escape(url)
        if self._dialect.links:
            return f"<{address}|{label}>"
        return label if label == address else f"{label} ({address})"


def _boundary(char: str) -> bool:
    return char in " \n\t(\"'“‘-–—:;,.!?/*_" or char == _ZERO_WIDTH
