"""How much one person may ask for: bursts, what comes back, who is told, how much is remembered."""

import pytest

from bot.core.rate_limit import Rate, RateLimit, RateLimitResult

ALLOW, TELL, DROP = RateLimitResult.ALLOW, RateLimitResult.TELL, RateLimitResult.DROP


def limit(people: int = 100) -> RateLimit:
    return RateLimit(Rate(burst=3, seconds=6), tell_again=10, people=people)


def test_a_burst_passes_and_what_is_more_is_told_once() -> None:
    asked = limit()
    assert [asked.ask("ana", 0) for _ in range(6)] == [ALLOW] * 3 + [TELL, DROP, DROP]


@pytest.mark.parametrize("pause", [2, 2.5, 60])
def test_whoever_keeps_the_pace_is_never_held_up(pause: float) -> None:
    asked = limit()
    assert {asked.ask("ana", n * pause) for n in range(100)} == {ALLOW}


def test_what_was_used_comes_back_bit_by_bit_and_never_more_than_a_burst() -> None:
    asked = limit()
    for _ in range(4):
        asked.ask("ana", 0)
    assert [asked.ask("ana", 2) for _ in range(2)] == [ALLOW, DROP]
    assert [asked.ask("ana", 1000) for _ in range(4)] == [ALLOW] * 3 + [TELL]


def test_a_flood_that_goes_on_is_told_of_now_and_then() -> None:
    asked = limit()
    verdicts = [asked.ask("ana", n / 10) for n in range(300)]
    assert verdicts.count(TELL) == 3
    assert verdicts.count(ALLOW) == 3 + 29.9 // 2


def test_nobody_is_held_up_by_somebody_else() -> None:
    asked = limit()
    for _ in range(100):
        asked.ask("ana", 0)
    assert asked.ask("ben", 0) is ALLOW


def test_only_so_many_people_are_remembered_and_the_busiest_among_them() -> None:
    asked = limit(people=10)
    for n in range(1000):
        asked.ask("ana", 0)
        asked.ask(f"stranger {n}", 0)
        assert len(asked._buckets) <= 11
    assert asked.ask("ana", 0) is DROP


def test_whoever_has_rested_is_forgotten() -> None:
    asked = limit()
    for n in range(50):
        asked.ask(f"person {n}", 0)
    asked.ask("ana", 7)
    assert list(asked._buckets) == ["ana"]
