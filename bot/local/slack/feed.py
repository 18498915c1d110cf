"""Every change of the local Slack, numbered, to whoever listens: pages, tests, the journal."""

from asyncio import Queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Frame = dict[str, Any]


class Feed:
    def __init__(self) -> None:
        self.seq = 0
        self._queues: set[Queue[Frame]] = set()
        self._watchers: list[Callable[[str, Any], None]] = []

    def tell(self, kind: str, value: Any) -> None:
        self.seq += 1
        for watcher in self._watchers:
            watcher(kind, value)
        for queue in self._queues:
            queue.put_nowait({"seq": self.seq, kind: value})

    def watch(self, watcher: Callable[[str, Any], None]) -> None:
        """Call it with the kind and the value of each change."""
        self._watchers.append(watcher)

    @contextmanager
    def listen(self) -> Iterator[Queue[Frame]]:
        """All frames from now on."""
        queue: Queue[Frame] = Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)
