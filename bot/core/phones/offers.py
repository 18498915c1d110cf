"""Numbers that are offered in place of an unclear one: without a group too many, or in another
country.
"""

import re
from collections.abc import Iterable

from phonenumbers import PhoneNumber

from bot.core.phones.digit_runs import DigitRun
from bot.core.phones.parsing import digits_with_plus, joined, lacks_trunk, parse
from bot.core.phones.provinces import PROVINCES

# One group too many, if the whole is no number.
_LAST_GROUP = re.compile(r" ?[-/] ?\d{1,6}\Z| ?\(\d{1,6}\Z")
_FIRST_GROUP = re.compile(r"\d{1,5} +(?=[(0]|\d{3}[ .-]\d{3})")
_AS_IN_THE_US = re.compile(r"\(?\d{3}\)?[ .-]{1,2}\d{3}[.-]\d{4}")


def in_a_province(piece: str, run: DigitRun, default: str) -> tuple[PhoneNumber, ...]:
    """Numbers that are meant if the two letters beside it are a province's: of the default country,
    and of the United States, where it is written as there.
    """
    if not run.in_address or "+" in piece:
        return ()
    regions = [default] if run.country in PROVINCES.get(default, ()) else []
    if run.country in PROVINCES["US"] and _AS_IN_THE_US.fullmatch(piece):
        regions.append("US")
    return tuple(number for region in regions for number in parse(piece, region).numbers)


def without_code(piece: str, run: DigitRun, default: str) -> tuple[PhoneNumber, ...]:
    """Numbers of the default country, if the two letters beside it are no country's."""
    return parse(piece, default).numbers if run.by_code and "+" not in piece else ()


def head(piece: str, last: re.Pattern[str], region: str) -> tuple[PhoneNumber, ...]:
    """Numbers of a piece without its last digits."""
    found = last.search(piece)
    return parse(piece[: found.start()], region).numbers if found else ()


def without_first_group(piece: str, region: str) -> tuple[PhoneNumber, ...]:
    """Numbers of a piece without its first group, as of `line 2 0912345678`."""
    first = _FIRST_GROUP.match(piece)
    if not first:
        return ()
    rest = piece[first.end() :]
    numbers, digits = parse(rest, region).numbers, digits_with_plus(rest)
    return tuple(number for number in numbers if not lacks_trunk(number, digits))


def without_last_group(piece: str, region: str) -> tuple[PhoneNumber, ...]:
    """Numbers of a piece without its last group; the rest must begin as a whole number does."""
    digits = digits_with_plus(_LAST_GROUP.sub("", piece))
    heads = head(piece, _LAST_GROUP, region)
    return tuple(number for number in heads if not lacks_trunk(number, digits))


def with_codes(codes: Iterable[str], digits: str) -> list[PhoneNumber]:
    """Valid numbers of the digits behind each code; "": they begin with one themselves."""
    return [number for code in codes for number in joined(code, digits).numbers]
