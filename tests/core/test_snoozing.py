"""Until when a reminder is put off."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import reminder_replies
from bot.core.budget import DAY, HOUR
from bot.core.reminder_replies import IN_A_WEEK, IN_AN_HOUR, TOMORROW
from bot.core.root_mfa import MFA_STILL_OFF
from bot.core.timers import FOLLOW_UP, QUIET
from bot.core.verbs import Verb
from bot.process.time_zones import offset_in
from tests.core.paper import NOW, OTHER, Walker
from tests.core.reminders import seen, wanted
from tests.support.each import each


class TestUntilWhenAReminderIsPutOff:
    @each(
        "zone, at, until",
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
    def test_tomorrow_is_nine_in_the_morning_at_any_time_in_any_zone(
        self, now: int, zone: str
    ) -> None:
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
