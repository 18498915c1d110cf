"""Digits in front of a number: what is dialled for calls abroad, area codes, the leading 0."""

import pytest

from bot.core.phones import finder
from tests.core.phones.numbers import one
from tests.support.each import each

W = finder.Caution


def test_a_mobile_number_of_sao_paulo_is_not_one_of_australia() -> None:
    """In Cuba 119 is dialled for calls abroad."""
    assert one("(11) 96113-4527", "SG").e164 is None


@pytest.mark.parametrize("text", ["00 34 612 345 678", "00-34-612345678", "(00) 34 612 345 678"])
def test_a_prefix_that_the_writer_sets_apart_is_no_longer_than_that(text: str) -> None:
    """In Taiwan 003 is not dialled for calls abroad, but elsewhere it is: 003 46… is Sweden."""
    found = one(text)
    assert (found.e164, found.assumed) == ("+34612345678", None)
    assert one("00 34 612 345 67").region == "ES"
    assert one("0034 612 345 678").warnings == (W.TWO_COUNTRIES,)


@pytest.mark.parametrize(
    ("text", "region"), [("2345 6789", "TW"), ("+886 2345 6789", "US"), ("6552 9988", "CN")]
)
def test_a_local_number_is_not_said_to_have_a_wrong_digit(text: str, region: str) -> None:
    """Its area code is missing."""
    found = one(text, region)
    assert (found.e164, found.warnings) == (None, (W.TOO_SHORT,))


@pytest.mark.parametrize(
    ("text", "region", "readings"),
    [
        ("2720-8889", "TW", ["+886227208889", "+88627208889"]),
        ("2 212 3456", "KR", ["+82222123456", "+8222123456"]),
        ("30 12345678", "DE", ["+49303012345678", "+493012345678"]),
    ],
)
def test_a_number_that_may_lack_its_area_code_is_not_spelled(
    text: str, region: str, readings: list[str]
) -> None:
    """It has no leading 0, and is a number with an area code in front and without."""
    found = one(text, region)
    assert (found.e164, found.region, found.warnings) == (None, region, (W.AREA_CODE,))
    assert [way.e164 for way in found.candidates] == readings


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("49 171 6783154", "DE", "+491716783154"),
        ("49 7755 91155", "DE", "+49775591155"),
        ("49(0)345279580", "DE", "+49345279580"),
        ("43 1 2345678", "AT", "+4312345678"),
        ("62 811 811 234", "ID", "+62811811234"),
        ("62736 22823", "ID", "+6273622823"),
    ],
)
def test_first_digits_that_are_the_country_code_are_known_as_one(
    text: str, region: str, number: str
) -> None:
    """Germany has area codes 049…, Indonesia 062…, and numbers of any length: it is asked."""
    found = one(text, region)
    assert (found.e164 or found.candidates[0].e164) == number


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("20 7946 0958", "GB"),
        ("1 42 68 53 00", "FR"),
        ("3-1234-5678", "JP"),
        ("495 123-45-67", "RU"),
        ("10 1234 5678", "CN"),
    ],
)
def test_a_number_that_only_lacks_its_leading_zero_is_spelled_with_a_caution(
    text: str, region: str
) -> None:
    found = one(text, region)
    assert found.e164
    assert W.AREA_CODE in found.warnings


@each(
    "text, region",
    [
        ("912345678", "TW"),
        ("7911 123456", "GB"),
        ("02 2720 8889", "TW"),
        ("912 345 678", "ES"),
        ("2123 4567", "HK"),
        ("6123 4567", "SG"),
        ("(202) 555-0143", "US"),
        ("06 1234 5678", "IT"),
        ("32 12 34 56", "DK"),
    ],
)
def test_where_nothing_is_dialled_before_a_number_nothing_is_missed(text: str, region: str) -> None:
    """Also before a mobile number: it has no area code."""
    found = one(text, region)
    assert found.e164
    assert W.AREA_CODE not in found.warnings


@pytest.mark.parametrize("region", ["TW", "US", "JP", "AU", "KR", "RU", "SG", "GB"])
@each(
    "text",
    [
        "00 886 912 345 678",
        "0011 886 912 345 678",
        "011 886 912 345 678",
        "010 886 912 345 678",
        "002 886 912 345 678",
        "8~10 886 912 345 678",
        "8 10 886 912 345 678",
        "119 886 912 345 678",
    ],
)
def test_what_is_dialled_for_calls_abroad_is_known_everywhere(text: str, region: str) -> None:
    """And said: AWS wants a + in its place."""
    found = one(text, region)
    assert (found.e164, found.assumed) == ("+886912345678", None)
    assert W.ABROAD_PREFIX in found.warnings
    assert W.NATIONAL_FORM not in found.warnings


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("010 1234 5678", "CN", "+861012345678"),
        ("011 345 6789", "ZA", "+27113456789"),
        ("011 2345 6789", "IN", "+911123456789"),
    ],
)
def test_an_area_code_is_no_prefix_for_calls_abroad(text: str, region: str, number: str) -> None:
    """Beijing, Johannesburg and Delhi have 010 and 011."""
    assert one(text, region).e164 == number


@pytest.mark.parametrize(
    ("text", "region", "readings"),
    [
        ("0081 90 1234 5678", "KR", ["+19012345678", "+819012345678"]),
        ("8~10 886 912 345 678", "DE", ["+49810886912345678", "+886912345678"]),
        ("0011 47 92 34 56 78", "DE", ["+14792345678", "+4792345678"]),
    ],
)
def test_digits_that_lead_to_two_countries_are_asked_about(
    text: str, region: str, readings: list[str]
) -> None:
    """In Korea 008 is dialled for calls abroad; German numbers may be as long as a foreign one;
    Australia's 0011 is also 00 and North America's own 1, twice.
    """
    found = one(text, region)
    assert (found.e164, found.warnings) == (None, (W.TWO_COUNTRIES,))
    assert [way.e164 for way in found.candidates] == readings


@pytest.mark.parametrize(
    ("text", "region", "readings"),
    [
        ("009 64 3 234 5678", "GB", ["+96432345678", "+6432345678"]),
        ("(009) 353 22 12345", "SE", ["+93532212345", "+3532212345"]),
        ("001-353-22 12345", "IT", ["+13532212345", "+3532212345"]),
        ("001 201-555-0123", "HK", ["+2015550123", "+12015550123"]),
        ("010 52 222 123 4567", "IL", ["+22221234567", "+522221234567"]),
    ],
)
def test_a_prefix_that_is_written_apart_is_not_cut_in_two(
    text: str, region: str, readings: list[str]
) -> None:
    """00 is dialled there, and 9 64… would be Iraq; but the writer has parted 009."""
    found = one(text, region)
    assert (found.e164, found.warnings) == (None, (W.TWO_COUNTRIES,))
    assert [way.e164 for way in found.candidates] == readings


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("009 64 3 234 5678", "TW", "+6432345678"),
        ("0096432345678", "GB", "+96432345678"),
        ("00 1 201-555-0123", "HK", "+12015550123"),
    ],
)
def test_the_prefix_of_the_country_itself_is_believed(text: str, region: str, number: str) -> None:
    """As the writer has parted it, or in one as it is dialled there."""
    assert one(text, region).e164 == number


@pytest.mark.parametrize("region", ["TW", "ID", "HK", "BR", "GB", "US"])
@each(
    "prefix",
    ["00", "009", "0011", "011", "010", "001"],
)
def test_a_plus_before_a_prefix_for_calls_abroad_is_asked_about(prefix: str, region: str) -> None:
    """No country code begins with 0; libphonenumber drops the + and what the region dials."""
    found = one(f"+{prefix} 91 81234 56789", region)
    assert (found.e164, found.region, found.warnings) == (None, None, (W.UNKNOWN_COUNTRY_CODE,))
    assert "+918123456789" in [way.e164 for way in found.candidates]


def test_a_plus_before_russias_prefix_is_no_japanese_number() -> None:
    assert one("+8~10 46 8 12 34 56", "HK").e164 == "+468123456"


def test_a_zero_in_brackets_is_asked_about_where_it_may_belong_to_the_number() -> None:
    """In Italy both are numbers, a fixed line and a mobile one."""
    found = one("+39 (0) 312 345 6789")
    assert (found.e164, found.warnings) == (None, (W.LEADING_ZERO,))
    assert [way.e164 for way in found.candidates] == ["+3903123456789", "+393123456789"]
    assert one("+39 (0)6 1234 5678").e164 == "+390612345678"
