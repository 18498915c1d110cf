"""The delivery plan, driven through every answer, loss and death: it comes to an end, says each
thing once, and forgets nothing.
"""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.approval import Approval, ApprovalState
from bot.core.budget import HOUR, MINUTE, Attempts, Limits
from bot.core.delivery.actions import (
    Action,
    Card,
    CopyLine,
    Find,
    Finish,
    GiveUp,
    Line,
    OpenAlone,
    Post,
    TellMoved,
    Update,
)
from bot.core.delivery.approval_requests import needs_people
from bot.core.delivery.plan import plan
from bot.core.delivery.reactions import LOOKS, LOOKS_FOR, react
from bot.core.delivery.scene import CARD_EVERY, Reminder, Scene, is_anothers, urgent
from bot.core.press import RETELL, is_direct
from bot.core.run import Move, Run
from bot.core.shown import (
    ALONE,
    ASK,
    CHANNEL_NOTICE,
    COPY,
    UNASKED,
    UNREACHED,
    ApprovalRequest,
    Copy,
    Intent,
    Shown,
    is_approvals,
)
from bot.core.slack_answers import MEANINGS, Answer, Away, Declined, Done, Meaning, meaning
from bot.core.team import Alone, ApprovalRule
from bot.core.verbs import same_step_since
from bot.core.view import view
from bot.flowfiles import scenarios
from tests.support.shipped import FLOWS

LEAD, CHANNEL, TELLS, NOW = "UANA", "C1", "C9", 1_000 * HOUR
BEGUN = replace(
    scenarios.start(FLOWS, "mfa-lost", Limits()).run, lead=LEAD, channel=CHANNEL, moved_at=NOW
)
AWAY = Away(after=1.0)
NO_ATTEMPTS = Attempts(limits=Limits())


def scene(run: Run = BEGUN, shown: Shown | None = None, now: int = NOW, **more: object) -> Scene:
    seen = view(FLOWS, run, NO_ATTEMPTS, now)
    return Scene(id=run.id, run=run, view=seen, shown=shown or Shown(), now=now, **more)  # type: ignore[arg-type]


def up_to_date(run: Run = BEGUN, **more: object) -> Shown:
    first = scene(run)
    assert first.view
    card = urgent(first.view, run.language)
    shown = Shown(CHANNEL, "1.0", run.turn, "1.1", (), card, NOW)
    return replace(shown, **more)  # type: ignore[arg-type]


def acts(begun: Scene, *answers: Answer) -> list[Action]:
    """What is done, one answer after the other, up to what no answer is left for."""
    now, done = begun, [plan(begun)]
    for answer in answers:
        following = react(now, done[-1], answer)
        if isinstance(following, GiveUp):
            return [*done, following]
        now = following
        done.append(plan(now))
    return done


def intent(turn: int, channel: str = CHANNEL, reminder: str = "", **more: int) -> Intent:
    return Intent(turn, channel, NOW, reminder=reminder, **more)


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


def test_of_a_run_that_is_forgotten_nothing_is_shown() -> None:
    gone = Scene(id="prod.x", run=None, view=None, shown=Shown(), now=NOW)
    assert plan(gone) == Finish()


# --- what Slack refuses


@pytest.mark.parametrize("code", [c for c, m in MEANINGS.items() if m is Meaning.NOT_HERE])
def test_where_the_bot_can_not_post_the_run_goes_on_with_its_lead(code: str) -> None:
    there = Done("D1", "1.0")
    assert acts(scene(), Declined(code), there, Done(), Done("D1", "1.1")) == [
        Post(intent(0)),
        Post(intent(0, LEAD)),
        TellMoved(code),
        Post(intent(1, "D1")),
        Finish(NOW + CARD_EVERY),
    ]


@pytest.mark.parametrize("code", [c for c, m in MEANINGS.items() if m is Meaning.THREAD_CLOSED])
def test_where_only_the_thread_is_closed_another_one_is_opened_beside_it(code: str) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert acts(moved, Declined(code), Done(CHANNEL, "2.0"), Done(CHANNEL, "2.1"))[:3] == [
        Post(intent(2)),
        Post(intent(0)),
        Post(intent(2)),
    ]


@pytest.mark.parametrize("code", [c for c, m in MEANINGS.items() if m is Meaning.TOKEN])
def test_what_another_token_could_do_is_left_for_later(code: str) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert isinstance(acts(moved, Declined(code))[-1], GiveUp)
    assert isinstance(acts(moved, Done(CHANNEL, "1.2"), Declined(code))[-1], GiveUp)


def test_a_second_refusal_is_final() -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    closed = Declined("thread_not_found")
    assert isinstance(acts(moved, closed, Done(CHANNEL, "2.0"), closed)[-1], GiveUp)
    assert isinstance(acts(scene(), Declined("is_archived"), Declined("is_archived"))[-1], GiveUp)


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed"])
def test_a_former_step_that_can_not_be_changed_is_left(code: str) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert acts(moved, Done(CHANNEL, "1.2"), Declined(code))[-1] == Finish(NOW + CARD_EVERY)


MISMATCH = Declined("block_mismatch")


def test_a_former_step_that_takes_no_rich_text_becomes_a_line_without() -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    assert acts(moved, Done(CHANNEL, "1.2"), MISMATCH, Done())[1:] == [
        Line("1.1", 1),
        Line("1.1", 1, plain=True),
        Finish(NOW + CARD_EVERY),
    ]


def test_what_takes_not_even_that_is_left() -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    last = acts(moved, Done(CHANNEL, "1.2"), MISMATCH, MISMATCH)[-1]
    assert last == Finish(NOW + CARD_EVERY)


def test_a_card_and_a_copy_that_take_no_rich_text_are_told_without() -> None:
    stale = scene(shown=up_to_date(card="old"))
    assert acts(stale, MISMATCH, Done()) == [Card(), Card(plain=True), Finish()]
    copy = Copy("UBEN", 1, "D2", "7.0")
    over = scene(replace(BEGUN, turn=2), up_to_date(turn=2, copy=copy))
    assert acts(over, MISMATCH, Done()) == [CopyLine(copy), CopyLine(copy, plain=True), Finish()]


def test_only_the_message_that_was_refused_goes_without() -> None:
    two = up_to_date(fading=(("0.8", 1), ("0.9", 1)), ts="1.2")
    assert acts(scene(shown=two), MISMATCH, Done(), Done())[:3] == [
        Line("0.8", 1),
        Line("0.8", 1, plain=True),
        Line("0.9", 1),
    ]


def test_an_unknown_refusal_is_one_of_the_others() -> None:
    assert meaning("whatever_comes_next") is Meaning.OTHER


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
    last = replace(lost, shown=up_to_date(intent=intent(2, looks=LOOKS - 1)))
    assert acts(last, AWAY)[-1] == Post(intent(2))


def test_being_told_to_wait_is_no_look_in_vain() -> None:
    lost = scene(replace(BEGUN, turn=2), up_to_date(intent=intent(2, looks=LOOKS - 1)))
    wait = Away(60, undone=True, told=True)
    given_up = acts(lost, wait)[-1]
    assert isinstance(given_up, GiveUp)
    assert given_up.shown == lost.shown
    assert acts(replace(lost, now=NOW + LOOKS_FOR + 1), wait)[-1] == Post(
        replace(intent(2), at=NOW + LOOKS_FOR + 1)
    )


@pytest.mark.parametrize("undone", [True, False])
def test_what_may_have_been_posted_stays_written_down(undone: bool) -> None:
    moved = scene(replace(BEGUN, turn=2), up_to_date())
    given_up = acts(moved, Away(1, undone=undone))[-1]
    assert isinstance(given_up, GiveUp)
    assert given_up.shown.intent == (None if undone else intent(2))


# --- reminders


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


@pytest.mark.parametrize("code", [c for c, m in MEANINGS.items() if m is Meaning.THREAD_CLOSED])
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


def test_no_thread_is_posted_into_before_there_is_one() -> None:
    """Whatever is due, and whatever Slack refuses on the way."""
    for code in (*MEANINGS, "whatever"):
        for begun in (scene(), scene(shown=up_to_date(), reminder=QUIET, steps=False)):
            now: Scene | GiveUp = begun
            answers: list[Answer] = [Declined(code), *[Done("D1", "2.0")] * 5]
            for answer in answers:
                if isinstance(now, GiveUp) or isinstance(action := plan(now), Finish | GiveUp):
                    break
                if isinstance(action, Post) and not action.intent.opens:
                    assert now.shown.thread, (code, action)
                now = react(now, action, answer)


@pytest.mark.parametrize("reminder", [None, Reminder("quiet", None)], ids=["card", "timer"])
def test_what_is_due_beside_a_step_does_not_try_the_step(reminder: Reminder | None) -> None:
    """Slack may refuse it, and it is tried ever rarer."""
    behind = scene(replace(BEGUN, turn=2), up_to_date(card=""), reminder=reminder, steps=False)
    said = acts(behind, *[Done(CHANNEL, "1.9")] * (2 if reminder else 1))
    assert not [act for act in said if isinstance(act, Post) and not act.intent.reminder]
    assert isinstance(said[-1], Finish)


# --- whose turn a step is

BEN = "UBEN"


def told_again(run: Run) -> Run:
    """The same step once more, in another language."""
    move = Move(run.turn, run.flow, run.place.step, f"{RETELL}:en", LEAD, NOW)
    return replace(run, turn=run.turn + 1, moves=(*run.moves, move))


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


@pytest.mark.parametrize("code", [c for c, m in MEANINGS.items() if m is not Meaning.TOKEN])
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


# --- a second person is asked

ASKS, APPROVERS = "C7", ("UCAT", "UMEI")
RULE = ApprovalRule(by=APPROVERS, tell=ASKS, alone=Alone.TOLD, again=2 * MINUTE, expires=HOUR)


def asking(run: Run, now: int = NOW) -> Run:
    """The run's next turn, which asks for an approval."""
    turn, place = run.turn + 1, run.place
    asked = Approval(flow=place.flow, step=place.step, turn=turn, lead=LEAD, at=now, rule=RULE)
    return replace(run, turn=turn, approval=asked)


def became(run: Run, state: ApprovalState) -> Run:
    assert run.approval
    return replace(run, turn=run.turn + 1, approval=run.approval.decided(state, "UCAT", NOW))


HELD = asking(BEGUN)
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


def test_one_reminder_makes_up_for_all_that_were_missed() -> None:
    later = NOW + 5 * MINUTE
    held = scene(HELD, up_to_date(HELD, requests=(REQUEST,)), later)
    again = replace(intent(2, ASKS, "ask_again:2"), at=later)
    assert acts(held, Done(ASKS, "7.1"))[0] == Post(again)
    assert isinstance(acts(held, Done(ASKS, "7.1"))[-1], Finish)


# --- anything, in any order


@dataclass
class World:
    """Redis and Slack, as far as a delivery changes them."""

    run: Run = BEGUN
    shown: Shown = field(default_factory=Shown)
    posted: list[Intent] = field(default_factory=list)
    closed: frozenset[str] = frozenset()
    helper: str = ""
    lined: set[Copy] = field(default_factory=set)
    told: dict[int, str] = field(default_factory=dict)  # of each request: what it tells now
    now: int = NOW

    def deliver(self, draw: st.DataObject, *, faults: bool) -> None:
        """One delivery by one process, which may die at any point."""
        now = self.scene()
        for _ in range(50):
            action = plan(now)
            if isinstance(action, Finish | GiveUp):
                self.shown = now.shown
                return
            if isinstance(action, OpenAlone):
                self.open_alone(action)
                self.shown = now.shown
                now = self.scene()
                continue
            if isinstance(action, Post):
                self.shown = replace(now.shown, intent=action.intent)
            fate = draw.draw(st.sampled_from(FATES if faults else FATES[:1]))
            if fate == "dies before":
                return
            answer = self.answers(action, fate)
            if fate == "dies after":
                return
            following = react(now, action, answer)
            if isinstance(following, GiveUp):
                self.shown = following.shown
                return
            now = following
            if isinstance(action, Post):
                self.shown = now.shown
        raise AssertionError(f"it does not end: {now}")

    def scene(self) -> Scene:
        known = {"tell_channel": TELLS, "helper": self.helper, "approvers": APPROVERS}
        return scene(self.run, self.shown, self.now, **known)

    def open_alone(self, action: OpenAlone) -> None:
        asked = self.run.approval
        assert asked
        assert asked.state is ApprovalState.TELLING
        told = [i for i in self.posted if (i.turn, i.reminder) == (asked.turn, ALONE)]
        assert action.told == bool(told)
        assert told or ASKS in self.closed
        self.run = became(self.run, ApprovalState.ALONE)

    def answer(self, event: str) -> None:
        """The next turn of a run that waits, if it does."""
        asked = self.run.approval
        if asked and asked.waiting:
            states = {"approve": ApprovalState.APPROVED, "go alone": ApprovalState.TELLING}
            self.run = became(self.run, states[event])

    def happen(self, event: str, data: st.DataObject) -> None:
        match event:
            case "deliver":
                self.deliver(data, faults=True)
            case "move":
                self.run = replace(self.run, turn=self.run.turn + 1)
            case "hand on":
                self.run = replace(self.run, turn=self.run.turn + 1)
                self.helper = data.draw(st.sampled_from(["", BEN, "UCAT"]))
            case "tell again":
                self.run = told_again(self.run)
            case "ask":
                self.run = asking(self.run, self.now)
            case "approve" | "go alone":
                self.answer(event)
            case "turn approvers away":
                self.closed |= {data.draw(st.sampled_from([ASKS, *APPROVERS]))}
            case "close":
                self.closed |= {CHANNEL}
            case "turn away":
                self.closed |= {BEN}
            case _:
                self.now += MINUTE

    def answers(self, action: Action, fate: str) -> Answer:
        match action:
            case Find(looked):
                if fate == "away":  # else it may be posted twice: that is chosen, and tested above
                    return Away(1, undone=True, told=True)
                stands = looked in self.posted
                return Done(_there(looked), f"9.{self.posted.index(looked)}" if stands else "")
            case Post(meant):
                if fate == "away":
                    return Away(1, undone=True)
                if meant.channel in self.closed:
                    return Declined("is_archived")
                self.posted.append(meant)
                return AWAY if fate == "lost" else Done(_there(meant), f"9.{len(self.posted) - 1}")
            case CopyLine(copy) if fate != "away":
                self.lined.add(copy)
                return AWAY if fate == "lost" else Done()
            case Update(request) if fate != "away":
                asked = self.run.approval
                mine = asked and asked.turn == request.turn
                self.told[request.turn] = asked.state if asked and mine else "over"
                return AWAY if fate == "lost" else Done()
            case _:
                return AWAY if fate in ("away", "lost") else Done()


def _there(meant: Intent) -> str:
    return f"D{meant.channel[1:]}" if is_direct(meant.channel) else meant.channel


FATES = ("well", "away", "lost", "dies before", "dies after")
EVENTS = (
    *("deliver", "move", "hand on", "tell again", "close", "turn away", "wait"),
    *("ask", "approve", "go alone", "turn approvers away"),
)


@settings(max_examples=500)
@given(st.data())
def test_whatever_fails_it_ends_with_the_run_shown_as_it_is_and_each_step_posted_once(
    data: st.DataObject,
) -> None:
    world = World()
    for _ in range(data.draw(st.integers(0, 12))):
        world.happen(data.draw(st.sampled_from(EVENTS)), data)
    for _ in range(LOOKS + 2):
        world.deliver(data, faults=False)
    shown, run = world.shown, world.run
    assert (shown.turn, shown.intent, shown.fading) == (run.turn, None, ())
    assert not is_anothers(run, shown)
    assert [i for i in world.posted if not is_approvals(i.reminder)][-1].turn in (run.turn, 0)
    said = [(i.turn, i.channel, i.reminder) for i in world.posted if i.turn]
    assert len(said) == len(set(said))
    assert_copies(world)
    assert_requests(world)


def assert_requests(world: World) -> None:
    """Whoever may approve is asked, once each, and no request tells what is not so."""
    asked = world.run.approval
    turns = {i.turn for i in world.posted if i.reminder == ASK}
    for turn in turns - {asked.turn if asked else 0}:
        assert world.told[turn] == "over"
    if asked is None:
        return
    mine = {r.to: r for r in world.shown.requests if r.turn == asked.turn}
    assert asked.state is not ApprovalState.TELLING
    if asked.waiting:
        assert ASKS in mine
        assert mine[ASKS].ts or {*APPROVERS} <= mine.keys()
        assert all(r.said for r in mine.values() if r.refused)
    elif asked.turn in turns:
        assert world.told[asked.turn] == asked.state


def assert_copies(world: World) -> None:
    """Whose turn it is has the step, or the thread says why not; all other copies are lines."""
    posted = {
        Copy(i.channel, i.turn, _there(i), f"9.{n}")
        for n, i in enumerate(world.posted)
        if i.reminder == COPY
    }
    copy = world.shown.copy
    there = {copy} if copy and copy.ts else set()
    assert posted - world.lined == there
    if not world.helper:
        assert not there
        return
    assert copy
    assert (copy.to, same_step_since(world.run, copy.turn)) == (world.helper, True)
    assert bool(copy.ts) != bool(copy.refused)
    assert copy.told == bool(copy.refused)


DISABLE = scenarios.start(FLOWS, "mfa-disable", Limits()).run
