"""What stands beside a number, such as office hours or the marks of a list, is no part of it."""

from bot.core.phones.parsing import Caution
from tests.core.phones.numbers import found, may_be, one
from tests.support.each import each

TAIWAN = "+886912345678"


@each(
    "text",
    [
        "10.0.0.1:8080",
        "vpc-12345678",
        "91.123.45.67",
        "from 91.1.2.3 to 98.123.45.67",
        "NT$912345678",
        "912345678 bytes",
        "Meeting ID: 912 345 678",
        "meeting id 91234567890",
        "會議 ID：912 345 678",
        "會議號碼：912-345-678",
        "PIN: 912 345 678#",
        "BSN 912345678",
    ],
)
def test_addresses_of_machines_amounts_and_sizes_are_no_numbers(text: str) -> None:
    assert found(text) == []


@each(
    "text, number",
    [
        ("8:00 AM 0912345678", TAIWAN),
        ("3 PM 0912345678", TAIWAN),
        ("M0912-345-678", TAIWAN),
        ("+49 30 123456 9-17 Uhr", "+4930123456"),
        ("0912345678 9-17", TAIWAN),
        ("0912-345-678 09 - 18", TAIWAN),
        ("週一至週五 9-18 0912345678", TAIWAN),
        ("9-5 0912345678", TAIWAN),
        ("0912345678 0900-1800", TAIWAN),
        ("0912345678 9點到18點", TAIWAN),
        ("0912345678 (9-18)", TAIWAN),
        ("0912345678 9~18", TAIWAN),
        ("0912345678 9 to 5", TAIWAN),
        ("24/7 0912345678", TAIWAN),
        ("0912345678 (24x7)", TAIWAN),
        ("0912345678 24hr", TAIWAN),
        ("0912345678 5x8", TAIWAN),
        ("0912345678 7\u00d724", TAIWAN),
        ("7x24: 0912345678", TAIWAN),
        ("ap-northeast-1 0912345678", TAIWAN),
        ("España 612 34 56 78", "+34612345678"),
        ("UAE 050 123 4567", "+971501234567"),
        ("法国 06 12 34 56 78", "+33612345678"),
        ("32.12.34.56 DK", "+4532123456"),
        ("0912-345-678(10線)", TAIWAN),
        ("0912345678（10 線）", TAIWAN),
        ("0912345678 (2 lines)", TAIWAN),
        ("0912-345-678 (1樓)", TAIWAN),
        ("0912-345-678(3.5G)", TAIWAN),
        ("+49 30 123456 (2. Stock)", "+4930123456"),
        ("912345678.0", TAIWAN),
        ("+886912345678.00", TAIWAN),
        ("+4930123456.0", "+4930123456"),
        ("員工 0912345678", TAIWAN),
        ("員工編號 0922333444，電話 0912345678", TAIWAN),
        ("PIN 0912 345 678", TAIWAN),
    ],
)
def test_what_stands_beside_a_number_changes_none_of_its_digits(text: str, number: str) -> None:
    assert [phone.e164 for phone in found(text)] == [number]


@each(
    "text",
    [
        "1) {} 2) {}",
        "1. {} 2. {}",
        "1.{} 2.{}",
        "(1) {} (2) {}",
        "1、{} 2、{}",
        "1：{}，2：{}",
        "#1 {} #2 {}",
        "call these: 1) {}, 2) {}",
        "1) Ana {} 2) Ben {}",
        "1> {} 2> {}",
        "1) 09:30 {} 2) 10:30 {}",
        "No.1 {} No.2 {}",
        "電話1 {} 電話2 {}",
    ],
)
def test_the_marks_of_a_list_are_no_digits_of_its_numbers(text: str) -> None:
    phones = found(text.format("0912345678", "0922-333-444"))
    assert [phone.e164 for phone in phones] == [TAIWAN, "+886922333444"]


@each(
    "text, longer",
    [("+49 30 123456 9-17", "+4930123456917"), ("+49 30 123456 (24)", "+493012345624")],
)
def test_hours_that_may_be_digits_are_asked_about(text: str, longer: str) -> None:
    """German numbers differ in length."""
    (phone,) = found(text)
    assert phone.warnings == (Caution.LAST_DIGITS,)
    assert may_be(phone) == {"+4930123456", longer}


def test_an_extension_behind_a_slash_is_asked_about_without_a_leading_zero_too() -> None:
    phone = one("1 234567/12", "AT")
    assert phone.warnings == (Caution.LAST_DIGITS,)
    assert may_be(phone) == {"+431234567", "+43123456712"}


def test_a_country_in_a_remark_is_not_lost() -> None:
    assert may_be(*found("03-1234-5678 (81 Japan)")) == {"+81312345678"}
