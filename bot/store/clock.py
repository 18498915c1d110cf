"""The time by which attempts are counted: the Redis server's, which all processes share."""

import time
from collections.abc import Callable

from bot.core.budget import DAY, MINUTE

Clock = Callable[[], int]
"""Milliseconds since 1970."""

MAX_SKEW = MINUTE  # from which on a clock is told of, and nothing is deleted by either


def utc_ms() -> int:
    """Milliseconds since 1970, by this machine's clock."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class ServerClock:
    """Milliseconds since 1970, by the server's clock as last heard.

    Between two answers this machine's monotonic clock carries it on: whatever is done to the wall
    clock here changes no count and no wait.
    """

    def __init__(self, wall: Clock = utc_ms, monotonic: Clock = monotonic_ms) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._ahead: int | None = None  # of the monotonic clock
        self._leapt: int | None = None  # when, by the monotonic clock
        self.set_back = False  # the server's clock, since somebody last asked

    def __call__(self) -> int:
        """By the wall clock until the server has been heard."""
        return self._wall() if self._ahead is None else self._monotonic() + self._ahead

    def hear(self, server: int) -> None:
        """Take the time that came with an answer."""
        self.set_back = self.set_back or (self._ahead is not None and server < self() - MAX_SKEW)
        if self._ahead is not None and abs(server - self()) > MAX_SKEW:
            self._leapt = self._monotonic()
        self._ahead = server - self._monotonic()

    @property
    def skew(self) -> int:
        """How far this machine's wall clock is ahead of the server's, in milliseconds."""
        return 0 if self._ahead is None else self._wall() - self()

    @property
    def agrees(self) -> bool:
        """Whether the two clocks vouch for each other: else nothing may be deleted by its age.

        Not for a day after a leap: two clocks of one machine leap together.
        """
        if self._leapt is not None and self._monotonic() - self._leapt < DAY:
            return False
        return abs(self.skew) <= MAX_SKEW
