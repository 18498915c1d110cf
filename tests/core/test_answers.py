"""What people may type, by rule; `tests/core/test_advance_answers.py` says what becomes of it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import answers
from bot.core.answers import BadAnswer
from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.reported_counts import EarlierAttempts
from tests.core.phones.spelled_numbers import NUMBERS
from tests.support.each import each

PIECES = (
    *("pass", "word", "密", "碼", "PIN", "code", "is", "fluffy", "99", "4829", "0912", "OPS-12"),
    *(" ", ":", "\n", "\x0c", "\x85", "\ud800", "\u3164", "\u200b", "\u2028", "\u202e"),
)


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


@pytest.mark.parametrize("kind", ["reason", "name"])
@each("number", NUMBERS)
def test_what_is_kept_holds_no_phone_number(kind: str, number: str) -> None:
    """In whatever script, and whatever stands between the digits: the audit keeps it for a year."""
    with pytest.raises(BadAnswer, match=f"{kind}_digits"):
        answers.line(f"Ana {number}", kind)


@pytest.mark.parametrize("kind", ["reason", "name"])
@pytest.mark.parametrize(
    "text", ["hunter2 is the password", "x7Kp9QzR2m", "code 482913", "Ana, 482913", "pw is letmein"]
)
def test_what_is_kept_holds_nothing_that_may_be_a_secret(kind: str, text: str) -> None:
    with pytest.raises(BadAnswer, match=f"{kind}_secret"):
        answers.line(text, kind)


@each(
    "text",
    [
        "MJ2N_P4HU_YFDP_VX6P",
        "MJPN, P4HU, YFDP, VXAP",
        "MJPN / P4HU / YFDP / VXAP",
        "F U B R X I A Q 4 3 J M 7 2 P L",
        "f.u.b.r.x.i.a.q.4.3.j.m.7.2.p.l",
        f"AK{'IA'}M3TLZW\n67ZOAGOLYJ",
        "token-9f86d081",
        "GOOGLE-482913",
        "the code SMS-482913",
    ],
)
def test_nor_in_groups_over_lines_or_under_a_label(text: str) -> None:
    with pytest.raises(BadAnswer, match="secret"):
        answers.line(answers.without_secret(text), "reason")


@each(
    "text",
    [
        "passwords moved to Bitwarden",
        "The password was sent to Karen",
        "Login as root fails",
        "ISO27001 audit",
        "員工於 2024 年 5 月 31 日離職",
        "budget 2024/25",
        "from 2024.06",
        "The old token broke",
        "OPS-1234: YubiKey lost on 2026-11-25, replaced 2026-11-26 03:12",
        "舊手機在 11 月 20 日掉了，工單 OPS-1234",
        "第一支手機和第二支都壞了，一起換",
        "iPhone 15 replaced by iPhone 16",
    ],
)
def test_a_reason_may_name_tickets_and_dates(text: str) -> None:
    assert answers.line(text, "reason") == text


@given(st.text(max_size=40))
def test_any_text_is_a_count_or_refused(text: str) -> None:
    with suppress(BadAnswer):
        told = answers.earlier(text)
        assert 0 <= told.total <= 99
        assert told.newest_ago >= 0


@pytest.mark.parametrize("text", ["prod", " PROD ", "`prod`", "ｐｒｏｄ"])
def test_the_name_of_the_account_confirms_however_it_is_typed(text: str) -> None:
    answers.confirmation(text, "prod")


@pytest.mark.parametrize("text", ["1234-5678-9012", "123456789012"])
def test_digits_confirm_with_or_without_dashes(text: str) -> None:
    answers.confirmation(text, "123456789012")


def test_a_name_that_was_kept_before_it_would_be_refused_still_confirms() -> None:
    """Else a run of last week could not go on."""
    for kept in ("x7kp9qzr2m", "prod.", "prod--east"):
        answers.confirmation(kept, kept)


@pytest.mark.parametrize("text", ["", "yes", "prod2", "pro", "prod prod"])
def test_nothing_else_confirms(text: str) -> None:
    with pytest.raises(BadAnswer, match="confirmation"):
        answers.confirmation(text, "prod")


@pytest.mark.parametrize(("kind", "least", "most"), [("reason", 3, 200), ("name", 1, 60)])
def test_a_line_has_a_length_that_fits(kind: str, least: int, most: int) -> None:
    assert answers.line("x" * least, kind) == "x" * least
    assert answers.line("x" * most, kind) == "x" * most
    for text in ("x" * (least - 1), "x" * (most + 1), " \n\t "):
        with pytest.raises(BadAnswer, match=kind):
            answers.line(text, kind)


@pytest.mark.parametrize("kind", ["reason", "name", "difference"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("closed\x1b[2J by Ana", "closed [2J by Ana"),  # clears a terminal
        ("closed\x00 by\x9b Ana\x7f", "closed by Ana"),
        ("\u202eclosed\u202c by Ana", "closed by Ana"),  # from right to left
        ("\u2066closed\u2069 by\u200b Ana\ufeff", "closed by Ana"),
        ("closed\ud800 by Ana", "closed by Ana"),  # half a character: nothing can store it
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
    ],
)
def test_what_is_stored_and_read_by_others_has_only_what_can_be_seen(
    typed: str, kept: str, kind: str
) -> None:
    assert answers.line(typed, kind) == kept


@pytest.mark.parametrize("kind", ["reason", "name", "difference"])
@each(
    "text",
    [
        *(
            text.format(apart)
            for text in ("password{}fluffy99", "PIN{}4829", "密碼{}fluffy")
            for apart in ("\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u3164", "\u2800")
        ),
        *(
            text.format(nothing)
            for text in ("pass{}word: toor", "密{}碼: toor", "0912{}345678", "code 482{}913")
            for nothing in ("\ud800", "\u200b", "\u202e", "\u034f", "\u3164")
        ),
    ],
)
def test_a_line_is_judged_as_typed_and_as_stored(text: str, kind: str) -> None:
    """What separates two words when it is typed may be a blank or nothing when it is stored."""
    with pytest.raises(BadAnswer, match=kind):
        answers.line(text, kind)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=40))
def test_what_is_stored_would_be_stored_again(text: str) -> None:
    try:
        kept = answers.line(text, "reason")
    except BadAnswer:
        return
    assert answers.line(kept, "reason") == kept


def test_a_line_is_one_line() -> None:
    assert answers.line(" new\n phone\t now ", "reason") == "new phone now"


def test_an_account_id_is_twelve_digits() -> None:
    assert answers.account_id("1234-5678-9012") == {"account_id": "123456789012"}
    for text in ("prod", "", "12345678901", "１２３"):
        with pytest.raises(BadAnswer, match="account_id"):
            answers.account_id(text)


def test_one_usable_number_is_needed() -> None:
    kept = answers.phone_number("0912 345 678", "TW")
    assert (kept["contact"], kept["e164"], kept["keypad"]) == (
        "+886 912345678",
        "+886912345678",
        "0912345678",
    )
    with pytest.raises(BadAnswer, match=r"^phone$"):
        answers.phone_number("call me", "TW")
    with pytest.raises(BadAnswer, match="phone_many"):
        answers.phone_number("0912 345 678, 0987 654 321", "TW")


def test_a_number_is_kept_with_what_it_was_taken_for() -> None:
    kept = answers.phone_number("(02) 2345-6789 #91", "TW")
    assert (kept["region"], kept["kind"], kept["assumed"]) == ("TW", "fixed_line", "TW")
    assert "extension" in kept["warnings"].split()
    assert not answers.phone_number("+886 912 345 678", "JP")["assumed"]


@pytest.mark.parametrize("text", ["0912 345 678, +886912345678", "0912345678 (0912-345-678)"])
def test_the_same_number_may_be_written_twice(text: str) -> None:
    assert answers.phone_number(text, "TW")["e164"] == "+886912345678"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2720-8889", "phone"),
        ("+852 for Ana 6123 4567", "phone"),
        ("O912345678", "phone"),
        ("0912345678 or 2720-8889", "phone_also"),
        ("0912345678, account 123456789012", "phone_also"),
    ],
)
def test_a_number_is_neither_guessed_nor_dropped(text: str, code: str) -> None:
    """Who answers sees what was found."""
    with pytest.raises(BadAnswer, match=f"^{code}$") as bad:
        answers.phone_number(text, "TW")
    assert bad.value.found
