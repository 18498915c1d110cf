"""Time zones by their names, as people's profiles in Slack have them."""

from datetime import UTC, datetime

import pytest

from bot.core.budget import HOUR, MINUTE
from bot.process import time_zones
from bot.process.time_zones import is_known, offset_in

WINTER = int(datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp() * 1000)
SUMMER = int(datetime(2026, 7, 15, 12, tzinfo=UTC).timestamp() * 1000)


def test_the_offset_is_that_of_the_day() -> None:
    berlin, kathmandu = offset_in("Europe/Berlin"), offset_in("Asia/Kathmandu")
    assert (berlin(WINTER), berlin(SUMMER)) == (HOUR, 2 * HOUR)
    assert kathmandu(WINTER) == 5 * HOUR + 45 * MINUTE
    assert offset_in("America/New_York")(WINTER) == -5 * HOUR


@pytest.mark.parametrize("unknown", ["", "Mars/Olympus", "../etc/passwd", "/etc", "Europe", "\0"])
def test_where_none_is_known_the_next_one_counts_and_at_last_utc(unknown: str) -> None:
    assert not is_known(unknown)
    assert offset_in(unknown, "Asia/Taipei")(WINTER) == 8 * HOUR
    assert offset_in(unknown, unknown)(WINTER) == 0


def test_a_machine_without_zones_takes_every_name_and_reckons_in_utc(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time_zones, "ZoneInfo", {}.__getitem__)
    monkeypatch.setattr(time_zones, "available_timezones", set)
    assert is_known("Asia/Taipei")
    assert offset_in("Asia/Taipei")(WINTER) == 0
