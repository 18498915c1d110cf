"""A clock that can be turned ahead: shared with the bot's process, and kept when both end."""

import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bot.store.clock import utc_ms

LONGEST = 10 * 365 * 24 * 3_600_000  # ms; dates far beyond are none
_SIZE = struct.calcsize("<q")


class Clock(Protocol):
    """Milliseconds since 1970, and how far they are turned ahead."""

    @property
    def ahead(self) -> int: ...
    def __call__(self) -> int: ...
    def skip(self, ms: int) -> None: ...


class TurnedClock:
    """Milliseconds since 1970, so many ahead as the page was asked to skip.

    Who maps the same file sees each turn at once.
    """

    def __init__(self, shared: mmap.mmap) -> None:
        self._shared = shared

    def __call__(self) -> int:
        return utc_ms() + self.ahead

    @property
    def ahead(self) -> int:
        return int(struct.unpack_from("<q", self._shared)[0])

    def skip(self, ms: int) -> None:
        """Ahead only: what has been written would otherwise lie in the future."""
        if not 0 <= ms <= LONGEST - self.ahead:
            raise ValueError("a clock is turned ahead only, and by years at most")
        struct.pack_into("<q", self._shared, 0, self.ahead + ms)


@contextmanager
def turned_clock(path: Path) -> Iterator[TurnedClock]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.truncate(descriptor, _SIZE)
        with mmap.mmap(descriptor, _SIZE) as shared:
            yield TurnedClock(shared)
    finally:
        os.close(descriptor)
