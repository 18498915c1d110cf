"""How long somebody waited for an answer while Redis was in trouble; told at the very end."""

from tests.support import telling

PATIENCE = 3.0  # seconds; Slack's


def in_time(trouble: str, seconds: float) -> None:
    """Of one answer: it must have come before Slack gives up."""
    assert seconds < PATIENCE, f"{trouble}: {seconds:.1f} s"
    telling.tell("slowest answer while Redis was in trouble", f"{trouble}: {seconds:.2f} s")
