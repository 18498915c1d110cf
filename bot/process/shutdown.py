"""Told to stop: once, and what is under way is finished; twice, and the process ends at once."""

import asyncio
import errno
import signal
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

SIGNALS = (signal.SIGTERM, signal.SIGINT)
THREAD_LIMIT = (
    "this user may start no more threads or processes (raise `ulimit -u`, or the container's limit"
    " of pids)"
)
RECANCEL_SECONDS = 1.0  # seconds for a task to clean up

T = TypeVar("T")


class DaemonThreadExecutor(ThreadPoolExecutor):
    """Whoever hangs in it (a name server, a program) is not waited for at the end, and holds up
    nobody else: each has a thread.
    """

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 -- it is whoever waits that decides
                future.set_exception(error)

        try:
            threading.Thread(target=run, daemon=True).start()
        except RuntimeError:  # of an OSError's kind: whoever needs the thread can't reach something
            future.set_exception(OSError(errno.EAGAIN, THREAD_LIMIT))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        del wait, cancel_futures


def run(work: Coroutine[Any, Any, T]) -> T:
    """As asyncio.run, which would wait at the end for whoever hangs in a thread."""
    runner = asyncio.Runner()
    runner.get_loop().set_default_executor(DaemonThreadExecutor())
    try:
        return runner.run(work)
    finally:
        with suppress(RuntimeError):  # it would start a thread to wait for the others
            runner.close()


@contextmanager
def stop_event() -> Iterator[asyncio.Event]:
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


async def run_until(told: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`; None where `told` came first, which ends it."""
    doing, waiting = asyncio.create_task(work), asyncio.create_task(told.wait())
    try:
        await asyncio.wait([doing, waiting], return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        await cancel_and_wait((doing, waiting))


async def cancel_and_wait(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel them until they have ended: `wait_for` of Python 3.11 may swallow it once."""
    going_on = {task for task in tasks if not task.done()}
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=RECANCEL_SECONDS)
