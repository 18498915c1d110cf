"""How an extension is told from the number in front of it."""

import pytest

from bot.core.phones import finder
from bot.core.phones.finder import find
from tests.core.phones.numbers import may_be, one, spelled
from tests.support.each import each

W = finder.Caution


@each(
    "text",
    [
        "(02) 2345-6789#12",
        "(02) 2345-6789 ext. 12",
        "(02) 2345-6789, Extension 12",
        "(02) 2345-6789 x12",
        "0223456789x12",
        "（０２）２３４５－６７８９　分機　１２",
        "(02) 2345-6789 轉 12",
        "０２－２３４５－６７８９轉１２",
        "02-2345-6789 轉分機 12",
        "02-2345-6789，分機號碼：12",
        "02-2345-6789 轉接 12",
        "(02) 2345-6789 (分機 12)",
        "02-2345-6789,12",
        "02-2345-6789,,12#",
        "02-2345-6789;12",
        "02-2345-6789;ext=12",
        "02-2345-6789p12",
        "02-2345-6789w12",
        "02-2345-6789~12",
        "０２－２３４５－６７８９～１２",
        "02-2345-6789*12",
        "02-2345-6789 內線 12",
        "02-2345-6789 分機（12）",
        "02-2345-6789 内線12",
        "02-2345-6789 内线：12",
        "02-2345-6789 доб. 12",
        "02-2345-6789 내선 12",
        "02-2345-6789 poste 12",
        "02-2345-6789 p. 12",
        "02-2345-6789 extensión 12",
        "02-2345-6789 int. 12",
        "02-2345-6789 DW 12",
        "02-2345-6789-DW12",
        "02-2345-6789 Nebenstelle 12",
        "02-2345-6789 Klappe 12",
        "02-2345-6789 toestel 12",
        "02-2345-6789 anknytning 12",
        "02-2345-6789 dahili 12",
        "02-2345-6789 Apparat 12",
        "02-2345-6789 App. 12",
        "02-2345-6789 Kl. 12",
        "02-2345-6789 Nst. 12",
        "02-2345-6789 xtn 12",
        "02-2345-6789 extention 12",
        "02-2345-6789 lokal 12",
        "02-2345-6789 שלוחה 12",
        "02-2345-6789 تحويلة 12",
        "02-2345-6789 εσωτ. 12",
        "02-2345-6789 再撥 12",
        "02-2345-6789 máy lẻ 12",
        "02-2345-6789 ต่อ 12",
        "02-2345-6789 내선번호 12",
        "02-2345-6789 내선 번호: 12",
        "02-2345-6789 (доб. № 12)",
        "02-2345-6789 внутр. 12",
        "02-2345-6789 mellék: 12",
        "02-2345-6789 分機十二",
        "02-2345-6789轉一二",
        "02-2345-6789 구내 12",
        "02-2345-6789 内線番号 12",
        "02-2345-6789 local 12",
        "02-2345-6789 option 12",
        "02-2345-6789 press 12",
        "02-2345-6789 and then dial 12",
        "02-2345-6789 then 12",
        "02-2345-6789 按 12",
        "02-2345-6789 再按12#",
        "02-2345-6789 ♯12",
        "02-2345-6789 至 12",
        "02-2345-6789 的分機是 12",
        "02-2345-6789, my desk, extension 12",
        "02-2345-6789（Ana 的電話）分機 12",
        "分機 12，電話 02-2345-6789",
        "<tel:+886223456789;ext=12|+886 2 2345 6789 ext 12>",
    ],
)
def test_an_extension_is_told_from_its_number(text: str) -> None:
    """AWS has no place for it, so it is given back apart."""
    found = one(text)
    assert (found.e164, found.extension) == ("+886223456789", "12")
    assert W.EXTENSION in found.warnings


@each(
    "text",
    [
        "0912345678,0223456789",
        "0912345678,02-2345-6789",
        "0912345678#(02)2345-6789",
        "0912345678;0223456789",
        "0912345678~02-2345-6789",
        "0912345678 轉 02-2345-6789",
        "0912345678 then 02-2345-6789",
        "0912345678 ext 02 2345 6789",
        "0912345678(02-2345-6789)",
    ],
)
def test_a_second_number_is_no_extension(text: str) -> None:
    assert spelled(text) == ["+886912345678", "+886223456789"]
    assert [found.extension for found in find(text, "TW")] == [None, None]


@each(
    "text, numbers",
    [
        ("02-2345-6789 分機 12 (0912-345-678)", ["+886223456789", "+886912345678"]),
        ("02-2345-6789 轉 12 / 0912-345-678", ["+886223456789", "+886912345678"]),
        ("02-2345-6789 ext 12 0912345678", ["+886223456789", "+886912345678"]),
        ("03-1234-567 x12 (0912-345-678)", [None, "+886912345678"]),
    ],
)
def test_a_second_number_behind_an_extension_is_read(text: str, numbers: list[str | None]) -> None:
    assert [found.e164 for found in find(text, "TW")] == numbers


@each(
    "text, extension",
    [
        ("02-2345-6789,,912345678#", "912345678"),
        ("02-2345-6789,,9123456780#,,#,268664#", "9123456780"),
        ("02-2345-6789,,9988776#,,654321#", "9988776"),
        ("02-2345-6789,,123456#,,,,*912345678#", "123456"),
        ("02-2345-6789;;91234567890#", "91234567890"),
        ("02-2345-6789 ext 1234567", "1234567"),
    ],
)
def test_what_is_keyed_in_after_a_call_is_no_second_number(text: str, extension: str) -> None:
    """Invitations to a meeting have its number and its code behind the number to call."""
    found = one(text)
    assert (found.e164, found.extension) == ("+886223456789", extension)
    assert W.EXTENSION in found.warnings


@each(
    "text, extension",
    [("分機三", "3"), ("分機十", "10"), ("內線二十", "20"), ("轉五六七八，謝謝", "5678")],
)
def test_an_extension_in_chinese_numerals_is_one(text: str, extension: str) -> None:
    assert one(f"02-2345-6789 {text}").extension == extension


@each("text", ["轉一下格式", "轉一個格式", "轉三十秒", "分機一百二十"])
def test_a_word_with_a_numeral_is_no_extension(text: str) -> None:
    """Nor is a hundred: it would be cut to one."""
    assert one(f"02-2345-6789 {text}").extension is None


@each(
    "text",
    ["0912345678#{}", "0912345678 #{}", "0912-345-678#12#{}", "#{} 0912345678", "#0912345678, {}"],
)
@pytest.mark.parametrize("other", ["0922333444", "0922-333-444"])
def test_a_second_number_behind_a_hash_is_not_passed_over(text: str, other: str) -> None:
    assert {*spelled(text.format(other))} == {"+886912345678", "+886922333444"}


def test_the_first_half_of_a_second_number_behind_a_hash_is_no_extension() -> None:
    assert spelled("6123 4567#6234 5678", "HK") == ["+85261234567", "+85262345678"]
    assert find("6123 4567#6234 5678", "HK")[0].extension is None


def test_eight_digits_are_no_extension() -> None:
    assert one("0912345678 #12345678").extension is None


def test_an_extension_belongs_to_the_last_number_of_its_row() -> None:
    first, last = find("0912345678 0223456789 #12", "TW")
    assert (first.extension, last.extension) == (None, "12")


@each(
    "text, region, number",
    [
        ("02-2345-6789-123", "TW", "+886223456789"),
        ("(02)2345-6789 - 123", "TW", "+886223456789"),
        ("0912-345-678-9", "TW", "+886912345678"),
        ("010-12345678-1234", "CN", "+861012345678"),
    ],
)
def test_digits_too_many_behind_a_hyphen_may_be_an_extension(
    text: str, region: str, number: str
) -> None:
    """They may be a slip of the finger as well, so it is asked."""
    phone = one(text, region)
    assert phone.e164 is None
    assert [way.e164 for way in phone.candidates] == [number]


def test_of_digits_too_many_the_number_behind_them_is_offered() -> None:
    """In Japan 184 is dialled to hide who calls; 0184 is Akita."""
    assert may_be(one("184 03-1234-5678", "JP")) == {"+81312345678"}
