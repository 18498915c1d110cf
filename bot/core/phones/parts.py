"""Parts of a run of digits: one number, or several that only blanks, slashes and brackets
separate.
"""

import re

import phonenumbers

from bot.core.phones.digit_runs import MIN_DIGITS, DigitRun
from bot.core.phones.parsing import digits_with_plus, joined, parse
from bot.core.phones.plain_text import HOURS_TEMPLATE

HOURS = re.compile(rf"\(?(?:{HOURS_TEMPLATE.format('-')})\)?")
"""Hours of an office beside a number."""

_ACCOUNT_ID = re.compile(r"\d{12}|\d{4}([ -])\d{4}\1\d{4}")
_MOST_DIGITS = 20  # libphonenumber's longest number has 19 with its country code
_MOST_HOURS = 4  # beside the numbers of one run, as in 9-12 13-18
_Span = tuple[int, int]


def parts(clean: str, run: DigitRun, default: str) -> list[_Span]:
    """Spans of the numbers in a run: split at blanks and slashes if every part is a number.

    Otherwise the run is one piece: `+886 912 345 6789` must not become the American 912 345 6789.
    A second number, in a bracket or with a leading 0, is none of the first one's digits, also where
    it is wrong: `+49 30 123456 (0151 …)`. Office hours beside numbers belong to none of them.
    """
    tokens, spans, hours = list(run.tokens), list[_Span](), 0
    while tokens:
        near = tokens[: _before_bracket(clean, tokens)]
        taken = _longest(clean, near, run, default)
        apart = len(near) < len(tokens) or (spans and clean[tokens[0][0]] in "(0")
        if apart and not taken and _digits(clean, near) >= MIN_DIGITS:
            taken = len(near)  # not valid, but no part of another
        if taken:
            spans.append((tokens[0][0], tokens[taken - 1][1]))
        elif hours < _MOST_HOURS and HOURS.fullmatch(clean, *tokens[0]):
            hours += 1
        else:
            spans = []
            break
        tokens = tokens[taken or 1 :]
    return spans or [(run.tokens[0][0], run.tokens[-1][1])]


def _before_bracket(clean: str, tokens: list[_Span]) -> int:
    """Number of leading tokens before a bracket that opens behind digits enough for a number."""
    for count in range(1, min(len(tokens), _MOST_DIGITS)):
        opens = clean[tokens[count][0]] == "("
        if opens and _digits(clean, tokens[:count]) > MIN_DIGITS:
            return count
    return len(tokens)


def _longest(clean: str, tokens: list[_Span], run: DigitRun, default: str) -> int:
    """Number of leading tokens that make the first number; 0 if none do."""
    for count in range(min(len(tokens), _MOST_DIGITS), 0, -1):
        piece = clean[tokens[0][0] : tokens[count - 1][1]]
        digits = digits_with_plus(piece)
        if len(digits) > _MOST_DIGITS:
            continue
        if is_account_id(piece, run):
            return count
        if run.code and joined(run.code, digits).numbers:
            return count
        if parse(piece, run.country or default).numbers:
            return _first_of_two(clean, tokens, count, run.country or default)
    return _enough(clean, tokens)


def _enough(clean: str, tokens: list[_Span]) -> int:
    """Number of leading tokens, with nothing between them, that have digits enough for a number;
    0 if they have too few.
    """
    for count, (start, _) in enumerate(tokens, start=1):
        if count > 1 and start > tokens[count - 2][1]:
            return 0
        if _digits(clean, tokens[:count]) >= MIN_DIGITS:
            return count
    return 0


def _first_of_two(clean: str, tokens: list[_Span], count: int, region: str) -> int:
    """Number of tokens of the first number: `count`, or fewer where digits would be left over and
    the rest is a whole number of the same country, with a leading 0.
    """
    if not count < len(tokens) <= _MOST_DIGITS:
        return count
    for fewer in range(count - 1, 0, -1):
        rest = clean[tokens[fewer][0] : tokens[-1][1]]
        for first in parse(clean[tokens[0][0] : tokens[fewer - 1][1]], region).numbers:
            home = phonenumbers.region_code_for_number(first) or region
            if rest.startswith("0") and parse(rest, home).numbers:
                return fewer
    return count


def is_account_id(piece: str, run: DigitRun) -> bool:
    return not (run.country or run.code) and bool(_ACCOUNT_ID.fullmatch(piece))


def _digits(clean: str, tokens: list[_Span]) -> int:
    return sum(map(str.isdigit, clean[tokens[0][0] : tokens[-1][1]]))
