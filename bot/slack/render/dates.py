"""Times as Slack shows them: in the zone and language of whoever reads."""

from datetime import UTC, datetime

FORMAT = "{date_short_pretty} {time}"


def in_utc(at: int) -> str:
    """Time for whatever can't read Slack's dates; `at` in ms since 1970."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
