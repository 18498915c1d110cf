"""How many attempts there were and how long ago, as people type it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import answers
from bot.core.answers import BadAnswer
from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.reported_counts import EarlierAttempts
from tests.support.each import each


@each(
    "text, total, ago",
    [
        ("2", 2, 0),
        (" 0 ", 0, 0),
        ("2, last 5 hours ago", 2, 5 * HOUR),
        ("2, 5h", 2, 5 * HOUR),
        ("1, last 20 hours ago", 1, 20 * HOUR),
        ("2, 30 min", 2, 30 * MINUTE),
        ("3 calls, the last 90 minutes ago.", 3, 90 * MINUTE),
        ("1 (1 day ago)", 1, DAY),
        ("2, 5H", 2, 5 * HOUR),
        ("2 次，5 小時前", 2, 5 * HOUR),
        ("２，３０ 分", 2, 30 * MINUTE),
        ("1，1 天前", 1, DAY),
        ("2 次，5 個小時前", 2, 5 * HOUR),
        ("兩次，最近一次是五個小時前", 2, 5 * HOUR),
        ("三通，半小時前", 3, 30 * MINUTE),
        ("1 次，2 個鐘頭前。", 1, 2 * HOUR),
        ("一次", 1, 0),
        ("沒有", 0, 0),
        ("none", 0, 0),
        ("None so far.", 0, 0),
        ("no calls", 0, 0),
        ("zero", 0, 0),
        ("〇", 0, 0),
        ("還沒打過", 0, 0),
        ("都沒有打過電話。", 0, 0),
        ("2通，最後一通5小時前", 2, 5 * HOUR),
        ("兩封簡訊，上一封半小時前", 2, 30 * MINUTE),
        ("兩次，最近一個小時前", 2, HOUR),
        ("2 次，最後 1 個小時前", 2, HOUR),
        ("2, just now", 2, 0),
        ("2 failed calls, both 3 hours ago", 2, 3 * HOUR),
        ("2 次都失敗，最近一次是 3 小時前", 2, 3 * HOUR),
        ("2 次，剛剛", 2, 0),
        ("2x so far!", 2, 0),
        ("1 call, 3 hours earlier", 1, 3 * HOUR),
        ("兩封簡訊，5 小時前", 2, 5 * HOUR),
        ("2 calls in total, the most recent one was about 3 hours ago", 2, 3 * HOUR),
        ("2, half an hour ago", 2, 30 * MINUTE),
        ("2, an hour ago", 2, HOUR),
        ("1 則簡訊，大約 40 分鐘之前", 1, 40 * MINUTE),
    ],
)
def test_how_many_and_how_long_ago(text: str, total: int, ago: int) -> None:
    """A second number needs its unit; just now unless anything is said."""
    assert answers.earlier(text) == EarlierAttempts(total, ago)


@each("text", ["0, last 5 hours ago", "none, 2 h ago", "0，3 小時前"])
def test_none_has_no_last_one(text: str) -> None:
    with pytest.raises(BadAnswer):
        answers.earlier(text)


@each(
    "word",
    ["剛", "剛剛", "已經", "大約", "一共", "an hour ", "1 天", "!"],
)
def test_a_word_that_is_repeated_does_not_hold_it_up(word: str) -> None:
    with pytest.raises(BadAnswer, match="earlier"):
        answers.earlier(f"2{word * 1_000}甲")


@each(
    "text",
    [
        "",
        "nobody",
        "two",
        "十二次",
        "5 hours ago",
        "10 min ago",
        "3 天前",
        "一個小時前",
        "-",
        "100",
        "2026-11-22",
        "2 at 10:30",
        "1, 2, 3",
        "2, 55555 h",
        "21",
    ],
)
def test_what_can_not_be_read_as_a_count_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer, match="earlier"):
        answers.earlier(text)


@each(
    "text",
    [
        "2, yesterday",
        "2 yesterday",
        "2, last night",
        "2, this morning",
        "2, a while ago",
        "2, two hours ago",
        "2, before lunch",
        "2 hours ago",
        "2 weeks",
        "2, last Tuesday",
        "2, last 5 hours ago or yesterday",
        "2, gestern",
        "2 次，昨天",
        "2 次，今早",
        "2 次，半天前",
        "兩次，最近一次是昨晚",
        "2, ?",
        "2+",
        "2/3",
        "2 in the last 24 hours",
        "2 calls in the last 24 hours",
        "2 in 24 hours",
        "2 in 24h",
        "2 in a day",
        "2 calls a day",
        "2 calls in 3 hours",
        "2 calls, one was 23 hours ago",
        "2, last 5 hours",
        "2 次，最近 24 小時",
        "兩次，最近24小時",
        "2 一天",
        "兩次 一天",
    ],
)
def test_a_time_that_can_not_be_read_is_refused_and_never_taken_for_now(text: str) -> None:
    with pytest.raises(BadAnswer, match=r"^earlier$"):
        answers.earlier(text)


@pytest.mark.parametrize("text", ["21", "99", "100", "2026", "21, last 5 hours ago"])
def test_more_than_anybody_makes_in_a_day_is_a_slip_and_says_so(text: str) -> None:
    with pytest.raises(BadAnswer, match=r"^earlier_many$"):
        answers.earlier(text)


@pytest.mark.parametrize("text", ["2, at 5pm", "2, 5", "3, 10 seconds ago", "1, last at 11 pm"])
def test_a_time_of_day_is_never_taken_for_hours(text: str) -> None:
    """Guessed at, it would free the account too early."""
    with pytest.raises(BadAnswer, match="earlier"):
        answers.earlier(text)


@given(st.text(max_size=40))
def test_any_text_is_a_count_or_refused(text: str) -> None:
    with suppress(BadAnswer):
        told = answers.earlier(text)
        assert 0 <= told.total <= 99
        assert told.newest_ago >= 0
