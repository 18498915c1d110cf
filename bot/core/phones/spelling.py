"""Spellings of a phone number for AWS and for a keypad, with warnings.

Sources: AWS Account Management API, ContactInformation.PhoneNumber (the pattern, 1-20 characters);
AWS Account Management user guide, "Update the primary contact" (country code, no leading zeros
after it, must receive SMS, no toll-free); libphonenumber's metadata for all that is national.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from bot.core.phones.parsing import Caution, e164, iso, lacks_trunk, national, states_country

_MOST_CANDIDATES = 3
_UNCLEAR = ((Caution.OTHER_COUNTRY,), (Caution.CODE_APART,), (Caution.ACCOUNT_ID,))
_KINDS = {
    PhoneNumberType.TOLL_FREE: Caution.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: Caution.PREMIUM_RATE,
    PhoneNumberType.VOIP: Caution.VOIP,
    PhoneNumberType.FIXED_LINE: Caution.FIXED_LINE,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Possible meaning of an unclear number: `e164`; `write` is an unambiguous spelling of it."""

    write: str
    e164: str


@dataclass(frozen=True, slots=True)
class Phone:
    """Phone number found in a text. `contact`, `e164` and `keypad` are all set or all None.

    input: the piece of text, as written, without invisible characters and cut at 60
    contact: `+886 912345678`; at most 20 characters, as AWS stores
    e164: `+886912345678`, with AWS's "no spaces after the country code"
    keypad: `0912345678`, the national form, digits only
    region: `TW`; of an unusable number, the country it was measured against; None for +800 and such
    kind: libphonenumber's name in lower case: `mobile`, `fixed_line_or_mobile`, …
    assumed: the default region, where the text named no country
    extension: its digits
    candidates: of a number without spellings, what it may be
    """

    input: str
    contact: str | None = None
    e164: str | None = None
    keypad: str | None = None
    region: str | None = None
    kind: str | None = None
    assumed: str | None = None
    warnings: tuple[Caution, ...] = ()
    extension: str | None = None
    candidates: tuple[Candidate, ...] = ()


def spelled(
    written: str, number: PhoneNumber, digits: str, *, extension: str | None, guessed: str | None
) -> Phone:
    """Phone with its spellings; `digits`: as dialled; `guessed`: the default region, if used."""
    plain, contact = e164(number), _contact(number)
    kind = phonenumbers.number_type(number)
    plus, abroad = digits.startswith("+"), states_country(number)
    checks = {
        Caution.AREA_CODE: lacks_trunk(number, digits),
        **{caution: kind == of for of, caution in _KINDS.items()},
        Caution.LEADING_ZERO: " 0" in contact,
        Caution.EXTENSION: extension is not None,
        Caution.NATIONAL_FORM: not abroad,
        Caution.ABROAD_PREFIX: abroad and not plus,
        Caution.TRUNK_PREFIX: plus and digits != plain,
    }
    return Phone(
        written,
        contact=contact,
        e164=plain,
        keypad=phonenumbers.normalize_digits_only(national(number)),
        region=iso(phonenumbers.region_code_for_number(number)),
        kind=PhoneNumberType.to_string(kind).lower(),
        assumed=None if abroad else guessed,
        warnings=tuple(caution for caution, holds in checks.items() if holds),
        extension=extension,
    )


def repeats(phone: Phone, known: Collection[str | None]) -> bool:
    """Whether an unclear number can only be one that stands in the text with its country."""
    ways = [way.e164 for way in phone.candidates]
    return phone.warnings in _UNCLEAR and len(ways) == 1 and ways[0] in known


def with_plus(numbers: Iterable[PhoneNumber]) -> tuple[Candidate, ...]:
    """Candidates with + and country code, each number once."""
    once = {e164(number): _contact(number) for number in numbers}
    return tuple(Candidate(write, plain) for plain, write in once.items())[:_MOST_CANDIDATES]


def with_trunk(numbers: Iterable[PhoneNumber], named: str | None) -> tuple[Candidate, ...]:
    """Candidates in national form, with the country if it was `named`."""
    behind = f" {named}" if named else ""
    return tuple(Candidate(national(number) + behind, e164(number)) for number in numbers)


def _contact(number: PhoneNumber) -> str:
    return f"+{number.country_code} {phonenumbers.national_significant_number(number)}"
