"""What the bot promises about attempts that people tell of, made before a run or outside of it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import (
    DAY,
    HOUR,
    MINUTE,
    AttemptKind,
    Attempts,
)
from tests.core.attempts import T, attempt, spent, told


class TestEarlierAttempts:
    def test_the_person_gives_the_total_and_only_the_difference_is_added(self) -> None:
        """The one that the bot counted itself is among the two."""
        attempts = spent(T).recount_earlier(2, told(T + HOUR), T + 2 * HOUR)
        assert attempts.used(T + 2 * HOUR) == 2

    def test_fewer_than_the_bot_counted_takes_none_away(self) -> None:
        attempts = spent(T, T + 1)
        assert attempts.recount_earlier(1, told(T + 2), T + 3).made == attempts.made

    def test_all_are_dated_like_the_newest(self) -> None:
        attempts = Attempts().recount_earlier(2, told(T - 5 * HOUR), T)
        assert [a.at for a in attempts.made] == [T - 5 * HOUR] * 2

    def test_a_second_answer_replaces_the_first(self) -> None:
        first = Attempts().recount_earlier(3, told(T, name="first"), T)
        second = first.recount_earlier(1, told(T + 1, name="second"), T + 1)
        assert [a.id for a in second.made] == ["second.0"]

    def test_the_answer_in_another_run_is_counted_not_doubled(self) -> None:
        first = Attempts().recount_earlier(2, told(T, run="prod.a", name="ana"), T)
        both = first.recount_earlier(2, told(T, run="prod.b", name="ben"), T)
        assert both.made == first.made

    def test_an_attempt_that_has_left_the_window_is_none_of_the_total(self) -> None:
        """It was inside the window five hours ago, when the newest was made; it is not now."""
        attempts = spent(T - 26 * HOUR).recount_earlier(1, told(T - 5 * HOUR), T)
        assert attempts.used(T) == 1

    @given(st.lists(st.integers(1, 30), max_size=4), st.integers(0, 9), st.integers(0, 23))
    def test_nothing_told_is_lost_and_nothing_is_counted_twice(
        self, ages: list[int], total: int, newest: int
    ) -> None:
        counted = spent(*(T - age * HOUR for age in ages))
        attempts = counted.recount_earlier(total, told(T - newest * HOUR), T)
        assert attempts.used(T) == max(total, counted.used(T))


@given(
    said=st.lists(
        st.tuples(
            st.sampled_from(["prod.a", "prod.b"]),
            st.integers(0, 4),
            st.integers(0, 30),  # hours ago
            st.sampled_from([0, MINUTE, 5 * HOUR, DAY - 1, DAY, DAY + 5 * HOUR]),  # later
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_who_answers_again_or_on_a_later_day_counts_nothing_twice(
    said: list[tuple[str, int, int, int, bool]],
) -> None:
    """The count is what the last answer said, or what was counted beside it, if that is more."""
    attempts, now = Attempts(), T
    for n, (run, total, hours, later, calls) in enumerate(said):
        now += later
        if calls:
            attempts = attempts.spend(attempt(now, f"call {n}"))
        others = [
            a for a in attempts.counted(now) if a.kind is not AttemptKind.EARLIER or a.run != run
        ]
        newest = told(now - hours * HOUR, run, f"told {n}")
        attempts = attempts.recount_earlier(total, newest, now)
        missing = 0 if hours >= 24 else max(0, total - len(others))
        assert attempts.used(now) == len(others) + missing
