"""The feed of all changes, numbered, for pages, tests and the journal."""

from asyncio import Queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Frame = dict[str, Any]


class Feed:
    def __init__(self) -> None:
        self.seq = 0
        self._queues: set[Queue[Frame]] = set()
        self._subscribers: list[Callable[[str, Any], None]] = []

    def publish(self, kind: str, value: Any) -> None:
        self.seq += 1
        for subscriber in self._subscribers:
            subscriber(kind, value)
        for queue in self._queues:
            queue.put_nowait({"seq": self.seq, kind: value})

    def subscribe(self, subscriber: Callable[[str, Any], None]) -> None:
        """Call the subscriber with the kind and the value of each change."""
        self._subscribers.append(subscriber)

    @contextmanager
    def listen(self) -> Iterator[Queue[Frame]]:
        """All frames from now on."""
        queue: Queue[Frame] = Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)
