"""Lines from standard input, without a thread: a thread that waits for Enter outlives Ctrl-C."""

import asyncio
import io
import os
import sys

_CHUNK = 4096


class Keyboard:
    def __init__(self) -> None:
        self._typed = b""
        try:
            self._source: int | None = sys.stdin.fileno()
        except io.UnsupportedOperation:  # something in Python's memory stands in for it
            self._source = None

    async def line(self) -> str:
        """The next line without its end. Raises EOFError when there is none."""
        if self._source is None:
            return self._next(sys.stdin.readline().encode(), ended=True)
        while b"\n" not in self._typed:
            await self._readable(self._source)
            chunk = os.read(self._source, _CHUNK)
            if not chunk:
                return self._next(b"", ended=True)
            self._typed += chunk
        return self._next(b"", ended=False)

    def _next(self, more: bytes, *, ended: bool) -> str:
        if ended and not self._typed + more:
            raise EOFError
        line, _, self._typed = (self._typed + more).partition(b"\n")
        return line.decode(errors="replace").strip()

    @staticmethod
    async def _readable(source: int) -> None:
        ready, loop = asyncio.Event(), asyncio.get_running_loop()
        try:
            loop.add_reader(source, ready.set)
        except PermissionError:  # a file, or /dev/null: it never makes anybody wait
            return
        try:
            await ready.wait()
        finally:
            loop.remove_reader(source)
