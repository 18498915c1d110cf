"""What people may type, by rule; `tests/core/test_advance_answers.py` says what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import answers
from bot.core.answers import BadAnswer
from tests.core.phones.spelled_numbers import NUMBERS
from tests.support.each import each

PIECES = (
    *("pass", "word", "密", "碼", "PIN", "code", "is", "fluffy", "99", "4829", "0912", "OPS-12"),
    *(" ", ":", "\n", "\x0c", "\x85", "\ud800", "\u3164", "\u200b", "\u2028", "\u202e"),
)


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


def test_two_characters_of_han_are_a_reason() -> None:
    for word in ("演練", "誤按", "重複", "誤報。"):
        assert answers.line(word, "reason") == word
    for word in ("誤", "no", "。"):
        with pytest.raises(BadAnswer):
            answers.line(word, "reason")


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
