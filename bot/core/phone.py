"""A phone number, in the spellings that AWS and a telephone want, and what may be wrong with it.

Sources: AWS Account Management API, ContactInformation.PhoneNumber (the pattern, 1-20 characters);
AWS Account Management user guide, "Update the primary contact" (country code, no leading zeros
after it, must receive SMS, no toll-free); libphonenumber's metadata for all that is national.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import phonenumbers
from phonenumbers import (
    CountryCodeSource,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from bot.core.phonetext import FEWEST_DIGITS, Run, plain, runs

AWS_PATTERN = re.compile(r"[+][\s0-9()-]{1,19}", re.ASCII)
"""AWS Account Management API, ContactInformation.PhoneNumber: `[+][\\s0-9()-]+`, at most 20."""

_ACCOUNT_ID = re.compile(r"\d{12}|\d{4}([ -])\d{4}\1\d{4}")
NO_NAMES: Mapping[str, str] = MappingProxyType({})
_SHOWN = 60  # of a piece; whole, a pasted log could not be repeated in a Slack message
_MOST_DIGITS = 20  # libphonenumber's longest number has 19 with its country code


class Warning(StrEnum):  # noqa: A001  # callers say phone.Warning
    """The first seven come with spellings of None."""

    NOT_A_NUMBER = "not_a_number"  # a single digit
    TOO_SHORT = "too_short"  # also: lacks its area code
    TOO_LONG = "too_long"
    UNKNOWN_COUNTRY_CODE = "unknown_country_code"  # +999…
    INVALID = "invalid"  # a possible length, but nobody in that country has such a number
    ACCOUNT_ID = "account_id"  # twelve digits, or 4-4-4, with neither + nor a country
    AWS_PATTERN = "aws_pattern"  # longer than AWS's 20 characters even when spelled rightly

    TOLL_FREE = "toll_free"  # AWS's user guide: refused
    PREMIUM_RATE = "premium_rate"
    VOIP = "voip"
    FIXED_LINE = "fixed_line"  # AWS's user guide: must receive SMS; a voice call may still work
    LEADING_ZERO = "leading_zero"  # Italy's stays; AWS's user guide says "no leading zeros"
    EXTENSION = "extension"  # AWS_PATTERN has no letter, # or comma
    NATIONAL_FORM = "national_form"  # no + in front: saved so, it is the usual cause of no call
    TRUNK_PREFIX = "trunk_prefix"  # +886 0912…: digits that are dialled inside the country only


@dataclass(frozen=True, slots=True)
class Phone:
    """`contact`, `e164` and `keypad` are all there, or all None.

    input: the piece of text, as written, without invisible characters and cut at 60
    contact: `+886 912345678`; fits AWS_PATTERN
    e164: `+886912345678`, with AWS's "no spaces after the country code"
    keypad: `0912345678`, the national form, digits only
    region: `TW`; of an unusable number, the country it was measured against; None for +800 and such
    kind: libphonenumber's name in lower case: `mobile`, `fixed_line_or_mobile`, …
    assumed: the default region, where the text named no country
    extension: its digits
    """

    input: str
    contact: str | None = None
    e164: str | None = None
    keypad: str | None = None
    region: str | None = None
    kind: str | None = None
    assumed: str | None = None
    warnings: tuple[Warning, ...] = ()
    extension: str | None = None


_UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: Warning.UNKNOWN_COUNTRY_CODE,
    NumberParseException.NOT_A_NUMBER: Warning.NOT_A_NUMBER,
    NumberParseException.TOO_SHORT_AFTER_IDD: Warning.TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: Warning.TOO_SHORT,
    NumberParseException.TOO_LONG: Warning.TOO_LONG,
}
_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: Warning.TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: Warning.TOO_SHORT,
    ValidationResult.TOO_LONG: Warning.TOO_LONG,
}
_KINDS = {
    PhoneNumberType.TOLL_FREE: Warning.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: Warning.PREMIUM_RATE,
    PhoneNumberType.VOIP: Warning.VOIP,
    PhoneNumberType.FIXED_LINE: Warning.FIXED_LINE,
}


def find(
    text: str, default_region: str, *, names: Mapping[str, str] = NO_NAMES
) -> tuple[Phone, ...]:
    """Every number in a text, in its order, and whatever looks like one and is none.

    `default_region` is an ISO code. A country is named beside the number, by its code or by one
    of `names` (ISO codes by name, as `phonetext.folded` writes it). Nothing number-like gives ():
    fewer than seven digits, unless nothing else was written.
    """
    clean = plain(text)
    return tuple(
        phone
        for run in runs(clean, names)
        for phone in _phones(text, clean, run, default_region.upper())
    )


def _phones(text: str, clean: str, run: Run, default: str) -> Iterator[Phone]:
    spans = _parts(clean, run, run.country or default)
    for start, end in spans:
        written = "".join(c for c in text[start:end] if c.isprintable() or c.isspace())
        shown = written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"
        extension = run.extension if (start, end) == spans[-1] else None
        yield _phone(shown, clean[start:end], extension, run.country, default)


def _parts(clean: str, run: Run, region: str) -> list[tuple[int, int]]:
    """A blank or a slash parts two numbers only if every part then stands by itself.

    Otherwise the run is one piece: `+886 912 345 6789` must not become the American 912 345 6789.
    """
    tokens, parts = list(run.tokens), []
    while tokens:
        taken = _longest(clean, tokens, region, named=run.country is not None)
        if not taken:
            return [(run.tokens[0][0], run.tokens[-1][1])]
        parts.append((tokens[0][0], tokens[taken - 1][1]))
        tokens = tokens[taken:]
    return parts


def _longest(clean: str, tokens: list[tuple[int, int]], region: str, *, named: bool) -> int:
    """How many of the tokens make the first number; 0 when none do."""
    for count in range(min(len(tokens), _MOST_DIGITS), 0, -1):
        piece = clean[tokens[0][0] : tokens[count - 1][1]]
        if len(_dialled(piece)) > _MOST_DIGITS:
            continue
        if _is_account_id(piece, named=named):
            return count
        if isinstance(_parsed(_dialled(piece), region), PhoneNumber):
            return count
    return 1 if len(_dialled(clean[slice(*tokens[0])])) >= FEWEST_DIGITS else 0


def _dialled(piece: str) -> str:
    return "+" * ("+" in piece) + re.sub(r"\D", "", piece)


def _is_account_id(piece: str, *, named: bool) -> bool:
    return not named and bool(_ACCOUNT_ID.fullmatch(piece))


def _parsed(dialled: str, region: str) -> PhoneNumber | Warning:
    try:
        number = phonenumbers.parse(dialled, region, keep_raw_input=True)
    except NumberParseException as problem:
        return _UNREADABLE[problem.error_type]
    if phonenumbers.is_valid_number(number):
        return number
    # ITU-T E.123 writes 00 for "international", also where people dial 002 (TW) or 011 (US).
    abroad = _parsed(f"+{dialled[2:]}", region) if dialled.startswith("00") else None
    if isinstance(abroad, PhoneNumber):
        return abroad
    return _IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number), Warning.INVALID)


def _phone(
    written: str, piece: str, extension: str | None, country: str | None, default: str
) -> Phone:
    if _is_account_id(piece, named=country is not None):
        return Phone(written, warnings=(Warning.ACCOUNT_ID,))
    region = country or default
    dialled = _dialled(piece)
    number = _parsed(dialled, region)
    guessed = None if country or dialled.startswith("+") else default
    if isinstance(number, Warning):
        return Phone(
            written,
            region=_measured_against(dialled, region),
            assumed=guessed,
            warnings=(number,),
            extension=extension,
        )
    return _spelled(written, number, dialled, extension, guessed)


def _measured_against(dialled: str, region: str) -> str | None:
    try:
        code = phonenumbers.parse(dialled, region).country_code or 0
    except NumberParseException:
        return None if dialled.startswith("+") else region
    return _iso(phonenumbers.region_code_for_country_code(code))


def _spelled(
    written: str, number: PhoneNumber, dialled: str, extension: str | None, guessed: str | None
) -> Phone:
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    contact = f"+{number.country_code} {phonenumbers.national_significant_number(number)}"
    fits = AWS_PATTERN.fullmatch(contact) is not None
    kind = phonenumbers.number_type(number)
    states_country = number.country_code_source in {
        CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN,
        CountryCodeSource.FROM_NUMBER_WITH_IDD,
    }
    checks = {
        Warning.AWS_PATTERN: not fits,
        **{warning: kind == of for of, warning in _KINDS.items()},
        Warning.LEADING_ZERO: " 0" in contact,
        Warning.EXTENSION: extension is not None,
        Warning.NATIONAL_FORM: not dialled.startswith("+"),
        Warning.TRUNK_PREFIX: dialled.startswith("+") and dialled != e164,
    }
    return Phone(
        written,
        contact=contact if fits else None,
        e164=e164 if fits else None,
        keypad=phonenumbers.normalize_digits_only(national) if fits else None,
        region=_iso(phonenumbers.region_code_for_number(number)),
        kind=PhoneNumberType.to_string(kind).lower(),
        assumed=None if states_country else guessed,
        warnings=tuple(warning for warning, holds in checks.items() if holds),
        extension=extension,
    )


def _iso(region: str | None) -> str | None:
    """The library says ZZ for unknown, and 001 for numbers of no country."""
    return region if region in phonenumbers.SUPPORTED_REGIONS else None
