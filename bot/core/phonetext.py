"""Where in a text the phone numbers are: runs of digits, and what stands beside each.

Nothing here knows which digits make a number; `bot.core.phone` does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from phonenumbers import SUPPORTED_REGIONS

from bot.core import phonecode
from bot.core.phonecode import Code
from bot.core.phonecountry import Named, bare, beside

FEWEST_DIGITS = 7
"""Shorter pieces are counts, dates and door numbers, unless nothing else was written."""

_SPACES = {"Zs": " ", "Cf": " ", "Zl": "\n", "Zp": "\n", "Cc": "\n", "Pd": "-"}
_DASHES = "\u2212\u30fc"  # minus sign; the Japanese long-vowel mark, typed for a dash
_DOTS = "\u00b7\u2022\u2027\u2219\u22c5"
_PLUSES = "\u2795\ufb29"
# Unicode's Default_Ignorable_Code_Point that are no Cf; the keycap; a blank of Braille.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u20e3\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_GONE = "\0"  # stands where something was that is no phone number

_MARKUP = re.compile(r"<([^<>]*)>")
_CODES = "|".join(sorted(SUPPORTED_REGIONS))
_TEL = "(?i:telephone|tel|tlf|phone|ph|mobile|mob|cell|handy|fax)"
_MIXED = re.compile(r"\b(?=[\d_]*[A-Za-z])(?=[A-Za-z_]*\d)\w+", re.ASCII)
# Letters and digits glued together are an id (i-0abc…), unless they are shaped like these.
_NUMBER_WORD = re.compile(
    r"[A-Za-z]*(?:\d{7,}[A-Za-z]+)*\d{7,}[A-Za-z]*"  # TW0912345678, 0312345678foo
    rf"|\d{{2,}}{_TEL}\d*|{_TEL}\d{{2,}}"  # the middle of 02-2345-6789FAX02-2345-6780
    r"|\d*(?i:x|ext)\d{1,7}|\d+[pPwW]{1,3}\d{1,7}",
    re.ASCII,
)
_PARTED = re.compile(rf"(?:{_TEL}|{_CODES})\d{{1,4}}(?=[-.()]\d)")  # JP03-1234-5678
_LAST = re.compile(r"\d{2,7}[A-Za-z]{2,}", re.ASCII)  # of 02-2345-6789Ana
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+\Z")
_LETTERS = re.compile(r"[A-Za-z]+")
_LABELLED = re.compile(rf"(?:{_TEL}|{_CODES}|(?i:x|ext|p|w)+)")

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
        r"(?<![\d+])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:[+-][01]\d:?[0-5]\d)?(?!\d)",
        r"(?:UTC|GMT) ?[+-]\d{1,2}(?::?[0-5]\d)?(?!\d)",
        r"(?<!\w):\+1:(?!\d)",  # Slack's thumb
        r"(?m)^ *(?:[1-9]\d?[.)] +(?=\S)|\(?[1-9][.)] ?(?=[0+]))",  # the 1. of a list
        rf"(?i)(?<![\d+.-])\d{{1,2}} ?(?:{_UNITS})",
    )
)

# The words count anywhere behind a number; the signs, and words that mean much else, right there.
_EXTENSION_WORD = (
    r"(?:(?i:(?<![a-z])(?:extension|extn?|poste|durchwahl|anexo|ramal|interno))\b\.?"
    r"|[轉转]?(?:分[機机]|[內内][線线])|내선|доб(?:авочный)?\b\.?)(?:號碼|号码|號|号| number| no\.?)?"
)
_DIGITS = r"[ .:=#是]*(?P<extension>\d{1,7})(?!\d)#?"
_EXTENSION = re.compile(
    rf"(?:\)?[ ,(]*(?:{_EXTENSION_WORD}|;ext=|(?i:extn?\.?|x)|[轉转]接?|#){_DIGITS}"
    r"|(?: ?[~*] ?|[,;]{1,3})(?P<dialled>\d{1,6})(?!\d|[ ().-]{1,4}\d)#?"
    r"|(?i:[pw]{1,3})(?P<paused>\d{1,7})(?!\d))"
)
_EXTENSION_SAID = re.compile(_EXTENSION_WORD + _DIGITS)
_RUN = re.compile(
    r"(?:(?<![#\d])|(?=\+))(?P<run>(?:[+(] {0,4}){0,3}(?:8 ?~ ?(?=10))?\d(?:[ ().\-/_]{0,4}\d)*)"
)
_TOKEN = re.compile(r"[^ /]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits with nothing but spaces and punctuation between them: one number, or several.

    tokens: the spans, in the text, of what blanks and slashes part
    country: named beside it
    code: digits of a country code that stands apart but belongs to it
    apart: those of the codes that may belong to it; empty where it has its own
    in_word: letters that mean nothing are glued to it
    """

    tokens: tuple[tuple[int, int], ...]
    country: str | None = None
    extension: str | None = None
    code: str | None = None
    apart: tuple[str, ...] = ()
    in_word: bool = False


def plain(text: str) -> str:
    """As long as `text`, character for character, so that a span of one is a span of the other.

    Full-width forms become ASCII; Slack's mark-up, links, dates and times become blank.
    """
    folded = _MARKUP.sub(_unwrapped, "".join(map(_folded, text)))
    for pattern in _NOT_NUMBERS:
        folded = pattern.sub(_blank, folded)
    return folded


def runs(clean: str, names: Mapping[str, str]) -> Iterator[Run]:
    """Every run in `clean` (see `plain`) that is long enough, or that is all that was written.

    `names`: regions by name (see `folded`).
    """
    clean = _MIXED.sub(_unless_a_number, clean)
    codes = phonecode.spoken(bare(clean))
    clean = without(clean, [(code.start, code.end) for code in codes])
    found = list(_RUN.finditer(clean))
    if len(found) > 1 or codes:
        short = [run for run in found if _digits(run["run"]) < FEWEST_DIGITS]
        written = (phonecode.written(clean, _start(run), run.end()) for run in short)
        codes = sorted([*codes, *filter(None, written)], key=lambda code: code.start)
        found = [run for run in found if _digits(run["run"]) >= FEWEST_DIGITS]
    yield from _described(clean, found, codes, names)


def _described(
    clean: str, found: Sequence[re.Match[str]], codes: Sequence[Code], names: Mapping[str, str]
) -> Iterator[Run]:
    behind = [_EXTENSION.match(clean, run.end()) for run in found]
    ends = [said.end() if said else run.end() for run, said in zip(found, behind, strict=True)]
    spans = [(_start(run), end) for run, end in zip(found, ends, strict=True)]
    countries = beside(clean, spans, names)
    own = phonecode.bound(bare(clean), codes, spans)
    highs = [*(start for start, _ in spans), len(clean)][1:]
    for n, (run, span, high) in enumerate(zip(found, spans, highs, strict=True)):
        country, said, code = countries[n], behind[n], own[n]
        if _digits(run["run"]) < FEWEST_DIGITS and _says_more(clean, span, country):
            continue
        if not said:
            said = _extension(clean, span, 0 if n == 0 else span[0], high, country)
        tokens = _tokens(clean, span[0], run.end())
        has_code = "+" in run["run"] or code
        yield Run(
            tokens,
            country.region if country else None,
            said[said.lastgroup or 0] if said else None,
            code.digits if code and "+" not in run["run"] else None,
            () if has_code else tuple(dict.fromkeys(code.digits for code in codes)),
            _in_word(clean, run.start(), run.end()) and not said,
        )


def _tokens(clean: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A sign without digits goes with the first: `+ 852`."""
    tokens = (token.span() for token in _TOKEN.finditer(clean, start, end))
    (_, first), *rest = (token for token in tokens if _digits(clean[slice(*token)]))
    return ((start, first), *rest)


def _extension(
    clean: str, span: tuple[int, int], low: int, high: int, country: Named | None
) -> re.Match[str] | None:
    """Behind the country; or wherever before the next number, if it is called an extension."""
    end = max(span[1], country.end) if country else span[1]
    return (
        _EXTENSION.match(clean, end)
        or _EXTENSION_SAID.search(clean, span[1], high)
        or _EXTENSION_SAID.search(clean, low, span[0])
    )


def visible(text: str) -> str:
    return "".join(
        c for c in _IGNORABLE.sub(" ", text) if c.isprintable() or c.isspace()
    )


def without(clean: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these spans of it blank; they are in their order."""
    chars = list(clean)
    for start, end in spans:
        chars[start:end] = _GONE * (end - start)
    return "".join(chars)


def folded(name: str) -> str:
    """A name as it is looked up: people type in full width, in capitals, without accents."""
    return bare("".join(map(_folded, name)))


def _blank(found: re.Match[str]) -> str:
    return _GONE * len(found[0])


def _unless_a_number(word: re.Match[str]) -> str:
    clean, start = word.string, word.start()
    number = (
        _NUMBER_WORD.fullmatch(word[0])
        or _PARTED.match(clean, start)
        or (
            _LAST.fullmatch(word[0])
            and clean[max(0, start - 1) : start] in "-.)/ "
            and clean[max(0, start - 2) : start - 1].isdigit()
        )
    )
    return word[0] if number else _blank(word)


def _in_word(clean: str, start: int, end: int) -> bool:
    before, after = _LETTERS_BEFORE.search(clean, max(0, start - 20), start), _LETTERS.match(clean, end)
    words = [word[0] for word in (before, after) if word]
    return any(not _LABELLED.fullmatch(word) for word in words)


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
    if wide in _DOTS:
        return "."
    if wide in _PLUSES:
        return "+"
    if _IGNORABLE.match(wide):
        return " "
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
