"""How numbers are found in what people type."""

import re

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from bot.core.phones import finder
from bot.core.phones.digit_runs import MIN_DIGITS
from bot.core.phones.finder import find
from tests.core.phones.numbers import LONG_ENOUGH, REGIONS, one, spelled
from tests.support.each import each
from tests.support.long_texts import is_read_in_time

W = finder.Caution


@each(
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
        "0912一345一678",
        "0912─345─678",
        "0912━345━678",
        "0912⎯345⏤678",
        "0912⁃345˗678",
        "０９１２ㄧ３４５ㄧ６７８",
        "零九一二三四五六七八",
        "手機：〇九一二-三四五-六七八",
        "零玖壹貳參肆伍陸柒捌",
        "+八八六 九一二 三四五 六七八",
        "⁰⁹¹²³⁴⁵⁶⁷⁸",
        "⓪⑨①②③④⑤⑥⑦⑧",
        "0912,345,678",
        "0912~345~678",
        "0912*345*678",
        "1,234,567 元, 0912345678",
        "三月二十一日 0912345678",
        "tel:0912345678",
        "tel:%2B886912345678",
        "tel:+886%20912%2D345%2D678",
        "sms:+886912345678",
        "wa.me/886912345678",
        "https://wa.me/886912345678?text=hello",
        "<https://wa.me/886912345678|+886 912 345 678>",
        "https://api.whatsapp.com/send?phone=886912345678&text=hi",
        "https://signal.me/#p/+886912345678",
        "https://t.me/+886912345678",
        "whatsapp://send?phone=886912345678",
        "viber://chat?number=%2B886912345678",
        "tel0912345678",
        "*0912345678*",
        "`0912345678`",
        "_0912345678_",
        "我的電話0912345678謝謝",
        "call me at 0912345678, please",
        "in case 0912345678 does not answer",
        "號碼：０９１２３４５６７８。",
        "幫我格式化０９１２－３４５－６７８",
        "打給我（０９１２）３４５‐６７８，謝謝",
        "1. 0912345678",
        "1.0912345678",
        "１）０９１２－３４５－６７８",
        "(1) 0912345678",
        "①0912345678",
        "TEL0912-345-678",
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
        "0912345678 30 minutes ago",
        "0912345678 ３０ 分鐘前打過 2 次",
        "11 月 22 日 0912345678 11 月 22 日",
        "account arn:aws:ec2:i-0223456789abcdef0 0912345678",
        "user12345678 on ec2 0912345678",
        "0912\u3164345\ufe0f678",
        "0912\u034f345\u180e678",
        "0912·345·678",
        "0912_345_678",
        "3F 0912345678",
    ],
)
def test_a_number_is_found_however_it_was_typed(text: str) -> None:
    """Keyboards, address books and Slack dress the same number in many ways."""
    assert spelled(text) == ["+886912345678"]


@each("between", [", ", "\n", " and ", "、", "/", " / ", " ", "或", "; ", " & ", "，", "；", "和"])
def test_several_numbers_are_each_found(between: str) -> None:
    """In the order in which they were written."""
    text = f"0912 345 678{between}(02) 2345-6789"
    assert spelled(text) == ["+886912345678", "+886223456789"]


def test_a_number_is_never_cut_to_make_it_valid() -> None:
    """One digit too many stays one wrong number, though its tail is right in the default region."""
    found = one("+886 912 345 6789", "US")
    assert (found.input, found.e164, found.region) == ("+886 912 345 6789", None, "TW")


@pytest.mark.parametrize("word", ["通知我", "日本", "天天可打", "點這裡", "分機"])
def test_a_number_is_not_cut_by_the_word_behind_it(word: str) -> None:
    """Calls, days and hours are counted with the same characters: 3 通, 22 日, 5 天前."""
    assert spelled(f"09 12 34 56 78 {word}") == ["+886912345678"]


def test_a_slash_may_stand_inside_a_number() -> None:
    """Germans write 030/12345678."""
    assert spelled("030/12345678", "DE") == ["+493012345678"]


def test_a_code_glued_to_the_first_group_of_a_number_hides_none_of_it() -> None:
    """As every country writes its own; but ID, NO and NR are words before a number."""
    glued = 0
    for region in {*REGIONS} - {"ID", "NO", "NR"}:
        if example := phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE):
            text = region + phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
            if re.match(r"[A-Z]{2}\d{1,5}[ -]", text) and sum(map(str.isdigit, text)) >= MIN_DIGITS:
                glued += 1
                assert find(text, "TW"), text
    assert glued > len(REGIONS) / 3


@each(
    "text, numbers",
    [
        ("0312345678 JP", ["+81312345678"]),
        ("JP 0312345678", ["+81312345678"]),
        ("jp: 0312345678", ["+81312345678"]),
        ("0312345678 (JP)", ["+81312345678"]),
        ("(jp) 03-1234-5678", ["+81312345678"]),
        ("0312345678, JP", ["+81312345678"]),
        ("JP0312345678", ["+81312345678"]),
        ("0312345678JP", ["+81312345678"]),
        ("HK6123 4567", ["+85261234567"]),
        ("UK07911 123456", ["+447911123456"]),
        ("UK07911-123456", ["+447911123456"]),
        ("SG8123 4567, HK6123 4567", ["+6581234567", "+85261234567"]),
        ("JP03-1234-5678", ["+81312345678"]),
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


@each(
    "text",
    [
        *(f"0912345678 {word} mine" for word in ("in", "it", "no", "is", "at", "me", "us", "de")),
        *(f"it {word} 0912345678" for word in ("in", "is", "No", "at", "me", "to", "be")),
        "CALL ME AT 0912345678",
        "NO 0912345678",
        "PH 0912345678",
        "numéro 0912345678",
        "0912345678 deňe",
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


@each(
    "text",
    [
        "TEL:02-23456789FAX:0912345678",
        "TEL02-2345-6789FAX0912345678",
        "TEL:02-2345-6789FAX0912-345-678",
        "Line02-2345-6789, Ana0912-345-678",
        "Ben02-2345-6789Ana0912-345-678",
        "Ben_0223456789 Ana_0912-345-678",
        "M02 2345 6789, Line0912 345 678",
        "0223456789foobaa 0912345678",
        "0223456789fax0912345678",
        "Ana0223456789Ben0912345678",
        "02-2345-6789Ana 0912345678",
        "02-2345-6789電話0912345678",
        "TEL1: 02-2345-6789 TEL2: 0912345678",
    ],
)
def test_words_glued_to_numbers_part_them(text: str) -> None:
    assert spelled(text) == ["+886223456789", "+886912345678"]


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


@given(st.lists(st.sampled_from(LONG_ENOUGH), max_size=5), st.sampled_from([", ", "\n", " or "]))
def test_a_list_of_numbers_is_read_in_its_order(numbers: list[str], between: str) -> None:
    found = find(between.join(numbers), "TW")
    assume(not any(W.TOO_LONG in f.warnings for f in found))
    assert [f.e164 for f in found] == numbers


@pytest.mark.longest
@each(
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
        "84,",
        "9-17 ",
        "1,,1#",
        "1) ",
        "1. a ",
        "a0123-",
        "#0 ",
        "0",
        "00 ",
        "011",
    ],
)
def test_a_long_text_does_not_hold_up_the_bot(piece: str) -> None:
    """Made of what is hardest to read."""
    assert is_read_in_time(lambda text: find(text, "TW"), piece)


@pytest.mark.parametrize(
    "other",
    ["091=234=567=8", "091:234:567:8", "091'234'567'8", "091、234、567、8", "091\\234\\567\\8"],
)
@pytest.mark.parametrize("order", ["{} or {}", "{}，{}"])
def test_a_second_number_that_cannot_be_read_is_not_passed_over(other: str, order: str) -> None:
    """Else a run would take the one that it can read, and it may be the wrong one."""
    for text in (order.format("02-2345-6789", other), order.format(other, "02-2345-6789")):
        found = {one.input: one for one in find(text, "TW")}
        assert found["02-2345-6789"].e164 == "+886223456789"
        assert (found[other].e164, found[other].warnings) == (None, (W.UNREAD,))


@pytest.mark.parametrize(
    ("text", "number"),
    [("+49 30 123456. 015 Leute warten", "+4930123456"), ("+43 1 58858. 12 more", "+43158858")],
)
def test_a_full_stop_ends_a_number(text: str, number: str) -> None:
    """Where numbers differ in length, the digits of the next sentence would make another one."""
    assert one(text).e164 == number


def test_digits_behind_a_slash_make_no_other_country() -> None:
    """They may be an extension; 010 is also dialled for calls abroad."""
    found = one("010-12345678/131", "CN")
    assert (found.e164, found.warnings) == (None, (W.LAST_DIGITS,))
    assert [way.e164 for way in found.candidates] == ["+861012345678", "+12345678131"]
