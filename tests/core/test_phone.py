"""What the bot promises to somebody who types a phone number."""

# full-width forms are what people type
import re

import phonenumbers
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from bot.core import phone
from bot.core.phone import AWS_PATTERN, Phone, find
from bot.core.phonetext import FEWEST_DIGITS, plain

W = phone.Warning
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
WHOLE_NUMBERS = sorted(
    {
        phonenumbers.format_number(number, PhoneNumberFormat.E164)
        for region in REGIONS
        for kind in PhoneNumberType.values()
        if (number := phonenumbers.example_number_for_type(region, kind))
    }
)
LONG_ENOUGH = [number for number in WHOLE_NUMBERS if len(number) > FEWEST_DIGITS]
TYPED = st.text(st.sampled_from("0123456789+()-./ #,x<>|@:&;TW\n０９＋－電分機ー\u202a\u200b\t_"))


def one(text: str, region: str = "TW") -> Phone:
    (found,) = find(text, region)
    return found


def spelled(text: str, region: str = "TW") -> list[str | None]:
    return [found.e164 for found in find(text, region)]


@pytest.mark.parametrize(
    ("text", "contact", "e164", "keypad", "kind"),
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
    "text",
    [
        "0912345678",
        "0912-345-678",
        "0912.345.678",
        "０９１２－３４５－６７８",
        "09 12 34 56 78",
        "(0912) 345 678",
        "(0912345678)",
        "０９１２ー３４５ー６７８",
        "٠٩١٢٣٤٥٦٧٨",
        "+886 912 345 678",
        "＋８８６　９１２　３４５　６７８",
        "(+886) 912-345-678",
        "+886 (0)912-345-678",
        "+8860912345678",
        "002 886 912 345 678",
        "00886912345678",
        "886 912 345 678",
        "\u202a+886\u00a0912\u2011345\u2011678\u202c",
        "tel:0912345678",
        "tel0912345678",
        "*0912345678*",
        "`0912345678`",
        "_0912345678_",
        "我的電話0912345678謝謝",
        "call me at 0912345678, please",
        "1. 0912345678",
        "<tel:+886912345678|+886 912 345 678>",
        "<tel:0912345678|0912345678>",
        "<tel:0912345678>",
        "<tel:+886912345678|call Ana>",
        "<0912345678>",
        "&lt;0912345678&gt;",
        "<@U0123456789> 0912345678",
        "<#C0123456789|ops-0800000000> 0912345678 <https://example.com/0223456789|0223456789>",
        "https://wa.me/886223456789 0912345678",
        "0223456789@example.com 0912345678",
        "I called 0912345678 3 times at 22:30 on 2026-11-22",
        "2026-11-22 22:30 0912345678 22/11/2026",
        "account arn:aws:ec2:i-0223456789abcdef0 0912345678",
    ],
)
def test_a_number_is_found_however_it_was_typed(text: str) -> None:
    """Keyboards, address books and Slack dress the same number in many ways."""
    assert spelled(text) == ["+886912345678"]


@pytest.mark.parametrize("between", [", ", "\n", " and ", "、", "/", " / ", " ", "或", "; ", " & "])
def test_several_numbers_are_each_found(between: str) -> None:
    """In the order in which they were written."""
    text = f"0912 345 678{between}(02) 2345-6789"
    assert spelled(text) == ["+886912345678", "+886223456789"]


def test_a_number_is_never_cut_to_make_it_valid() -> None:
    """One digit too many stays one wrong number, though its tail is right in the default region."""
    found = one("+886 912 345 6789", "US")
    assert (found.input, found.e164, found.region) == ("+886 912 345 6789", None, "TW")


def test_a_slash_may_stand_inside_a_number() -> None:
    """Germans write 030/12345678."""
    assert spelled("030/12345678", "DE") == ["+493012345678"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0312345678 JP", ["+81312345678"]),
        ("JP 0312345678", ["+81312345678"]),
        ("jp: 0312345678", ["+81312345678"]),
        ("0312345678 (JP)", ["+81312345678"]),
        ("(jp) 03-1234-5678", ["+81312345678"]),
        ("0312345678, JP", ["+81312345678"]),
        ("JP0312345678", ["+81312345678"]),
        ("0312345678JP", ["+81312345678"]),
        ("JP\t0312345678", ["+81312345678"]),
        ("<tel:+81312345678|03 1234 5678>", ["+81312345678"]),
        ("<tel:0312345678|03-1234-5678> JP", ["+81312345678"]),
        ("0912345678 TW 0312345678 JP", ["+886912345678", "+81312345678"]),
        ("TW 0912345678 JP 0312345678", ["+886912345678", "+81312345678"]),
        ("0912345678, JP 0312345678", ["+886912345678", "+81312345678"]),
        ("2025550143 US and 0912345678", ["+12025550143", "+886912345678"]),
        ("+886912345678 JP", ["+886912345678"]),
    ],
)
def test_a_country_named_beside_a_number_is_believed(text: str, numbers: list[str]) -> None:
    """Before or after it, in brackets or not; a + still knows better."""
    assert spelled(text) == numbers
    assert not any(found.assumed for found in find(text, "JP") if found.region != "JP")


@pytest.mark.parametrize(
    "text",
    [
        *(f"0912345678 {word} mine" for word in ("in", "it", "no", "is", "at", "me", "us", "de")),
        *(f"it {word} 0912345678" for word in ("in", "is", "No", "at", "me", "to", "be")),
        "CALL ME AT 0912345678",
        "NO 0912345678",
        "PH 0912345678",
        "0912345678 XX",
        "0912345678\nJP",
        "JP\n0912345678",
    ],
)
def test_a_word_is_not_read_as_a_country(text: str) -> None:
    """`at` is no Austria: words count in capitals only, and not where all is in capitals."""
    found = one(text)
    assert (found.e164, found.assumed) == ("+886912345678", "TW")


def test_a_word_in_capitals_is_a_country() -> None:
    """Italy must be sayable."""
    assert one("06 1234 5678 IT").region == "IT"
    assert one("my number in Rome is 06 1234 5678 (IT)").region == "IT"


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


@pytest.mark.parametrize(
    ("text", "warnings"),
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


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("3", W.NOT_A_NUMBER),
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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "3 calls",
        "2, last 5 hours ago",
        "2026-11-22",
        "22:30",
        "2026-11-22 22:30:15",
        "2026-11-22T22:30:00Z",
        "22.11.2026",
        "22:30 12",
        "ticket #1234567",
        "i-0abc1234567890def",
        "<@U0123456789>",
        "<#C0123456789|ops-0912345678>",
        "<https://example.com/0912345678|0912345678>",
        "<mailto:0912345678@example.com|0912345678@example.com>",
        "<!date^1392734382^{date}|0912345678>",
        "12345678@example.com",
        "room 1203, floor 12",
    ],
)
def test_what_does_not_look_like_a_number_is_left_alone(text: str) -> None:
    assert find(text, "TW") == ()


@pytest.mark.parametrize(
    "text",
    [
        "(02) 2345-6789#12",
        "(02) 2345-6789 ext. 12",
        "(02) 2345-6789, Extension 12",
        "(02) 2345-6789 x12",
        "0223456789x12",
        "（０２）２３４５－６７８９　分機　１２",
        "(02) 2345-6789 轉 12",
        "(02) 2345-6789 (分機 12)",
        "<tel:+886223456789;ext=12|+886 2 2345 6789 ext 12>",
    ],
)
def test_an_extension_is_told_from_its_number(text: str) -> None:
    """AWS has no place for it, so it is given back apart."""
    found = one(text)
    assert (found.e164, found.extension) == ("+886223456789", "12")
    assert W.EXTENSION in found.warnings


def test_eight_digits_are_no_extension() -> None:
    assert one("0912345678 #12345678").extension is None


def test_an_extension_belongs_to_the_last_number_of_its_row() -> None:
    first, last = find("0912345678 0223456789 #12", "TW")
    assert (first.extension, last.extension) == (None, "12")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("my phone: ０９１２－３４５－６７８!", "０９１２－３４５－６７８"),
        ("(02) 2345-6789, ok?", "(02) 2345-6789"),
        ("(0912345678)", "0912345678"),
        ("\u202a+886 912\u200b 345 678\u202c", "+886 912 345 678"),
        ("<tel:+886912345678|+886 912 345 678>", "+886 912 345 678"),
        ("1" * 300, "1" * 59 + "…"),
    ],
)
def test_the_piece_is_given_back_as_it_was_written(text: str, written: str) -> None:
    """Visible characters only, and not so long that Slack refuses the answer."""
    assert one(text).input == written


def test_a_number_of_no_country_has_none() -> None:
    assert one("+80012345678").region is None


def test_a_number_that_aws_cannot_hold_is_not_spelled() -> None:
    """Japan has toll-free numbers of seventeen digits; AWS takes twenty characters."""
    found = one("+81 0037 1234 5678 90123")
    assert (found.contact, found.e164, found.keypad) == (None, None, None)
    assert W.AWS_PATTERN in found.warnings


@pytest.mark.parametrize("whole", WHOLE_NUMBERS)
def test_every_kind_of_number_of_every_country_can_be_said_in_four_ways(whole: str) -> None:
    """What the bot shows can be typed back to it: as shown, nationally, or from an address book."""
    found = one(whole, "AQ")
    if W.AWS_PATTERN in found.warnings:
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


@given(st.lists(st.sampled_from(LONG_ENOUGH), max_size=5), st.sampled_from([", ", "\n", " or "]))
def test_a_list_of_numbers_is_read_in_its_order(numbers: list[str], between: str) -> None:
    found = find(between.join(numbers), "TW")
    assume(not any(W.AWS_PATTERN in f.warnings for f in found))
    assert [f.e164 for f in found] == numbers


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1",
        "0912345 ",
        "(",
        "<",
        "<tel:1|",
        "a1",
        "a@",
        "1-1-",
        "x1",
        "1:",
        "20-",
        "TW ",
        "ー",
    ],
)
def test_forty_thousand_characters_do_not_hold_up_the_bot(piece: str) -> None:
    """The longest Slack message, made of what is hardest to read."""
    find(piece * (40_000 // len(piece)), "TW")
