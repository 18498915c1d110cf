"""Reminders by the delivery plan: each is said once, in a thread that everybody reads."""

from dataclasses import replace

import pytest

from bot.core.budget import HOUR
from bot.core.delivery.actions import Card, Find, Finish, GiveUp, Line, Post, TellMoved
from bot.core.delivery.plan import plan
from bot.core.delivery.reactions import react
from bot.core.delivery.scene import Reminder, Scene, reminding
from bot.core.shown import CHANNEL_NOTICE, UNREACHED, Copy
from bot.core.slack_answers import CODES, Answer, Away, Declined, Done, RefusalMeaning
from tests.core.scenes import (
    BEGUN,
    BEN,
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


def test_a_reminder_is_said_and_what_fails_after_it_is_no_reason_to_say_it_again() -> None:
    timer = Reminder("quiet", NOW + HOUR)
    quiet = scene(shown=up_to_date(card="old"), reminder=timer, steps=False)
    said, card, end = acts(quiet, Done(CHANNEL, "1.5"), Away(3))
    assert said == Post(intent(1, reminder="quiet", again_at=NOW + HOUR))
    assert (card, end) == (Card(), Finish(NOW + 3000))


def test_what_was_said_before_a_crash_is_settled_and_not_said_again() -> None:
    timer = Reminder("quiet", NOW + HOUR)
    standing = intent(1, reminder="quiet", again_at=NOW + HOUR)
    quiet = scene(shown=up_to_date(intent=standing), reminder=timer)
    found = react(quiet, Find(standing), Done(ts="1.5"))
    assert isinstance(found, Scene)
    assert (found.said, found.reminder) == (Reminder("quiet", NOW + HOUR, 1), None)
    assert plan(found) == Finish()


QUIET = Reminder("quiet", NOW + HOUR)


@pytest.mark.parametrize("code", sorted(CODES[RefusalMeaning.THREAD_CLOSED]))
def test_a_reminder_whose_thread_is_closed_opens_another_one_first(code: str) -> None:
    """Else it would stand alone in the channel."""
    quiet = scene(shown=up_to_date(), reminder=QUIET, steps=False)
    assert acts(quiet, Declined(code), Done(CHANNEL, "2.0"), Done(CHANNEL, "2.1"))[1:3] == [
        Post(intent(0)),
        Post(intent(1, reminder="quiet", again_at=NOW + HOUR)),
    ]


def test_a_reminder_that_takes_a_run_into_direct_messages_is_told_to_the_channel_too() -> None:
    """Nobody is alone with such a run, whatever brings it there."""
    disabling = replace(BEGUN, place=DISABLE.place)
    quiet = scene(disabling, up_to_date(disabling), reminder=QUIET, steps=False, tell_channel=TELLS)
    done = acts(quiet, Declined("is_archived"), Done("D1", "2.0"), Done(), Done(TELLS, "5.0"))
    assert done[1:] == [
        Post(intent(0, LEAD)),
        TellMoved("is_archived"),
        Post(intent(1, TELLS, CHANNEL_NOTICE)),
        Post(intent(1, "D1", "quiet", again_at=NOW + HOUR)),
    ]


ALL_CODES = sorted(code for codes in CODES.values() for code in codes)


def test_no_thread_is_posted_into_before_there_is_one() -> None:
    """Whatever is due, and whatever Slack refuses on the way."""
    posted = 0
    for code in (*ALL_CODES, "whatever"):
        for begun in (scene(), scene(shown=up_to_date(), reminder=QUIET, steps=False)):
            now: Scene | GiveUp = begun
            answers: list[Answer] = [Declined(code), *[Done("D1", "2.0")] * 5]
            for answer in answers:
                if isinstance(now, GiveUp) or isinstance(action := plan(now), Finish | GiveUp):
                    break
                if isinstance(action, Post) and not action.intent.opens:
                    assert now.shown.thread, (code, action)
                    posted += 1
                now = react(now, action, answer)
    assert posted > len(ALL_CODES)


@pytest.mark.parametrize("reminder", [None, Reminder("quiet", None)], ids=["card", "timer"])
def test_what_is_due_beside_a_step_does_not_try_the_step(reminder: Reminder | None) -> None:
    """Slack may refuse it, and it is tried ever rarer."""
    behind = scene(replace(BEGUN, turn=2), up_to_date(card=""), reminder=reminder, steps=False)
    said = acts(behind, *[Done(CHANNEL, "1.9")] * (2 if reminder else 1))
    assert not [act for act in said if isinstance(act, Post) and not act.intent.reminder]
    assert isinstance(said[-1], Finish)


def test_where_no_other_thread_can_be_opened_at_once_it_is_opened_before_anything_is_said() -> None:
    """What is to be said waits: nobody is told of it twice, or in the channel itself."""
    quiet = reminding(scene(shown=up_to_date()), QUIET)
    unreached = scene(shown=up_to_date(copy=Copy(BEN, 1, refused="x")), helper=BEN)
    for begun, said in (
        (quiet, intent(1, reminder="quiet", again_at=NOW + HOUR)),
        (unreached, intent(1, reminder=UNREACHED)),
    ):
        *_, end = acts(begun, Declined("thread_not_found"), Away(1, not_done=True))
        assert isinstance(end, GiveUp)
        assert end.shown.thread == ""
        again = scene(shown=end.shown, helper=begun.helper)
        again = reminding(again, begun.reminder) if begun.reminder else again
        assert acts(again, Done(CHANNEL, "2.0"))[:2] == [Post(intent(0)), Post(said)]


def test_a_reminder_that_is_due_before_there_is_a_thread_comes_below_the_step() -> None:
    said = acts(reminding(scene(), QUIET), Done(CHANNEL, "1.0"), Done(CHANNEL, "1.1"))
    assert said == [
        Post(intent(0)),
        Post(intent(1)),
        Post(intent(1, reminder="quiet", again_at=NOW + HOUR)),
    ]


def test_nothing_more_is_said_in_the_direct_messages_of_who_led_before() -> None:
    """Whoever leads now can't read them."""
    taken = replace(BEGUN, lead="UBEN", turn=2)
    former = up_to_date(channel="D1", direct_to=LEAD)
    assert acts(reminding(scene(taken, former), QUIET), Done(), Done(CHANNEL, "2.0"))[:3] == [
        Line("1.1", 1),
        Post(intent(0)),
        Post(intent(2)),
    ]
    assert plan(scene(taken, replace(former, card=""), steps=False)) == Finish()
