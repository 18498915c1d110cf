"""What the bench makes of a rush."""

from dataclasses import replace
from math import inf

from tests.bench.crowd import AT_ONCE, lead, parts
from tests.bench.figures import ROWS
from tests.bench.rush import MOST_LAG, PEOPLE, PER_SECOND, SECONDS, Flood, late, told

FLOOD = Flood(late=3, counted=0.25, unexplained=0, bytes_more=2 * 1024**2, lag=0.1)


def test_an_answer_at_three_seconds_is_in_time_and_none_at_all_is_late() -> None:
    assert late([0.1, 3.0]) == 0
    assert late([3.001, inf, 0.1]) == 2


def test_each_figure_of_a_flood_has_a_row() -> None:
    figures = {f.key: f.value for name in ("flood_one", "flood_two") for f in told(name, FLOOD)}
    assert {key for key in ROWS if key.startswith("flood_")} == figures.keys()
    assert figures["flood_one_late"] == figures["flood_two_late"] == 3
    assert (figures["flood_one_counted"], figures["flood_one_memory"]) == (25, 2)


def test_a_flood_that_came_late_itself_tells_nothing() -> None:
    figures = [*told("flood_one", replace(FLOOD, lag=2 * MOST_LAG))]
    assert figures
    for figure in figures:
        assert (figure.value, figure.missed) == (None, False)
        assert figure.left_out == "presses were sent up to 2.0 s late"


def test_nobody_in_a_flood_presses_faster_than_a_person_may() -> None:
    presses = PER_SECOND * SECONDS
    each = [lead(n, PEOPLE) for n in range(presses)]
    assert len(set(each)) == PEOPLE
    assert presses / PEOPLE <= 20


def test_copies_come_in_parts_that_leave_out_none() -> None:
    whole = range(7, 7 + 2 * AT_ONCE + 1)
    assert [n for part in parts(whole) for n in part] == [*whole]
    assert [len(part) for part in parts(whole)] == [AT_ONCE, AT_ONCE, 1]
