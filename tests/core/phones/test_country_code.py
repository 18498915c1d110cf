"""A country code that stands apart from its number is joined to it, or asked about."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.phones import finder
from bot.core.phones.finder import find
from tests.core.phones.numbers import NAMES, one, spelled
from tests.support.each import each
from tests.support.long_texts import is_read_in_time

W = finder.Caution
PIECES = (
    *" :,，|\n\t/-().…→=*`_#~;@%<>📱",
    *("     ", "phone", "電話", "is", "for", "Ana", "是", "code", "國碼", "tel:", "ext", "&amp;"),
    *("\u3164", "\ufe0f", "\u202a", "\0"),
)
BETWEEN = (st.text(max_size=8) | st.lists(st.sampled_from(PIECES), max_size=5).map("".join)).filter(
    lambda text: not any(map(str.isnumeric, text)) and "+" not in text
)
# Of each of these 6123 4567 is a number too.
DEFAULTS = st.sampled_from(["TW", "SG", "NO", "DE"])


@each(
    "text",
    [
        "+852: 6123 4567",
        "+852 – 6123 4567",
        "+852 → 6123 4567",
        "+852\n6123 4567",
        "+852\n\n6123 4567",
        "+852\t6123 4567",
        "+852、61234567",
        "+852；61234567",
        "+852📱61234567",
        "+852\u200b\ufe0f61234567",
        "+ 852 6123 4567",
        "＋852 6123 4567",
        "➕852 6123 4567",
        "(+852): 6123 4567",
        "【+852】6123 4567",
        "[+852] 6123 4567",
        "*+852* 6123 4567",
        "`+852` `6123 4567`",
        "code: +852, phone: 6123 4567",
        "+852 is the code, 6123 4567 the number",
        "<tel:+852|+852> <tel:61234567|6123 4567>",
        "00852: 6123 4567",
        "002-852, 6123 4567",
        "61234567 (+852)",
        "61234567+852",
        "61234567 / +852",
        "61234567 (country code 852)",
        "61234567 — 852 is the country code",
        "電話 6123 4567，國碼是 852",
        "國際區號 852，電話號碼 61234567",
        "區號：852 電話：61234567",
        "国番号は 852、番号は 61234567",
        "국가번호 852, 전화 61234567",
        "Ländervorwahl 852, Nummer 61234567",
        "indicatif pays : 852, numéro 61234567",
        "código de país 852, teléfono 61234567",
        "country code 852 61234567",
        "dialling code: 852-61234567",
        "plus 852, 61234567",
        "country code (Hong Kong): 852, phone: 61234567",
        "國碼是香港的 852，電話 61234567",
        "CC: 852, phone: 61234567",
        "country: 852; 61234567",
        "Hong Kong (+852): 61234567",
    ],
)
def test_a_code_and_its_number_belong_together(text: str) -> None:
    """Nothing is assumed, whatever punctuation or word for a telephone stands between them."""
    found = one(text)
    assert (found.e164, found.region, found.assumed) == ("+85261234567", "HK", None)


@each(
    "text, number",
    [
        ("+81：090-1234-5678", "+819012345678"),
        ("+886: 0912 345 678", "+886912345678"),
        ("country code 886, phone +886 912 345 678", "+886912345678"),
        ("country code 886, phone 886 912 345 678", "+886912345678"),
        ("+39: 06 1234 5678", "+390612345678"),
        ("+886 2, 2345 6789", "+886223456789"),
        ("+1: (202) 555-0143", "+12025550143"),
        ("+800: 1234 5678", "+80012345678"),
    ],
)
def test_each_country_s_own_rules_hold_behind_its_code(text: str, number: str) -> None:
    assert one(text).e164 == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("02 23 45 67 89（國碼 33）", "+33223456789"),
        ("12 345 83 95 (country code 48)", "+48123458395"),
        ("852 is the code. 6123 4567", "+85261234567"),
        ("國際電話區號 49，電話 234-5678", "+492345678"),
    ],
)
def test_the_last_digits_of_a_number_are_not_taken_for_its_code(text: str, number: str) -> None:
    found = one(text)
    assert (found.e164, found.assumed) == (number, None)


@pytest.mark.parametrize(
    "text", ["+1 is the country code and (201) 555-0186", "country code 201 555 0186"]
)
def test_what_only_begins_with_a_country_code_is_none(text: str) -> None:
    """+20 is Egypt."""
    assert "+2015550186" not in [finder.e164 for finder in find(text, "GB")]


@pytest.mark.parametrize("text", ["區碼 49 電話 234-5678", "電話 234-5678，區號 49"])
def test_a_code_that_may_be_an_area_s_is_asked_about(text: str) -> None:
    found = one(text)
    assert (found.e164, found.warnings) == (None, (W.CODE_APART,))
    assert [way.e164 for way in found.candidates] == ["+492345678", "+886492345678"]


@pytest.mark.parametrize(
    "text",
    [
        "+852: 61234567, +81: 90-1234-5678",
        "(+852) 61234567 (+81) 90-1234-5678",
        "61234567 (+852), 90-1234-5678 (+81)",
        "61234567 +852; 90-1234-5678 +81",
    ],
)
def test_of_several_numbers_each_has_its_own_code(text: str) -> None:
    assert spelled(text) == ["+85261234567", "+819012345678"]


@pytest.mark.parametrize(
    "text",
    [
        "+852 is where Ana lives. Call 6123 4567",
        "dial +852 and then 6123 4567",
        "+852 打 6123 4567",
        "6123 4567 in +852",
        "+852" + "\n" * 80 + "6123 4567",
        "+852 and so on and so on and so on and so on and so on and so on 6123 4567",
    ],
)
def test_where_words_part_them_it_is_asked(text: str) -> None:
    """With both readings."""
    found = one(text)
    assert (found.e164, found.warnings) == (None, (W.CODE_APART,))
    readings = [way.e164 for way in found.candidates]
    assert readings[0] == "+85261234567"
    assert "+88661234567" in readings


def test_a_code_between_two_numbers_is_asked_about() -> None:
    first, second = find("61234567, +852: 21234567", "TW")
    assert first.warnings == second.warnings == (W.CODE_APART,)


def test_a_code_that_does_not_fit_is_asked_about() -> None:
    """The number exists in the default country, but a code that speaks against it is there."""
    found = one("+852: 0912 345 678")
    assert (found.e164, found.warnings) == (None, (W.CODE_APART,))
    assert [way.e164 for way in found.candidates] == ["+886912345678"]


def test_a_country_that_contradicts_the_code_is_asked_about() -> None:
    assert one("+886: 6123 4567 (HK)").warnings == (W.CODE_APART,)
    assert one("+852: 6123 4567 (HK)").e164 == "+85261234567"


def test_a_number_of_no_country_is_wrong_for_that_of_its_code() -> None:
    found = one("+852: 1234567")
    assert (found.e164, found.region, found.assumed) == (None, "HK", None)


@each(
    "text",
    [
        "0912345678 :+1:",
        "0912345678 UTC+8",
        "0912345678 (GMT+1)",
        "2026-11-22T22:30:00+08:00 0912345678",
        "+30 min, 0912345678",
        "+7 days: 0912345678",
        "+3 of us, 0912345678",
        "error code 33: 0912345678",
    ],
)
def test_what_is_no_country_code_is_none(text: str) -> None:
    assert one(text).e164 == "+886912345678"


@given(BETWEEN, DEFAULTS)
@example("A:", "SG")
@example("%", "SG")
@example("@A:", "SG")
@example("|", "NO")
def test_no_default_country_comes_between_a_code_and_its_number(between: str, region: str) -> None:
    """Whatever stands there."""
    for text in (f"+852{between}61234567", f"61234567{between}+852", f"(+852){between}6123 4567"):
        numbers = find(text, region, names=NAMES)
        if not any(W.LETTERS in found.warnings for found in numbers):  # +852ABCDEFGH is a whole one
            assert not any(found.e164 and found.assumed for found in numbers), text


@pytest.mark.longest
@each(
    "piece",
    [
        "+852 ",
        "+852電話",
        "0912345678 +852, ",
        "0912345678 (+852) ",
        "country code 852 ",
        "電話番号",
    ],
)
def test_a_long_text_of_codes_does_not_hold_up_the_bot(piece: str) -> None:
    assert is_read_in_time(lambda text: find(text, "TW"), piece)
