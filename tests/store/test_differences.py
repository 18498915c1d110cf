"""Reports that AWS shows something else: once each, the latest ones, and not for ever."""

import pytest

from bot.core.budget import DAY
from bot.core.differences import Difference, Observation, Reporter, StepWords
from bot.store import differences
from tests.store.shelf import NOW, TEAM, Shelf

WORDS = StepWords("mfa-lost", "call", "zh-TW", "aaaaaaaa")


def pressed(turn: int) -> Difference:
    return Difference(Reporter("prod.1", turn, "UANA"), WORDS)


async def test_the_same_report_sent_twice_is_one(shelf: Shelf) -> None:
    seen = Observation(Reporter("prod.1", 1, "UANA"), "「Call me」 沒有了")
    for at in (NOW, NOW + 1):
        await shelf.store.differences.add(TEAM, pressed(1), at)
        await shelf.store.differences.add(TEAM, seen, at)
    assert await shelf.store.differences.all(TEAM) == (pressed(1), seen)


async def test_there_are_none_at_first(shelf: Shelf) -> None:
    assert await shelf.store.differences.all(TEAM) == ()


async def test_the_oldest_ones_make_room(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "MOST_REPORTS", 3)
    for turn in range(1, 6):
        await shelf.store.differences.add(TEAM, pressed(turn), NOW + turn)
    assert await shelf.store.differences.all(TEAM) == (pressed(3), pressed(4), pressed(5))


async def test_after_ninety_days_one_is_forgotten_though_others_came(shelf: Shelf) -> None:
    for turn, at in ((1, NOW), (2, NOW + DAY), (3, NOW + 90 * DAY + 1)):
        await shelf.store.differences.add(TEAM, pressed(turn), at)
    assert await shelf.store.differences.all(TEAM) == (pressed(2), pressed(3))


async def test_what_a_newer_bot_writes_is_passed_over(shelf: Shelf) -> None:
    await shelf.store.differences.add(TEAM, pressed(1), NOW)
    await shelf.redis.zadd(f"mfa:{{{TEAM}}}:differences", {'["photo","prod.1",2,"UANA",7]': NOW})
    assert await shelf.store.differences.all(TEAM) == (pressed(1),)
