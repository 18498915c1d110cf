"""The delivery plan where all goes well, where nobody may be alone with a run, and where an answer
is lost: it says each thing once.
"""

from dataclasses import replace

import pytest

from bot.core.delivery.actions import Card, Find, Finish, GiveUp, Line, Post
from bot.core.delivery.plan import plan
from bot.core.delivery.reactions import MAX_SEARCHES, SEARCH_FOR
from bot.core.delivery.scene import CARD_EVERY
from bot.core.shown import CHANNEL_NOTICE
from bot.core.slack_answers import Away, Done
from tests.core.scenes import (
    AWAY,
    BEGUN,
    CHANNEL,
    DISABLE,
    LEAD,
    NOW,
    TELLS,
    acts,
    intent,
    scene,
    up_to_date,
)

# --- the ordinary ways


def test_a_new_run_gets_its_card_and_then_its_step() -> None:
    assert acts(scene(), Done(CHANNEL, "1.0"), Done(CHANNEL, "1.1")) == [
        Post(intent(0)),
        Post(intent(1)),
        Finish(NOW + CARD_EVERY),
    ]


def test_a_press_posts_the_next_step_and_makes_a_line_of_the_former() -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert acts(moved, Done(CHANNEL, "1.2"), Done()) == [
        Post(intent(2)),
        Line("1.1", 1),
        Finish(NOW + CARD_EVERY),
    ]


def test_the_card_is_refreshed_at_once_where_it_would_be_wrong() -> None:
    taken_over = scene(replace(BEGUN, turn=2, lead="UBEN"), up_to_date())
    assert acts(taken_over, Done(CHANNEL, "1.2"), Done(), Done())[-2:] == [Card(), Finish()]


def test_the_card_is_refreshed_now_and_then_all_the_same() -> None:
    later = NOW + CARD_EVERY
    moved = scene(replace(BEGUN, turn=2), up_to_date(), later)
    assert acts(moved, Done(CHANNEL, "1.2"), Done())[-1] == Card()


def test_what_is_shown_already_is_not_shown_again() -> None:
    assert plan(scene(shown=up_to_date())) == Finish()


# --- where nobody may be alone with a run


def test_what_goes_on_in_direct_messages_is_told_to_a_channel_first() -> None:
    alone = replace(BEGUN, place=replace(BEGUN.place, frames=DISABLE.place.frames), channel="D1")
    told = scene(alone, tell_channel=TELLS)
    assert acts(told, Done("D1", "1.0"), Done(TELLS, "5.0"), Done("D1", "1.1"))[:3] == [
        Post(intent(0, "D1")),
        Post(intent(1, TELLS, CHANNEL_NOTICE)),
        Post(intent(1, "D1")),
    ]
    assert acts(scene(alone), Done("D1", "1.0"))[-1] == GiveUp(
        replace(up_to_date(alone), channel="D1", turn=0, ts="", direct_to=LEAD),
        ("D1", "no TELL_CHANNEL"),
    )


def test_a_step_for_a_new_lead_waits_for_nothing_in_the_former_one_s_messages() -> None:
    """Their messages may be closed; whoever leads now has to see the step."""
    mine = up_to_date(channel="D7", direct_to="UBEN")
    handed_over = scene(replace(BEGUN, turn=2, channel=LEAD), mine)
    assert acts(handed_over, AWAY, Done("D1", "3.0"), Done("D1", "3.1"))[:3] == [
        Line("1.1", 1),
        Post(intent(0, LEAD)),
        Post(intent(2, "D1")),
    ]


# --- lost answers


def test_a_message_whose_answer_was_lost_is_looked_for_before_it_is_posted_again() -> None:
    lost = scene(replace(BEGUN, turn=2), up_to_date(intent=intent(2)))
    assert acts(lost, Done(ts="1.2"), Done())[:2] == [Find(intent(2)), Line("1.1", 1)]
    assert acts(lost, Done(ts=""))[1] == Post(intent(2))


def test_after_a_few_looks_in_vain_it_is_posted_all_the_same() -> None:
    lost = scene(replace(BEGUN, turn=2), up_to_date(intent=intent(2)))
    given_up = acts(lost, AWAY)[-1]
    assert isinstance(given_up, GiveUp)
    assert given_up.shown.intent == intent(2, looks=1)
    last = replace(lost, shown=up_to_date(intent=intent(2, looks=MAX_SEARCHES - 1)))
    assert acts(last, AWAY)[-1] == Post(intent(2))


def test_being_told_to_wait_is_no_look_in_vain() -> None:
    lost = scene(replace(BEGUN, turn=2), up_to_date(intent=intent(2, looks=MAX_SEARCHES - 1)))
    wait = Away(60, not_done=True, asks_to_wait=True)
    given_up = acts(lost, wait)[-1]
    assert isinstance(given_up, GiveUp)
    assert given_up.shown == lost.shown
    assert acts(replace(lost, now=NOW + SEARCH_FOR + 1), wait)[-1] == Post(
        replace(intent(2), at=NOW + SEARCH_FOR + 1)
    )


@pytest.mark.parametrize("not_done", [True, False])
def test_what_may_have_been_posted_stays_written_down(not_done: bool) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    given_up = acts(moved, Away(1, not_done=not_done))[-1]
    assert isinstance(given_up, GiveUp)
    assert given_up.shown.intent == (None if not_done else intent(2))
