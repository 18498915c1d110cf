"""Foreground: requests that wait for their answer, which background work lets go first."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 0.1  # seconds that background work waits at a time: in a rush it goes on, slowly


class Foreground:
    def __init__(self) -> None:
        self._waiting = 0
        self._clear = asyncio.Event()
        self._clear.set()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Context of one request that waits."""
        self._waiting += 1
        self._clear.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._clear.set()

    async def clear(self) -> None:
        """Waits until no request does, for PATIENCE at most."""
        if self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._clear.wait()
