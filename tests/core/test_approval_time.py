"""Approval in time: when the approvers are asked again, and how long one holds."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.core import timers
from bot.core.approval import BOT, ApprovalState
from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.refusals import RefusalReason
from bot.core.run import holds
from bot.core.verbs import Verb
from tests.core.guarded import RULE, Guarded, walker
from tests.core.paper import OTHER


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
        assert gate.answer(Verb.APPROVE) is RefusalReason.REQUEST_OVER
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
