"""Phone numbers that went wrong elsewhere, each read as its case says."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from phonenumbers import PhoneNumberType, number_type, parse

from bot.core.accounts import account
from bot.core.phones import finder
from bot.core.phones.finder import Phone, find
from bot.texts.countries import by_name
from tests.core.phones.numbers import one

NAMES = by_name(("en", "zh-TW"))
CASES: Mapping[str, str] = {
    case["id"]: case["input"]
    for case in json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
}
W = finder.Caution


def read(text: str, region: str) -> tuple[Phone, ...]:
    return find(text, region, names=NAMES)


@pytest.mark.parametrize(
    ("region", "text", "numbers"),
    [
        pytest.param(
            "TW",
            "037322150, 0492222106, 082324174, 082666039, 0826-66039, 083626505, 0836-26505",
            "+88637322150 +886492222106 +88682324174 +88682666039 +88682666039 +88683626505"
            " +88683626505",
            marks=pytest.mark.case("A01"),
        ),
        *(
            pytest.param(region, text, number, marks=pytest.mark.case("A05"))
            for region, text, number in (
                ("TW", "0049(89) 11196611", "+498911196611"),
                ("TW", "0031612345678", "+31612345678"),
                ("US", "0015417543010", "+15417543010"),
                ("CA", "001-778-222-1122", "+17782221122"),
            )
        ),
        pytest.param("TW", "+2250705181123", "+2250705181123", marks=pytest.mark.case("A12")),
        pytest.param("TW", "+229 01 97 00 00 00", "+2290197000000", marks=pytest.mark.case("A13")),
        *(
            pytest.param("BR", text, number, marks=pytest.mark.case("A14"))
            for text, number in (
                ("55 96722 8964", "+5555967228964"),
                ("+55 55 96722 8964", "+5555967228964"),
                ("0 41 21 96750-6838", "+5521967506838"),
                ("+55 0-800-5700800", "+558005700800"),
            )
        ),
        *(
            pytest.param("TW", text, number, marks=pytest.mark.case("A19"))
            for text, number in (
                ("+852\ufe0d 6123 4567", "+85261234567"),
                ("0912\ufe0d345\ufe0d678", "+886912345678"),
                ("0912\u3164345678", "+886912345678"),
                ("0912\u034f345678", "+886912345678"),
            )
        ),
        *(
            pytest.param("TW", text, "+85261234567", marks=pytest.mark.case("A20"))
            for text in (
                "+852: 6123 4567",
                "+852, 6123 4567",
                "+852|6123 4567",
                "+852     6123 4567",
                "國碼 +852 電話 61234567",
                "country code 852, phone 6123 4567",
                "+852 <tel:61234567|6123 4567>",
            )
        ),
        pytest.param("TW", "+81：90-1234-5678", "+819012345678", marks=pytest.mark.case("A20")),
        pytest.param("TW", "+۸۸۶۹۱۲۳۴۵۶۷۸", "+886912345678", marks=pytest.mark.case("A22")),
        pytest.param("TW", "٠٩١٢ ٣٤٥ ٦٧٨", "+886912345678", marks=pytest.mark.case("A22")),
        pytest.param(
            "JP",
            "0312345678foobaa 09011112222",
            "+81312345678 +819011112222",
            marks=pytest.mark.case("A24"),
        ),
        pytest.param(
            "TW",
            "TEL:02-23456789FAX:02-23456780",
            "+886223456789 +886223456780",
            marks=pytest.mark.case("A24"),
        ),
        *(
            pytest.param("TW", text, number, marks=pytest.mark.case("A29"))
            for text, number in (
                ("+1.2065550199", "+12065550199"),
                ("+886.912345678", "+886912345678"),
                ("+886.2.23456789", "+886223456789"),
            )
        ),
        *(
            pytest.param("TW", text, number, marks=pytest.mark.case("A30"))
            for text, number in (
                ("<tel:+16502530000|650-253-0000>", "+16502530000"),
                ("<tel:0912-345-678|0912-345-678>", "+886912345678"),
            )
        ),
        pytest.param("IT", "3906123456", "+393906123456", marks=pytest.mark.case("A34")),
        pytest.param("TW", "0039 06 1234 5678", "+390612345678", marks=pytest.mark.case("A34")),
        *(
            pytest.param("TW", text, "+88689335482", marks=pytest.mark.case("A35"))
            for text in ("089-335482", "(089)335482", "(089-335482")
        ),
    ],
)
def test_a_number_is_read_as_it_is_meant(region: str, text: str, numbers: str) -> None:
    assert [found.e164 for found in read(text, region)] == numbers.split()


@pytest.mark.parametrize(
    ("region", "text", "of", "warning"),
    [
        pytest.param("TW", "0045 12345678", "DK", W.INVALID, marks=pytest.mark.case("A06")),
        pytest.param("AR", "(380) 15 123-4567", "AR", W.INVALID, marks=pytest.mark.case("A10")),
        pytest.param("AR", "(2966) 15 12-3456", "AR", W.INVALID, marks=pytest.mark.case("A10")),
        pytest.param("TW", "+225 07 01 46 57", "CI", W.OLD_FORM, marks=pytest.mark.case("A12")),
        pytest.param("TW", "+229 97 00 00 00", "BJ", W.OLD_FORM, marks=pytest.mark.case("A13")),
        pytest.param("TW", "(0889)335482", "TW", W.INVALID, marks=pytest.mark.case("A35")),
    ],
)
def test_a_number_that_does_not_exist_is_wrong_for_the_country_it_names(
    region: str, text: str, of: str, warning: str
) -> None:
    found = one(text, region)
    assert (found.e164, found.region, found.warnings) == (None, of, (warning,))


@pytest.mark.case("A01")
def test_the_keypad_wants_the_national_digits() -> None:
    assert [found.keypad for found in read(CASES["A01"], "TW")] == [
        "037322150",
        "0492222106",
        "082324174",
        "082666039",
        "082666039",
        "083626505",
        "083626505",
    ]


@pytest.mark.case("A03")
@pytest.mark.parametrize("text", ["2720-8889", "6636-1234", "66666666", "8780-1234"])
def test_a_number_without_its_area_code_is_asked_about(text: str) -> None:
    found = one(text)
    assert (found.e164, found.warnings) == (None, (W.AREA_CODE,))
    local = text.replace("-", "")
    assert [way.e164 for way in found.candidates] == [f"+8862{local}", f"+886{local}"]


@pytest.mark.case("A08")
def test_a_number_that_opens_with_00_is_of_the_country_it_names() -> None:
    found = one("004-92-58-76-11", "FR")
    assert (found.e164, found.region, found.assumed) == ("+492587611", "DE", None)


@pytest.mark.parametrize(
    ("region", "text", "warning"),
    [
        pytest.param("TW", "+2250705181123", W.LEADING_ZERO, marks=pytest.mark.case("A12")),
        pytest.param("BR", "+55 0-800-5700800", W.TOLL_FREE, marks=pytest.mark.case("A14")),
        pytest.param("GB", "+44 0 7911 123456", W.TRUNK_PREFIX, marks=pytest.mark.case("A33")),
        pytest.param("GB", "+44 (0)20 7946 0958", W.TRUNK_PREFIX, marks=pytest.mark.case("A33")),
    ],
)
def test_what_is_odd_about_a_number_is_said(region: str, text: str, warning: str) -> None:
    found = one(text, region)
    assert found.e164
    assert warning in found.warnings


@pytest.mark.case("A33")
def test_a_zero_after_the_country_code_is_taken_out() -> None:
    assert one("+44 0 7911 123456", "GB").e164 == "+447911123456"
    assert one("+44 (0)20 7946 0958", "GB").e164 == "+442079460958"


@pytest.mark.case("A15")
@pytest.mark.parametrize(
    ("region", "text", "number"),
    [
        ("US", "800-44-STERN", "+18004478376"),
        ("US", "1-800-FLOWERS", "+18003569377"),
        ("US", "877-222-VETS (8387)", "+18772228387"),
        ("IN", "+917878787xyz", "+917878787999"),
    ],
)
def test_letters_must_be_digits(region: str, text: str, number: str) -> None:
    """Google reads them; here it is said what they would be."""
    found = one(text, region)
    assert (found.e164, found.warnings) == (None, (W.LETTERS,))
    assert [way.e164 for way in found.candidates] == [number]


@pytest.mark.case("A17")
@pytest.mark.parametrize(
    ("region", "text", "number", "extension"),
    [
        ("GB", "tel:+44-114-272-6444,1234", "+441142726444", "1234"),
        ("GB", "tel:+44-114-272-6444;1234", "+441142726444", "1234"),
        ("GB", "+44 114 272 6444,,1234#", "+441142726444", "1234"),
        ("US", "+16502530000p136", "+16502530000", "136"),
        ("TW", "02-2345-6789~91", "+886223456789", "91"),
    ],
)
def test_an_extension_is_told_from_its_number(
    region: str, text: str, number: str, extension: str
) -> None:
    found = one(text, region)
    assert (found.e164, found.extension) == (number, extension)
    assert W.EXTENSION in found.warnings


@pytest.mark.case("A20")
def test_no_country_is_assumed_where_a_code_stands_apart() -> None:
    for text in CASES["A20"].removeprefix("TW: ").split(" | "):
        assert not any(found.assumed for found in read(text, "TW")), text


@pytest.mark.case("A26")
def test_a_wrong_number_in_a_sentence_stays_wrong() -> None:
    right, wrong = read(CASES["A26"].removeprefix("UA: "), "UA")
    assert (right.e164, wrong.e164) == ("+380679728961", None)


@pytest.mark.case("A28")
@pytest.mark.parametrize(
    ("region", "text"),
    [
        ("HK", "44800000"),
        ("TW", "+852 7020 0000"),
        ("TW", "+852 4612 3456"),
        ("TW", "+65 8067 1234"),
        ("TW", "+65 8956 9999"),
    ],
)
def test_new_ranges_are_mobile_numbers(region: str, text: str) -> None:
    found = one(text, region)
    assert found.e164
    assert number_type(parse(found.e164)) == PhoneNumberType.MOBILE
    assert found.kind == "mobile"


@pytest.mark.case("A31")
def test_an_account_that_a_phone_app_made_a_link_of_is_an_account() -> None:
    assert account("<tel:123456789012|123456789012>") == "123456789012"
