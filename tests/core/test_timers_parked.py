"""Reminders of a run that is parked, and what becomes of them when another takes its place."""

from dataclasses import replace

import pytest

from bot.core import root_mfa, timers
from bot.core.budget import DAY, HOUR, MINUTE, Attempts
from bot.core.notes import Note
from bot.core.refusals import RefusalReason
from bot.core.root_mfa import MFA_STILL_OFF
from bot.core.run import DeviceReport, Mfa
from bot.core.timers import FOLLOW_UP, QUIET, ReminderDecision, Timer
from bot.core.verbs import Verb
from tests.core.paper import FLOWS, NOW, OTHER, Walker
from tests.core.reminders import a_run, kept, ring, seen, wanted


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
        told = timers.timers_for(FLOWS, new, Attempts(), NOW, before=a_run())
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
