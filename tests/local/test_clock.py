"""The clock that is turned at the page: one for all processes, kept, and never turned back."""

from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.local import clock as clocks
from bot.local.clock import turned_clock
from bot.local.slack.server import LocalSlack
from tests.support.slack import MANIFEST, SECRET, TOKEN

HOUR = 3_600_000
NOW = 1_795_000_000_000


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "utc_ms", lambda: NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_at_first_it_shows_the_time(path: Path) -> None:
    with turned_clock(path) as clock:
        assert (clock(), clock.ahead) == (NOW, 0)


def test_it_goes_on_from_where_it_was_turned_to(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with turned_clock(path) as clock:
        clock.skip(HOUR)
        clock.skip(2)
        assert (clock(), clock.ahead) == (NOW + HOUR + 2, HOUR + 2)
        monkeypatch.setattr(clocks, "utc_ms", lambda: NOW + 5)
        assert clock() == NOW + HOUR + 7


def test_who_shares_it_sees_each_turn_at_once(path: Path) -> None:
    with turned_clock(path) as one:
        one.skip(HOUR)
        with turned_clock(path) as other:
            assert other() == NOW + HOUR
            one.skip(HOUR)
            assert other() == NOW + 2 * HOUR
            other.skip(HOUR)
        assert one() == NOW + 3 * HOUR


def test_it_is_kept(path: Path) -> None:
    for turns in range(3):
        with turned_clock(path) as clock:
            assert clock() == NOW + turns * 1000 * HOUR
            clock.skip(1000 * HOUR)


def test_it_is_nobody_elses(path: Path) -> None:
    with turned_clock(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_never_turned_back(path: Path) -> None:
    with turned_clock(path) as clock:
        clock.skip(HOUR)
        with pytest.raises(ValueError, match="only be set ahead"):
            clock.skip(-1)
        assert clock.ahead == HOUR


async def test_nor_is_it_from_the_page(path: Path) -> None:
    with turned_clock(path) as clock:
        async with LocalSlack(MANIFEST, TOKEN, SECRET, clock) as local, ClientSession() as session:
            for skip in (HOUR, -1, 0):
                async with session.post(f"{local.url}local/clock", json={"skip": skip}) as answer:
                    assert (await answer.json())["ok"] == (skip >= 0)
        assert clock.ahead == HOUR
