"""Copies for whoever has to do a step: each comes after the thread has it, and becomes a line."""

from dataclasses import replace

from bot.core.delivery.actions import CopyLine, Find, Finish, Line, Post
from bot.core.delivery.plan import plan
from bot.core.delivery.scene import CARD_EVERY
from bot.core.shown import COPY, UNREACHED, Copy
from bot.core.slack_answers import CODES, Declined, Done, RefusalMeaning
from tests.core.scenes import BEGUN, BEN, CHANNEL, NOW, acts, intent, scene, told_again, up_to_date
from tests.support.each import each


def test_whoever_has_to_do_a_step_gets_it_too_after_the_thread_has_it() -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date(), helper=BEN)
    assert acts(moved, Done(CHANNEL, "1.2"), Done(), Done("D2", "7.0")) == [
        Post(intent(2)),
        Line("1.1", 1),
        Post(intent(2, BEN, COPY)),
        Finish(NOW + CARD_EVERY),
    ]


def test_a_copy_becomes_a_line_when_its_step_is_over_and_before_the_next_one_comes() -> None:
    copied = up_to_date(copy=Copy(BEN, 1, "D2", "7.0"))
    moved = replace(BEGUN, turn=2)
    assert acts(scene(moved, copied), Done(CHANNEL, "1.2"), Done(), Done())[2:] == [
        CopyLine(Copy(BEN, 1, "D2", "7.0")),
        Finish(NOW + CARD_EVERY),
    ]
    another = scene(moved, copied, helper="UCAT")
    assert acts(another, Done(CHANNEL, "1.2"), Done(), Done())[2:] == [
        CopyLine(Copy(BEN, 1, "D2", "7.0")),
        Post(intent(2, "UCAT", COPY)),
    ]


def test_a_thread_that_moves_forgets_no_copy() -> None:
    copied = up_to_date(copy=Copy(BEN, 1, "D2", "7.0"))
    moved = scene(replace(BEGUN, turn=2), copied)
    answers = (Declined("is_archived"), Done("D1", "2.0"), Done(), Done("D1", "2.1"))
    assert acts(moved, *answers)[-1] == CopyLine(Copy(BEN, 1, "D2", "7.0"))


def test_a_step_that_is_told_again_in_the_thread_is_not_sent_again() -> None:
    copied = up_to_date(copy=Copy(BEN, 1, "D2", "7.0"))
    again = scene(told_again(BEGUN), copied, helper=BEN)
    assert acts(again, Done(CHANNEL, "1.2"), Done())[-1] == Finish(NOW + CARD_EVERY)


def test_what_slack_refuses_to_send_is_said_in_the_thread_once() -> None:
    mine = scene(shown=up_to_date(), helper=BEN)
    done = acts(mine, Declined("messages_tab_disabled"), Done(CHANNEL, "1.3"))
    assert done == [
        Post(intent(1, BEN, COPY)),
        Post(intent(1, reminder=UNREACHED)),
        Finish(),
    ]
    refused = Copy(BEN, 1, refused="messages_tab_disabled", told=True)
    assert plan(scene(shown=up_to_date(copy=refused), helper=BEN)) == Finish()


@each(
    "code",
    [c for m, codes in CODES.items() if m is not RefusalMeaning.TOKEN for c in sorted(codes)],
)
def test_whatever_the_reason_is_the_thread_stays_where_it_is(code: str) -> None:
    """It is the person who can't be reached, not the channel."""
    mine = scene(shown=up_to_date(), helper=BEN)
    assert acts(mine, Declined(code))[-1] == Post(intent(1, reminder=UNREACHED))


def test_a_copy_whose_answer_was_lost_is_looked_for() -> None:
    lost = scene(shown=up_to_date(intent=intent(1, BEN, COPY)), helper=BEN)
    assert acts(lost, Done("D2", "7.0")) == [Find(intent(1, BEN, COPY)), Finish()]
    assert acts(lost, Done("D2", ""))[-1] == Post(intent(1, BEN, COPY))
    elsewhere = acts(replace(lost, helper=""), Done("D2", "7.0"))
    assert elsewhere[-1] == CopyLine(Copy(BEN, 1, "D2", "7.0"))


def test_a_copy_is_no_business_of_a_card_or_a_reminder() -> None:
    mine = scene(shown=up_to_date(), helper=BEN, steps=False)
    assert plan(mine) == Finish()
