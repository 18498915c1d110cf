"""The log's lines: what a record says in text and in JSON, and what of it nobody may read."""

import json
import logging
import sys

import pytest

from bot.process.json_logs import FIELDS, JsonFormatter
from bot.process.logs import Formatter, WithoutMessages

PLANTED = "planted"
FORMATTERS = pytest.mark.parametrize("formatter", [Formatter(3), JsonFormatter(3)], ids=type)


def record(message: object, *arguments: object, broke: bool = False) -> logging.LogRecord:
    caught = None
    if broke:
        try:
            raise LookupError(PLANTED)  # noqa: TRY301
        except LookupError:
            caught = sys.exc_info()
    return logging.LogRecord("bot.x", logging.WARNING, "x.py", 1, message, arguments, caught)


@FORMATTERS
def test_the_message_of_an_exception_is_left_out(formatter: WithoutMessages) -> None:
    told = record("%s broke", "it", broke=True)
    told.exc_text = PLANTED  # as another formatter leaves it
    line = formatter.format(told)
    assert PLANTED not in line.replace("LookupError(PLANTED)", "")
    assert "builtins.LookupError" in line
    assert "it broke" in line


def test_an_object_has_the_same_fields_whatever_a_library_attaches() -> None:
    told = record("said")
    told.__dict__.update(request=PLANTED, text=PLANTED, level=PLANTED, worker=PLANTED, time=PLANTED)
    line = JsonFormatter(3).format(told)
    assert PLANTED not in line
    assert json.loads(line).keys() == {*FIELDS} - {"exception"}
    assert json.loads(line)["worker"] == 3
    assert "worker" not in json.loads(JsonFormatter().format(record("said")))


@pytest.mark.parametrize(
    "message", ["two\nlines", 'quote "', "林美玲", "\ud800", "\x1b[31m", 5, {}]
)
def test_an_object_stands_on_one_line_whatever_is_said(message: object) -> None:
    line = JsonFormatter().format(record(message, broke=True))
    assert line.encode().count(b"\n") == 0
    said = json.loads(line)["message"]
    assert said == (str(message) if message != {} else "")


def test_time_is_that_of_the_record_in_utc() -> None:
    told = record("said")
    told.created = 1_795_000_000.25
    assert json.loads(JsonFormatter().format(told))["time"] == "2026-11-18T11:06:40.250000+00:00"
