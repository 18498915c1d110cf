"""Figures of `make bench`: what each is, its bar, and the table that shows them. Pure."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

LOW = Fraction(1, 5)  # the quantile that is compared: what else a machine does seldom reaches it
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"  # around the table in a page


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    bar: float | None = None  # at most; None for what is only told
    unit: str = ""


BOLT, BOLT_JS = "Bolt's empty ack (`process_before_response`)", "bolt-js doing the same"
FLOOD = "2,000 presses/s for 10 s"
UNEXPLAINED = "neither counted nor refused as busy"
ROWS: Mapping[str, Row] = {
    "press_bolt": Row(f"One press at a time, until the 200: against {BOLT}", 1.7),
    "press_js": Row(f"One press at a time, until the 200: against {BOLT_JS}", 1.4),
    "crowd_bolt": Row(f"32 presses at once, until the last 200: against {BOLT}", 1.3),
    "crowd_js": Row(f"32 presses at once, until the last 200: against {BOLT_JS}", 1.5),
    "cpu_js": Row(f"CPU of a press that is shown: against {BOLT_JS}", 1.2),
    "shown": Row("One press until it is shown, Slack at 75 ms", unit="ms"),
    "shown_js": Row(f"One press until it is shown: against {BOLT_JS}"),
    "trips_before": Row("Round trips to Redis before the 200", 2),
    "trips_after": Row("Round trips to Redis after the 200", 4),
    "calls": Row("Calls to Slack per press", 2),
    "rush_few": Row("500 presses at once, until the last step is shown, Slack at 75 ms", 2, "s"),
    "rush_many": Row("5,000 presses at once, until the last step is shown", 16, "s"),
    "rush_in_time": Row("5,000 presses at once: answered within Slack's 3 s", unit="%"),
    "rush_again": Row("5,000 presses at once: made again, since the bot was busy"),
    "flood_two_late": Row(f"{FLOOD}, two processes: answers past 3 s", 0),
    "flood_two_unexplained": Row(f"{FLOOD}, two processes: {UNEXPLAINED}", 0),
    "flood_two_counted": Row(f"{FLOOD}, two processes: counted", unit="%"),
    "flood_one_late": Row(f"{FLOOD}, one process: answers past 3 s", 0),
    "flood_one_unexplained": Row(f"{FLOOD}, one process: {UNEXPLAINED}", 0),
    "flood_one_counted": Row(f"{FLOOD}, one process: counted", unit="%"),
    "flood_one_memory": Row(f"{FLOOD}, one process: more memory", 256, "MiB"),
    "many": Row("A press with 1,000,000 open runs, against few", 1.1),
    "run_bytes": Row("Memory of an open run in Redis", 1.7, "KiB"),
    "start": Row("Start, against an empty Bolt app", 2),
    "rest": Row("Redis commands per minute at rest", 12),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """`left_out`: why there is no value."""

    key: str
    value: float | None = None
    left_out: str = ""

    @property
    def row(self) -> Row:
        return ROWS[self.key]

    @property
    def missed(self) -> bool:
        return self.value is not None and self.row.bar is not None and self.value > self.row.bar

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What it is, the value, the bar, and what comes of it."""
        row, measured, verdict = self.row, "", "left out: " + self.left_out
        if self.value is not None:
            measured = _with_unit(f"{self.value:.2f}", row.unit)
            verdict = "" if row.bar is None else "missed" if self.missed else "holds"
        bar = "" if row.bar is None else _with_unit(f"≤ {row.bar:g}", row.unit)
        return row.what, measured, bar, verdict

    def record(self) -> dict[str, Any]:
        row = self.row
        about = {"what": row.what, "unit": row.unit, "bar": row.bar, "missed": self.missed}
        return {"value": self.value, "left_out": self.left_out, **about}


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}".strip()


def quantile(values: Iterable[float], share: Fraction = LOW) -> float:
    """The smallest of the values that at least this share of them does not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("there is no quantile of nothing")
    return ordered[max(math.ceil(len(ordered) * share), 1) - 1]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return quantile(ours) / quantile(theirs)


def records(found: Iterable[Figure], about: str) -> str:
    """The figures as JSON, with a sentence that says where and when they were measured."""
    told = {"about": about, "figures": {figure.key: figure.record() for figure in found}}
    return json.dumps(told, indent=2) + "\n"


def read(text: str) -> tuple[list[Figure], str]:
    """What `records` wrote."""
    told = json.loads(text)
    found = told["figures"].items()
    return [Figure(key, of["value"], of["left_out"]) for key, of in found], told["about"]


def page(before: str, text: str) -> str:
    """A page with the table of that JSON between its marks. Raises ValueError without marks."""
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    found, about = read(text)
    rows = ("| what | measured | bar | |", "|---|---|---|---|")
    lines = [*rows, *("| " + " | ".join(figure.cells) + " |" for figure in found)]
    return head + "\n".join([begin, about, "", *lines, end]) + tail
