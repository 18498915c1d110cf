"""A country code without its plus: it is asked about wherever it may be one."""

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from bot.core.phones.finder import find
from bot.core.phones.parsing import Caution
from tests.core.phones.numbers import found, may_be
from tests.support.each import each

VIETNAM, TAIWAN = "+84912345678", "+886912345678"


@each(
    "text, number",
    [
        ("852-6123-4567", "+85261234567"),
        ("852 6123 4567", "+85261234567"),
        ("81-90-1234-5678", "+819012345678"),
        ("1-212-555-2368", "+12125552368"),
        ("8613800138000", "+8613800138000"),
    ],
)
def test_a_code_without_its_plus_is_offered_where_the_default_country_has_no_such_number(
    text: str, number: str
) -> None:
    (phone,) = found(text)
    assert phone.e164 is None
    assert may_be(phone) == {number}


@each(
    "text",
    [
        *("84|0912345678", "| 84 | 0912345678 |", "84: 0912345678", "Ana,84,0912345678"),
        *(
            "84、0912345678",
            "84→0912345678",
            "84 -> 0912345678",
            "84\n0912345678",
            '"84" "0912345678"',
            "84~0912345678",
        ),
        *("[84]0912345678", "【84】 0912345678"),
        *("0912345678|84", "0912345678 [84]"),
    ],
)
def test_digits_set_apart_that_may_be_a_code_are_asked_about(text: str) -> None:
    (phone,) = found(text)
    assert phone.warnings == (Caution.OTHER_COUNTRY,)
    assert may_be(phone) == {VIETNAM, TAIWAN}


# Of these 912345678 is a number too, with a 0 when it is dialled there.
CODES = [
    code
    for code in COUNTRY_CODE_TO_REGION_CODE
    if code not in {1, 7, 886}
    and [phone.e164 for phone in find(f"+{code} 0912345678", "TW")] == [f"+{code}912345678"]
]


@each(
    "form",
    [
        "{{'code': '{}', 'phone': '0912345678'}}",
        '"cc":"{}","number":"0912345678"',
        "Country code\n{}\nPhone number\n0912345678",
        "Country/Region: {}\nPhone: 0912345678",
        "國別碼 {} 電話 0912345678",
        "{} is the cc. 0912345678",
        "0912345678 cc{}",
        "0912345678【{}】",
        "0912345678, {}",
        "0912345678 前面加{}",
        "先撥 {}，再撥 0912345678",
        "{}開頭的 0912345678",
        "add {} before 0912345678",
        "0912345678 with {} in front",
    ],
)
def test_a_code_without_its_plus_is_never_overlooked(form: str) -> None:
    assert 84 in CODES
    for code in CODES:
        (phone,) = found(form.format(code))
        assert f"+{code}912345678" in may_be(phone), code
        assert phone.assumed is None


@each(
    "text",
    [
        *("84 people called 0912345678", "Room 84, 0912345678", "第 84 號 0912345678"),
        *(
            "0912345678 ext 84",
            "0912345678，分機 84",
            "84% of calls to 0912345678",
            "84 樓 0912345678",
        ),
        *("0912345678 at 10:84", "84% of calls to 0912345678", "84 users, 0912345678"),
    ],
)
def test_a_count_and_an_extension_are_no_code(text: str) -> None:
    assert [phone.e164 for phone in found(text)] == [TAIWAN]


@each("text", ["886|0912345678", "3|0912345678", "12: 0912345678", "20, 0912345678"])
def test_digits_set_apart_change_nothing_where_they_lead_to_no_number(text: str) -> None:
    assert [phone.assumed for phone in found(text)] == ["TW"]
