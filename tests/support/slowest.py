"""How long somebody waited for an answer while Redis was in trouble; told at the very end."""

from tests.support import telling
from tests.support.patience import SLACK_WAITS


def in_time(trouble: str, seconds: float) -> None:
    """Of one answer: it must have come before Slack gives up."""
    assert seconds < SLACK_WAITS, f"{trouble}: {seconds:.1f} s"
    telling.tell("slowest answer while Redis was in trouble", f"{trouble}: {seconds:.2f} s")
