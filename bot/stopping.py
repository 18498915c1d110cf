"""Told to stop: once, and what is under way is finished; twice, and the process ends at once."""

import asyncio
import signal
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

SIGNALS = (signal.SIGTERM, signal.SIGINT)
AGAIN = 1.0  # seconds for a task to clean up

T = TypeVar("T")


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """Set by the first signal; the next one is the system's own, which nothing can hold up."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    former = {name: signal.getsignal(name) for name in SIGNALS}

    def first() -> None:
        told.set()
        for name in SIGNALS:
            loop.remove_signal_handler(name)
            signal.signal(name, signal.SIG_DFL)

    for name in SIGNALS:
        loop.add_signal_handler(name, first)
    try:
        yield told
    finally:
        for name, handler in former.items():
            loop.remove_signal_handler(name)
            signal.signal(name, handler)


async def unless(told: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`; None where `told` came first, which ends it."""
    doing, waiting = asyncio.create_task(work), asyncio.create_task(told.wait())
    try:
        await asyncio.wait([doing, waiting], return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        await end((doing, waiting))


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel them until they have ended: `wait_for` of Python 3.11 may swallow it once."""
    going_on = {task for task in tasks if not task.done()}
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=AGAIN)
