"""Numbers in a format that their country has abandoned or never used: people still have them
in their contacts, and AWS has them on file.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumber

from bot.core.phones.parsing import parse

# Country, what was dialled there or behind its code, and what it may have become.
_CHANGES = (
    # 1 from abroad, 01, 044 and 045 inside the country, until 2019 (Instituto Federal de
    # Telecomunicaciones); WhatsApp still shows +52 1
    ("MX", r"(?:1|01|04[45])(\d{10})", [r"\1"]),
    # a 9 before mobile numbers, area by area from 2012 to 2016 (Anatel)
    ("BR", r"0?([1-9]\d)([6-9]\d{7})", [r"\g<1>9\2"]),
    # 01 before all numbers, since November 2024 (ARCEP Bénin)
    ("BJ", r"(\d{8})", [r"01\1"]),
    # two digits for the operator, mobile and fixed lines, since January 2021 (ARTCI)
    ("CI", r"([04-9]\d{7})", [r"07\1", r"05\1", r"01\1"]),
    ("CI", r"([23]\d{7})", [r"27\1", r"25\1", r"21\1"]),
    # no 0 before mobile numbers since 2001, one behind +39 before the others since 1998 (AGCOM)
    ("IT", r"0(3\d{8,9})", [r"\1"]),
    ("IT", r"([124-9]\d{5,9})", [r"0\1"]),
)
_DIALLED_8 = re.compile("7|37[0-5]|380|99[2-68]")  # codes of the former Soviet Union


def as_dialled_now(digits: str, region: str | None) -> tuple[PhoneNumber, ...]:
    """Numbers of the present plan that these digits of a former one may have become."""
    numbers: list[PhoneNumber] = []
    for country, former, ways in _CHANGES:
        code = phonenumbers.country_code_for_region(country)
        behind_code = rf"(?:(?:\+|00|011)?{code})?"
        if country == region and (found := re.fullmatch(behind_code + former, digits)):
            for way in ways:
                numbers += parse(f"+{code}{found.expand(way)}", region).numbers
    return tuple(numbers)


def without_trunk(digits: str, region: str | None) -> tuple[PhoneNumber, ...]:
    """Numbers of digits behind a trunk prefix that their country does not dial, or no longer: the 0
    of 0612 345 678 in Spain, the 8 of 8 90 123 45 67 in Uzbekistan.
    """
    code = str(phonenumbers.country_code_for_region(region or "ZZ"))
    national = digits.removeprefix(f"+{code}")
    trunks = ("0", "8") if _DIALLED_8.fullmatch(code) else ("0",)
    return parse(national[1:], region or "ZZ").numbers if national.startswith(trunks) else ()
