"""Approval of a step by a second person: who may give it, and what holds until they answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.core import timers
from bot.core.access import Access
from bot.core.advance import NO_RULES, advance
from bot.core.approval import BOT, ApprovalState
from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.decision import Decision
from bot.core.flow import Flows
from bot.core.membership import Membership
from bot.core.press import Press, RunLocation
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import holds
from bot.core.team import Alone, ApprovalRule
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import LEAD, OTHER, Walker, flow, step, to

SECOND, REASON = "UMEI", "nobody else is awake"
RULE = ApprovalRule(
    by=(SECOND, "S0SEC"), tell="C9", alone=Alone.TOLD, again=15 * MINUTE, expires=8 * HOUR
)
GUARDED = flow(
    "guarded",
    "gone",
    [
        step("why", to("other", "gate"), asks="reason", go="gate"),
        step(
            "gate",
            to("remove", "removed"),
            to("keep", "kept", safe=True),
            to("less", "smaller", safe=True),
            approval=True,
        ),
        step("removed", to("seen", "gone")),
        step("smaller", to("seen", "gone")),
        step("gone", end="gone"),
        step("kept", end="kept"),
    ],
)


class Guarded(Walker):
    """Walker of a flow with a rule."""

    rule: ApprovalRule | None = RULE

    def take(self, press: Press, rival: str = "") -> Decision | Refused:
        rules = {"guarded": self.rule} if self.rule else NO_RULES
        result = advance(
            self.flows, self.run, self.attempts, press, self.now, rival, approvals=rules
        )
        if isinstance(result, Decision):
            self.last, self.run, self.attempts = result, result.run, result.attempts
        return result

    @property
    def state(self) -> ApprovalState | None:
        return self.run.approval.state if self.run.approval else None

    @property
    def asked(self) -> int:
        assert self.run.approval
        return self.run.approval.turn

    def offers(self) -> list[str]:
        seen = view(self.flows, self.run, self.attempts, self.now)
        return [*(choice.name for choice in seen.choices), *seen.verbs]

    def by_second(self, button: str, **other: Any) -> Press:
        usual: dict[str, Any] = {
            "by": SECOND,
            "turn": self.asked,
            "step": "gate",
            "channel": "C9",
            "location": RunLocation("C1", self.run.turn),
            "membership": Membership.YES,
        }
        return self.a_press(button, **{**usual, **other})

    def answer(self, button: str, **other: Any) -> RefusalReason | None:
        result = self.take(self.by_second(button, **other))
        return result.why if isinstance(result, Refused) else None


def walker() -> Guarded:
    return Guarded(flows=Flows({"guarded": GUARDED}), flow="guarded")


@pytest.fixture
def gate() -> Guarded:
    """At the step that waits."""
    there = walker()
    there.walk("answer=it is closed tomorrow")
    return there


def test_without_a_rule_nobody_is_asked_and_nothing_is_kept() -> None:
    free = walker()
    free.rule = None
    free.walk("answer=it is closed tomorrow")
    assert (free.run.approval, free.run.values) == (None, {})
    assert free.offers()[:3] == ["remove", "keep", "less"]
    free.walk("remove")
    assert free.here == "removed"


def test_a_drill_disturbs_nobody() -> None:
    drill = walker()
    drill.run = replace(drill.run, id=f"drill~{drill.run.id}")
    drill.walk("answer=it is closed tomorrow", "remove")
    assert (drill.here, drill.run.approval, drill.run.values) == ("removed", None, {})


def test_the_step_asks_with_the_reason_and_keeps_what_is_safe(gate: Guarded) -> None:
    asked = gate.run.approval
    assert asked
    assert (asked.lead, asked.reason, asked.button) == (LEAD, "it is closed tomorrow", "remove")
    assert gate.offers() == [
        *("keep", "less", Verb.BACK, Verb.START_OVER, Verb.STOP, Verb.GO_ALONE),
    ]
    assert gate.refused("remove").why is RefusalReason.HELD
    assert gate.last.audit["approval"] == "waiting"


@pytest.mark.parametrize("button", ["keep", "less"])
def test_what_is_safe_can_be_pressed_and_nobody_is_asked_any_more(
    gate: Guarded, button: str
) -> None:
    gate.walk(button)
    assert gate.state is ApprovalState.WITHDRAWN


def test_an_approval_opens_the_step_and_presses_nothing(gate: Guarded) -> None:
    assert gate.answer(Verb.APPROVE) is None
    assert (gate.here, gate.state, holds(gate.run)) == ("gate", ApprovalState.APPROVED, False)
    gate.walk("remove")
    assert gate.here == "removed"


def test_whoever_declines_takes_the_first_safe_way(gate: Guarded) -> None:
    assert gate.answer(Verb.DECLINE) is None
    assert (gate.state, gate.run.outcome) == (ApprovalState.DECLINED, "kept")


@pytest.mark.parametrize("button", [Verb.APPROVE, Verb.DECLINE])
@pytest.mark.parametrize(
    ("membership", "why"),
    [
        (Membership.NO, RefusalReason.NO_APPROVER),
        (Membership.UNKNOWN, RefusalReason.GROUP_UNREAD),
        (None, RefusalReason.GROUP_UNREAD),
    ],
)
def test_only_who_is_known_to_be_an_approver_answers(
    gate: Guarded, button: Verb, membership: Membership | None, why: RefusalReason
) -> None:
    assert gate.answer(button, membership=membership) is why
    assert gate.state is ApprovalState.WAITING


@pytest.mark.parametrize("button", [Verb.APPROVE, Verb.DECLINE])
def test_whoever_led_or_leads_does_not_though_they_are_an_approver(
    gate: Guarded, button: Verb
) -> None:
    assert gate.answer(button, by=LEAD) is RefusalReason.OWN_REQUEST
    gate.take(gate.a_press(Verb.TAKE_OVER, by=OTHER))
    assert gate.run.lead == OTHER
    assert gate.state is ApprovalState.WAITING
    for who in (LEAD, OTHER):
        assert gate.answer(button, by=who) is RefusalReason.OWN_REQUEST
    assert gate.answer(button) is None


def test_nor_do_they_after_another_one_has_asked_anew(gate: Guarded) -> None:
    gate.take(gate.a_press(Verb.TAKE_OVER, by=OTHER))
    gate.walk("run:back", "answer=it is closed tomorrow", by=OTHER)
    assert gate.run.approval
    assert gate.run.approval.lead == OTHER
    assert gate.answer(Verb.APPROVE, by=LEAD) is RefusalReason.OWN_REQUEST


@pytest.mark.parametrize("first", [Verb.APPROVE, Verb.DECLINE])
@pytest.mark.parametrize("second", [Verb.APPROVE, Verb.DECLINE])
def test_the_second_answer_changes_nothing(gate: Guarded, first: Verb, second: Verb) -> None:
    assert gate.answer(first) is None
    was = gate.run
    assert gate.answer(second, by="UCAT") is RefusalReason.DECIDED
    assert gate.run is was


def test_the_same_press_twice_is_one(gate: Guarded) -> None:
    press = gate.by_second(Verb.APPROVE)
    assert isinstance(gate.take(press), Decision)
    again = gate.take(press)
    assert isinstance(again, Refused)
    assert again.why is RefusalReason.REPEATED


def test_a_button_of_a_former_request_is_over(gate: Guarded) -> None:
    former = gate.by_second(Verb.APPROVE)
    gate.walk("run:back", "answer=for another reason")
    refused = gate.take(former)
    assert isinstance(refused, Refused)
    assert refused.why is RefusalReason.REQUEST_OVER


class TestAlone:
    def test_the_step_stays_closed_until_the_approvers_are_told(self, gate: Guarded) -> None:
        gate.walk(f"run:go_alone={REASON}")
        assert (gate.state, holds(gate.run)) == (ApprovalState.TELLING, True)
        assert gate.last.audit["reason"] == REASON
        assert gate.refused("remove").why is RefusalReason.HELD
        assert gate.answer(Verb.APPROVE) is RefusalReason.DECIDED
        gate.take(gate.a_press(Verb.OPEN_ALONE, by=BOT, turn=gate.asked, channel=""))
        gate.walk("remove", "seen")
        assert gate.run.approval
        assert (gate.run.approval.lone, gate.run.approval.why) == (LEAD, REASON)

    @pytest.mark.parametrize(
        "text", ["", "x", "x" * 300, "0912 345 678 is mine", "pw: hunter2!Zq8"]
    )
    def test_a_reason_is_needed_and_holds_no_secret_and_no_number(
        self, gate: Guarded, text: str
    ) -> None:
        assert gate.refused(Verb.GO_ALONE, text).why is RefusalReason.BAD_ANSWER
        assert gate.state is ApprovalState.WAITING

    def test_it_is_the_leads_alone(self, gate: Guarded) -> None:
        assert gate.refused(Verb.GO_ALONE, REASON, by=OTHER).why is RefusalReason.NOT_LEAD

    def test_not_where_the_rule_says_never(self) -> None:
        there = walker()
        there.rule = replace(RULE, alone=Alone.NEVER)
        there.walk("answer=it is closed tomorrow")
        assert Verb.GO_ALONE not in there.offers()
        assert there.refused(Verb.GO_ALONE, REASON).why is RefusalReason.DECIDED

    def test_nor_for_somebody_of_whom_nobody_knows_that_they_may(self, gate: Guarded) -> None:
        doubtful = {"guarded": Access.NEEDS_APPROVAL}
        refused = gate.refused(Verb.GO_ALONE, REASON, access=doubtful)
        assert refused.why is RefusalReason.NO_ACCESS

    def test_whoever_takes_over_meanwhile_did_not_go_alone(self, gate: Guarded) -> None:
        gate.walk(f"run:go_alone={REASON}")
        gate.take(gate.a_press(Verb.TAKE_OVER, by=OTHER))
        gate.take(gate.a_press(Verb.OPEN_ALONE, by=BOT, turn=gate.asked, channel=""))
        assert gate.run.approval
        assert (gate.run.approval.lone, gate.run.lead) == (LEAD, OTHER)

    def test_the_mark_outlives_a_later_request(self, gate: Guarded) -> None:
        gate.walk(f"run:go_alone={REASON}")
        gate.take(gate.a_press(Verb.OPEN_ALONE, by=BOT, turn=gate.asked, channel=""))
        gate.wait(9 * HOUR).walk("run:back", "answer=for another reason")
        assert gate.answer(Verb.APPROVE) is None
        assert gate.run.approval
        assert gate.run.approval.lone == LEAD


class TestTime:
    def test_reminders_come_after_a_quarter_a_half_and_a_whole_hour(self, gate: Guarded) -> None:
        assert list(due_times(gate)) == [15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 8 * HOUR]

    def test_none_comes_after_it_has_expired(self) -> None:
        there = walker()
        there.rule = replace(RULE, expires=20 * MINUTE)
        there.walk("answer=it is closed tomorrow")
        assert list(due_times(there)) == [15 * MINUTE, 20 * MINUTE]

    def test_a_press_does_not_move_them(self, gate: Guarded) -> None:
        gate.wait(20 * MINUTE).take(gate.a_press(Verb.LANGUAGE, "zh-TW"))
        gate.take(gate.a_press(Verb.TAKE_OVER, by=OTHER))
        assert timer(gate) == 10 * MINUTE

    def test_whoever_answers_too_late_finds_it_expired(self, gate: Guarded) -> None:
        gate.wait(8 * HOUR)
        assert gate.answer(Verb.APPROVE) is None
        assert (gate.state, gate.run.outcome) == (ApprovalState.EXPIRED, "kept")

    def test_only_the_bot_lets_it_expire(self, gate: Guarded) -> None:
        gate.wait(9 * HOUR)
        assert gate.answer(Verb.EXPIRE) is RefusalReason.REQUEST_OVER
        assert gate.answer(Verb.EXPIRE, by=BOT) is None
        assert gate.state is ApprovalState.EXPIRED

    def test_an_approval_counts_on_the_way_back_and_as_long_as_it_would_have_waited(
        self, gate: Guarded
    ) -> None:
        assert gate.answer(Verb.APPROVE) is None
        gate.walk("remove", "run:back")
        assert not holds(gate.run)
        gate.walk("remove").wait(8 * HOUR).walk("run:back")
        assert gate.state is ApprovalState.WAITING

    @pytest.mark.parametrize("way", ["run:stop", "run:back", "run:start_over"])
    def test_whoever_leaves_the_step_asks_for_nothing_any_more(
        self, gate: Guarded, way: str
    ) -> None:
        gate.walk(way)
        assert gate.state is ApprovalState.WITHDRAWN
        assert gate.answer(Verb.APPROVE) is RefusalReason.DECIDED
        assert timers.APPROVAL not in [t.name for t in gate.last.timers or ()]

    def test_a_run_that_goes_on_after_a_stop_asks_anew(self, gate: Guarded) -> None:
        gate.walk("run:stop").wait(DAY).walk("run:go_on")
        assert gate.state is ApprovalState.WAITING
        assert gate.refused("remove").why is RefusalReason.HELD


def timer(at: Guarded) -> int | None:
    """In how many ms the approvers are asked again."""
    set_ = {t.name: t.at for t in at.last.timers or ()}
    asked = at.run.approval
    assert asked
    assert set_[timers.APPROVAL] == asked.next_at(at.now)
    assert timers.QUIET not in set_
    return set_[timers.APPROVAL] - at.now


def due_times(at: Guarded) -> Iterator[int]:
    asked = at.run.approval
    assert asked
    assert timer(at) == asked.next_at(at.now) - at.now
    now = at.now
    while now < asked.expires_at:
        now = asked.next_at(now)
        yield now - asked.at


class TestOneThatNoLongerCounts:
    def test_after_it_has_run_out_the_next_press_asks_anew(self, gate: Guarded) -> None:
        assert gate.answer(Verb.APPROVE) is None
        gate.now += RULE.expires + HOUR
        gate.walk("remove")
        assert (gate.here, gate.state, holds(gate.run)) == ("gate", ApprovalState.WAITING, True)

    def test_a_rule_that_came_while_the_run_stood_there_holds_it(self) -> None:
        there = walker()
        there.rule = None
        there.walk("answer=it is closed tomorrow")
        there.rule = RULE
        there.walk("remove")
        assert (there.here, there.state) == ("gate", ApprovalState.WAITING)

    def test_of_whom_the_rule_no_longer_names_it_does_not_count(self, gate: Guarded) -> None:
        assert gate.answer(Verb.APPROVE) is None
        gate.rule, gate.now = replace(RULE, by=("UBEN",)), gate.now + MINUTE
        gate.walk("remove")
        assert (gate.here, gate.state) == ("gate", ApprovalState.WAITING)


def test_a_request_is_answered_as_it_was_asked_though_the_rule_changes(gate: Guarded) -> None:
    gate.rule = replace(RULE, again=20 * MINUTE)
    assert gate.answer(Verb.APPROVE) is None
    assert gate.state is ApprovalState.APPROVED
