"""Procedures that nobody has compared with AWS for a while."""

from collections.abc import Iterator
from datetime import date

from bot.flowfiles.library import Library

MOST_DAYS = 90


def outdated(library: Library, today: date) -> Iterator[str]:
    """A sentence for each procedure whose last comparison is too long ago."""
    for name, flow in library.flows.items():
        days = (today - date.fromisoformat(flow.review.day)).days
        if days > MOST_DAYS:
            yield (
                f"{name} was last compared with AWS {days} days ago. Compare it again, and put"
                " today's date into `reviewed` in its flow.yaml."
            )
