"""Requests for an approval: each approver is asked, and hears what became of it."""

from dataclasses import replace

import pytest

from bot.core.approval import ApprovalState
from bot.core.budget import MINUTE
from bot.core.delivery.actions import Find, Finish, GiveUp, OpenAlone, Post, Update
from bot.core.delivery.approval_requests import needs_people
from bot.core.delivery.plan import plan
from bot.core.delivery.scene import Scene
from bot.core.run import Run
from bot.core.shown import ALONE, ASK, UNASKED, ApprovalRequest, PressedMessage, Shown
from bot.core.slack_answers import Declined, Done
from bot.core.team import Alone
from tests.core.scenes import (
    APPROVERS,
    ASKS,
    AWAY,
    BEGUN,
    CHANNEL,
    LEAD,
    NOW,
    RULE,
    TELLS,
    acts,
    asking,
    became,
    intent,
    scene,
    up_to_date,
)

HELD = asking(BEGUN)
PENDING = (ApprovalState.WAITING, ApprovalState.TELLING)
REQUEST = ApprovalRequest(ASKS, 2, ASKS, "7.0", f"waiting/{LEAD}")


def test_the_approvers_are_asked_after_the_thread_has_the_step() -> None:
    held = scene(HELD, up_to_date(), approvers=APPROVERS)
    done = acts(held, Done(CHANNEL, "1.2"), Done(), Done(), Done(ASKS, "7.0"))
    assert (done[0], done[-2]) == (Post(intent(2)), Post(intent(2, ASKS, ASK)))
    assert isinstance(done[-1], Finish)


def test_the_request_tells_who_leads_now_and_then_what_became_of_it() -> None:
    shown = up_to_date(HELD, requests=(REQUEST,))
    taken = scene(replace(HELD, lead="UBEN"), replace(shown, card=""))
    assert Update(REQUEST) in acts(taken, Done(), Done())
    over = became(HELD, ApprovalState.APPROVED)
    assert plan(scene(over, up_to_date(over, requests=(REQUEST,)))) == Update(REQUEST)


def test_a_request_that_is_found_after_a_crash_tells_what_became_of_it_since() -> None:
    over = became(HELD, ApprovalState.APPROVED)
    for to, channel in ((ASKS, ASKS), ("UCAT", "D3")):
        lost = up_to_date(over, intent=intent(2, to, ASK))
        done = acts(scene(over, lost), Done(channel, "7.0"), Done())
        asked = ApprovalRequest(to, 2, channel, "7.0")
        assert done == [Find(intent(2, to, ASK)), Update(asked), Finish()]


def test_a_former_request_is_over_before_another_one_asks() -> None:
    anew = asking(HELD)
    shown = up_to_date(anew, requests=(REQUEST,))
    assert acts(scene(anew, shown), Done(), Done(ASKS, "7.1")) == [
        Update(REQUEST),
        Post(intent(3, ASKS, ASK)),
        Finish(),
    ]


def test_where_the_channel_is_closed_each_approver_is_asked_and_the_thread_hears_it() -> None:
    held = scene(HELD, up_to_date(HELD), approvers=APPROVERS)
    there = Done("D3", "8.0"), Done("D4", "9.0"), Done(CHANNEL, "1.3")
    assert acts(held, Declined("is_archived"), *there) == [
        Post(intent(2, ASKS, ASK)),
        Post(intent(2, "UCAT", ASK)),
        Post(intent(2, "UMEI", ASK)),
        Post(intent(2, reminder=UNASKED)),
        Finish(),
    ]


def test_a_channel_that_closes_later_is_made_up_for_in_direct_messages() -> None:
    later = NOW + 3 * MINUTE
    held = scene(HELD, up_to_date(HELD, requests=(REQUEST,)), later, approvers=("UCAT",))
    done = acts(held, Declined("is_archived"), Done("D3", "8.0"), Done("D3", "8.1"), Done())
    assert [one.intent.channel for one in done if isinstance(one, Post)] == [
        *(ASKS, "UCAT", "D3", CHANNEL)  # asked, reminded, and the thread hears it
    ]
    assert isinstance(done[-1], Finish)


IN_DIRECT = replace(RULE, by=(), tell="D9", alone=Alone.NEVER)  # where Slack told nothing


def in_direct_messages(tell_channel: str, approvers: tuple[str, ...] | None) -> Scene:
    assert HELD.approval
    run = replace(HELD, channel="D9", approval=replace(HELD.approval, rule=IN_DIRECT))
    shown = replace(up_to_date(run), channel="D9", told=run.led_since)
    return scene(run, shown, tell_channel=tell_channel, approvers=approvers)


def test_where_only_the_lead_reads_the_thread_another_channel_is_asked() -> None:
    there = in_direct_messages(TELLS, None)
    assert not needs_people(there)
    assert acts(there, Done(TELLS, "7.0")) == [Post(intent(2, TELLS, ASK)), Finish()]


def test_or_people_where_there_is_no_such_channel_and_nobody_asks_the_lead() -> None:
    there = in_direct_messages("", None)
    assert needs_people(there)
    asked = replace(there, approvers=("UCAT",))
    assert acts(asked, Done("D3", "8.0")) == [Post(intent(2, "UCAT", ASK)), Finish()]
    closed = in_direct_messages(TELLS, ())
    assert acts(closed, Declined("is_archived"), Done("D9", "1.3")) == [
        Post(intent(2, TELLS, ASK)),
        Post(intent(2, "D9", UNASKED)),
        Finish(),
    ]
    nobody = replace(there, approvers=())
    assert acts(nobody, Done("D9", "1.3")) == [Post(intent(2, "D9", UNASKED)), Finish()]


def test_whoever_goes_on_alone_finds_the_step_open_only_after_the_approvers_heard_it() -> None:
    telling = became(HELD, ApprovalState.TELLING)
    shown = up_to_date(HELD, requests=(REQUEST,))
    assert acts(scene(telling, shown), Done(ASKS, "7.1")) == [
        Post(intent(2, ASKS, ALONE)),
        OpenAlone(told=True),
    ]
    unasked = up_to_date(HELD)
    closed = Declined("is_archived")
    assert acts(scene(telling, unasked), closed) == [
        Post(intent(2, ASKS, ALONE)),
        OpenAlone(told=False),
    ]
    assert acts(scene(telling, unasked, approvers=APPROVERS), closed, Done("D3", "8.0"), closed)[
        -1
    ] == OpenAlone(told=True)
    assert isinstance(acts(scene(telling, shown), AWAY)[-1], GiveUp)


def posted_twice(run: Run) -> Shown:
    """Somebody pressed in the first of two messages, whose answer was lost."""
    shown = up_to_date(run, requests=(REQUEST,))
    return shown.with_pressed(PressedMessage(ASKS, "7.5", REQUEST.turn, ASKS))


def test_of_a_request_that_was_posted_twice_what_follows_is_said_once() -> None:
    telling = became(HELD, ApprovalState.TELLING)
    assert acts(scene(telling, posted_twice(telling)), Done(ASKS, "7.6")) == [
        Post(intent(2, ASKS, ALONE)),
        OpenAlone(told=True),
    ]
    later = NOW + 3 * MINUTE
    done = acts(scene(HELD, posted_twice(HELD), later), Done(), Done(ASKS, "7.6"))
    again = Post(replace(intent(2, ASKS, "ask_again:1"), at=later))
    assert [act for act in done if isinstance(act, Post)] == [again]
    assert isinstance(done[-1], Finish)


def test_nobody_was_told_where_slack_refuses_that_below_a_request_that_was_posted_twice() -> None:
    telling = became(HELD, ApprovalState.TELLING)
    told = scene(telling, posted_twice(telling), approvers=())
    assert acts(told, Declined("is_archived"))[-1] == OpenAlone(told=False)


@pytest.mark.parametrize("state", [s for s in ApprovalState if s not in PENDING])
def test_that_nobody_could_be_asked_is_not_told_once_nobody_is_asked_any_more(
    state: ApprovalState,
) -> None:
    """It offers Go On Alone, and to ask again after Back."""
    closed = ApprovalRequest(ASKS, 2, refused="is_archived")
    run = became(HELD, state)
    assert isinstance(plan(scene(run, up_to_date(run, requests=(closed,)))), Finish)


def test_one_reminder_makes_up_for_all_that_were_missed() -> None:
    later = NOW + 5 * MINUTE
    held = scene(HELD, up_to_date(HELD, requests=(REQUEST,)), later)
    again = replace(intent(2, ASKS, "ask_again:2"), at=later)
    assert acts(held, Done(ASKS, "7.1"))[0] == Post(again)
    assert isinstance(acts(held, Done(ASKS, "7.1"))[-1], Finish)
