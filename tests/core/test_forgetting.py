"""What the bot promises about attempts that it no longer keeps."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.budget import (
    DAY,
    HOUR,
    MINUTE,
    AttemptKind,
    AttemptResult,
    Attempts,
    Limits,
)
from tests.core.attempts import FIGURES, T, attempt, spent
from tests.support.examples import examples

GAPS = [0, HOUR, 20 * HOUR, DAY - 1, DAY, 30 * HOUR]  # about as long as a block, and about a day
MADE = st.tuples(
    st.sampled_from(GAPS),
    st.sampled_from([AttemptKind.CALL, AttemptKind.EARLIER]),
    st.sampled_from([None, AttemptResult.BLOCKED]),
)
HISTORY = st.lists(MADE, max_size=6)
SINCE = st.sampled_from([-30 * HOUR, 0, 10 * HOUR, 23 * HOUR, DAY, 49 * HOUR, 5 * DAY])
LATER = st.sampled_from([0, HOUR, 13 * HOUR, DAY, 3 * DAY])


def answers(attempts: Attempts, now: int) -> tuple[object, ...]:
    """All that anybody is ever told of the count."""
    a = attempts
    kinds = [made.kind for made in a.counted(now)]
    return (a.used(now), a.left(now), a.blocked(now), a.reopens_at(now), kinds, a.risk(now))


def history(limits: Limits, made: list[tuple[int, AttemptKind, AttemptResult | None]]) -> Attempts:
    """Each made so long after the one before."""
    attempts, at = Attempts(limits=limits), T
    for n, (gap, kind, result) in enumerate(made):
        at += gap
        attempts = attempts.spend(replace(attempt(at, f"{n}", kind=kind), result=result))
    return attempts


def newest(attempts: Attempts) -> int:
    return max((a.at for a in attempts.made), default=T)


class TestForgetting:
    def test_a_block_is_forgotten_as_a_whole(self) -> None:
        """Two attempts that renewed it hold the account until 64 hours after the first."""
        told_twice = [(20 * HOUR, AttemptKind.EARLIER, None)] * 2
        renewed = history(Limits(), [(0, AttemptKind.CALL, AttemptResult.BLOCKED), *told_twice])
        kept = renewed.forget(T + 48 * HOUR + MINUTE)
        assert kept.left(T + 48 * HOUR + MINUTE) == 0
        assert kept.reopens_at(T + 48 * HOUR + MINUTE) == T + 64 * HOUR
        assert renewed.forget(T + 88 * HOUR) == renewed
        assert renewed.forget(T + 88 * HOUR + 1).made == ()

    @pytest.mark.parametrize("window", [HOUR, DAY, 3 * DAY])
    def test_an_attempt_is_forgotten_a_day_after_it_can_matter(self, window: int) -> None:
        attempts, kept = spent(T, limits=Limits(window=window)), max(window, DAY) + DAY
        assert attempts.forget(T + kept) == attempts
        assert attempts.forget(T + kept + 1).made == ()

    @settings(max_examples=examples(500))
    @given(FIGURES, HISTORY, SINCE, LATER)
    def test_it_changes_no_answer_ever(
        self,
        limits: Limits,
        made: list[tuple[int, AttemptKind, AttemptResult | None]],
        since: int,
        later: int,
    ) -> None:
        attempts = history(limits, made)
        now = newest(attempts) + since
        kept = attempts.forget(now)
        assert set(kept.made) <= set(attempts.made)
        assert answers(kept, now + later) == answers(attempts, now + later)

    @settings(max_examples=examples(500))
    @given(FIGURES, HISTORY, SINCE, st.lists(MADE, max_size=3), LATER)
    def test_nor_does_it_where_attempts_of_the_window_are_told_afterwards(
        self,
        limits: Limits,
        made: list[tuple[int, AttemptKind, AttemptResult | None]],
        since: int,
        then: list[tuple[int, AttemptKind, AttemptResult | None]],
        later: int,
    ) -> None:
        attempts = history(limits, made)
        now = newest(attempts) + since
        kept = attempts.forget(now)
        for n, (ago, kind, result) in enumerate(then):
            at = now - min(ago, DAY)
            new = replace(attempt(at, f"then {n}", kind=kind), result=result)
            attempts, kept = attempts.spend(new), kept.spend(new)
        assert answers(kept, now + later) == answers(attempts, now + later)
