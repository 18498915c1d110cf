"""Which reminders a run wants, and what is still true when one comes due."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import reminder_replies, root_mfa, timers
from bot.core.advance import objection
from bot.core.budget import DAY, HOUR, MINUTE, Attempts, Limits
from bot.core.notes import Note
from bot.core.refusals import RefusalReason
from bot.core.reminder_replies import IN_A_WEEK, IN_AN_HOUR, TOMORROW
from bot.core.root_mfa import MFA_STILL_OFF
from bot.core.run import DeviceReport, Mfa, Run
from bot.core.timers import CALLS_CLEAR, CALLS_REOPEN, FOLLOW_UP, QUIET, ReminderDecision, Timer
from bot.core.verbs import Verb
from bot.core.view import View, view
from bot.process.time_zones import offset_in
from tests.core.paper import FLOWS, LEAD, NOW, OTHER, Walker, made


def seen(walker: Walker) -> View:
    return view(walker.flows, walker.run, walker.attempts, walker.now)


def wanted(walker: Walker) -> dict[str, int]:
    """Name: how long after NOW."""
    return {timer.name: timer.at - NOW for timer in walker.last.timers or ()}


def a_run() -> Run:
    """One that begins now."""
    return Walker(run_name="new").run


def kept(walker: Walker) -> set[str]:
    """Names of those whose time stands where they are set already."""
    return {timer.name for timer in walker.last.timers or () if timer.keep}


def ring(walker: Walker, name: str) -> ReminderDecision:
    return timers.decide_reminder(walker.flows, walker.run, walker.attempts, name, walker.now)


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


class TestUntilWhenAReminderIsPutOff:
    @pytest.mark.parametrize(
        ("zone", "at", "until"),
        [
            ("Asia/Taipei", "2026-11-27 03:10", "2026-11-28 09:00"),
            ("Asia/Taipei", "2026-11-27 23:59", "2026-11-28 09:00"),
            ("Asia/Taipei", "2026-11-28 00:00", "2026-11-29 09:00"),
            ("America/Los_Angeles", "2026-12-31 17:00", "2027-01-01 09:00"),
            ("Pacific/Kiritimati", "2026-11-27 00:30", "2026-11-28 09:00"),  # 14 hours ahead
            ("Asia/Kathmandu", "2026-11-27 12:00", "2026-11-28 09:00"),  # a quarter of an hour
            ("Europe/Berlin", "2026-03-28 22:00", "2026-03-29 09:00"),  # the clocks go forward
            ("Europe/Berlin", "2026-10-24 22:00", "2026-10-25 09:00"),  # and back
            ("Europe/Berlin", "2026-03-29 01:30", "2026-03-30 09:00"),
            ("America/New_York", "2026-11-01 00:30", "2026-11-02 09:00"),
            ("Australia/Lord_Howe", "2026-04-04 23:00", "2026-04-05 09:00"),  # by half an hour
        ],
    )
    def test_tomorrow_is_the_next_day_at_nine_where_whoever_presses_lives(
        self, zone: str, at: str, until: str
    ) -> None:
        now, morning = (
            int(datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)
            for when in (at, until)
        )
        assert reminder_replies.snoozed_until(TOMORROW, now, offset_in(zone)) == morning

    @given(
        now=st.integers(1_700_000_000_000, 2_000_000_000_000),
        zone=st.sampled_from(["Asia/Taipei", "Europe/London", "America/St_Johns", "Asia/Gaza"]),
    )
    def test_whenever_that_is_and_wherever(self, now: int, zone: str) -> None:
        until = reminder_replies.snoozed_until(TOMORROW, now, offset_in(zone))
        here, there = (datetime.fromtimestamp(at / 1000, ZoneInfo(zone)) for at in (now, until))
        assert there.strftime("%H:%M:%S.%f") == "09:00:00.000000"
        assert there.date() == here.date() + timedelta(days=1)

    @pytest.mark.parametrize(
        ("choice", "ms"), [(IN_AN_HOUR, HOUR), (IN_A_WEEK, 7 * DAY), ("", 7 * DAY), ("x", 7 * DAY)]
    )
    def test_an_hour_and_a_week_are_the_same_everywhere(self, choice: str, ms: int) -> None:
        assert reminder_replies.snoozed_until(choice, NOW, offset_in("Europe/Berlin")) == NOW + ms

    @pytest.mark.parametrize("choice", reminder_replies.SNOOZES)
    def test_each_reminder_that_can_be_put_off_is_due_then(self, choice: str) -> None:
        offset = offset_in("Asia/Taipei")
        until = reminder_replies.snoozed_until(choice, NOW, offset) - NOW
        off = Walker().walk("off")
        off.take(off.a_press(Verb.SNOOZE, choice, offset=offset, by=OTHER))
        asked = Walker().walk("standalone", "letter")
        asked.take(asked.a_press(Verb.POSTPONE, choice, offset=offset, by=OTHER))
        quiet = Walker()
        quiet.take(quiet.a_press(Verb.POSTPONE, choice, offset=offset))
        assert wanted(off) == {MFA_STILL_OFF: until}
        assert wanted(asked) == {FOLLOW_UP: until}
        assert wanted(quiet) == {QUIET: until}
        assert {seen(w).snoozed_until for w in (off, asked, quiet)} == {NOW + until}


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


class TestFollowUp:
    """An end at which somebody else has to answer is asked about again."""

    def parked(self) -> Walker:
        return Walker().walk("standalone", "letter")

    def test_it_asks_after_the_time_that_the_flow_names_and_again_after_each(self) -> None:
        walker = self.parked()
        assert wanted(walker) == {FOLLOW_UP: DAY}
        assert ring(walker.wait(DAY), FOLLOW_UP) == ReminderDecision(
            say=True, again_at=walker.now + DAY
        )

    def test_it_can_be_put_off_for_a_week_by_anybody(self) -> None:
        walker = self.parked().walk(Verb.POSTPONE, by=OTHER)
        assert wanted(walker) == {FOLLOW_UP: 7 * DAY}
        assert walker.run.note is Note.LATER

    def test_by_the_button_of_an_older_bot_too(self) -> None:
        assert wanted(self.parked().walk(Verb.SNOOZE)) == {FOLLOW_UP: 7 * DAY}

    def test_where_nothing_is_followed_up_there_is_nothing_to_put_off(self) -> None:
        assert Walker().walk(Verb.STOP).refused(Verb.POSTPONE).why is RefusalReason.ENDED

    def test_until_somebody_says_that_it_is_over(self) -> None:
        walker = self.parked().walk(Verb.OVER, by=OTHER)
        assert wanted(walker) == {}
        assert not walker.last.parked
        assert ring(walker.wait(DAY), FOLLOW_UP) == ReminderDecision(say=False)
        assert walker.refused(Verb.OVER).why is RefusalReason.ENDED

    def test_going_on_ends_it_and_coming_back_begins_it_again(self) -> None:
        walker = self.parked().walk(Verb.OVER, Verb.GO_ON)
        assert wanted(walker) == {QUIET: 30 * MINUTE}
        assert ring(walker, FOLLOW_UP) == ReminderDecision(say=False)
        assert wanted(walker.walk("standalone", "letter")) == {FOLLOW_UP: DAY}

    def test_whoever_goes_on_after_all_has_what_was_typed(self) -> None:
        walker = Walker().walk("questions", "answer=+886912345678", "skip", "letter")
        typed = walker.run.values
        assert walker.walk(Verb.OVER, Verb.GO_ON).run.values == typed
        assert typed["e164"] == "+886912345678"

    def test_with_root_left_without_a_device_both_are_asked(self) -> None:
        walker = Walker().walk("remove", "which", "standalone", "letter")
        assert wanted(walker) == {MFA_STILL_OFF: 2 * HOUR, FOLLOW_UP: DAY}

    def test_of_both_the_one_that_was_answered_is_put_off(self) -> None:
        walker = Walker().walk("remove", "which", "standalone", "letter").walk(Verb.DEVICE_ON)
        reported = walker.run.reported
        walker.walk(Verb.POSTPONE, by=OTHER)
        assert walker.run.reported == reported
        assert (wanted(walker), kept(walker)) == (
            {MFA_STILL_OFF: DAY, FOLLOW_UP: 7 * DAY},
            {MFA_STILL_OFF},
        )
        walker.walk(Verb.SNOOZE)
        assert walker.run.reported is None
        assert wanted(walker)[MFA_STILL_OFF] == 7 * DAY
        assert kept(walker) == {FOLLOW_UP}  # stays put off


class TestParked:
    @pytest.mark.parametrize(
        ("way", "parked"),
        [
            (("explain",), False),
            ((Verb.STOP,), True),
            (("standalone", "letter"), True),
            (("standalone", "letter", Verb.GO_ON), False),
            (("standalone", "form"), False),  # it has no way on
            ((Verb.STOP, Verb.START_NEW), False),
        ],
    )
    def test_a_run_is_parked_while_it_has_ended_and_can_go_on(
        self, way: tuple[str, ...], parked: bool
    ) -> None:
        assert Walker().walk(*way).last.parked is parked

    @pytest.mark.parametrize(
        ("way", "unsafe"),
        [
            (("explain",), False),
            (("off",), True),  # it ends for good without a device
            (("off", Verb.SNOOZE), True),
            (("remove", Verb.STOP), False),  # parked: it can go on
            ((Verb.STOP,), False),
        ],
    )
    def test_a_run_that_has_ended_without_a_device_is_not_safe(
        self, way: tuple[str, ...], unsafe: bool
    ) -> None:
        assert Walker().walk(*way).last.unsafe is unsafe

    def test_one_in_whose_place_another_was_started_goes_on_no_more(self) -> None:
        walker = Walker().walk("standalone", "letter").walk(Verb.START_NEW, by=OTHER)
        assert (seen(walker).verbs, wanted(walker)) == ((Verb.REPORT,), {})
        assert walker.refused(Verb.GO_ON).why is RefusalReason.ENDED
        assert walker.refused(Verb.START_NEW).why is RefusalReason.REPEATED

    def test_that_root_has_no_device_is_told_by_the_new_run_instead(self) -> None:
        walker = Walker().walk("remove", Verb.STOP)
        new = root_mfa.replacing(FLOWS, a_run(), [walker.run])
        told = timers.wanted(FLOWS, new, Attempts(), NOW, before=a_run())
        assert Timer(MFA_STILL_OFF, NOW + 2 * HOUR) in told
        walker.walk(Verb.START_NEW)
        assert wanted(walker) == {}
        assert ring(walker.wait(2 * HOUR), MFA_STILL_OFF) == ReminderDecision(say=False)
        assert not seen(walker).mfa_off

    def test_a_report_of_a_device_goes_on_waiting_for_somebody_who_confirms_it(self) -> None:
        walker = Walker().walk("remove", Verb.STOP).walk(Verb.DEVICE_ON, by=OTHER)
        new = root_mfa.replacing(FLOWS, a_run(), [walker.run])
        assert (new.reported, new.mfa) == (DeviceReport(OTHER, NOW), Mfa(True, NOW + DAY))

    def test_of_several_the_latest_that_says_anything_of_the_device_counts(self) -> None:
        off = Walker().walk("remove", Verb.STOP).run
        on = Walker().walk("remove", "registered", Verb.STOP).run
        silent = Walker().walk(Verb.STOP).run
        assert root_mfa.replacing(FLOWS, a_run(), [off, on, silent]).mfa is None
        assert root_mfa.replacing(FLOWS, a_run(), [on, off, silent]).mfa == off.mfa

    def test_what_an_older_bot_ended_without_a_device_is_taken_over_too(self) -> None:
        former = replace(Walker().walk("off").run, mfa=None)
        assert root_mfa.replacing(FLOWS, a_run(), [former]).mfa == Mfa(True, NOW + 2 * HOUR)
