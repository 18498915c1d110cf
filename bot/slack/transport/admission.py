"""Admission: the queue before Bolt, and the refusal of requests that have waited too long.

Slack gives up after 3 s. In a rush that goes on, whoever has waited for most of that is told to try
again, so that those behind can still be answered in time. Where nobody comes behind, nothing would
be won by it: then a late answer is better than none.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import Histogram
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.process.background_tasks import BackgroundTasks
from bot.process.foreground import Foreground
from bot.slack.requests.busy_replies import BusyReplies

SECONDS = Histogram(
    "mfa_request_seconds",
    "Time to answer Slack",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
AT_ONCE = 128  # requests; more would only make each of them slower
TOO_LONG = 2.0  # seconds of waiting; the rest of Slack's 3 s is for the answer
LONG = 0.5  # seconds of the first in the queue, at which nobody is let in while others are refused
RUSH = 0.25  # seconds since the last request came, or was refused, for which a rush goes on
MOST_LEFT = 8_000  # things that were answered, and are still to be shown or told
NEVER = float("-inf")


class Admission:
    def __init__(
        self,
        app: AsyncApp,
        busy: BusyReplies,
        foreground: Foreground,
        background: BackgroundTasks,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock`: in seconds, never set back."""
        self._app = app
        self._busy = busy
        self._foreground = foreground
        self._background = background
        self._clock = clock
        self._places = asyncio.Semaphore(AT_ONCE)
        self._queue: dict[object, float] = {}  # since when each waits, the first one first
        self._came_at = self._refused_at = NEVER

    async def dispatch(self, request: AsyncBoltRequest, came: float | None = None) -> BoltResponse:
        """Answer of Bolt, or that the bot is busy. `came`: when the request did, by the clock."""
        came = self._clock() if came is None else came
        self._came_at = max(came, self._came_at)
        try:
            if self._is_full():
                return self._refuse(request)
            with self._foreground.request(), self._waiting(came) as begin:
                async with self._places:
                    begin()
                    if self._is_too_late(came):
                        return self._refuse(request)
                    return await self._app.async_dispatch(request)
        finally:
            SECONDS.observe(self._clock() - came)

    def _is_full(self) -> bool:
        if len(self._background) >= MOST_LEFT:
            return True
        now = self._clock()
        refuses = now - self._refused_at < RUSH
        return refuses and now - next(iter(self._queue.values()), now) > LONG

    def _is_too_late(self, came: float) -> bool:
        now = self._clock()
        return now - came > TOO_LONG and now - self._came_at < RUSH

    def _refuse(self, request: AsyncBoltRequest) -> BoltResponse:
        self._refused_at = self._clock()
        return self._busy.reply(request.body)

    @contextmanager
    def _waiting(self, came: float) -> Iterator[Callable[[], None]]:
        """Context of one in the queue; it leaves that by the yielded function, or by giving up."""
        me = object()
        self._queue[me] = came

        def begin() -> None:
            self._queue.pop(me, None)

        try:
            yield begin
        finally:
            begin()
