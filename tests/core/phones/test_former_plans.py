"""Numbers in the form of a numbering plan that their country has given up."""

import pytest

from bot.core.phones.finder import find
from bot.core.phones.parsing import Caution
from tests.core.phones.numbers import may_be, one
from tests.support.each import each

OF_MEXICO, OF_SAO_PAULO, OF_BENIN = "+525512345678", "+5511981234567", "+2290197123456"
OF_ITALY, OF_ROME = "+393331234567", "+390612345678"


@each(
    "text, default, now",
    [
        ("+52 1 55 1234 5678", "TW", OF_MEXICO),
        ("+52 044 55 1234 5678", "TW", OF_MEXICO),
        ("00 52 1 55 1234 5678", "DE", OF_MEXICO),
        ("52 1 55 1234 5678", "MX", OF_MEXICO),
        ("044 55 1234 5678", "MX", OF_MEXICO),
        ("045 55 1234 5678", "MX", OF_MEXICO),
        ("01 55 1234 5678", "MX", OF_MEXICO),
        ("044 55 1234 5678 (MX)", "TW", OF_MEXICO),
        ("+55 11 8123-4567", "TW", OF_SAO_PAULO),
        ("+55 (0)11 8123-4567", "TW", OF_SAO_PAULO),
        ("(11) 8123-4567", "BR", OF_SAO_PAULO),
        ("011 8123-4567", "BR", OF_SAO_PAULO),
        ("+229 97 12 34 56", "TW", OF_BENIN),
        ("97 12 34 56", "BJ", OF_BENIN),
        ("+39 0333 123 4567", "TW", OF_ITALY),
        ("0333 123 4567", "IT", OF_ITALY),
        ("+39 6 1234 5678", "TW", OF_ROME),
    ],
)
def test_an_old_form_is_no_number_but_names_the_present_one(
    text: str, default: str, now: str
) -> None:
    phone = one(text, default)
    assert phone.e164 is None
    assert phone.warnings == (Caution.OLD_FORM,)
    assert [way.e164 for way in phone.candidates] == [now]


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("+225 07 01 46 57", ["+2250707014657", "+2250507014657", "+2250107014657"]),
        ("+225 25 01 46 57", ["+2252525014657", "+2252125014657"]),
    ],
)
def test_where_the_operator_decides_all_present_forms_are_named(text: str, now: list[str]) -> None:
    assert [way.e164 for way in one(text).candidates] == now


@pytest.mark.parametrize(
    "now", [OF_MEXICO, OF_SAO_PAULO, OF_BENIN, OF_ITALY, OF_ROME, "+551121234567"]
)
def test_a_present_form_is_ready(now: str) -> None:
    assert one(now, "TW").e164 == now


def test_where_another_country_has_such_a_number_both_are_named() -> None:
    phone = one("1 55 1234 5678", "MX")
    assert {way.e164 for way in phone.candidates} == {"+15512345678", OF_MEXICO}


@pytest.mark.parametrize("text", ["+52 2 55 1234 5678", "+52 1 55 1234 567", "+55 11 1123-4567"])
def test_a_number_of_neither_plan_is_not_called_an_old_form(text: str) -> None:
    (phone,) = find(text, "TW")
    assert Caution.OLD_FORM not in phone.warnings
    assert phone.candidates == ()


@each(
    "text, default, number",
    [
        ("0612 345 678", "ES", "+34612345678"),
        ("+34 0612 345 678", "TW", "+34612345678"),
        ("+1 0 202 555 0143", "TW", "+12025550143"),
        ("0 8123 4567", "SG", "+6581234567"),
        ("+65 (0)8123 4567", "TW", "+6581234567"),
        ("0602 123 456", "CZ", "+420602123456"),
        ("00912 345 678", "TW", "+886912345678"),
        ("8 90 123 45 67", "UZ", "+998901234567"),
        ("+998 8 90 123 45 67", "TW", "+998901234567"),
        ("8 044 123 45 67", "UA", "+380441234567"),
    ],
)
def test_a_trunk_prefix_that_the_country_does_not_dial_is_left_out_of_the_proposal(
    text: str, default: str, number: str
) -> None:
    assert may_be(one(text, default)) == {number}


@each("text, default", [("0 612 345 67", "ES"), ("0912 345 6789", "TW")])
def test_a_first_digit_too_many_is_no_trunk_prefix_where_nobody_dials_it(
    text: str, default: str
) -> None:
    assert may_be(one(text, default)) == set()
