"""The clock of a trial: set ahead at the page, shared with the bot's process, kept in a file."""

import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.clock import utc_ms

LONGEST = 10 * 365 * 24 * 3_600_000  # ms; Python has no dates far beyond
_SIZE = struct.calcsize("<q")


class TurnedClock:
    """Milliseconds since 1970, ahead of the real time by what was skipped at the page.

    Every process that maps the same file sees a skip at once.
    """

    def __init__(self, shared: mmap.mmap) -> None:
        self._shared = shared

    def __call__(self) -> int:
        return utc_ms() + self.ahead

    @property
    def ahead(self) -> int:
        return int(struct.unpack_from("<q", self._shared)[0])

    def skip(self, ms: int) -> None:
        """Set it ahead; never back, or what has been written would lie in the future."""
        if not 0 <= ms <= LONGEST - self.ahead:
            raise ValueError("The clock can only be set ahead, by ten years at most.")
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
