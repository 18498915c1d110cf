"""Where in a text the phone numbers are: runs of digits, the country beside them, their extension.

Nothing here knows which digits make a number; `bot.core.phone` does.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from phonenumbers import SUPPORTED_REGIONS

from bot.core.phonecountry import Named, bare, beside

FEWEST_DIGITS = 7
"""Shorter pieces are counts, dates and door numbers, unless nothing else was written."""

_SPACES = {"Zs": " ", "Cf": " ", "Zl": "\n", "Zp": "\n", "Cc": "\n", "Pd": "-"}
_DASHES = "\u2212\u30fc"  # minus sign; the Japanese long-vowel mark, typed for a dash
_GONE = "\0"  # stands where something was that is no phone number

_MARKUP = re.compile(r"<([^<>]*)>")
_CODES = "|".join(sorted(SUPPORTED_REGIONS))
# Letters and digits glued together are an id (i-0abc…), but not TW0912345678 or 23456789x12.
_GLUED = (
    rf"\b(?!(?:(?i:tel)|{_CODES})?\d{{7,}}(?:(?i:x|ext)\d{{1,7}}|{_CODES})?\b)"
    rf"(?!(?:(?i:tel)|{_CODES})\d{{1,4}}[-.()]\d)"
    r"(?!(?:\d{1,6})?(?i:x|ext)\d{1,7}\b)"
    r"(?=[\d_]*[A-Za-z])(?=[A-Za-z_]*\d)\w+"
)
_UNITS = (
    r"(?:calls?|times?|attempts?|min(?:ute)?s?|hours?|days?)\b"
    "|次|通(?!知)|個?小時|個月|分鐘|秒|天[前內後]|月|日(?!本)"
)
_NOT_NUMBERS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"https?://\S+",
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+",
        r"(?<![\d.+-])(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?![\d-])",  # 2026-11-22
        r"(?<![\d.+-])\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d(?![\d-])",  # 22/11/2026
        r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)",
        r"(?m)^ *(?:[1-9]\d?[.)] +(?=\S)|\(?[1-9][.)] ?(?=[0+]))",  # the 1. of a list
        rf"(?i)(?<![\d+.-])\d{{1,2}} ?(?:{_UNITS})",
        _GLUED,
    )
)
_EXTENSION = (
    r"\)?[ ,(]*(?:;ext=|(?i:extension|extn?\.?|x)|#"
    "|[轉转]?(?:分[機机]|[內内][線线])(?:號碼)?|[轉转]接?)"
    r"[ .:]*(?P<extension>\d{1,7})(?!\d)"
)
_RUN = re.compile(
    rf"(?<![#\d])(?P<run>(?:[+(] ?){{0,3}}\d(?:[ ().\-/]{{0,4}}\d)*)(?:{_EXTENSION})?"
)
_EXTENSION_BEHIND = re.compile(_EXTENSION)  # its country
_TOKEN = re.compile(r"[^ /]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits with nothing but spaces and punctuation between them: one number, or several.

    `tokens` are the spans, in the text, of what blanks and slashes part.
    """

    tokens: tuple[tuple[int, int], ...]
    country: str | None
    extension: str | None


def plain(text: str) -> str:
    """As long as `text`, character for character, so that a span of one is a span of the other.

    Full-width forms become ASCII; Slack's mark-up, links, dates, times and ids become blank.
    """
    folded = _MARKUP.sub(_unwrapped, "".join(map(_folded, text)))
    for pattern in _NOT_NUMBERS:
        folded = pattern.sub(lambda found: _GONE * len(found[0]), folded)
    return folded


def runs(clean: str, names: Mapping[str, str]) -> Iterator[Run]:
    """Every run in `clean` (see `plain`) that is long enough, or that is all that was written.

    `names`: regions by name (see `folded`).
    """
    found = list(_RUN.finditer(clean))
    if len(found) > 1:
        found = [run for run in found if _digits(run["run"]) >= FEWEST_DIGITS]
    spans = [(_start(run), run.end()) for run in found]
    for run, span, country in zip(found, spans, beside(clean, spans, names), strict=True):
        if _digits(run["run"]) >= FEWEST_DIGITS or not _says_more(clean, span, country):
            extension = run["extension"]
            if country and not extension:
                behind = _EXTENSION_BEHIND.match(clean, country.end)
                extension = behind["extension"] if behind else None
            tokens = (token.span() for token in _TOKEN.finditer(clean, span[0], run.end("run")))
            written = tuple(token for token in tokens if _digits(clean[slice(*token)]))
            yield Run(written, country.region if country else None, extension)


def folded(name: str) -> str:
    """A name as it is looked up: people type in full width, in capitals, without accents."""
    return bare("".join(map(_folded, name)))


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _start(run: re.Match[str]) -> int:
    return run.start() + (run["run"].count("(") > run["run"].count(")"))


def _says_more(clean: str, span: tuple[int, int], country: Named | None) -> bool:
    start = min(span[0], country.start) if country else span[0]
    end = max(span[1], country.end) if country else span[1]
    rest = clean[:start] + clean[end:]
    return any(char.isalnum() or char == _GONE for char in rest)


@lru_cache(8192)
def _folded(char: str) -> str:
    if unicodedata.category(char) == "No":  # ①, before an item of a list
        return char
    wide = unicodedata.normalize("NFKC", char)
    if len(wide) != 1:
        return char
    if wide.isdecimal():
        return str(unicodedata.decimal(wide))
    if wide in _DASHES:
        return "-"
    if wide == "\t":
        return " "
    return _SPACES.get(unicodedata.category(wide), wide)


def _unwrapped(markup: re.Match[str]) -> str:
    body = markup[1]
    if body.startswith("tel:"):
        target, _, label = body[4:].partition("|")
        # People see the label; the target is preferred only where it alone names the country.
        if not re.search(r"\d", label) or (target.startswith("+") and "+" not in label):
            return " " * 5 + target + " " * (len(markup[0]) - 5 - len(target))
        return " " * (6 + len(target)) + label + " "
    if body.startswith(("@", "#", "!", "mailto:")) or "://" in body:
        return "\n" * len(markup[0])
    return f" {body} "
