"""Time zones by their IANA names."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, available_timezones


def is_known(name: str) -> bool:
    """Whether there is such a zone, by all that this machine knows: it may know none."""
    return _zone(name) is not None or not available_timezones()


def offset_in(*names: str) -> Callable[[int], int]:
    """Offset from UTC in ms, at a time in ms since 1970: in the first zone that is known here."""
    zone = next((found for name in names if (found := _zone(name))), UTC)
    return lambda at: _offset(datetime.fromtimestamp(at / 1000, zone))


def local_offset(at: int) -> int:
    """Offset of this machine's own time zone, in ms."""
    return _offset(datetime.fromtimestamp(at / 1000).astimezone())


def _offset(there: datetime) -> int:
    offset = there.utcoffset()
    return int(offset.total_seconds() * 1000) if offset else 0


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # unknown, no name of one, or one of a directory
        return None
