"""Shutdown: the first SIGTERM or SIGINT drains, the second ends the process at once."""

import asyncio
import errno
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

SIGNALS = (signal.SIGTERM, signal.SIGINT)
THREAD_LIMIT = (
    "this user may start no more threads or processes (raise `ulimit -u`, or the container's limit"
    " of pids)"
)
RECANCEL_SECONDS = 1.0  # before a task that still runs is cancelled again

T = TypeVar("T")


class DaemonThreadExecutor(ThreadPoolExecutor):
    """Executor with one daemon thread for each call: a call that hangs (DNS, a program) delays
    neither the others nor the end of the process.
    """

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        call = partial(work, *args, **kwargs)
        try:
            threading.Thread(target=_run, args=(future, call), daemon=True).start()
        except RuntimeError:  # as an OSError: callers treat it like a host that can't be reached
            future.set_exception(OSError(errno.EAGAIN, THREAD_LIMIT))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        del wait, cancel_futures


class DaemonThreadPool(DaemonThreadExecutor):
    """Executor with at most `most` daemon threads; further calls wait until one is free."""

    def __init__(self, most: int, thread_name_prefix: str) -> None:
        super().__init__(most, thread_name_prefix)
        self._most, self._prefix, self._started = most, thread_name_prefix, 0
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self._started < self._most:
            with suppress(RuntimeError):
                threading.Thread(target=self._serve, name=self._prefix, daemon=True).start()
                self._started += 1
        future: Future[Any] = Future()
        if self._started:
            self._calls.put((future, partial(work, *args, **kwargs)))
        else:
            future.set_exception(OSError(errno.EAGAIN, THREAD_LIMIT))
        return future

    def _serve(self) -> None:
        while call := self._calls.get():
            _run(*call)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        del wait, cancel_futures
        for _ in range(self._started):
            self._calls.put(None)


def _run(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(call())
    except BaseException as error:  # noqa: BLE001 -- whoever awaits the result decides
        future.set_exception(error)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Like asyncio.run, but does not wait for threads that hang."""
    runner = asyncio.Runner()
    runner.get_loop().set_default_executor(DaemonThreadExecutor())
    try:
        return runner.run(work)
    finally:
        with suppress(RuntimeError):  # no thread left for the default executor's shutdown
            runner.close()


def stop_with_input() -> None:
    """Stop this process in order when its standard input ends, as it does when its parent dies."""

    def watch() -> None:
        # Not sys.stdin: an interpreter that ends while that is being read aborts.
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def stop_event() -> Iterator[asyncio.Event]:
    """Event that the first signal sets; the second signal has the system's default effect."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    former = {name: signal.getsignal(name) for name in SIGNALS}

    def first() -> None:
        stopping.set()
        for name in SIGNALS:
            loop.remove_signal_handler(name)
            signal.signal(name, signal.SIG_DFL)

    for name in SIGNALS:
        loop.add_signal_handler(name, first)
    try:
        yield stopping
    finally:
        for name, handler in former.items():
            loop.remove_signal_handler(name)
            signal.signal(name, handler)


async def run_until(stopping: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Result of `work`; None if `stopping` is set first, which cancels `work`."""
    doing, waiting = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([doing, waiting], return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        await cancel_and_wait((doing, waiting))


async def cancel_and_wait(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until all have ended: `wait_for` of Python 3.11 may swallow one cancel."""
    going_on = {task for task in tasks if not task.done()}
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=RECANCEL_SECONDS)
