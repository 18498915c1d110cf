"""Letters among the digits: said, never guessed in silence and never passed over."""

import pytest

from bot.core.phones import finder
from bot.core.phones.finder import find
from tests.core.phones.numbers import one, spelled
from tests.support.each import each
from tests.support.long_texts import is_read_in_time

W = finder.Caution


@each(
    "text, region, reading",
    [
        ("O912345678", "TW", "+886912345678"),
        ("o912 345 678", "TW", "+886912345678"),
        ("09l2345678", "TW", "+886912345678"),
        ("09l2 345 678", "TW", "+886912345678"),
        ("O2-2345-6789", "TW", "+886223456789"),
        ("02-2345-67B9", "TW", "+886223456789"),
        ("call O912 345 678 please", "TW", "+886912345678"),
        ("５ O912345678", "TW", "+886912345678"),
        ("+886 9I2 345 678", "JP", "+886912345678"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("1-800-flowers", "US", "+18003569377"),
        ("1 800 FLOWERS", "US", "+18003569377"),
        ("(800) GOT-JUNK", "US", "+18004685865"),
        ("1-800-MY-APPLE", "US", "+18006927753"),
        ("877-222-VETS (8387)", "US", "+18772228387"),
        ("1-800-FLOWERS US", "TW", "+18003569377"),
        ("1-800-FLOWERS", "TW", "+18003569377"),
        ("call 1-800-FLOWERS please", "TW", "+18003569377"),
        ("+1-800-FLOWERS", "TW", "+18003569377"),
        ("0800 REVERSE", "GB", "+448007383773"),
        ("1300 FLOWER", "AU", "+611300356937"),
        ("+917878787xyz", "IN", "+917878787999"),
    ],
)
def test_letters_are_asked_about(text: str, region: str, reading: str) -> None:
    """With the number that they would make, on a keypad or by their looks."""
    found = one(text, region)
    assert (found.e164, found.warnings) == (None, (W.LETTERS,))
    assert [way.e164 for way in found.candidates] == [reading]


@pytest.mark.parametrize("text", ["+886 912345q", "+1-800-NUMBER", "0912-34S", "1-800-NOTHINGS"])
def test_letters_that_make_no_number_are_named_where_a_number_was_meant(text: str) -> None:
    found = one(text)
    assert (found.e164, found.candidates, found.warnings) == (None, (), (W.LETTERS,))


@pytest.mark.parametrize(
    "text",
    [
        "0912-xxx-678",
        "0912345xxx",
        "09XX-345-678",
        "+886 9xx xxx 678",
        "0912-345-ＸＸＸ",
        "+49 30 12345XX",
        "+49 30 12345 xx",
    ],
)
def test_digits_that_are_not_shown_are_not_made_up(text: str) -> None:
    """On a keypad an x is a 9; and without the last two, it is another German number."""
    found = one(text)
    assert (found.e164, found.candidates, found.warnings) == (None, (), (W.LETTERS,))


@each(
    "text",
    [
        "0912345678 PLEASE",
        "0912345678-ANA",
        "0912345678a",
        "CALL 0912345678 NOW",
        "0912345678 IS MINE",
        "TW0912345678",
        "0912345678TW",
        "room 12B, 0912345678",
        "ec2 0912345678",
        "prod-1a 0912345678",
        "t2.micro 0912345678",
    ],
)
def test_a_number_with_words_beside_it_is_read(text: str) -> None:
    assert spelled(text) == ["+886912345678"]


@each(
    "text",
    [
        "i-0abc1234567890def is stopped",
        "commit 1a2b3c4d5e6f",
        "sg-0a1b2c3d4e, vpc-12345abc",
        "550e8400-e29b-41d4-a716-44665544000f",
        "build 20b-RELEASE of today",
        "INC0012345",
        "boto3 1.44.8",
        "r5.24xlarge",
    ],
)
def test_an_id_is_no_number(text: str) -> None:
    assert find(text, "TW") == ()


@pytest.mark.longest
@each("piece", ["O912345678 ", "1a ", "12-AB-", "O912345678x", "1-800-FLOWERS "])
def test_a_long_text_with_letters_does_not_hold_up_the_bot(piece: str) -> None:
    assert is_read_in_time(lambda text: find(text, "TW"), piece)


@pytest.mark.parametrize("text", ["O912345678", "O9I2 E45 678 9"])
def test_a_number_that_begins_with_a_letter_is_not_passed_over(text: str) -> None:
    assert one(text).warnings == (W.LETTERS,)
