"""The bench's arithmetic, and the table that comes of it."""

import pytest

from tests.bench.figures import BEGIN, END, ROWS, Figure, page, quantile, ratio, read, records
from tests.bench.processes import ROOT

DOCS = ROOT / "docs"
FIVE = [50.0, 10.0, 40.0, 20.0, 30.0]


@pytest.mark.parametrize(
    ("values", "low"),
    [(FIVE, 10), ([*FIVE, 60.0], 20), ([7.0], 7), ([float(n) for n in range(1, 101)], 20)],
)
def test_a_fifth_of_the_values_lies_at_the_quantile_or_below(
    values: list[float], low: float
) -> None:
    assert quantile(values) == low
    assert sum(value <= low for value in values) >= len(values) / 5


def test_nothing_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        quantile([])


def test_one_slow_moment_does_not_change_a_ratio() -> None:
    assert ratio(FIVE, [5.0, 5.0]) == ratio([*FIVE[1:], 5000.0], [5.0, 5.0, 5.0]) == 2


@pytest.mark.parametrize(
    ("value", "missed", "verdict"),
    [(1.7, False, "holds"), (1.71, True, "missed"), (None, False, "left out: no Node")],
)
def test_a_bar_is_the_highest_value_that_holds(
    value: float | None, missed: bool, verdict: str
) -> None:
    figure = Figure("press_bolt", value, "" if value else "no Node")
    assert (figure.missed, figure.cells[-1]) == (missed, verdict)
    assert figure.cells[2] == "≤ 1.7"


def test_what_has_no_bar_can_miss_none() -> None:
    figure = Figure("shown", 1e9)
    assert not figure.missed
    assert figure.cells[1:] == ("1000000000.00 ms", "", "")


def test_what_was_written_is_read_again() -> None:
    found = [Figure("shown", 1.5), Figure("shown_js", left_out="no Node")]
    assert read(records(found, "Measured.")) == (found, "Measured.")


def test_a_page_keeps_what_stands_around_its_table() -> None:
    before = f"Before.\n\n{BEGIN}\nformer\n{END}\n\nAfter.\n"
    text = records([Figure("rest", 12), Figure("start", 2.5)], "Measured.")
    after = page(before, text)
    assert after.startswith(f"Before.\n\n{BEGIN}\nMeasured.\n")
    assert after.endswith(f"\n{END}\n\nAfter.\n")
    assert f"| {ROWS['rest'].what} | 12.00 | ≤ 12 | holds |\n" in after
    assert f"| {ROWS['start'].what} | 2.50 | ≤ 2 | missed |\n" in after
    assert "former" not in after
    assert page(after, text) == after


def test_a_page_without_marks_is_left_alone() -> None:
    with pytest.raises(ValueError, match="figures"):
        page("Before.", records([], ""))


def test_the_table_in_the_docs_is_what_was_measured() -> None:
    text = (DOCS / "benchmarks.json").read_text(encoding="utf-8")
    shown = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    assert page(shown, text) == shown, "make bench TABLE=1 writes it"
    assert [figure.key for figure in read(text)[0]] == [*ROWS], "make bench TABLE=1 measures all"
