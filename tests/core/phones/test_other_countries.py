"""Another country in the text: a number that exists there is never Taiwan's in silence."""

import re

import pytest

from bot.core.phones.country import countries_mentioned
from bot.core.phones.finder import find
from bot.core.phones.parsing import Caution
from bot.core.phones.plain_text import folded, plain
from tests.core.phones.numbers import NAMES, found, may_be
from tests.support.each import each

VIETNAM, TAIWAN = "+84912345678", "+886912345678"


@each(
    "text",
    [
        "+(84): 0912345678",
        "+ (84) | 0912345678",
        "+(84) Tel 0912345678",
        "Country code: +(84), number 0912345678",
        "0912345678 +(84)",
        "00(84): 0912345678",
        "+84 (0): 912345678",
        "+[84] 0912345678",
        "+{84} 0912345678",
        '+"84" 0912345678',
        "+`84` 0912345678",
        "+「84」0912345678",
        "+: 84: 0912345678",
        "+     84 : 0912345678",
        "country_code=84&phone=0912345678",
    ],
)
def test_signs_between_a_plus_its_code_and_the_number_part_nothing(text: str) -> None:
    assert [phone.e164 for phone in found(text)] == [VIETNAM]


@each(
    "text",
    [
        "+#84 0912345678",
        "+⁸⁴ 0912345678",
        "+⑧④ 0912345678",
        "+八四 0912345678",
        "+84 call 0912345678",
        "+84 times 0912345678",
        "+84 次 0912345678",
        "+: 49 30 12345",
        "+:852 6123 4567",
    ],
)
def test_a_plus_that_is_read_as_nothing_is_asked_about(text: str) -> None:
    (phone,) = found(text)
    assert phone.e164 is None
    assert phone.warnings == (Caution.CODE_APART,)


@each(
    "text",
    ["電話 0912-345-678 + LINE", "Ana + Ben 0912345678", "+1 次 0912345678"],
)
def test_a_plus_before_no_digits_is_no_code(text: str) -> None:
    assert [phone.e164 for phone in found(text)] == [TAIWAN]


@each(
    "text",
    [
        "country: Vietnam, phone: 0912345678",
        '{"countryCode":"VN","phone":"0912345678"}',
        "VN, 0912345678",
        "0912345678 - VN",
        "0912345678=VN",
        "🇻🇳 0912 345 678",
        "0912 345 678 🇻🇳",
        "0912 345 678 :flag-vn:",
        "0912345678 is a Vietnam number",
        "0912345678 這是越南的號碼",
        "This number is from Vietnam: 0912345678",
        "Vietnam office 0912345678",
        "越南同事 0912345678",
        "越南分公司：0912345678",
        "越南籍同事 0912345678",
        "越南客戶的電話 0912345678",
        "我越南老闆 0912345678",
        "越南廠 0912345678",
        "越南那支 0912345678",
        "Taiwan/Vietnam 0912345678",
        "22越南 0912345678",
        "0912345678，越南 那邊打不通",
        "0912345678，越南，美國都打過了",
        "越南人 0912345678",
        "0912345678 是越南人",
        "0912345678（越南辦事處）",
    ],
)
def test_a_country_that_is_mentioned_is_asked_about_where_the_number_exists(text: str) -> None:
    (phone,) = found(text)
    assert phone.warnings == (Caution.OTHER_COUNTRY,)
    assert may_be(phone) == {VIETNAM, TAIWAN}


BEHIND = (
    *"公司 人 經理 工程師 工廠 辦事處 分行 值班 這支 卡 專線 同事 籍 的朋友 門市 倉庫".split(),
    *"機房 親戚 當地 手機 廠商 供應商 分部 子公司 那位 老師 學生 女生 窗口 業務".split(),
    *"時間 號 用 打 也 或".split(),
)
BEFORE = (
    *"來自 人到 派駐 回到 撥到 屬於 換成 客戶 老闆 他住 目前 搬去 飛 飛往 經過 位於".split(),
    *"原本 同事去 前 駐 叫 這是 那 支援 負責 東 新 轉到 出差".split(),
)
HAN_NAMES = [name for name in NAMES if re.fullmatch("[\u3400-\u9fff]{2,}", name)]


def test_a_name_in_han_is_seen_whatever_stands_beside_it() -> None:
    around = [*((word, "") for word in BEFORE), *(("", word) for word in BEHIND)]
    for before, behind in around:
        for text in (f"{before}越南{behind} 0912345678", f"0912345678，{before}越南{behind}"):
            (phone,) = found(text)
            assert may_be(phone) >= {VIETNAM}, text
        unseen = [
            name
            for name in HAN_NAMES
            if NAMES[name].upper() not in countries_mentioned(f"{before}{name}{behind}", NAMES)
        ]
        assert not unseen, (before, behind)


@each("region", ["JP", "DE", "VN"])
def test_a_name_that_ends_in_a_sign_is_seen(region: str) -> None:
    for name in ("U.S.", "U.S.A.", "U.K.", "Myanmar (Burma)", "剛果(金夏沙)"):
        known = NAMES[folded(name)].upper()
        for text in (f"{name} office", f"the {name}, 201", f"({name})"):
            assert known in countries_mentioned(plain(text), NAMES), text
    (phone,) = find("U.S. office 201-555-0123", region, names=NAMES)
    assert "+12015550123" in may_be(phone)


@each(
    "text",
    [
        "country=vn phone=0912345678",
        '{"region":"vn","phone":"0912345678"}',
        "countryCode: vn, phone: 0912345678",
        "vn-oncall 0912345678",
        "VN-based 0912345678",
        "vn mobile 0912345678",
    ],
)
def test_a_code_in_small_letters_is_seen_where_it_can_be_no_word(text: str) -> None:
    (phone,) = found(text)
    assert may_be(phone) == {VIETNAM, TAIWAN}


@each(
    "text",
    [
        *(
            "越南河粉 0912345678",
            "越南料理 0912345678",
            "越南餐廳 0912345678",
            "0912345678 越南小吃",
        ),
        *("my phone 0912345678", "it-desk 0912345678", "in-house phone: 0912345678"),
    ],
)
def test_a_dish_and_a_word_are_no_country(text: str) -> None:
    assert [phone.e164 for phone in found(text)] == [TAIWAN]


@each(
    "text, abroad",
    [
        ("Israel 050-234-5678", "+972502345678"),
        ("050-234-5678 (Israel)", "+972502345678"),
        ("Georgia: 555 12 34 56", "+995555123456"),
        ("喬治亞 555 12 34 56", "+995555123456"),
        ("Kenya 0712 345 678", "+254712345678"),
        ("Vietnamese number 0912 345 678", VIETNAM),
        ("my Japanese mobile: 090-1234-5678", "+819012345678"),
    ],
)
def test_a_name_that_may_mean_something_else_is_asked_about_where_the_number_exists(
    text: str, abroad: str
) -> None:
    """A first name, a state of the USA, a language: so it decides nothing."""
    (phone,) = found(text)
    assert (phone.e164, phone.warnings) == (None, (Caution.OTHER_COUNTRY,))
    assert phone.candidates[0].e164 == abroad


@each(
    "text",
    ["Jordan 0912-345-678", "Chad: 0912345678", "in English please: 0912345678", "查德 0912345678"],
)
def test_a_person_and_a_language_change_nothing_where_the_country_has_no_such_number(
    text: str,
) -> None:
    (phone,) = found(text)
    assert (phone.e164, phone.assumed) == (TAIWAN, "TW")


@pytest.mark.parametrize("text", ["Vietnam office 02-2720-8889", "Bank of China 0912-345-678"])
def test_nobody_is_asked_about_a_country_that_has_no_such_number(text: str) -> None:
    (phone,) = found(text)
    assert phone.assumed == "TW"


@each(
    "text",
    [
        "+84 912 345 678 / 0922 333 444",
        "越南 0912345678、0922333444",
        "VN 0912345678, 0922333444",
        "both Vietnam: 0912345678 and 0922333444",
        "0922333444 or 0912345678 (Vietnam)",
        "0922333444、0912345678（越南）",
    ],
)
def test_the_country_of_one_number_may_be_that_of_the_other(text: str) -> None:
    for phone in found(text):
        assert any(one.startswith("+84") for one in may_be(phone))
        assert phone.assumed is None


@each(
    "text, numbers",
    [
        ("+43 1 234567 (0912345678)", ["+431234567", TAIWAN]),
        ("+886912345678 (0922333444)", [TAIWAN, "+886922333444"]),
        ("France 06 12 34 56 78 (06 12 34 56 79)", ["+33612345678", "+33612345679"]),
        ("0223456789 (0912345678)", ["+886223456789", TAIWAN]),
        ("+49 30 123456 (0151 12345678)", ["+4930123456", None]),
        ("+49 30 123456 0151 12345678", ["+4930123456", None]),
        ("+49 30 123456 - 0151 12345678", ["+4930123456", None]),
        ("+49 30 123456 / 0151 12345678", ["+4930123456", None]),
        ("030/123456 0151/12345678 (DE)", ["+4930123456", "+4915112345678"]),
        ("+49 (30 12345", ["+493012345"]),
        ("+886(2)2345-678 0912345678", [None, TAIWAN]),
        ("1(212)555-010/212-555-0100 (US)", [None, "+12125550100"]),
    ],
)
def test_a_second_number_gives_the_first_none_of_its_digits(
    text: str, numbers: list[str | None]
) -> None:
    """A German number may be longer; it is another one then."""
    assert [phone.e164 for phone in found(text)] == numbers


@each(
    "text, number",
    [
        ("+81 90 1234 5678 (090 1234 5678)", "+819012345678"),
        ("[(213) 373-4253](tel:+12133734253)", "+12133734253"),
        ("TEL;type=CELL;waid=886912345678:+886 912 345 678", TAIWAN),
        ("TEL;waid=85261234567:+852 6123 4567", "+85261234567"),
    ],
)
def test_a_number_that_is_written_twice_is_asked_about_only_if_it_may_be_another(
    text: str, number: str
) -> None:
    """Without its country it would be unclear, but it stands there with it."""
    assert [phone.e164 for phone in found(text)] == [number]
    assert may_be(found("+84 912 345 678 (0912 345 678)")[1]) == {VIETNAM, TAIWAN}


@each("text", ["SE: 02-27208889", "CC: 02-27208889"])
def test_a_department_is_no_country(text: str) -> None:
    (phone,) = found(text)
    assert (phone.e164, phone.assumed) == ("+886227208889", "TW")
