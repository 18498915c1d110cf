"""Foreground: requests that wait for an answer; background work gives way to them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 0.1  # seconds that background work waits at a time: in a rush it goes on, slowly


class Foreground:
    def __init__(self) -> None:
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Context of one request, until it is answered."""
        self._waiting += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._idle.set()

    async def wait_until_idle(self) -> None:
        """Wait until no request waits for an answer, for PATIENCE at most."""
        if self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._idle.wait()
