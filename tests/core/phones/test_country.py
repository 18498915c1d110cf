"""A country named beside a number in the words of people, in Chinese and in English."""

import re

import pytest

from bot.core.phones.digit_runs import digit_runs
from bot.core.phones.finder import find
from bot.core.phones.parsing import Caution
from bot.core.phones.plain_text import plain
from tests.core.phones.numbers import NAMES
from tests.support.each import each
from tests.support.long_texts import is_read_in_time

SURE = {name: region for name, region in NAMES.items() if region.isupper()}


def spelled(text: str) -> list[str | None]:
    return [found.e164 for found in find(text, "TW", names=NAMES)]


@each(
    "text",
    [
        "日本 03-1234-5678",
        "日本03-1234-5678",
        "日本：０３－１２３４－５６７８",
        "日本\u3000\u3000０３－１２３４－５６７８",
        "０３－１２３４－５６７８ 日本",
        "03-1234-5678日本",
        "03-1234-5678（日本）",
        "０３－１２３４－５６７８【日本】",
        "（日本）03-1234-5678",
        "「日本」03-1234-5678",
        "*日本* 03-1234-5678",
        "日本（03-1234-5678）",
        "03-1234-5678，日本",
        "日本的號碼 03-1234-5678",
        "我的日本市話號碼是：03-1234-5678。",
        "幫我格式化日本的03-1234-5678",
        "幫我看一下日本的電話 03-1234-5678 謝謝",
        "我在日本的電話是 03-1234-5678",
        "請問 03-1234-5678（日本）怎麼寫？",
        "03-1234-5678 日本的號碼，謝謝",
        "03-1234-5678是日本的電話",
        "03-1234-5678 日本請幫我格式化",
        "日本 81-3-1234-5678",
        "日本 <tel:0312345678|03-1234-5678>",
        "JP <tel:0312345678|03-1234-5678>",
        "<tel:0312345678|03-1234-5678> 日本",
        "Japan 03-1234-5678",
        "japan: 03-1234-5678",
        "ＪＡＰＡＮ　０３－１２３４－５６７８",
        "JAPAN 03-1234-5678",
        "Japan's phone number is 03-1234-5678",
        "my number in Japan is 03-1234-5678",
        "call Japan 03-1234-5678 please",
        "call 03-1234-5678, Japan.",
        "03-1234-5678 (Japan)",
        "03-1234-5678 Japan please",
        "Tokyo, Japan: 03-1234-5678",
        "看Japan的電話03-1234-5678",
        "詢問處Japan的電話03-1234-5678",
        "打電話 日本 03-1234-5678",
        "03-1234-5678 日本 35 樓",
        "Japan telephone number: 03-1234-5678",
    ],
)
def test_a_country_is_named_as_people_call_it(text: str) -> None:
    """Nothing is assumed then."""
    (found,) = find(text, "TW", names=NAMES)
    assert (found.e164, found.region, found.assumed) == ("+81312345678", "JP", None)


@each(
    "text, number",
    [
        ("0912345678 台灣", "+886912345678"),
        ("臺灣 0912345678", "+886912345678"),
        ("0912345678（中華民國）", "+886912345678"),
        ("香港 2345 6789", "+85223456789"),
        ("2345 6789 (Hong Kong)", "+85223456789"),
        ("Hong Kong SAR, China 6123 4567", "+85261234567"),
        ("6123 4567, Hong Kong, China", "+85261234567"),
        ("Macau, China 6612 3456", "+85366123456"),
        ("澳門 2888 1234", "+85328881234"),
        ("南韓 010-1234-5678", "+821012345678"),
        ("我的韓國手機 010-1234-5678", "+821012345678"),
        ("大陸 010-6552-9988", "+861065529988"),
        ("中國的電話 010-6552-9988", "+861065529988"),
        ("幫我看美國的 (212) 555-2368", "+12125552368"),
        ("U.S. 212-555-2368", "+12125552368"),
        ("cote d'ivoire 01 02 03 04 05", "+2250102030405"),
        ("Trinidad &amp; Tobago 868 291 1234", "+18682911234"),
        ("台灣 +81 3-1234-5678", "+81312345678"),
        ("my UK number is 07911 123456", "+447911123456"),
        ("our US phone: 212-555-2368", "+12125552368"),
        ("NL mobile 06 12345678", "+31612345678"),
        ("我的 UK 手機是 07911 123456", "+447911123456"),
        ("QA phone 0912345678", "+886912345678"),
        ("SE phone: 0912345678", "+886912345678"),
        ("MY number is 0912345678", "+886912345678"),
    ],
)
def test_everyday_names_are_known(text: str, number: str) -> None:
    """CLDR says 中國香港特別行政區; nobody writes that. A + still knows better."""
    assert spelled(text) == [number]


def test_every_name_of_every_country_is_understood() -> None:
    for name, region in SURE.items():
        for text in (f"{name} 3123456789", f"3123456789 ({name})", f"3123456789 {name}"):
            assert [run.country for run in digit_runs(plain(text), NAMES)] == [region], text


def test_no_name_is_read_out_of_a_longer_one() -> None:
    for name in SURE:
        more = ("Old {}", "{} Bank") if name.isascii() else ("龍{}", "{}銀行")
        first, last = (pattern.format(name) for pattern in more)
        for text in (f"{first} 3123456789", f"{last} 3123456789", f"3123456789 {last}"):
            assert [run.country for run in digit_runs(plain(text), NAMES)] == [None], text


@each(
    "text",
    [
        "中國信託的電話 02-2345-6789",
        "02-2345-6789 中國信託",
        "02-2345-6789（中國信託）",
        "02-2345-6789 台灣大哥大",
        "日本料理電話 02-2345-6789",
        "美國隊長 02-2345-6789",
        "02-2345-6789 韓國瑜",
        "內蒙古的電話 02-2345-6789",
        "高雄美國學校 02-2345-6789",
        "理查德 02-2345-6789",
        "獅子山 02-2345-6789",
        "Bank of China 02-2345-6789",
        "China Airlines 02-2345-6789",
        "02-2345-6789 China Airlines",
        "02-2345-6789 (China Airlines)",
        "New Mexico 02-2345-6789",
        "New Jersey 02-2345-6789",
        "Turkey sandwiches 02-2345-6789",
        "Chad's number is 02-2345-6789",
        "Jordan: 02-2345-6789",
        "02-2345-6789 (Georgia)",
        "IT 電話 02-2345-6789",
        "IT：02-2345-6789",
        "HR 02-2345-6789",
    ],
)
def test_a_bank_a_hero_and_a_dish_are_no_countries(text: str) -> None:
    """The default country is assumed, and the answer says so."""
    (found,) = find(text, "TW", names=NAMES)
    assert (found.e164, found.assumed) == ("+886223456789", "TW")


@each(
    "text",
    [
        "我人在日本 0912345678",
        "我在日本，電話 0912345678",
        "我在Japan 0912345678",
        "I'm in Japan 0912345678",
        "I'm calling from Japan: 0912345678",
        "0912345678 in Japan",
        "日本\n0912345678",
        "0912345678\n日本",
        "日本。0912345678",
    ],
)
def test_where_a_person_is_says_not_whose_a_number_is(text: str) -> None:
    """Who lost a device may be abroad, with a number from home."""
    (found,) = find(text, "TW", names=NAMES)
    assert (found.e164, found.assumed) == ("+886912345678", "TW")


@pytest.mark.parametrize(
    "text",
    [
        "台灣 0912345678 日本 03-1234-5678",
        "0912345678 台灣 03-1234-5678 日本",
        "0912345678（台灣）03-1234-5678（日本）",
        "台灣：0912345678、日本：03-1234-5678",
        "TW 0912345678 日本 03-1234-5678",
        "0912345678台灣和03-1234-5678日本",
        "Taiwan 0912345678, Japan 03-1234-5678",
    ],
)
def test_each_number_has_the_country_that_stands_beside_it(text: str) -> None:
    assert spelled(text) == ["+886912345678", "+81312345678"]
    assert not any(found.assumed for found in find(text, "TW", names=NAMES))


def test_a_name_behind_a_comma_belongs_to_what_follows() -> None:
    first, second = find("0912345678、日本的 03-1234-5678", "TW", names=NAMES)
    assert (first.assumed, second.assumed, second.region) == ("TW", None, "JP")


@pytest.mark.parametrize("name", ["日本", "Japan", "JP"])
def test_a_name_that_may_belong_to_either_number_belongs_to_none(name: str) -> None:
    first, second = find(f"0912345678 {name} 0223456789", "TW", names=NAMES)
    assert first.assumed == "TW"  # in Japan there is no such number
    assert second.warnings == (Caution.OTHER_COUNTRY,)


@pytest.mark.parametrize("name", ["日本", "Japan", "JP"])
def test_in_brackets_it_belongs_to_the_number_before_it(name: str) -> None:
    first, second = find(f"03-1234-5678（{name}） 0912345678", "TW", names=NAMES)
    assert (first.region, second.assumed) == ("JP", "TW")


@pytest.mark.parametrize(
    "text",
    ["03-1234-5678（日本）分機 12", "03-1234-5678 分機 12（日本）", "日本 03-1234-5678 轉 12"],
)
def test_a_country_does_not_hide_an_extension(text: str) -> None:
    (found,) = find(text, "TW", names=NAMES)
    assert (found.e164, found.extension) == ("+81312345678", "12")


def test_capitals_among_chinese_do_not_hide_a_code() -> None:
    """In a text that is all capitals IT and US are words; beside 電話 AWS shouts at nobody."""
    assert spelled("AWS 上的電話 (202) 555-0143 US") == ["+12025550143"]


def test_a_few_digits_are_looked_at_when_only_a_country_is_named_beside_them() -> None:
    (found,) = find("香港的號碼 2345", "TW", names=NAMES)
    assert (found.e164, found.region) == (None, "HK")


def test_names_are_read_only_where_they_are_given() -> None:
    (found,) = find("日本 02-2345-6789", "TW")
    assert found.assumed == "TW"


@pytest.mark.longest
@each(
    "piece",
    [
        "日本",
        "的",
        "電話號碼",
        "日本 ",
        "日本的號碼0312345678",
        "Japan ",
        "the ",
        "'s",
        "(日本",
        " ",
    ],
)
def test_a_long_text_with_names_does_not_hold_up_the_bot(piece: str) -> None:
    def read(text: str) -> None:
        find(f"日本{text}0312345678{text}日本", "TW", names=NAMES)

    assert is_read_in_time(read, piece)


def test_no_everyday_name_is_as_short_as_a_code() -> None:
    """In letters; two characters of Chinese are a name."""
    assert not [name for name in NAMES if re.fullmatch("[a-z]{1,2}", name)]
