"""What the bot promises about the digits in texts that it keeps."""

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digits import MAX_DIGITS, count_digits
from bot.core.secrets import possible_secret_in
from tests.core.ordinary_texts import NAMES, REASONS
from tests.core.phones.spelled_numbers import NUMBERS
from tests.support.each import each
from tests.support.long_texts import is_read_in_time


@each("number", NUMBERS)
def test_a_phone_number_has_more_digits_than_may_be_kept(number: str) -> None:
    assert count_digits(number) > MAX_DIGITS


@each(
    "text",
    [
        "2026-11-26",
        "2026-11-26T03:12:45Z",
        "2026-11-26 03:12, 2026-11-25 22:30",
        "2026年11月26日",
        "2026/11/26 03:12",
        "26/11/2026, 11/26/2026 and 26.11.2026",
        "10.0.12.104 and 192.168.100.20/16",
        "CVE-2024-30941",
        "03:12:45",
        "OPS-1234 and SEC-123456",
        "一個人，第三次",
        "五十嵐 一郎",
        "",
    ],
)
def test_dates_times_and_tickets_are_told_for_sure(text: str) -> None:
    assert count_digits(text) == 0


@pytest.mark.parametrize("text", ["2026-13-45", "26:99:99", "ops-123456", "OPS-12345678"])
def test_what_only_looks_like_one_counts(text: str) -> None:
    assert count_digits(text) >= MAX_DIGITS


TONES = ("", "\u0304", "\u0301", "\u030c", "\u0300")
PINYIN = "ling yi er san si wu liu qi ba jiu".split()


@given(
    st.lists(st.sampled_from(PINYIN), min_size=MAX_DIGITS + 1, max_size=15),
    st.sampled_from(TONES),
    st.sampled_from(["NFC", "NFD"]),
)
def test_pinyin_counts_with_its_tones_and_without(
    read_out: list[str], tone: str, form: Literal["NFC", "NFD"]
) -> None:
    """A tone is a mark on the last vowel but one, or on the only one."""
    marked = [re.sub("(?<=[aeiou])(?![aeiou])", tone, word, count=1) for word in read_out]
    assert count_digits(unicodedata.normalize(form, " ".join(marked))) > MAX_DIGITS


TOLL_FREE = (800, 833, 844, 855, 866, 877, 888)


@each(
    "form",
    ["1-{}-FLOWERS", "1-{}-flowers", "1 {} FLOWERS", "({}) FLOWERS", "0{} FLOWERS", "1{}GOFEDEX"],
)
def test_a_word_to_dial_behind_a_toll_free_prefix_counts_as_digits(form: str) -> None:
    for prefix in TOLL_FREE:
        assert count_digits(form.format(prefix)) > MAX_DIGITS, prefix


@each("text", ["800 USERS", "an 800-node cluster", "888 LOGINS A DAY", "1 800 users", "1800 USERS"])
def test_a_count_of_something_is_no_word_to_dial(text: str) -> None:
    assert count_digits(text) <= MAX_DIGITS


def test_few_ordinary_reasons_and_names_have_more() -> None:
    many = [text for text in REASONS + NAMES if count_digits(text) > MAX_DIGITS]
    assert set(many) <= {
        "INC0012345",
        "CHG0031337 approved by the CAB",
        "see JIRA-12345 and JIRA-12346",
        "case 12345678",
        "ISO 27001 control A.9.4.2",
    }


@given(st.text(), st.integers(10**6, 10**15), st.sampled_from(["", " ", "·", "_", "x", "然後"]))
def test_seven_digits_are_seen_whatever_stands_between_them(
    text: str, number: int, between: str
) -> None:
    letters = "".join(char for char in text if char.isalpha())
    assert count_digits(letters + between.join(str(number))) > MAX_DIGITS


@each(
    "piece", ["1", "a\u0301", "1-800-", "2026-", "2026-11-2", "A-1", "一", "一 ", "12:", "OPS-1 "]
)
def test_a_long_text_does_not_hold_it_up(piece: str) -> None:
    assert is_read_in_time(count_digits, piece)
    assert count_digits(piece * 1000) >= count_digits(piece * 10)


@pytest.mark.parametrize("piece", ["1/2/2026 ", "10:10:", "10.10.10.10  ", "10:10 10.1.1.1 "])
def test_a_row_of_what_can_be_read_in_two_ways_does_not_hold_it_up(piece: str) -> None:
    assert count_digits(f"{piece * (4_000 // len(piece))}1") > MAX_DIGITS


def test_numerals_that_run_into_each_other_do_not_hold_it_up() -> None:
    """`unoneun` is uno, neun and un, one, un; the letter behind the last makes it no number."""
    text = f"{'unoneun' * 500}x"
    assert count_digits(text) == 0
    assert not possible_secret_in(text)
