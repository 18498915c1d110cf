"""Memory of requests whose callers are not known yet: one bound for all of them together.

Above it, callers that have sent only part of a request are dropped, the oldest first. In a rush of
genuine callers there are none: each request is complete, and about to be checked. Then callers that
have sent nothing yet wait, unread, until there is room again.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Caller(Protocol):
    def stop_reading(self) -> None:
        """Read no more: what the caller sends waits in the system's buffers."""

    def read_again(self) -> None: ...


C = TypeVar("C", bound=Caller)

LOOKS = 4  # within the time that a request may take


@dataclass(slots=True)
class _Part:
    """What a caller has sent so far, and how many looks found it unfinished while others wait."""

    count: int = 0  # bytes
    looks: int = 0
    pieces: int = 0
    awaited: bool = False  # whether somebody waits for the rest of it

    @property
    def is_half(self) -> bool:
        """Whether more is to come, as far as one can tell: a press comes in one piece."""
        return self.awaited or self.pieces > 1


@dataclass(slots=True, eq=False)
class RequestMemory(Generic[C]):
    """Memory of all callers together."""

    _most: int  # bytes
    _seconds: float  # that a request may take at most while others wait
    _drop: Callable[[C], None]  # ends a connection
    _unread: Callable[[], Iterable[C]]  # callers that may be made to wait
    _parts: dict[C, _Part] = field(default_factory=dict, init=False)
    _bytes: int = field(default=0, init=False)
    _waiting: set[C] = field(default_factory=set, init=False)
    _timer: asyncio.TimerHandle | None = field(default=None, init=False)  # while callers wait

    def add(self, caller: C) -> None:
        """Add a caller, which has to wait while others do."""
        if self._timer:
            self._let_wait(caller)

    def hold(self, caller: C, count: int) -> None:
        part = self._parts.setdefault(caller, _Part())
        part.count += count
        part.pieces += 1
        self._bytes += count
        self._make_room()
        if self._bytes > self._most and not self._timer:
            for each in self._unread():
                if each not in self._parts:
                    self._let_wait(each)
            self._look_again()

    def awaited(self, caller: C, *, more: bool) -> None:
        """Whether the rest of its request is waited for."""
        if part := self._parts.get(caller):
            part.awaited = more
        if more and self._timer:  # what is there already is read at once
            asyncio.get_running_loop().call_soon(self._make_room)

    def release(self, caller: C) -> None:
        """Forget a caller who is known now, or gone."""
        if part := self._parts.pop(caller, None):
            self._bytes -= part.count
        self._waiting.discard(caller)
        if self._timer and self._bytes <= self._most / 2:
            self._timer.cancel()
            self._timer = None
            waiting, self._waiting = self._waiting, set()
            for each in waiting:
                each.read_again()

    def _make_room(self) -> None:
        """Drop the oldest half requests; while others wait, until those can be read again."""
        most = self._most / 2 if self._timer else self._most
        while self._bytes > most and (half := self._oldest_half()):
            self._drop(half)

    def _oldest_half(self) -> C | None:
        return next((caller for caller, part in self._parts.items() if part.is_half), None)

    def _let_wait(self, caller: C) -> None:
        self._waiting.add(caller)
        caller.stop_reading()

    def _look_again(self) -> None:
        """Drop callers whose request has taken too long while others wait.

        Looks are counted, not seconds: where this process itself is late, nobody is dropped for it.
        """
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._seconds / LOOKS, self._look_again)
        for caller, part in list(self._parts.items()):
            part.looks += 1
            if part.looks > LOOKS and self._timer:
                self._drop(caller)
