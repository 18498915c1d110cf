"""Admission: the queue before Bolt, and the refusal of requests that have waited too long.

Slack gives up after 3 s. In a rush that goes on, a request that has waited for most of that is
refused, so that later ones can still be answered in time. If no later request comes, a refusal
would help nobody: a late answer is better than none.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

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
AT_ONCE = 32  # requests; more would only make each of them slower
MOST_WAIT = 1.5  # seconds; the rest of Slack's 3 s is for the answer
MOST_WAIT_IN_RUSH = 0.5  # seconds; a rush begins once somebody has waited too long
RUSH_OVER_SECONDS = 0.25  # without a refusal, after which a rush is over
MOST_LEFT = 8_000  # things that were answered, and are still to be shown or told


@dataclass(slots=True)
class Admission:
    """Queue before an app; `clock`: in seconds, never set back."""

    _app: AsyncApp
    _busy: BusyReplies
    _foreground: Foreground
    _background: BackgroundTasks
    clock: Callable[[], float] = time.monotonic
    _served: int = field(default=0, init=False)  # that are served now
    # With the time since when each waits.
    _queue: deque[tuple[float, asyncio.Future[bool]]] = field(default_factory=deque, init=False)
    _refused_at: float = field(default=float("-inf"), init=False)

    async def dispatch(self, request: AsyncBoltRequest, came: float | None = None) -> BoltResponse:
        """Bolt's answer, or that the bot is busy; `came`: arrival of the request, by the clock."""
        came = self.clock() if came is None else came
        try:
            with self._foreground.request():
                if len(self._background) >= MOST_LEFT or not await self._wait_for_turn(came):
                    return self._busy.reply(request.body)
                try:
                    return await self._app.async_dispatch(request)
                finally:
                    self._served -= 1
                    self._serve_next()
        finally:
            SECONDS.observe(self.clock() - came)

    async def _wait_for_turn(self, came: float) -> bool:
        """Wait for a turn; False if the request has waited too long."""
        mine: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.append((came, mine))
        self._refuse_late(came)
        self._serve_next()
        return await mine

    def _refuse_late(self, came: float) -> None:
        """Refuse requests that wait too long, by the arrival of a new one.

        The time of reading would be wrong: requests that came at one moment are read one after the
        other, and the last of them makes nobody late.
        """
        now = self.clock()
        most = MOST_WAIT_IN_RUSH if now - self._refused_at < RUSH_OVER_SECONDS else MOST_WAIT
        while self._queue and came - self._queue[0][0] > most:
            _, late = self._queue.popleft()
            if not late.done():
                late.set_result(False)
                self._refused_at = now

    def _serve_next(self) -> None:
        while self._queue and self._served < AT_ONCE:
            _, first = self._queue.popleft()
            if not first.done():  # not cancelled
                first.set_result(True)
                self._served += 1
