"""Approval of a step by a second person: who may give it, and what holds until they answer."""

from dataclasses import replace

import pytest

from bot.core.access import Access
from bot.core.approval import BOT, ApprovalState
from bot.core.budget import HOUR
from bot.core.decision import Decision
from bot.core.membership import Membership
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import holds
from bot.core.team import Alone
from bot.core.verbs import Verb
from tests.core.guarded import REASON, RULE, Guarded, walker
from tests.core.paper import LEAD, OTHER


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
