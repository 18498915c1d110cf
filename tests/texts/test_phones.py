"""Sentences on phone numbers are true in every country."""

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

from bot.core.phones.finder import find
from bot.texts.phones import cautions
from tests.core.phones.numbers import REGIONS


def test_no_sentence_tells_of_a_prefix_that_the_country_does_not_dial() -> None:
    """Hong Kong and Spain dial no 0, also where somebody writes one: +852 (0) 6123 4567."""
    asked = 0
    for region in REGIONS:
        about = PhoneMetadata.metadata_for_region(region)
        number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        if number is None or about is None or about.national_prefix:
            continue
        digits = phonenumbers.national_significant_number(number)
        for text in (f"+{number.country_code} (0) {digits}", f"{number.country_code} {digits}"):
            for phone in find(text, region):
                said = " ".join(cautions("en", phone.warnings))
                assert "inside" not in said, (text, said)
                asked += bool(said)
    assert asked


def test_twelve_digits_are_not_said_to_be_no_phone_number() -> None:
    (phone,) = find("886912345678", "TW")
    assert "not a phone number" not in " ".join(cautions("en", phone.warnings))
