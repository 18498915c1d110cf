"""Runs of digits in a plain text, with the country, extension and code beside each.

Nothing here knows which digits make a number; `bot.core.phones.finder` does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from phonenumbers import SUPPORTED_REGIONS

from bot.core.numerals import HAN_DIGITS
from bot.core.phones import country_code
from bot.core.phones.country import NamedCountry, countries_beside, without_case
from bot.core.phones.country_code import CountryCode
from bot.core.phones.plain_text import BLANK, blank, without

MIN_DIGITS = 7
"""Shorter pieces are counts, dates and door numbers, unless nothing else was written."""

_CODES = "|".join(sorted(SUPPORTED_REGIONS))
_TEL = "(?i:telephone|tel|tlf|phone|ph|mobile|mob|cell|handy|fax)"
_MIXED = re.compile(r"\b(?=[\d_]*[A-Za-z])(?=[A-Za-z_]*\d)\w+", re.ASCII)
# Letters and digits glued together are an id (i-0abc…), unless they are shaped like these.
_NUMBER_WORD = re.compile(
    r"(?:[A-Za-z]+_?)?(?:\d{7,}[A-Za-z]+)*\d{7,}[A-Za-z]*"  # TW0912345678, 0312345678foo
    rf"|\d{{2,}}{_TEL}\d*|{_TEL}\d{{2,}}"  # the middle of 02-2345-6789FAX02-2345-6780
    r"|\d*(?i:x|ext|dw)\d{1,7}|\d+[pPwW]{1,3}\d{1,7}",
    re.ASCII,
)
# JP03-1234-5678, HK6123 4567, and as on business cards M0912-345-678, Line0912-345-678
_PARTED = re.compile(
    rf"(?:{_TEL}|{_CODES}|[FHMOPT])\d{{1,4}}(?=[-.()]\d)"
    rf"|(?:(?!ID|NO|NR)(?:{_CODES}|UK))\d{{1,5}}(?=[-.( )]{{1,3}}\d(?:[-.( )]{{0,3}}\d){{3}})"
    r"|(?:\d{2,4})?[A-Za-z]+_?0\d{1,3}(?=[-.()]\d| \d{3,4} \d{3,4}(?![ -]?\d))"
)
_LAST = re.compile(r"\d{2,7}[A-Za-z]{2,}", re.ASCII)  # of 02-2345-6789Ana
_SLACK = 5  # characters that may stand between a + and its digits
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+(?=_?\Z)")
_LETTERS = re.compile(r"[A-Za-z]+")
_LABELLED = re.compile(rf"(?:{_TEL}|{_CODES}|(?i:x|ext|dw|p|w)+)")

# The words count anywhere behind a number; the signs, and words that mean much else, right there.
_EXTENSION_WORD = (
    r"(?:(?i:(?<![a-z])(?:exte[a-z]{2,6}[oó]n|extn?|xtn|poste|durchwahl|nebenstelle|nst|klappe|anexo"
    r"|ramal|interno|toestel|ankn(?:ytning)?|klapka|linka|dahili|wewn?|tlj|mell[eé]k|apparat)\b\.?)"
    r"|\b(?:App|Kl)\."  # in German; kl. 12 is an hour in Danish
    r"|[轉转]?(?:分[機机]|[內内][線线])|내선|구내|(?:доб(?:авочный)?|внутр|εσωτ(?:ερικό)?)\b\.?"
    r"|máy lẻ|ต่อ|שלוחה|تحويلة)"
    r"(?:號碼?|号码?|番号| ?번호| ?№|(?i: number| no\.?))?"
)
_RIGHT_BEHIND = (
    r"(?:;ext=|(?i:extn?\.?|ext?|xt?|-?dw|p\.|int\.|lo[ck]al|loc\.|option"
    r"|(?:and )?(?:then )?(?:press|dial)|(?:and )?then)"
    r"|[再並并後后]?(?:按|[撥拨](?!打))|[轉转]接?|[#♯])"
)
_NUMERAL = f"[{''.join(HAN_DIGITS)}十]"
_DIGITS = (
    r"[ .:=#是(-]*(?P<extension>\d{1,7}"
    # Else it is the first part of a number.
    r"(?!\d|[-.)]\d| \d{3,4}[ -]\d{3}|(?<=\d{4}) \d{4}(?!\d))"
    rf"|{_NUMERAL}{{2,7}}(?![百千秒種])|{_NUMERAL}(?!\w))#?"  # 轉一下 has none
)
_EXTENSION = re.compile(
    rf"(?:\)?[ ,(]*(?:{_EXTENSION_WORD}|{_RIGHT_BEHIND}){_DIGITS}"
    r"|(?: ?[~*至到] ?|[,;]{1,3})(?P<dialled>\d{1,6})(?!\d|[ ().-]{1,4}\d)#?(?:,[,;*#\d]{1,40}#)?"
    r"|[,;]{2,4}(?P<keyed>[1-9]\d{0,14})#(?:,[,;*#\d]{1,40}#)?"  # the meeting of a conference line
    r"|(?i:[pw]{1,3})(?P<paused>\d{1,7})(?!\d))"
)
_EXTENSION_SAID = re.compile(_EXTENSION_WORD + _DIGITS)
_RUN = re.compile(
    # Behind a # is an id or an extension, unless it is as long as a number.
    r"(?:(?<![#\d])|(?=\+)|(?<=#)(?:(?=0)|(?<=\d#))(?=(?:[ -]?\d){8}))"
    r"(?P<run>(?:[+(] {0,4}){0,3}(?:8 ?~ ?(?=10))?\d"
    # A full stop before a blank ends a sentence.
    r"(?:(?:[ ()\-/_]|\.(?![ .])){0,4}\d)*)"
)
_UNREAD = re.compile(rf"(?<![\w#])\d(?:[^\w{BLANK}]{{0,3}}\d){{{MIN_DIGITS - 1},19}}(?!\w)")
_SUM = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d\d)?")  # of money
_TOKEN = re.compile(r"(?<![^ ])\d{1,2} - \d{1,2}(?![^ ])|\(?[^ /(]+")


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Run of digits that only spaces and punctuation separate: one number, or several.

    tokens: spans of its parts between blanks and slashes
    country: named beside it
    by_code: only by two letters, which may mean something else
    in_address: as a state or province stands there
    code: digits of a country code that stands apart but belongs to it
    area: that code may be an area's as well
    apart: those of the codes that may belong to it; empty where it has its own
    loose_plus: a + in the text belongs to no number and no code; not where it has its own
    in_word: letters that mean nothing are glued to it
    end: of the run, with its extension if that is as long as a number
    """

    tokens: tuple[tuple[int, int], ...]
    country: str | None = None
    extension: str | None = None
    by_code: bool = False
    in_address: bool = False
    code: str | None = None
    area: bool = False
    apart: tuple[str, ...] = ()
    loose_plus: bool = False
    in_word: bool = False
    end: int = 0


def digit_runs(clean: str, names: Mapping[str, str]) -> Iterator[DigitRun]:
    """Runs that are long enough for a number, or that are the whole text.

    clean: by `plain_text.plain`; names: regions by name, as `plain_text.folded` writes it
    """
    clean = _MIXED.sub(_unless_a_number, clean)
    bare = without_case(clean)
    said = country_code.codes_in_words(bare)
    codes = [*said, *country_code.codes_behind_signs(bare, said)]
    clean = without(clean, [(code.start, code.end) for code in codes])
    found = list(_RUN.finditer(clean))
    read = [*(run.span() for run in found), *((code.start, code.end) for code in codes)]
    loose_plus = country_code.has_loose_plus(without(clean, read))
    if len(found) > 1 or codes:
        short = [run for run in found if _digits(run["run"]) < MIN_DIGITS]
        written = (country_code.code_in_digits(clean, _start(run), run.end()) for run in short)
        codes = sorted([*codes, *filter(None, written)], key=lambda code: code.start)
        found = [run for run in found if _digits(run["run"]) >= MIN_DIGITS]
    yield from _described(clean, found, codes, names, loose_plus=loose_plus)


def unread_digits(rest: str) -> Iterator[tuple[int, int]]:
    """Spans of digits enough for a number, beside the runs, in no form that is read."""
    found = _UNREAD.finditer(rest)
    return (digits.span() for digits in found if not _SUM.fullmatch(digits[0]))


def _described(
    clean: str,
    found: Sequence[re.Match[str]],
    codes: Sequence[CountryCode],
    names: Mapping[str, str],
    *,
    loose_plus: bool,
) -> Iterator[DigitRun]:
    found, behind = _with_extensions(clean, found)
    ends = [said.end() if said else run.end() for run, said in zip(found, behind, strict=True)]
    spans = [(_start(run), end) for run, end in zip(found, ends, strict=True)]
    countries = countries_beside(clean, spans, names)
    alone = [span for run, span in zip(found, spans, strict=True) if "+" not in run["run"]]
    own = dict(
        zip(alone, country_code.codes_of_numbers(without_case(clean), codes, alone), strict=True)
    )
    highs = [*(start for start, _ in spans), len(clean)][1:]
    for n, (run, span, high) in enumerate(zip(found, spans, highs, strict=True)):
        country, said, code = countries[n], behind[n], own.get(span)
        if _digits(run["run"]) < MIN_DIGITS and _says_more(clean, span, country):
            continue
        if not said:
            said = _extension(clean, span, 0 if n == 0 else span[0], high, country)
        tokens = _tokens(clean, span[0], run.end())
        has_code = span not in own or bool(code)
        yield DigitRun(
            tokens,
            country.region if country else None,
            _in_ascii(said[said.lastgroup or 0]) if said else None,
            bool(country and country.code),
            bool(country and country.in_address),
            code.digits if code else None,
            bool(code and code.area),
            () if has_code else tuple(dict.fromkeys(code.digits for code in codes)),
            not has_code and loose_plus,
            _in_word(clean, run.start(), run.end()) and not said,
            span[1] if _digits(clean[run.end() : span[1]]) >= MIN_DIGITS else run.end(),
        )


def _with_extensions(
    clean: str, found: Iterable[re.Match[str]]
) -> tuple[list[re.Match[str]], list[re.Match[str] | None]]:
    """Runs, and the extension right behind each; its digits are no run, and begin none."""
    runs, behind, end = list[re.Match[str]](), list[re.Match[str] | None](), 0
    for each in found:
        run = each if each.start() >= end else _RUN.search(clean, end, each.end())
        if run and (run is each or _digits(run["run"]) >= MIN_DIGITS):
            said = _EXTENSION.match(clean, run.end())
            end = said.end() if said else run.end()
            runs.append(run)
            behind.append(said)
    return runs, behind


def _tokens(clean: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Spans of the parts of a run; a sign without digits belongs to the first: `+ 852`."""
    tokens = (token.span() for token in _TOKEN.finditer(clean, start, end))
    (_, first), *rest = (token for token in tokens if _digits(clean[slice(*token)]))
    return ((start, first), *rest)


def _extension(
    clean: str, span: tuple[int, int], low: int, high: int, country: NamedCountry | None
) -> re.Match[str] | None:
    """Extension right after the number or country, or anywhere near if it is called one."""
    return (
        _EXTENSION.match(clean, _with_country(span, country)[1])
        or _EXTENSION_SAID.search(clean, span[1], high)
        or _EXTENSION_SAID.search(clean, low, span[0])
    )


def _in_ascii(extension: str) -> str:
    """Extension in digits: 12 for 十二 and for 一二, 20 for 二十."""
    if extension.startswith("十"):
        extension = f"一{extension}"
    spelled = f"{extension}零" if extension.endswith("十") else extension
    return "".join(HAN_DIGITS.get(char, char) for char in spelled if char != "十")


def _unless_a_number(word: re.Match[str]) -> str:
    clean, start = word.string, word.start()
    number = (
        clean[max(0, start - _SLACK) : start].rstrip(" (").endswith("+")
        or _NUMBER_WORD.fullmatch(word[0])
        or _PARTED.match(clean, start)
        or (
            _LAST.fullmatch(word[0])
            and clean[max(0, start - 1) : start] in "-.)/ "
            and clean[max(0, start - 2) : start - 1].isdigit()
        )
    )
    return word[0] if number else blank(word)


def _in_word(clean: str, start: int, end: int) -> bool:
    before = _LETTERS_BEFORE.search(clean, max(0, start - 20), start)
    words = filter(None, (before, _LETTERS.match(clean, end)))
    return any(not _LABELLED.fullmatch(word[0]) for word in words)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _start(run: re.Match[str]) -> int:
    """Start of a run, without a bracket that closes behind it."""
    opens = run["run"].startswith("(") and run["run"].count("(") > run["run"].count(")")
    return run.start() + opens


def _says_more(clean: str, span: tuple[int, int], country: NamedCountry | None) -> bool:
    start, end = _with_country(span, country)
    return any(char.isalnum() or char == BLANK for char in clean[:start] + clean[end:])


def _with_country(span: tuple[int, int], country: NamedCountry | None) -> tuple[int, int]:
    return (min(span[0], country.start), max(span[1], country.end)) if country else span
