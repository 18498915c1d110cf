"""JSON log lines, for what collects logs: one object a line, and its fields are always the same."""

from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter as LibraryFormatter

from bot.process.logs import WithoutMessages

_NAMES = {"levelname": "level", "name": "logger", "exc_info": "exception"}
FIELDS = ("time", "level", "logger", "worker", "message", "exception")


class JsonFormatter(WithoutMessages, LibraryFormatter):
    """Formatter of objects with FIELDS; `worker`: its number, where several write to one log."""

    def __init__(self, worker: int | None = None) -> None:
        LibraryFormatter.__init__(
            self,
            ("levelname", "name", "message"),
            rename_fields=_NAMES,
            static_fields={} if worker is None else {"worker": worker},
            timestamp="time",
            reserved_attrs=[*RESERVED_ATTRS, *FIELDS],  # what is attached takes none of these names
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Fields that are known: a library may attach to a record whatever it has at hand."""
        return {name: log_data[name] for name in FIELDS if name in log_data}
