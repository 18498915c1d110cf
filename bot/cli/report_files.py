"""Files of a run's report: Markdown, JSON and CSV, with times in UTC."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from bot.core.report import Report
from bot.core.words import Words, fill, placeholders
from bot.texts import Person, Text, Timestamp, Value, report, report_tables

# What a spreadsheet takes for the beginning of a formula.
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# In many countries a spreadsheet parts cells by semicolons or tabs, also within our quotes.
_FORMULA_BEHIND = re.compile(r"""([;\t]["\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")
_CODE = re.compile(r"`[^`]+`")  # is copied as it stands: nothing in it is escaped
_MARKS = re.compile(r"([\\`*_\[\]<>|#~])")
COLUMNS = (
    *("run", "account", "drill", "time_utc", "by", "flow", "step", "button", "pressed"),
    *("to_flow", "to_step", "turn", "used", "reason", "lead", "outcome"),
    *("approval", "untold", "proof", "more"),
)


def markdown(language: str, found: Report, texts: Mapping[str, Words]) -> str:
    parts = [f"# {_escaped(report.title(language, found, texts))}"]
    parts += [_fill(text) for text in report.summary(language, found, texts)]
    for table in report_tables.tables(language, found, texts):
        lines = [table.head, ("---",) * len(table.head)]
        lines += [tuple(_fill(cell) for cell in row) for row in table.rows]
        parts += [f"## {table.title}", "\n".join(f"| {' | '.join(line)} |" for line in lines)]
    return "\n\n".join(parts) + "\n"


def runs_as_json(found: Sequence[Report]) -> str:
    """List of runs, each as the report of one begins."""
    return json.dumps([_head(one) for one in found], ensure_ascii=False, indent=2) + "\n"


def runs_as_csv(found: Sequence[Report]) -> str:
    """One row for each run, with the same columns."""
    rows = [_head(one) for one in found]
    return _csv(rows[0], ([_plain(cell) for cell in row.values()] for row in rows))


def _head(found: Report) -> dict[str, Any]:
    return {
        "run": found.run,
        "account": found.account,
        "flow": found.flow,
        "drill": found.drill,
        "complete": found.complete,
        "began": utc(found.began_at),
        "began_by": found.entries[0].by,
        "last_press": utc(found.moved_at),
        "outcome": found.outcome or None,
        "seconds": found.active_ms // 1000,
    }


def _plain(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


def as_json(found: Report) -> str:
    known: dict[str, Any] = {
        **_head(found),
        "seconds_last_drill": None if found.former is None else found.former // 1000,
        "times": [
            {
                "flow": time.flow,
                "step": time.step,
                "seconds": time.ms // 1000,
                "seconds_last_drill": None if time.former is None else time.former // 1000,
            }
            for time in found.times
        ],
        "attempts": [
            {
                "time": utc(one.entry.at),
                "by": one.entry.by,
                "change": one.change,
                "button": one.entry.button,
                "used": one.entry.used,
                "reason": one.entry.reason,
            }
            for one in found.counts
        ],
        "leads": [
            {"time": utc(one.entry.at), "lead": one.lead, "button": one.entry.button}
            for one in found.leads
        ],
        "approvals": [
            {
                "time": utc(one.entry.at),
                "by": one.by,
                "state": one.state,
                "reason": one.reason,
                "untold": one.entry.untold,
            }
            for one in found.approvals
        ],
        "evidence": [
            {
                "time": utc(entry.at),
                "flow": entry.flow,
                "step": entry.step,
                "proof": entry.proof,
                "button": entry.button,
            }
            for entry in found.evidence
        ],
        "root_sign_ins": [utc(at) for at in found.root_sign_ins],
        "entries": [{"time": utc(entry.at), **asdict(entry)} for entry in found.entries],
    }
    return json.dumps(known, ensure_ascii=False, indent=2) + "\n"


def as_csv(language: str, found: Report, texts: Mapping[str, Words]) -> str:
    """One row for each entry of the audit; what was pressed also by its label in the language."""
    rows = []
    for entry in found.entries:
        more = "; ".join(f"{name}: {text}" for name, text in entry.others.items())
        row = {
            **asdict(entry),
            "approval": entry.approval or "",
            "untold": "yes" if entry.untold else "",
            "proof": entry.proof or "",
            "run": found.run,
            "account": found.account,
            "drill": "yes" if found.drill else "no",
            "time_utc": utc(entry.at),
            "pressed": report_tables.pressed(language, entry, texts),
            "more": more,
        }
        rows.append([str(row[name]) for name in COLUMNS])
    return _csv(COLUMNS, rows)


def _csv(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(as_cell, row) for row in rows)
    return file.getvalue()


def as_cell(text: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe before it makes it text."""
    found = _FORMULA.match(text)
    begins = found.end() if found else 0
    behind = _FORMULA_BEHIND.sub(r"\1'", text[begins:])
    return f"'{text[:begins]}{behind}" if found else behind


def utc(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _fill(text: Text) -> str:
    code = {name for span in _CODE.findall(text.markdown) for name in placeholders(span)}
    values = {
        name: str(value) if name in code else _value(value) for name, value in text.values.items()
    }
    return fill(text.markdown, values)


def _value(value: Value) -> str:
    match value:
        case Timestamp(at):
            return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M:%S UTC}"
        case Person(name):
            return name
        case _:
            return _escaped(str(value))


def _escaped(text: str) -> str:
    """Text as it is: no mark-up, and no end of a cell or of its row."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
