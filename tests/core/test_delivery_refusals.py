"""What Slack refuses: the delivery plan goes another way, or leaves it, and comes to an end."""

from dataclasses import replace

import pytest

from bot.core.delivery.actions import Finish, GiveUp, Post, TellMoved
from bot.core.delivery.scene import CARD_EVERY
from bot.core.slack_answers import CODES, Declined, Done, RefusalMeaning, meaning
from tests.core.scenes import BEGUN, CHANNEL, LEAD, NOW, acts, intent, scene, up_to_date
from tests.support.each import each


@each(
    "code",
    sorted(CODES[RefusalMeaning.NOT_HERE]),
)
def test_where_the_bot_can_not_post_the_run_goes_on_with_its_lead(code: str) -> None:
    there = Done("D1", "1.0")
    assert acts(scene(), Declined(code), there, Done(), Done("D1", "1.1")) == [
        Post(intent(0)),
        Post(intent(0, LEAD)),
        TellMoved(code),
        Post(intent(1, "D1")),
        Finish(NOW + CARD_EVERY),
    ]


@pytest.mark.parametrize("code", sorted(CODES[RefusalMeaning.THREAD_CLOSED]))
def test_where_only_the_thread_is_closed_another_one_is_opened_beside_it(code: str) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert acts(moved, Declined(code), Done(CHANNEL, "2.0"), Done(CHANNEL, "2.1"))[:3] == [
        Post(intent(2)),
        Post(intent(0)),
        Post(intent(2)),
    ]


@pytest.mark.parametrize("code", sorted(CODES[RefusalMeaning.TOKEN]))
def test_what_another_token_could_do_is_left_for_later(code: str) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert isinstance(acts(moved, Declined(code))[-1], GiveUp)
    assert isinstance(acts(moved, Done(CHANNEL, "1.2"), Declined(code))[-1], GiveUp)


def test_a_second_refusal_is_final() -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    closed = Declined("thread_not_found")
    assert isinstance(acts(moved, closed, Done(CHANNEL, "2.0"), closed)[-1], GiveUp)
    assert isinstance(acts(scene(), Declined("is_archived"), Declined("is_archived"))[-1], GiveUp)


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed", "block_mismatch"])
def test_a_former_step_that_can_not_be_changed_is_left(code: str) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert acts(moved, Done(CHANNEL, "1.2"), Declined(code))[-1] == Finish(NOW + CARD_EVERY)


def test_an_unknown_refusal_is_one_of_the_others() -> None:
    assert meaning("whatever_comes_next") is RefusalMeaning.OTHER
