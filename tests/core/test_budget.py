"""What the bot promises about the count of phone verifications."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import (
    DAY,
    HOUR,
    MINUTE,
    UNDO_WITHIN,
    AttemptKind,
    AttemptResult,
    Attempts,
    Limits,
    Risk,
)
from tests.core.attempts import FIGURES, T, attempt, spent, told


@pytest.mark.parametrize("window", [HOUR, DAY, 25 * HOUR])
def test_an_attempt_leaves_the_window_exactly_when_the_window_is_over(window: int) -> None:
    attempts = spent(T, limits=Limits(limit=1, window=window))
    assert attempts.used(T) == attempts.used(T + window - 1) == 1
    assert attempts.left(T + window - 1) == 0
    assert attempts.reopens_at(T + window - 1) == T + window
    assert attempts.used(T + window) == 0
    assert attempts.left(T + window) == 1
    assert attempts.reopens_at(T + window) is None


@pytest.mark.parametrize("window", [HOUR, DAY, 3 * DAY])
def test_what_was_not_seen_is_unknown_for_as_long_as_it_could_matter(window: int) -> None:
    """Also where the window is shorter than a block, which may have been reported before."""
    attempts = Attempts(limits=Limits(window=window), since=T)
    longest = max(window, DAY)
    assert attempts.unknown_before(T + longest - 1) == T
    assert attempts.unknown_before(T + longest) is None


def test_three_attempts_are_the_most_and_the_risk_grows_with_each() -> None:
    """Experience, not AWS's word: the second is risky, the third very risky, none is left then."""
    risks = [spent(*range(T, T + n)).risk(T + n) for n in range(5)]
    assert risks == [Risk.CLEAR, Risk.RISKY, Risk.VERY_RISKY, Risk.USED_UP, Risk.USED_UP]


@pytest.mark.parametrize(
    ("limit", "risky", "risks"),
    [
        (1, 1, [Risk.RISKY, Risk.USED_UP]),
        (1, 2, [Risk.CLEAR, Risk.USED_UP]),
        (2, 2, [Risk.CLEAR, Risk.RISKY, Risk.USED_UP]),
        (4, 3, [Risk.CLEAR, Risk.CLEAR, Risk.RISKY, Risk.VERY_RISKY, Risk.USED_UP]),
    ],
)
def test_the_figures_are_settings(limit: int, risky: int, risks: list[Risk]) -> None:
    limits = Limits(limit=limit, risky=risky)
    assert [spent(*range(T, T + n), limits=limits).risk(T + n) for n in range(limit + 1)] == risks


@given(FIGURES, st.lists(st.integers(0, 4 * DAY), max_size=8), st.integers(0, 5 * DAY))
def test_the_count_is_that_of_a_plain_list(limits: Limits, times: list[int], now: int) -> None:
    attempts = Attempts(limits=limits)
    for n, at in enumerate(times):
        attempts = attempts.spend(attempt(at, str(n)))
    inside = sorted(at for at in times if now - at < limits.window)
    assert attempts.used(now) == len(inside)
    assert attempts.left(now) == max(0, limits.limit - len(inside))


@given(FIGURES, st.lists(st.integers(0, 2 * DAY), max_size=8), st.booleans())
def test_reopening_is_the_first_moment_with_something_left(
    limits: Limits, times: list[int], blocked: bool
) -> None:
    attempts = spent(*sorted(set(times)), limits=limits)
    now = max([0, *times])
    if blocked and times:
        attempts = attempts.record(attempts.made[-1].id, AttemptResult.BLOCKED, told(now))
    reopens = attempts.reopens_at(now)
    if reopens is None:
        assert attempts.left(now) > 0
    else:
        assert reopens > now
        assert attempts.left(reopens - 1) == 0
        assert attempts.left(reopens) > 0


def test_it_reopens_when_the_oldest_surplus_attempt_leaves() -> None:
    attempts = spent(T, T + HOUR, T + 2 * HOUR)
    assert attempts.reopens_at(T + 3 * HOUR) == T + DAY
    assert attempts.spend(attempt(T + 3 * HOUR)).reopens_at(T + 3 * HOUR) == T + HOUR + DAY


def test_calls_and_text_messages_share_the_budget() -> None:
    """Nobody knows that they don't."""
    mixed = spent(T).spend(attempt(T + 1, kind=AttemptKind.SMS)).spend(told(T + 2))
    assert mixed.left(T + 3) == 0


def test_the_same_attempt_is_counted_once() -> None:
    assert spent(T, T, T).used(T) == 1


def test_attempts_of_any_order_are_kept_oldest_first() -> None:
    assert [a.at for a in spent(T + 5, T, T + 3).made] == [T, T + 3, T + 5]


class TestGivingBack:
    def test_it_works_within_two_minutes(self) -> None:
        attempts = spent(T, T + HOUR)
        left = attempts.give_back(f"at {T + HOUR}", T + HOUR + UNDO_WITHIN)
        assert left == spent(T)

    def test_a_millisecond_later_is_too_late(self) -> None:
        assert spent(T).give_back(f"at {T}", T + 2 * MINUTE + 1) is None

    def test_it_works_once(self) -> None:
        left = spent(T, T + 1).give_back(f"at {T}", T + 2)
        assert left is not None
        assert left.give_back(f"at {T}", T + 3) is None
        assert left.used(T + 3) == 1

    def test_an_unknown_attempt_can_not_be_given_back(self) -> None:
        assert spent(T).give_back("", T) is None

    @pytest.mark.parametrize("result", AttemptResult)
    def test_one_that_had_a_result_stays(self, result: AttemptResult) -> None:
        """What rang, or failed, was asked of AWS."""
        assert spent(T).record(f"at {T}", result, told(T)).give_back(f"at {T}", T + 1) is None

    def test_a_blocked_one_stays(self) -> None:
        """AWS has said that it counted."""
        blocked = spent(T).record(f"at {T}", AttemptResult.BLOCKED, told(T))
        assert blocked.give_back(f"at {T}", T + 1) is None


@pytest.mark.parametrize(
    "result", [AttemptResult.SIGNED_IN, AttemptResult.NO_RING, AttemptResult.FAILED]
)
def test_what_came_of_an_attempt_is_kept_and_changes_no_count(result: AttemptResult) -> None:
    before = spent(T, T + 1)
    after = before.record(f"at {T}", result, told(T + 2))
    assert after.made == (replace(before.made[0], result=result), before.made[1])
    assert Attempts().record(None, result, told(T)) == Attempts()


def test_two_hours_are_weighed_against_a_day() -> None:
    """What the next attempt costs in time: until when a block would last, until when to wait."""
    now = T + 2 * HOUR
    one, two = spent(T), spent(T, T + HOUR)
    assert spent().clear_at(now) is None
    assert one.clear_at(now) == T + DAY  # then the next one is a first one again
    assert two.clear_at(now) == T + HOUR + DAY
    assert one.blocked_until(now) == two.blocked_until(now) == now + DAY


@given(
    limits=FIGURES,
    ago=st.lists(st.integers(0, 4 * DAY // MINUTE), max_size=8),
    blocked=st.booleans(),
)
def test_a_next_attempt_is_clear_from_the_time_told_and_not_before(
    limits: Limits, ago: list[int], blocked: bool
) -> None:
    attempts = spent(*{T - a * MINUTE for a in ago}, limits=limits)
    if blocked and attempts.made:
        attempts = attempts.spend(replace(attempts.made[-1], result=AttemptResult.BLOCKED))
    clear = attempts.clear_at(T)
    if clear is None:
        assert attempts.risk(T) is Risk.CLEAR or limits.risky == 1
    elif limits.risky > 1:
        assert attempts.risk(clear - 1) is not Risk.CLEAR
        assert attempts.risk(clear) is Risk.CLEAR
