"""What the bot promises about the count of phone verifications."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.budget import (
    DAY,
    HOUR,
    MINUTE,
    UNDO_WITHIN,
    Attempt,
    AttemptKind,
    AttemptResult,
    Attempts,
    Limits,
    Risk,
)

T = 1_790_000_000_000
FIGURES = st.builds(
    Limits,
    limit=st.integers(1, 6),
    risky=st.integers(1, 6),
    window=st.sampled_from([HOUR, DAY, 3 * DAY]),
)


def attempt(
    at: int, name: str = "", run: str = "prod.a", kind: AttemptKind = AttemptKind.CALL
) -> Attempt:
    return Attempt(name or f"at {at}", at, "UANA", kind, run)


def spent(*times: int, limits: Limits | None = None) -> Attempts:
    attempts = Attempts(limits=limits or Limits())
    for at in times:
        attempts = attempts.spend(attempt(at))
    return attempts


def told(at: int, run: str = "prod.a", name: str = "told") -> Attempt:
    return attempt(at, name, run, AttemptKind.EARLIER)


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

    @settings(max_examples=500)
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

    @settings(max_examples=500)
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


@pytest.mark.parametrize(
    "result", [AttemptResult.SIGNED_IN, AttemptResult.NO_RING, AttemptResult.FAILED]
)
def test_what_came_of_an_attempt_is_kept_and_changes_no_count(result: AttemptResult) -> None:
    before = spent(T, T + 1)
    after = before.record(f"at {T}", result, told(T + 2))
    assert after.made == (replace(before.made[0], result=result), before.made[1])
    assert Attempts().record(None, result, told(T)) == Attempts()


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


@given(limits=FIGURES, ago=st.lists(st.integers(0, 4 * DAY // MINUTE), max_size=8))
def test_a_block_now_lasts_as_long_as_the_bot_says_before_it(
    limits: Limits, ago: list[int]
) -> None:
    attempts = spent(*{T - a * MINUTE for a in ago}, limits=limits)
    refused = replace(attempt(T, "refused"), result=AttemptResult.BLOCKED)
    assert attempts.blocked_until(T) == attempts.spend(refused).reopens_at(T)


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
