"""What goes into a button comes back weeks later, whole, or is known as not ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.run import account_of
from bot.slack.render.codec import (
    ButtonValue,
    UnknownValue,
    action_id,
    card_metadata,
    describes,
    metadata,
    pack,
    reminder_metadata,
    unpack,
)
from tests.support.each import each

ACCOUNTS = st.from_regex(r"[0-9]{12}|[a-z][a-z0-9._-]{1,31}", fullmatch=True) | st.text(
    st.characters(categories=["Lo", "Nd"]), min_size=2, max_size=32
)
RUNS = st.builds("{}.{}".format, ACCOUNTS, st.text("abcdefghjk23456789", min_size=8, max_size=8))
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
BUTTONS = NAMES | st.sampled_from(["answer", "skip", "run:back", "run:take_over"])
TURNS = st.text() | st.from_regex(r"[0-9]{1,10}", fullmatch=True)
ANSWERS = st.sampled_from(["", "en", "zh-TW", "pt-BR"])


@given(RUNS, st.integers(0, 999_999), NAMES, BUTTONS, ANSWERS)
def test_a_value_comes_back_as_it_went_in(
    run: str, turn: int, step: str, button: str, answer: str
) -> None:
    value = pack(run, turn, step, button, answer)
    assert unpack(value) == ButtonValue(run, turn, step, button, answer)
    assert len(value) <= 2000


@given(st.builds("{}.abcdefgh".format, ACCOUNTS))
def test_the_account_is_known_from_the_run_alone(run: str) -> None:
    assert f"{account_of(run)}.abcdefgh" == run


def test_chinese_names_and_dots_are_names_too() -> None:
    stamp = unpack(pack("正式.環境.x2", 7, "email", "opened"))
    assert stamp == ButtonValue("正式.環境.x2", 7, "email", "opened")
    assert account_of(stamp.run) == "正式.環境"


@each(
    "value",
    [
        "",
        "|",
        "1",
        "2|prod.x|1|email|opened",
        "0|prod.x|1|email|opened",
        "1|prod.x|1|email",
        "1|prod.x|1|email|opened|more|and more",
        "1|prod.x|one|email|opened",
        "1|prod.x|-1|email|opened",
        "1|prod.x|1.5|email|opened",
        "1|prod.x||email|opened",
        "1|prod.x|²|email|opened",
        "1|prod.x|١|email|opened",
        "1|prod.x| 1|email|opened",
        "1|prod.x|1\n|email|opened",
        "1|prod|1|email|opened",
        "1||1|email|opened",
        f"1|prod.x|{'9' * 5000}|email|opened",
        '{"run": "prod.x"}',
    ],
)
def test_what_is_not_of_this_version_is_known_as_old(value: str) -> None:
    with pytest.raises(UnknownValue):
        unpack(value)


@given(st.text() | st.builds("1|{}|{}|{}|{}".format, st.text() | RUNS, TURNS, st.text(), st.text()))
def test_garbage_is_old_or_reads_as_something_that_packs_the_same(value: str) -> None:
    try:
        read = unpack(value)
    except UnknownValue:
        return
    assert unpack(pack(read.run, read.turn, read.step, read.button, read.answer)) == read


def test_ids_of_buttons_are_stable_and_readable() -> None:
    assert action_id("opened") == "press:opened"
    assert action_id("answer") == "press:answer"
    assert action_id("run:back") == "run:back"


def test_a_message_says_which_step_of_which_run_it_shows() -> None:
    assert metadata("prod.x", 7, "mfa-lost", "email") == {
        "event_type": "mfa_step",
        "event_payload": {"run": "prod.x", "turn": 7, "flow": "mfa-lost", "step": "email"},
    }


def test_steps_cards_and_reminders_are_known_by_their_metadata_and_no_other_message_is() -> None:
    step, card = metadata("prod.x", 7, "mfa-lost", "email"), card_metadata("prod.x", "mfa-lost")
    quiet = reminder_metadata("prod.x", 7, "quiet")
    assert describes(quiet, "prod.x", 7, "quiet")
    assert not describes(quiet, "prod.x", 7)
    assert not describes(quiet, "prod.x", 8, "quiet")
    assert not describes(quiet, "prod.x", 7, "calls_reopen")
    assert not describes(step, "prod.x", 7, "quiet")
    assert describes(step, "prod.x", 7)
    assert describes(card, "prod.x", 0)
    assert not describes(step, "prod.x", 6)
    assert not describes(step, "prod.x", 0)
    assert not describes(step, "prod.y", 7)
    assert not describes(card, "prod.x", 7)
    assert not describes(card, "prod.y", 0)
    assert not describes({}, "prod.x", 0)
    assert not describes(
        {"event_type": "of_another_app", "event_payload": {"run": "prod.x"}}, "prod.x", 0
    )
