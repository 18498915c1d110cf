"""The clock that the local Slack is given."""

from typing import Protocol


class AdjustableClock(Protocol):
    """Milliseconds since 1970, by a clock that the page can set ahead."""

    @property
    def ahead(self) -> int:
        """Milliseconds that it is ahead of the real time."""
        ...

    def __call__(self) -> int: ...

    def skip(self, ms: int) -> None:
        """Set it ahead by so much more. Raises ValueError."""
