"""Reminders that root has no device: they come until somebody says that one is registered."""

from dataclasses import replace

import pytest

from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.refusals import RefusalReason
from bot.core.root_mfa import MFA_STILL_OFF
from bot.core.run import DeviceReport
from bot.core.timers import CALLS_REOPEN, QUIET, ReminderDecision, Timer
from bot.core.verbs import Verb
from tests.core.paper import LEAD, NOW, OTHER, Walker, made
from tests.core.reminders import kept, ring, seen, wanted


class TestMfaStillOff:
    def test_it_asks_after_two_hours_and_then_every_day(self) -> None:
        walker = Walker().walk("off")
        assert walker.last.timers == (Timer(MFA_STILL_OFF, NOW + 2 * HOUR),)
        walker.wait(2 * HOUR)
        assert ring(walker, MFA_STILL_OFF) == ReminderDecision(say=True, again_at=walker.now + DAY)

    def test_anybody_may_put_it_off_for_a_week(self) -> None:
        walker = Walker().walk("off").walk(Verb.SNOOZE, by=OTHER)
        assert wanted(walker) == {MFA_STILL_OFF: 7 * DAY}
        assert ring(walker.wait(7 * DAY), MFA_STILL_OFF).say

    def test_one_persons_word_that_a_device_is_registered_is_asked_for_again_tomorrow(self) -> None:
        walker = Walker().walk("off").walk(Verb.DEVICE_ON, by=OTHER)
        assert wanted(walker) == {MFA_STILL_OFF: DAY}
        assert walker.run.reported == DeviceReport(OTHER, NOW)
        assert ring(walker.wait(DAY), MFA_STILL_OFF) == ReminderDecision(
            say=True, again_at=walker.now + DAY
        )

    @pytest.mark.parametrize("by", [LEAD, OTHER, "U3"])
    def test_confirmed_it_ends_it(self, by: str) -> None:
        walker = Walker().walk("off").walk(Verb.DEVICE_ON, by=OTHER).wait(DAY)
        walker.walk(Verb.DEVICE_ON, by=by)
        assert wanted(walker) == {}
        assert ring(walker.wait(DAY), MFA_STILL_OFF) == ReminderDecision(say=False)
        assert walker.refused(Verb.SNOOZE).why is RefusalReason.ENDED

    def test_put_off_it_is_withdrawn(self) -> None:
        walker = Walker().walk("off").walk(Verb.DEVICE_ON, by=OTHER).wait(DAY).walk(Verb.SNOOZE)
        assert (wanted(walker), walker.run.reported) == ({MFA_STILL_OFF: 8 * DAY}, None)

    def test_it_asks_also_where_the_flow_has_lost_the_step_since(self) -> None:
        walker = Walker().walk("off")
        walker.flows = type(walker.flows)({})
        assert ring(walker, MFA_STILL_OFF).say

    def test_it_asks_of_a_run_that_an_older_bot_ended(self) -> None:
        walker = Walker().walk("off")
        walker.run = replace(walker.run, mfa=None)
        assert ring(walker, MFA_STILL_OFF).say
        assert wanted(walker.walk(Verb.SNOOZE)) == {MFA_STILL_OFF: 7 * DAY}


class TestMfaOffByAPress:
    """From then on root has no device, wherever the run is, until somebody says otherwise."""

    def test_it_asks_while_the_run_goes_on(self) -> None:
        walker = Walker().walk("remove")
        assert wanted(walker) == {QUIET: 30 * MINUTE, MFA_STILL_OFF: 2 * HOUR}
        walker.wait(HOUR).walk("which")
        assert wanted(walker) == {QUIET: 90 * MINUTE, MFA_STILL_OFF: 2 * HOUR}

    def test_a_move_puts_off_no_reminder_and_brings_none_forward(self) -> None:
        walker = Walker().walk("remove").wait(3 * HOUR)
        assert wanted(walker.walk("which"))[MFA_STILL_OFF] == DAY + 2 * HOUR

    @pytest.mark.parametrize("way", [("which",), (Verb.STOP,), (Verb.BACK,)])
    def test_one_that_is_due_and_not_said_yet_stays_due(self, way: tuple[str, ...]) -> None:
        walker = Walker().walk("remove").wait(2 * HOUR + 1).walk(*way)
        assert kept(walker) == {MFA_STILL_OFF}

    def test_a_press_that_says_it_anew_sets_its_own_time(self) -> None:
        walker = Walker().walk("remove", "which").wait(2 * HOUR + 1).walk("remove")
        assert (kept(walker), wanted(walker)[MFA_STILL_OFF]) == (set(), 4 * HOUR + 1)

    @pytest.mark.parametrize("way", [(Verb.STOP,), ("form",), ("which", "explain", Verb.STOP)])
    def test_it_asks_after_the_run_was_stopped_or_parked(self, way: tuple[str, ...]) -> None:
        walker = Walker().walk("remove").walk(*way)
        assert wanted(walker) == {MFA_STILL_OFF: 2 * HOUR}
        assert ring(walker.wait(2 * HOUR), MFA_STILL_OFF).say
        assert {Verb.DEVICE_ON, Verb.SNOOZE} <= set(seen(walker).verbs)
        assert seen(walker).mfa_off

    def test_it_waits_with_everybody_for_attempts_too(self) -> None:
        walker = Walker(attempts=made(1, 2, 3)).walk("remove", "which", "standalone", "wait")
        assert wanted(walker) == {CALLS_REOPEN: 21 * HOUR, MFA_STILL_OFF: 2 * HOUR}

    def test_a_press_that_says_on_ends_it(self) -> None:
        walker = Walker().walk("remove", "registered")
        assert wanted(walker) == {QUIET: 30 * MINUTE}
        assert not seen(walker).mfa_off
        assert ring(walker.wait(2 * HOUR), MFA_STILL_OFF) == ReminderDecision(say=False)

    def test_somebodys_word_in_the_open_run_is_asked_for_again(self) -> None:
        walker = Walker().walk("remove").wait(2 * HOUR).walk(Verb.DEVICE_ON, by=OTHER)
        assert walker.here == "removed"
        assert wanted(walker)[MFA_STILL_OFF] == 2 * HOUR + DAY
        walker.wait(DAY).walk(Verb.DEVICE_ON)
        assert MFA_STILL_OFF not in wanted(walker)

    def test_undone_it_was_never_said(self) -> None:
        walker = Walker().walk("remove", Verb.UNDO)
        assert (walker.here, wanted(walker)) == ("which", {QUIET: 30 * MINUTE})
        assert not seen(walker).mfa_off

    def test_starting_over_does_not_register_a_device(self) -> None:
        assert seen(Walker().walk("remove", Verb.START_OVER)).mfa_off
