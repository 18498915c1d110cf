"""Times for programs and for people, in UTC."""

from datetime import UTC, datetime


def iso(at: int | None) -> str | None:
    """ISO 8601 of a time in ms since 1970."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


def minute(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
