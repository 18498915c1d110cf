"""How long somebody waited for an answer while Redis was in trouble; told at the very end."""

from collections.abc import Iterator

PATIENCE = 3.0  # seconds; Slack's
_SLOWEST: dict[str, float] = {}


def in_time(trouble: str, seconds: float) -> None:
    """Of one answer: it must have come before Slack gives up."""
    assert seconds < PATIENCE, f"{trouble}: {seconds:.1f} s"
    _SLOWEST[trouble] = max(seconds, _SLOWEST.get(trouble, 0.0))


def told() -> Iterator[str]:
    for trouble, seconds in _SLOWEST.items():
        yield f"{trouble}: {seconds:.2f} s"
