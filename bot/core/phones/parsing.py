"""Parser of dialled digits as phone numbers, on libphonenumber, with all possible readings.

libphonenumber drops a prefix that the default country knows and never says that other readings
exist. Here a reading counts only if it is the only one; otherwise all of them are returned.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    CountryCodeSource,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)


class Caution(StrEnum):
    """Warning about a phone number; those of the first group mean that it has no spellings."""

    TOO_SHORT = "too_short"  # also: lacks its area code
    TOO_LONG = "too_long"  # also: for AWS, as Japan's toll-free numbers of 17 digits
    UNKNOWN_COUNTRY_CODE = "unknown_country_code"  # +999…
    INVALID = "invalid"  # a possible length, but nobody in that country has such a number
    OLD_FORM = "old_form"  # of a numbering plan that its country has given up: +52 1 55…
    ACCOUNT_ID = "account_id"  # twelve digits, or 4-4-4, with neither + nor a country
    CODE_APART = "code_apart"  # +852 and 6123 4567 in one text, and not clearly one number
    OTHER_COUNTRY = "other_country"  # the text may name another country, where it exists
    TWO_COUNTRIES = "two_countries"  # in Korea 0081… is 00 + Japan, and 008 + North America
    LAST_DIGITS = "last_digits"  # 010-1234-5678/131, +49 30 123456 9-17
    UNREAD = "unread"  # digits beside a number, with signs between them that separate no groups
    LETTERS = "letters"  # 1-800-FLOWERS, or O912 for 0912

    AREA_CODE = "area_code"  # no trunk prefix; spellings of None where two readings are valid
    TOLL_FREE = "toll_free"  # AWS's user guide: refused
    PREMIUM_RATE = "premium_rate"
    VOIP = "voip"
    FIXED_LINE = "fixed_line"  # AWS's user guide: must receive SMS; a voice call may still work
    LEADING_ZERO = "leading_zero"  # Italy's stays; AWS's user guide says "no leading zeros"
    EXTENSION = "extension"  # AWS takes no letter, # or comma
    NATIONAL_FORM = "national_form"  # no + in front: saved so, it is the usual cause of no call
    ABROAD_PREFIX = "abroad_prefix"  # 00886…, 011 886…: a + is wanted in its place
    TRUNK_PREFIX = "trunk_prefix"  # +886 0912…: digits that are dialled inside the country only


_UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: Caution.UNKNOWN_COUNTRY_CODE,
    NumberParseException.NOT_A_NUMBER: Caution.TOO_SHORT,
    NumberParseException.TOO_SHORT_AFTER_IDD: Caution.TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: Caution.TOO_SHORT,
    NumberParseException.TOO_LONG: Caution.TOO_LONG,
}
_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: Caution.TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: Caution.TOO_SHORT,
    ValidationResult.TOO_LONG: Caution.TOO_LONG,
}
# What is dialled before a country code, by countries other than the one in question: 00 most of
# them (ITU-T E.123), 011 North America, 0011 Australia, 010 Japan, 8~10 Russia, 119 Cuba, and the
# operators of Brazil, Hong Kong, Korea, Singapore, Taiwan and Thailand.
_ABROAD = ("0011", "00", "011", "010", "810", "119", *(f"00{n}" for n in range(10)))
# 119 also begins São Paulo's mobile numbers, (11) 9…: too few digits follow for one from abroad.
_CUBAN, _FEWEST_BEHIND_CUBAN = "119", 9
_OPTIONAL = re.compile(r"\( *0 *\)")  # of +44 (0)20: not dialled from abroad, except in Italy
# AWS Account Management API, ContactInformation.PhoneNumber: 1-20 characters, one of them a blank.
_LONGEST = 19
_AND_NORTH_AMERICA = "001"  # or 00 and North America's 1
_FIRST_GROUP = re.compile(r"\D*(\d+)\D")
_STATED = {
    CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN,
    CountryCodeSource.FROM_NUMBER_WITH_IDD,
}


@dataclass(frozen=True, slots=True)
class ParsedNumbers:
    """Valid numbers, one for each reading of the digits; `fault` if there is none.

    region: of a fault, the country it was measured against
    """

    numbers: tuple[PhoneNumber, ...] = ()
    fault: Caution | None = None
    region: str | None = None


def digits_with_plus(piece: str) -> str:
    plus = "+" in piece and "~" not in piece  # Russia's 8~10 is dialled in place of a +
    return "+" * plus + re.sub(r"\D", "", piece)


def e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def national(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def iso(region: str | None) -> str | None:
    """ISO code of a region; None for the library's ZZ (unknown) and 001 (no country)."""
    return region if region in phonenumbers.SUPPORTED_REGIONS else None


def with_code(digits: str) -> str | None:
    """Digits from their country code on, after a prefix for calls abroad; None if there is none."""
    if digits.startswith("0"):
        rests = (digits[len(prefix) :] for prefix in _ABROAD if digits.startswith(prefix))
        return next(filter(_begins_with_code, rests), None)
    return digits if _begins_with_code(digits) else None


def _begins_with_code(digits: str) -> bool:
    return any(int(digits[:n]) in COUNTRY_CODE_TO_REGION_CODE for n in (1, 2, 3) if digits[:n])


@lru_cache(4096)  # a piece is looked at when its text is cut, and again when it is spelled
def parse(written: str, region: str) -> ParsedNumbers:
    """All readings of a written number, in `region` and from abroad."""
    digits = digits_with_plus(written)
    own = _tried(digits, region)
    if digits.startswith("+"):
        without = digits_with_plus(_OPTIONAL.sub("", written))
        return own if without == digits else _all_of(own, *_tried(without, region).numbers)
    prefix = _international_prefix(region)
    first = _FIRST_GROUP.match(written)
    apart = first[1] if first and first[1] in _ABROAD else ""
    others: tuple[str, ...] = _ABROAD
    dials = bool(apart and re.fullmatch(prefix, apart))
    if dials or (apart and not own.numbers):  # separated by the writer
        by_group = _tried(f"+{digits[len(apart) :]}", region)
        own = by_group if by_group.numbers else own
        others = () if dials and apart != _AND_NORTH_AMERICA else ("00",)
    elif own.numbers and not any(lacks_trunk(number, digits) for number in own.numbers):
        # 0011 is Australia's where the region dials 00; in Korea it is 001 and a 1.
        abroad = re.match(prefix, digits)
        australian = "0011" if abroad and abroad[0] == "00" else ""
        others = tuple(filter(None, ("00", australian, apart)))
    return _with_readings(own, digits, others, region)


def _with_readings(
    own: ParsedNumbers, digits: str, prefixes: tuple[str, ...], region: str
) -> ParsedNumbers:
    """All valid readings: the region's own, and behind a prefix for calls abroad."""
    abroad: list[PhoneNumber] = []
    for prefix in prefixes:
        few = prefix == _CUBAN and len(digits) - len(prefix) < _FEWEST_BEHIND_CUBAN
        if digits.startswith(prefix) and not few:
            abroad += _tried(f"+{digits[len(prefix) :]}", region).numbers
    valid = _all_of(own, *abroad)
    if not valid.numbers and digits.startswith("00") and with_code(digits[2:]):
        return _tried(f"+{digits[2:]}", region)
    return valid


def _all_of(own: ParsedNumbers, *others: PhoneNumber) -> ParsedNumbers:
    """Reading with others that are valid too, each number once."""
    once = {e164(number): number for number in (*own.numbers, *others)}
    return replace(own, numbers=tuple(once.values())) if others else own


def _international_prefix(region: str) -> str:
    own = phonenumbers.PhoneMetadata.metadata_for_region(region)
    return own.international_prefix or "" if own else ""


def joined(code: str, digits: str) -> ParsedNumbers:
    """Readings of digits with a country code that stands apart, and may be repeated in them."""
    again = _tried(f"+{digits}", "ZZ") if digits.startswith(code) else ParsedNumbers()
    return again if again.numbers else _tried(f"+{code}{digits}", "ZZ")


def _tried(digits: str, region: str) -> ParsedNumbers:
    # With a region, libphonenumber takes the + off +009… and what the region dials for abroad.
    within = "ZZ" if digits.startswith("+") else region
    try:
        number = phonenumbers.parse(digits, within, keep_raw_input=True)
    except NumberParseException as problem:
        measured = None if digits.startswith("+") else region
        return ParsedNumbers(fault=_UNREADABLE[problem.error_type], region=measured)
    if phonenumbers.is_valid_number(number):
        if len(e164(number)) > _LONGEST:
            return ParsedNumbers(
                fault=Caution.TOO_LONG, region=iso(phonenumbers.region_code_for_number(number))
            )
        return ParsedNumbers((number,))
    fault = _IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number), Caution.INVALID)
    code = number.country_code or 0
    region = phonenumbers.region_code_for_country_code(code)
    if fault is Caution.INVALID and _is_local(number, region):
        fault = Caution.TOO_SHORT
    return ParsedNumbers(fault=fault, region=iso(region))


def _is_local(number: PhoneNumber, region: str) -> bool:
    """Whether the number is valid with an area code, as Taipei's 2345 6789."""
    whole = _in_the_capital(number, region)
    try:
        return bool(whole) and phonenumbers.is_valid_number(phonenumbers.parse(whole))
    except NumberParseException:  # too long with it
        return False


def states_country(number: PhoneNumber) -> bool:
    """Whether the number had a + or a prefix for calls abroad."""
    return number.country_code_source in _STATED


def lacks_trunk(number: PhoneNumber, digits: str) -> bool:
    """Whether a fixed line is written without the prefix that its country writes, such as 0.

    Most often it is a local number then, and lacks its area code. A mobile number has none.
    """
    shown = phonenumbers.normalize_digits_only(national(number))
    return (
        number.country_code_source == CountryCodeSource.FROM_DEFAULT_COUNTRY
        and phonenumbers.number_type(number) != PhoneNumberType.MOBILE
        and digits != shown
        and digits == phonenumbers.national_significant_number(number)
        and shown.endswith(digits)
    )


def with_area(reading: ParsedNumbers, digits: str) -> tuple[PhoneNumber, ...]:
    """Numbers of a reading, after those that are meant if a + or an area code is missing."""
    unsure = [number for number in reading.numbers if lacks_trunk(number, digits)]
    codes = {number.country_code for number in unsure}
    own = [number for number in joined("", digits).numbers if number.country_code in codes]
    local = [whole for number in unsure for whole in _with_area_code(number)]
    return (*own, *local, *reading.numbers)


def _with_area_code(number: PhoneNumber) -> tuple[PhoneNumber, ...]:
    """Number with the area code of libphonenumber's example, most often the capital's."""
    region = phonenumbers.region_code_for_number(number)
    whole = _in_the_capital(number, region) if region else ""
    return _tried(whole, "ZZ").numbers if whole else ()


def _in_the_capital(number: PhoneNumber, region: str) -> str:
    example = phonenumbers.example_number(region)
    length = phonenumbers.length_of_geographical_area_code(example) if example else 0
    if not example or not length:
        return ""
    area = phonenumbers.national_significant_number(example)[:length]
    local = phonenumbers.national_significant_number(number)
    return f"+{number.country_code}{area}{local}"
