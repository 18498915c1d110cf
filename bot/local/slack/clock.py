"""The clock that the local Slack is given."""

from typing import Protocol


class AdjustableClock(Protocol):
    """Milliseconds since 1970; `ahead` of the real time by what was skipped at the page."""

    @property
    def ahead(self) -> int: ...
    def __call__(self) -> int: ...
    def skip(self, ms: int) -> None: ...
