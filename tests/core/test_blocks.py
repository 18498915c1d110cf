"""What the bot promises about AWS's word that phone verification is blocked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import (
    DAY,
    HOUR,
    MINUTE,
    AttemptResult,
    Attempts,
    Limits,
    Risk,
)
from tests.core.attempts import FIGURES, T, attempt, spent, told


class TestABlock:
    def test_it_closes_the_budget_for_a_day_from_the_last_attempt_whatever_the_count(self) -> None:
        attempts = spent(T).record(f"at {T}", AttemptResult.BLOCKED, told(T + HOUR))
        assert attempts.used(T + HOUR) == 1
        assert attempts.left(T + HOUR) == 0
        assert attempts.risk(T + HOUR) is Risk.USED_UP
        assert attempts.reopens_at(T + HOUR) == T + DAY
        assert attempts.blocked(T + DAY - 1)
        assert not attempts.blocked(T + DAY)

    def test_a_block_lasts_a_day_whatever_the_window(self) -> None:
        """The 24 hours are what is reported of AWS; the window is this team's own setting."""
        attempts = spent(T, limits=Limits(window=HOUR)).record(
            f"at {T}", AttemptResult.BLOCKED, told(T)
        )
        assert attempts.reopens_at(T + 2 * HOUR) == T + DAY
        assert attempts.left(T + DAY) == 3

    def test_the_last_attempt_is_that_of_anybody(self) -> None:
        """A colleague called later than the one who saw the block: the later call decides."""
        attempts = spent(T, T + 5 * HOUR).record(
            f"at {T}", AttemptResult.BLOCKED, told(T + 6 * HOUR)
        )
        assert attempts.reopens_at(T + 6 * HOUR) == T + 5 * HOUR + DAY
        assert attempts.left(T + DAY) == 0
        assert attempts.reopens_at(T + DAY) == T + 5 * HOUR + DAY
        assert attempts.left(T + 5 * HOUR + DAY) == 3

    def test_a_block_for_attempts_that_nobody_told_closes_the_budget_all_the_same(self) -> None:
        attempts = Attempts().record(None, AttemptResult.BLOCKED, told(T))
        assert attempts.left(T) == 0
        assert attempts.reopens_at(T) == T + DAY

    def test_an_attempt_of_yesterday_can_not_carry_the_block_of_today(self) -> None:
        later = T + 25 * HOUR
        attempts = spent(T).record(f"at {T}", AttemptResult.BLOCKED, told(later))
        assert attempts.left(later) == 0
        assert attempts.reopens_at(later) == later + DAY

    def test_a_block_without_an_attempt_of_its_own_is_the_newest_ones(self) -> None:
        attempts = spent(T, T + HOUR).record(None, AttemptResult.BLOCKED, told(T + 2 * HOUR))
        assert attempts.used(T + 2 * HOUR) == 2
        assert attempts.reopens_at(T + 2 * HOUR) == T + HOUR + DAY

    @pytest.mark.parametrize(
        ("later", "name", "stays"),
        [(0, "a", 1), (0, "z", 2), (-1, "a", 1), (-1, "z", 1), (1, "a", 2), (1, "z", 2)],
        ids=str,
    )
    def test_of_one_moment_either_attempt_may_carry_it_and_the_account_is_closed_as_long(
        self, later: int, name: str, stays: int
    ) -> None:
        """A block is put on one attempt. Whoever told of another one may still take that back, be
        it made in the same moment or not; the call that was pressed, and the block, stay.
        """
        at = T + later
        attempts = Attempts(limits=Limits(limit=1)).spend(attempt(T, "m"))
        attempts = attempts.record(None, AttemptResult.BLOCKED, told(T, "prod.b"))
        corrected = attempts.correct(2, told(at, "prod.b", name), T + 1)
        assert corrected
        assert (corrected.used(T + 1), corrected.blocked(T + 1)) == (2, False)
        blocked = corrected.record(None, AttemptResult.BLOCKED, told(T + 1, "prod.b"))
        assert blocked.reopens_at(T + 1) == max(at, T) + DAY
        recounted = blocked.recount_earlier(0, told(T + 1, "prod.b"), T + 1)
        assert recounted.used(T + 1) == stays
        assert recounted.find("m")
        assert recounted.reopens_at(T + 1) == blocked.reopens_at(T + 1)

    @pytest.mark.parametrize("result", list(AttemptResult))
    def test_no_later_word_about_the_same_attempt_lifts_it(self, result: AttemptResult) -> None:
        blocked = spent(T).record(f"at {T}", AttemptResult.BLOCKED, told(T))
        assert blocked.record(f"at {T}", result, told(T + 1)) == blocked

    def test_counting_earlier_attempts_again_does_not_lift_it(self) -> None:
        attempts = Attempts().record(None, AttemptResult.BLOCKED, told(T))
        recounted = attempts.recount_earlier(0, told(T + 1), T + 1)
        assert recounted.blocked(T + 1)


@given(limits=FIGURES, ago=st.lists(st.integers(0, 4 * DAY // MINUTE), max_size=8))
def test_a_block_now_lasts_as_long_as_the_bot_says_before_it(
    limits: Limits, ago: list[int]
) -> None:
    attempts = spent(*{T - a * MINUTE for a in ago}, limits=limits)
    refused = replace(attempt(T, "refused"), result=AttemptResult.BLOCKED)
    assert attempts.blocked_until(T) == attempts.spend(refused).reopens_at(T)
