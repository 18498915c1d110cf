"""Finder of phone numbers in typed text, with their spellings; an unclear one gets none.

The default country applies only if nothing in the text contradicts it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import phonenumbers

from bot.core.phones import NO_NAMES
from bot.core.phones.country import countries_beside, countries_mentioned
from bot.core.phones.country_code import codes_anywhere, codes_set_apart
from bot.core.phones.digit_runs import DigitRun, digit_runs, unread_digits
from bot.core.phones.former_plans import as_dialled_now, without_trunk
from bot.core.phones.letters import invalid_with_letters, lettered_numbers, with_letters
from bot.core.phones.offers import (
    head,
    in_a_province,
    with_codes,
    without_code,
    without_first_group,
    without_last_group,
)
from bot.core.phones.parsing import (
    Caution,
    ParsedNumbers,
    digits_with_plus,
    joined,
    parse,
    states_country,
    with_area,
)
from bot.core.phones.parts import HOURS, is_account_id, parts
from bot.core.phones.plain_text import plain, shown, without, without_chat_links
from bot.core.phones.spelling import (
    Candidate,
    Phone,
    repeats,
    spelled,
    with_plus,
    with_trunk,
)

__all__ = ["NO_NAMES", "Candidate", "Caution", "Phone", "find"]

_LAST_DIGITS = re.compile(rf"/| +{HOURS.pattern}\Z| ?\(\d+\Z")  # they may be no part of the number
_POSTCODE = re.compile(r"(?<=\d{6})(?: | - )\d{4,5}\Z")  # before a town
_BEFORE_TOWN = re.compile(r" [A-Z\u00c0-\u00de][a-z\u00df-\u00ff]{2}")
_MOST_COMPARED = 50  # numbers in one text, by whose countries others are judged
_Placed = tuple[int, Phone]  # where in the text it begins


def find(
    text: str, default_region: str, *, names: Mapping[str, str] = NO_NAMES
) -> tuple[Phone, ...]:
    """Phone numbers in a text, in order, valid or not.

    `default_region` is an ISO code. A country is named beside the number, by its code or by one
    of `names` (ISO codes by name, as `plain_text.folded` writes it; in lower case those of names
    that may mean something else: they decide nothing, but make an unclear number of one that exists
    there too). Nothing number-like gives (): fewer than seven digits, unless nothing else was
    written.
    """
    default, clean = default_region.upper(), plain(text)
    groups = list(lettered_numbers(clean))
    countries = countries_beside(clean, [(group[0].start, group[0].end) for group in groups], names)
    found, taken = list[_Placed](), list[tuple[int, int]]()
    for group, country in zip(groups, countries, strict=True):
        for one in group:
            if phone := with_letters(text, one, country.region if country else None, default):
                found.append((one.start, phone))
                taken.append((one.start, one.end))
                break
    rest = without(clean, taken)
    runs = list(digit_runs(rest, names))
    elsewhere = _other_codes(text, rest, runs, names, default)
    for run in runs:
        found += _phones(text, rest, run, default, elsewhere)
        taken.append((run.tokens[0][0], run.end))
    if any(phone.e164 for _, phone in found):
        for start, end in unread_digits(without(clean, taken)):
            found.append((start, Phone(shown(text, start, end), warnings=(Caution.UNREAD,))))
    if not found and groups:
        found += invalid_with_letters(text, clean, groups[0][0], default)
    # A link beside a number is not a second one.
    if not any(phone.e164 for _, phone in found) and (other := without_chat_links(text)) != text:
        return find(other, default_region, names=names)
    known = {phone.e164 for _, phone in found if not phone.assumed}
    found.sort(key=lambda placed: placed[0])
    return tuple(phone for _, phone in found if not repeats(phone, known))


def _other_codes(
    text: str, clean: str, runs: Sequence[DigitRun], names: Mapping[str, str], default: str
) -> tuple[str, ...]:
    """Codes of countries other than the default: of the numbers that state or are given one, and of
    those that the text mentions or may mean. A number without a country may belong to any of these.
    """
    some = runs[:_MOST_COMPARED]
    own = [found for run in some for _, found in _phones(text, clean, run, default)]
    stated = [phonenumbers.parse(one.e164) for one in own if one.e164 and not one.assumed]
    codes = [number.country_code for number in stated]
    codes += map(phonenumbers.country_code_for_region, countries_mentioned(clean, names))
    codes += codes_set_apart(clean)
    unread = without(clean, ((run.tokens[0][0], run.end) for run in runs))
    codes += codes_anywhere(unread, {run.extension for run in runs})
    known = phonenumbers.country_code_for_region(default)
    return tuple(dict.fromkeys(str(code) for code in codes if code != known))


def _phones(
    text: str, clean: str, run: DigitRun, default: str, elsewhere: tuple[str, ...] = ()
) -> Iterator[_Placed]:
    spans = parts(clean, run, default)
    for start, end in spans:
        one = run if (start, end) == spans[-1] else replace(run, extension=None)
        before_town = bool(_BEFORE_TOWN.match(clean, end))
        last = _POSTCODE if before_town and _POSTCODE.search(clean[start:end]) else _LAST_DIGITS
        found = _phone(shown(text, start, end), clean[start:end], one, default, elsewhere, last)
        if run.in_word and not found.e164 and "+" not in clean[start:end]:
            continue  # an id
        yield start, found


def _phone(
    written: str,
    piece: str,
    run: DigitRun,
    default: str,
    elsewhere: tuple[str, ...],
    last: re.Pattern[str],
) -> Phone:
    """`elsewhere`: codes of other countries in the text; `last`: digits that may be no part."""
    digits, region = digits_with_plus(piece), run.country or default
    reading = parse(piece, region)
    if is_account_id(piece, run):
        either = with_plus((*reading.numbers, *with_codes(("", *elsewhere), digits)))
        return Phone(
            written, warnings=(Caution.ACCOUNT_ID,), extension=run.extension, candidates=either
        )
    if run.code:
        return _behind_code(written, digits, run, reading, default)
    guessed = None if run.country or digits.startswith("+") else default
    if guessed and not any(map(states_country, reading.numbers)):
        stated = [joined(code, digits) for code in (*run.apart, *[""] * run.loose_plus)]
        if stated:
            return _apart(written, digits, stated, reading, reading)
        if abroad := with_codes(elsewhere, digits):
            either = with_plus((*abroad, *with_area(reading, digits)))
            return Phone(written, warnings=(Caution.OTHER_COUNTRY,), candidates=either)
    at_home = in_a_province(piece, run, default)
    if any(number not in reading.numbers for number in at_home):
        either = with_plus((*reading.numbers, *at_home))
        return Phone(written, warnings=(Caution.OTHER_COUNTRY,), candidates=either)
    if not reading.numbers:
        return _no_number(written, piece, run, default, reading)
    first = head(piece, last, region)
    if first and first[0] != reading.numbers[0]:
        both = with_plus((first[0], *reading.numbers))
        return Phone(written, assumed=guessed, warnings=(Caution.LAST_DIGITS,), candidates=both)
    return _one_or_several(written, digits, run, reading, guessed)


def _one_or_several(
    written: str, digits: str, run: DigitRun, reading: ParsedNumbers, guessed: str | None
) -> Phone:
    """Phone of digits that are at least one number."""
    if len(reading.numbers) > 1:
        codes = {number.country_code for number in reading.numbers}
        caution = Caution.TWO_COUNTRIES if len(codes) > 1 else Caution.LEADING_ZERO
        return Phone(written, warnings=(caution,), candidates=with_plus(reading.numbers))
    whole = with_area(reading, digits)
    if len(whole) > 1:
        return Phone(
            written,
            region=run.country or guessed,
            assumed=guessed,
            warnings=(Caution.AREA_CODE,),
            candidates=with_trunk(whole, run.country),
        )
    return spelled(written, whole[0], digits, extension=run.extension, guessed=guessed)


def _no_number(
    written: str, piece: str, run: DigitRun, default: str, reading: ParsedNumbers
) -> Phone:
    """Phone without a number, with those that may be meant."""
    digits, region = digits_with_plus(piece), run.country or default
    guessed = None if run.country or digits.startswith("+") else default
    behind_zero = parse(piece.replace("+", ""), default).numbers if digits[:2] == "+0" else ()
    stating = filter(states_country, behind_zero)  # +00 886…, +011 886…
    lacking_plus = with_codes([""] if guessed else [], digits)  # 852-6123-4567
    now = as_dialled_now(digits, reading.region)
    reading = replace(reading, fault=Caution.OLD_FORM) if now else reading
    own = reading.region if digits.startswith("+") else region
    whole = without_first_group(piece, region)
    ways = (*stating, *whole, *lacking_plus, *now, *without_code(piece, run, default)) or (
        without_trunk(digits, own) or without_last_group(piece, region) or behind_zero
    )
    return replace(_fault(written, reading, guessed), candidates=with_plus(ways))


def _behind_code(
    written: str, digits: str, run: DigitRun, reading: ParsedNumbers, default: str
) -> Phone:
    """Phone joined to its country code; unclear if a named country contradicts it, no such number
    exists, or the code may be an area code.
    """
    stated = joined(run.code or "", digits)
    if run.area and (within := parse(f"0{run.code}{digits}", run.country or default)).numbers:
        return _apart(written, digits, [stated, within], reading, stated)
    named = phonenumbers.country_code_for_region(run.country) if run.country else None
    if stated.numbers and named in (None, stated.numbers[0].country_code):
        whole = f"+{run.code}{digits}"
        return spelled(written, stated.numbers[0], whole, extension=run.extension, guessed=None)
    return _apart(written, digits, [stated], reading, stated)


def _apart(
    written: str,
    digits: str,
    stated: list[ParsedNumbers],
    reading: ParsedNumbers,
    fault: ParsedNumbers,
) -> Phone:
    """Unclear phone with candidates; `fault`: the reading to blame if none is valid."""
    joined_up = (number for one in stated for number in one.numbers)
    candidates = with_plus((*joined_up, *with_area(reading, digits)))
    if not candidates:
        return _fault(written, fault, None)
    return Phone(written, warnings=(Caution.CODE_APART,), candidates=candidates)


def _fault(written: str, reading: ParsedNumbers, guessed: str | None) -> Phone:
    fault = reading.fault or Caution.INVALID
    stated = guessed and reading.region not in (guessed, None)
    assumed = None if stated else guessed
    return Phone(written, region=reading.region, assumed=assumed, warnings=(fault,))
