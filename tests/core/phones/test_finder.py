"""How a number is spelled, and what is said of it."""

import re
from dataclasses import replace

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from bot.core.phones import finder
from bot.core.phones.finder import find
from bot.core.phones.plain_text import plain
from tests.core.phones.numbers import REGIONS, WHOLE_NUMBERS, one, spelled
from tests.support.each import each

# AWS Account Management API, ContactInformation.PhoneNumber
AWS_PATTERN = re.compile(r"[+][\s0-9()-]{1,19}", re.ASCII)
W = finder.Caution
TYPED = st.text(st.sampled_from("0123456789+()-./ #,x<>|@:&;TW\n０９＋－電分機ー\u202a\u200b\t_"))


@each(
    "text, contact, e164, keypad, kind",
    [
        ("0912 345 678", "+886 912345678", "+886912345678", "0912345678", "mobile"),
        ("(02) 2345-6789", "+886 223456789", "+886223456789", "0223456789", "fixed_line"),
        ("06 1234 5678 IT", "+39 0612345678", "+390612345678", "0612345678", "fixed_line"),
        ("06 1 234 5678 HU", "+36 12345678", "+3612345678", "0612345678", "fixed_line"),
        ("8 912 345-67-89 RU", "+7 9123456789", "+79123456789", "89123456789", "mobile"),
        ("0571 8888 8888 CN", "+86 57188888888", "+8657188888888", "057188888888", "fixed_line"),
        ("07911 123456 UK", "+44 7911123456", "+447911123456", "07911123456", "mobile"),
        (
            "(202) 555-0143 US",
            "+1 2025550143",
            "+12025550143",
            "2025550143",
            "fixed_line_or_mobile",
        ),
        ("+54 9 11 2345 6789", "+54 91123456789", "+5491123456789", "0111523456789", "mobile"),
    ],
)
def test_a_number_is_spelled_as_aws_and_a_keypad_want_it(
    text: str, contact: str, e164: str, keypad: str, kind: str
) -> None:
    """Each country's own prefix goes or stays as its own rules say."""
    found = one(text)
    assert (found.contact, found.e164, found.keypad, found.kind) == (contact, e164, keypad, kind)


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("0912345678", "TW"),
        ("886 912 345 678", "TW"),
        ("0912", "TW"),
        ("0912345678 TW", None),
        ("+886912345678", None),
        ("+81312345678", None),
        ("00886912345678", None),
    ],
)
def test_the_answer_says_which_country_was_assumed(text: str, assumed: str | None) -> None:
    """Only where the text named none."""
    assert one(text).assumed == assumed


def test_the_default_country_may_be_written_small() -> None:
    assert spelled("0912345678", "tw") == ["+886912345678"]


@each(
    "text, warnings",
    [
        ("+886912345678", []),
        ("0912345678", [W.NATIONAL_FORM]),
        ("886 912 345 678", [W.NATIONAL_FORM]),
        ("+886 0912345678", [W.TRUNK_PREFIX]),
        ("+886223456789", [W.FIXED_LINE]),
        ("+٨٨٦٩١٢٣٤٥٦٧٨", []),
        ("+12025550143", []),
        ("+886800012345", [W.TOLL_FREE]),
        ("+80012345678", [W.TOLL_FREE]),
        ("+886209123456", [W.PREMIUM_RATE]),
        ("+8867012345678", [W.VOIP]),
        ("+390612345678", [W.FIXED_LINE, W.LEADING_ZERO]),
        ("+393123456789", []),
        ("+2250102030405", [W.LEADING_ZERO]),
        ("+242061234567", [W.LEADING_ZERO]),
        ("+886223456789 #12", [W.FIXED_LINE, W.EXTENSION]),
    ],
)
def test_what_may_go_wrong_with_a_good_number_is_said(text: str, warnings: list[str]) -> None:
    found = one(text)
    assert found.e164
    assert list(found.warnings) == warnings


@each(
    "text, warning",
    [
        ("3", W.TOO_SHORT),
        ("12", W.TOO_SHORT),
        ("<@U0123456789> 091234", W.TOO_SHORT),
        ("+886", W.TOO_SHORT),
        ("555-1234 US", W.TOO_SHORT),
        ("09123456789123", W.TOO_LONG),
        ("1" * 300, W.TOO_LONG),
        ("09123456789", W.INVALID),
        ("0312345678", W.INVALID),
        ("+999 1234567", W.UNKNOWN_COUNTRY_CODE),
        ("123456789012", W.ACCOUNT_ID),
        ("1234-5678-9012", W.ACCOUNT_ID),
        ("1234 5678 9012", W.ACCOUNT_ID),
        ("１２３４－５６７８－９０１２", W.ACCOUNT_ID),
        ("886912345678", W.ACCOUNT_ID),
    ],
)
def test_what_is_no_number_is_given_back_with_the_reason(text: str, warning: str) -> None:
    """Never spelled, never silently left out."""
    found = one(text)
    assert (found.contact, found.e164, found.keypad, found.kind) == (None, None, None, None)
    assert found.warnings == (warning,)


@pytest.mark.parametrize(
    ("text", "region", "ways"),
    [
        ("886912345678", "TW", ["+886912345678"]),
        ("057188888888", "CN", ["+8657188888888"]),
        ("1234-5678-9012", "TW", []),
    ],
)
def test_an_account_id_that_may_be_a_phone_number_is_asked_about(
    text: str, region: str, ways: list[str]
) -> None:
    assert [way.e164 for way in one(text, region).candidates] == ways


@pytest.mark.parametrize(
    ("text", "region", "of"),
    [("0045 12345678", "TW", "DK"), ("0045 12345678", "US", "DK"), ("0081 3 1234", "GB", "JP")],
)
def test_a_number_from_abroad_is_wrong_for_the_country_it_names(
    text: str, region: str, of: str
) -> None:
    found = one(text, region)
    assert (found.e164, found.region, found.assumed) == (None, of, None)


@each(
    "text, region",
    [
        ("2720-8889", "TW"),
        ("2 212 3456 KR", "TW"),
        ("0081 90 1234 5678", "KR"),
        ("+852 for Ana 6123 4567", "TW"),
        ("+852: 0912345678", "TW"),
        ("O912345678", "TW"),
        ("1-800-FLOWERS", "US"),
        ("1-800-FLOWERS", "TW"),
        ("0800 REVERSE (GB)", "TW"),
        ("+917878787xyz", "TW"),
    ],
)
def test_what_is_offered_instead_is_clear_when_it_is_typed(text: str, region: str) -> None:
    ways = one(text, region).candidates
    assert ways
    for way in ways:
        assert one(way.write, region).e164 == way.e164


def test_a_wrong_number_does_not_hide_a_right_one() -> None:
    found = find("0912345678, 091234567 and 123456789012", "TW")
    assert [bool(f.e164) for f in found] == [True, False, False]
    assert [f.input for f in found] == ["0912345678", "091234567", "123456789012"]


def test_a_wrong_number_is_told_apart_from_its_neighbour() -> None:
    """Also when only a blank parts them."""
    right, wrong = find("0912345678 09123456", "TW")
    assert (right.e164, wrong.input) == ("+886912345678", "09123456")
    assert wrong.warnings == (W.INVALID,)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("3", "TW"),
        ("09123456789", "TW"),
        ("1" * 300, "TW"),
        ("555-1234 US", "US"),
        ("+886 912 345 6789", "TW"),
        ("+999 1234567", None),
        ("123456789012", None),
    ],
)
def test_a_wrong_number_is_said_to_be_wrong_for_a_country(text: str, region: str | None) -> None:
    """The one that it was measured against, if it was."""
    assert one(text).region == region


def test_seven_digits_in_a_sentence_are_looked_at() -> None:
    """Six are not: they may be anything."""
    assert one("call 1234567 now").input == "1234567"
    assert find("call 123456 now", "TW") == ()


@pytest.mark.parametrize("text", ["+886912345678", "886912345678 TW", "886-912-345-678"])
def test_twelve_digits_are_a_phone_number_when_the_writer_says_so(text: str) -> None:
    """By a +, by a country, or by other groups than AWS's four, four and four."""
    assert spelled(text) == ["+886912345678"]


def test_a_number_of_no_country_has_none() -> None:
    assert one("+80012345678").region is None


def test_a_number_that_aws_cannot_hold_is_not_spelled() -> None:
    """Japan has toll-free numbers of seventeen digits; AWS takes twenty characters."""
    found = one("+81 0037 1234 5678 90123")
    assert (found.contact, found.e164, found.keypad) == (None, None, None)
    assert W.TOO_LONG in found.warnings


@each("whole", WHOLE_NUMBERS, sampled=True)
def test_every_kind_of_number_of_every_country_can_be_said_in_four_ways(whole: str) -> None:
    """What the bot shows can be typed back to it: as shown, nationally, or from an address book."""
    found = one(whole, "AQ")
    if W.TOO_LONG in found.warnings:
        return
    assert found.e164 == whole
    assert found.contact
    assert AWS_PATTERN.fullmatch(found.contact)
    assert AWS_PATTERN.fullmatch(whole)
    assert found.keypad
    assert re.fullmatch("[0-9]+", found.keypad)
    assert one(found.contact, "AQ").e164 == whole
    number = phonenumbers.parse(whole)
    pretty = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    assert one(pretty, "AQ").e164 == whole
    if found.region:
        national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        said = one(f"{national} ({found.region})", "AQ")
        assert (said.e164, said.keypad) == (whole, found.keypad)


@given(TYPED, st.sampled_from(REGIONS))
def test_full_width_says_the_same(text: str, region: str) -> None:
    """Chinese and Japanese keyboards type so; only the piece is given back as it was written."""
    wide = text.translate({0x20: 0x3000, **{code: code + 0xFEE0 for code in range(0x21, 0x7F)}})
    found = [replace(one, input="") for one in find(text, region)]
    assert [replace(one, input="") for one in find(wide, region)] == found


@given(TYPED | st.text(), st.sampled_from(REGIONS))
@example("+" * 50, "TW")
@example("<tel:|>", "TW")
@example("#1#1#1#1", "TW")
def test_no_text_breaks_it(text: str, region: str) -> None:
    """Whatever is found is whole or marked, and fits what AWS takes."""
    assert len(plain(text)) == len(text)
    for found in find(text, region):
        spellings = (found.contact, found.e164, found.keypad)
        assert all(spellings) or (found.warnings and not any(spellings))
        if found.contact and found.keypad:
            assert AWS_PATTERN.fullmatch(found.contact)
            assert re.fullmatch("[0-9]+", found.keypad)
            assert one(found.contact, region).e164 == found.e164
