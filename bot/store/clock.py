"""Clock of the Redis server, by which attempts are counted: all processes share it."""

import time
from collections.abc import Callable, Sequence

from bot.core.budget import DAY, MINUTE

Clock = Callable[[], int]
"""Milliseconds since 1970."""

MAX_SKEW = MINUTE  # above it the operator is warned, and nothing is deleted by age


def utc_ms() -> int:
    """Milliseconds since 1970, by this machine's clock."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> int:
    """Milliseconds of this machine's monotonic clock."""
    return time.monotonic_ns() // 1_000_000


class ServerClock:
    """Clock in ms since 1970, set by the time in each answer of the server.

    Between answers this machine's monotonic clock advances it, so that changes of the wall clock
    here change no count and no wait.
    """

    def __init__(self, wall: Clock = utc_ms, monotonic: Clock = monotonic_ms) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._ahead: int | None = None  # of the monotonic clock
        self._leapt: int | None = None  # when, by the monotonic clock
        self.set_back = False  # whether the server's clock went back; the reader resets it

    def __call__(self) -> int:
        """Time of the server; of this machine until the first answer."""
        return self._wall() if self._ahead is None else self._monotonic() + self._ahead

    def hear(self, server: int) -> None:
        """Set the clock to the server's time, in ms since 1970."""
        self.set_back = self.set_back or (self._ahead is not None and server < self() - MAX_SKEW)
        if self._ahead is not None and abs(server - self()) > MAX_SKEW:
            self._leapt = self._monotonic()
        self._ahead = server - self._monotonic()

    @property
    def skew(self) -> int:
        """Milliseconds by which this machine's wall clock is ahead of the server's."""
        return 0 if self._ahead is None else self._wall() - self()

    @property
    def agrees(self) -> bool:
        """Whether the two clocks agree: only then may data be deleted by age.

        False for a day after a leap: two clocks of one machine leap together.
        """
        if self._leapt is not None and self._monotonic() - self._leapt < DAY:
            return False
        return abs(self.skew) <= MAX_SKEW


class StoreClock:
    """Clock of a store: its server's, unless trials and tests override it."""

    def __init__(self, override: Clock | None) -> None:
        self.override = override
        self.server = ServerClock()

    def __call__(self) -> int:
        return self.server() if self.override is None else self.override()

    def hear(self, time: Sequence[str]) -> int:
        """The time in ms since 1970, once the server's clock is set by its answer to TIME."""
        seconds, micros = map(int, time)
        self.server.hear(seconds * 1000 + micros // 1000)
        return self()
