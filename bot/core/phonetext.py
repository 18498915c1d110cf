"""Where in a text the phone numbers are: runs of digits, the country beside them, their extension.

Nothing here knows which digits make a number; `bot.core.phone` does.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from phonenumbers import SUPPORTED_REGIONS

FEWEST_DIGITS = 7
"""Shorter pieces are counts, dates and door numbers, unless nothing else was written."""

# A code is a country in any case ("tw"), unless it is also a short word of English or of its
# neighbours: those count in capitals only, and not in a text that is all capitals.
_WORD = re.compile(
    "A[DEGILMST]|B[EY]|C[ACDM]|D[EO]|E[ST]|FM|G[EM]|HR|I[DLMNOST]|K[GM]|L[AI]|M[ACEGLMORSY]|"
    "N[AEIORU]|OM|P[AEHMR]|RE|S[ACEHIOST]|T[MOV]|US|V[ACEI]|ZA"
)
_LABELS = frozenset({"ID", "MS", "NO", "NR", "PH"})  # "NO 0912345678" means "number"
_ALIASES = {"UK": "GB"}

_SPACES = {"Zs": " ", "Cf": " ", "Zl": "\n", "Zp": "\n", "Cc": "\n", "Pd": "-"}
_DASHES = "\u2212\u30fc"  # minus sign; the Japanese long-vowel mark, typed for a dash
_GONE = "\0"  # stands where something was that is no phone number

_MARKUP = re.compile(r"<([^<>]*)>")
_CODES = "|".join(sorted(SUPPORTED_REGIONS))
# Letters and digits glued together are an id (i-0abc…), but not TW0912345678 or 23456789x12.
_GLUED = (
    rf"\b(?!(?:(?i:tel)|{_CODES})?\d{{7,}}(?:(?i:x|ext)\d{{1,7}}|{_CODES})?\b)"
    r"(?!(?:\d{1,6})?(?i:x|ext)\d{1,7}\b)"
    r"(?=[\d_]*[A-Za-z])(?=[A-Za-z_]*\d)\w+"
)
_NOT_NUMBERS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"https?://\S+",
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+",
        r"(?<![\d.+-])(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?![\d-])",  # 2026-11-22
        r"(?<![\d.+-])\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d(?![\d-])",  # 22/11/2026
        r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)",
        r"(?m)^ *[1-9]\d?[.)] +(?=\S)",  # the 1. of a list
        r"(?i)(?<![\d+.-])\d{1,2} ?(?:(?:calls?|times?|attempts?|mins?|hours?|days?)\b|次|通|小時)",
        _GLUED,
    )
)
_RUN = re.compile(
    r"(?<![#\d])(?P<run>(?:[+(] ?){0,3}\d(?:[ ().\-/]{0,4}\d)*)"
    r"(?:\)?[ ,(]*(?:;ext=|(?i:extension|extn?\.?|x)|#|分機|分机|內線|内線|轉|转)"
    r"[ .:]*(?P<extension>\d{1,7})(?!\d))?"
)
_TOKEN = re.compile(r"[^ /]+")
_BEFORE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})[ :)\](/.-]{0,6}\Z")
_AFTER = re.compile(
    r"(?:[/-]|[ )]*[(\[]?|[ )]*, ?(?=[A-Za-z]{2} *(?:[,;\n]|$)))([A-Za-z]{2})(?![A-Za-z0-9])"
)


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


def runs(clean: str) -> Iterator[Run]:
    """Every run in `clean` (see `plain`) that is long enough, or that is all that was written."""
    shouting = not re.search("[a-z]", clean) and bool(re.search("[A-Z]{3}", clean))
    at = 0
    while found := _RUN.search(clean, at):
        start, end = found.span("run")
        start += clean.count("(", start, end) > clean.count(")", start, end)
        country, first, at = _country(clean, (at, start, found.end()), shouting=shouting)
        digits = sum(map(str.isdigit, clean[start:end]))
        if digits >= FEWEST_DIGITS or not _says_more(clean[:first] + clean[at:]):
            tokens = (token.span() for token in _TOKEN.finditer(clean, start, end))
            spans = tuple(span for span in tokens if re.search(r"\d", clean[slice(*span)]))
            yield Run(spans, country, found["extension"])


def _folded(char: str) -> str:
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


def _country(
    clean: str, places: tuple[int, int, int], *, shouting: bool
) -> tuple[str | None, int, int]:
    """The region named beside a run, and where the run begins and ends with its name."""
    behind, start, end = places
    before = _BEFORE.search(clean, max(behind, start - 16), start)
    if before and before[1].upper() not in _LABELS:
        region = _region(before[1], shouting=shouting)
        if region:
            return region, before.start(), end
    after = _AFTER.match(clean, end)
    region = _region(after[1], shouting=shouting) if after else None
    return (region, start, after.end()) if after and region else (None, start, end)


def _region(code: str, *, shouting: bool) -> str | None:
    region = _ALIASES.get(code.upper(), code.upper())
    is_word = _WORD.fullmatch(region) and (shouting or not code.isupper())
    return region if region in SUPPORTED_REGIONS and not is_word else None


def _says_more(rest: str) -> bool:
    return any(char.isalnum() or char == _GONE for char in rest)
