"""Reminders of an open run: which it wants, and what is still true when one comes due."""

from dataclasses import replace

import pytest

from bot.core import timers
from bot.core.advance import objection
from bot.core.budget import DAY, HOUR, MINUTE, Attempts, Limits
from bot.core.notes import Note
from bot.core.refusals import RefusalReason
from bot.core.reminder_replies import IN_A_WEEK, IN_AN_HOUR
from bot.core.timers import CALLS_CLEAR, CALLS_REOPEN, QUIET, ReminderDecision
from bot.core.verbs import Verb
from tests.core.paper import FLOWS, NOW, OTHER, Walker, made
from tests.core.reminders import ring, seen, wanted


class TestQuiet:
    def test_every_move_puts_it_half_an_hour_off(self) -> None:
        walker = Walker()
        assert wanted(walker) == {QUIET: 30 * MINUTE}
        assert wanted(walker.wait(MINUTE).walk("explain")) == {QUIET: 31 * MINUTE}

    def test_it_rings_when_nobody_has_moved_for_half_an_hour(self) -> None:
        walker = Walker().wait(30 * MINUTE)
        assert ring(walker, QUIET) == ReminderDecision(say=True)

    def test_it_comes_again_later_when_somebody_moved_meanwhile(self) -> None:
        walker = Walker().wait(20 * MINUTE).walk("explain").wait(30 * MINUTE - 1)
        assert ring(walker, QUIET) == ReminderDecision(say=False, again_at=NOW + 50 * MINUTE)

    @pytest.mark.parametrize("way", [(Verb.STOP,), ("standalone", "form")])
    def test_a_run_that_has_ended_is_quiet_for_good(self, way: tuple[str, ...]) -> None:
        walker = Walker().walk(*way)
        assert wanted(walker) == {}
        assert ring(walker.wait(DAY), QUIET) == ReminderDecision(say=False)

    def test_its_lead_puts_it_off_until_a_time_and_the_step_stays(self) -> None:
        walker = Walker().walk("explain").wait(30 * MINUTE)
        asked = walker.a_press("on")
        walker.walk(f"{Verb.POSTPONE}={IN_AN_HOUR}")
        assert (walker.here, walker.run.note) == ("explained", Note.LATER)
        assert wanted(walker) == {QUIET: 90 * MINUTE}
        assert ring(walker.wait(HOUR - 1), QUIET) == ReminderDecision(
            say=False, again_at=NOW + 90 * MINUTE
        )
        assert ring(walker.wait(1), QUIET) == ReminderDecision(say=True)
        assert objection(FLOWS, walker.run, asked) is None  # the step's buttons are as before

    def test_nobody_else_does(self) -> None:
        walker = Walker().wait(30 * MINUTE)
        assert walker.refused(Verb.POSTPONE, by=OTHER).why is RefusalReason.NOT_LEAD

    @pytest.mark.parametrize("button", ["on", Verb.BACK])
    def test_the_next_move_counts_from_its_own_time(self, button: str) -> None:
        walker = Walker().walk("explain", f"{Verb.POSTPONE}={IN_A_WEEK}").wait(HOUR).walk(button)
        assert wanted(walker) == {QUIET: 90 * MINUTE}

    def test_in_another_language_it_is_put_off_until_the_same_time(self) -> None:
        walker = Walker().walk(f"{Verb.POSTPONE}={IN_A_WEEK}").wait(HOUR)
        walker.walk(f"{Verb.LANGUAGE}=zh-TW")
        assert seen(walker).snoozed_until == NOW + 7 * DAY
        assert ring(walker.wait(DAY), QUIET) == ReminderDecision(say=False, again_at=NOW + 7 * DAY)

    def test_then_the_owner_of_the_account_is_asked_once(self) -> None:
        walker = Walker().wait(30 * MINUTE)
        later = NOW + HOUR
        first = timers.decide_reminder(
            FLOWS, walker.run, walker.attempts, QUIET, walker.now, owned=True
        )
        assert first == ReminderDecision(say=True, again_at=later)
        then = timers.decide_reminder(FLOWS, walker.run, walker.attempts, QUIET, later, owned=True)
        assert then == ReminderDecision(say=True, to_owner=True)

    def test_put_off_the_owner_is_asked_as_long_after_that(self) -> None:
        walker = Walker().walk(f"{Verb.POSTPONE}={IN_AN_HOUR}").wait(HOUR)
        assert timers.decide_reminder(
            FLOWS, walker.run, walker.attempts, QUIET, walker.now, owned=True
        ) == ReminderDecision(say=True, again_at=walker.now + 30 * MINUTE)


class TestCallsReopen:
    def test_it_is_set_for_the_moment_when_the_budget_reopens(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("standalone")
        assert wanted(walker) == {CALLS_REOPEN: 21 * HOUR}
        assert wanted(walker.walk("wait")) == {CALLS_REOPEN: 21 * HOUR}

    def test_it_is_off_once_the_run_has_left_the_step(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("standalone", Verb.BACK)
        assert wanted(walker) == {QUIET: 30 * MINUTE}
        assert ring(walker.wait(DAY), CALLS_REOPEN) == ReminderDecision(say=False)

    def test_a_stopped_run_is_not_reminded(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("standalone", Verb.STOP)
        assert wanted(walker) == {}
        assert ring(walker.wait(DAY), CALLS_REOPEN) == ReminderDecision(say=False)

    def test_it_rings_when_an_attempt_is_free_again(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("standalone", "wait").wait(21 * HOUR)
        assert ring(walker, CALLS_REOPEN) == ReminderDecision(say=True)

    def test_it_comes_again_when_somebody_used_the_free_one_first(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("standalone", "wait").wait(21 * HOUR)
        walker.attempts = made(1, 2, -20)
        assert ring(walker, CALLS_REOPEN) == ReminderDecision(say=False, again_at=NOW + 22 * HOUR)

    def test_nothing_is_to_be_waited_for_where_attempts_are_left(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("standalone")
        walker.attempts = Attempts()
        assert wanted(walker.walk("wait")) == {}

    def test_an_open_run_whose_attempts_are_free_again_is_asked_about_like_any_other(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("standalone").wait(2 * DAY)
        walker.walk(Verb.TAKE_OVER, by=OTHER)
        assert (walker.here, wanted(walker)) == ("used_up", {QUIET: 2 * DAY + 30 * MINUTE})


class TestCallsClear:
    """Attempts are left, and somebody waits until the next one is no longer risky."""

    def test_it_is_set_for_the_moment_when_the_count_is_back_to_zero(self) -> None:
        walker = Walker(attempts=made(2)).walk("standalone", "day")
        assert wanted(walker) == {CALLS_CLEAR: 22 * HOUR}
        assert ring(walker.wait(22 * HOUR), CALLS_CLEAR) == ReminderDecision(say=True)
        assert walker.walk(Verb.GO_ON).here == "ready"

    def test_it_comes_again_where_somebody_called_meanwhile(self) -> None:
        walker = Walker(attempts=made(2)).walk("standalone", "day").wait(22 * HOUR)
        walker.attempts = made(-20)
        assert ring(walker, CALLS_CLEAR) == ReminderDecision(say=False, again_at=NOW + 44 * HOUR)

    def test_whoever_went_on_is_left_alone(self) -> None:
        walker = Walker(attempts=made(2)).walk("standalone", "day", Verb.GO_ON).wait(DAY)
        assert ring(walker, CALLS_CLEAR) == ReminderDecision(say=False)

    def test_it_comes_also_where_every_attempt_is_called_risky(self) -> None:
        one = replace(made(2), limits=Limits(risky=1))
        walker = Walker(attempts=one).walk("standalone", "day").wait(22 * HOUR)
        assert ring(walker, CALLS_CLEAR) == ReminderDecision(say=True)
