"""Shared by the promises about phone numbers."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from bot.core.phones.digit_runs import MIN_DIGITS
from bot.core.phones.finder import Phone, find
from bot.texts.countries import by_name

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
WHOLE_NUMBERS = sorted(
    {
        phonenumbers.format_number(number, PhoneNumberFormat.E164)
        for region in REGIONS
        for kind in PhoneNumberType.values()
        if (number := phonenumbers.example_number_for_type(region, kind))
    }
)
NAMES = by_name(("en", "zh-TW"))
LONG_ENOUGH = [number for number in WHOLE_NUMBERS if len(number) > MIN_DIGITS]


def one(text: str, region: str = "TW") -> Phone:
    (found,) = find(text, region)
    return found


def spelled(text: str, region: str = "TW") -> list[str | None]:
    return [found.e164 for found in find(text, region)]


def found(text: str) -> list[Phone]:
    """Numbers in a text that may name countries."""
    return list(find(text, "TW", names=NAMES))


def may_be(phone: Phone) -> set[str]:
    """All that it is, or may be."""
    return {*filter(None, (phone.e164, *(one.e164 for one in phone.candidates)))}
