"""Hears all that the bot would write at DEBUG, from before a fixture to after it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from bot.process import logs
from bot.process.json_logs import JsonFormatter


class Ear(logging.Handler):
    """(pytest's own capture forgets what a test logged when its fixtures end.)"""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.Formatter())
        self.lines: list[str] = []
        self.in_json: list[str] = []  # the values of each object of LOG_FORMAT=json
        self._json = JsonFormatter()
        self.levels: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.levels.add(record.levelname)
        self.lines.append(self.format(record))
        values = json.loads(self._json.format(record)).values()
        self.in_json.append("\n".join(map(str, values)))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @contextmanager
    def listening(self) -> Iterator[Self]:
        logs.quiet_libraries()
        root = logging.getLogger()
        level = root.level
        root.addHandler(self)
        root.setLevel(logging.DEBUG)
        yield self
        root.removeHandler(self)
        root.setLevel(level)
