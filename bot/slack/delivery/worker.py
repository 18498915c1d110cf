"""Takes what is due, when it is due, until it is stopped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from prometheus_client import Gauge

from bot.core.due import (
    Due,
)
from bot.guide import Guide
from bot.slack.delivery.delivery import Delivery
from bot.slack.delivery.store_watch import StoreWatch
from bot.store.records import NewerRecord
from bot.store.store import Store, StoreAway

log = logging.getLogger(__name__)

OVERDUE = Gauge("mfa_overdue", "Things that are due and that no process has taken")
MOST = 20  # things at once
# ms until what is a newer bot's is due again, each time that it is met. At once at first: between
# two looks of this bot there is one of the newer one, which can't see what this one has put off.
NEWER_AGAIN = (0, 0, 0, 1_500, 3_000, 6_000, 12_000)
REMEMBERED = 10_000  # runs of a newer bot


# Seconds between looks while nothing is due that this process knows of; less than the lease under
# which another one, which may have died, shows what was pressed there.
AT_REST = 10.0
AWAY_AGAIN = 1_000  # ms until Redis, which is away, is asked again


class Worker:
    def __init__(
        self,
        delivery: Delivery,
        store: Store,
        guide: Guide,
        met: Callable[[], Awaitable[None]],
        every: float = AT_REST,
    ) -> None:
        """`met`: done whenever Redis is met, at the start or after it was away, since it may be
        another one by now. May raise StoreAway. `every`: seconds between looks at rest.
        """
        self.every = every
        self.on_away: Callable[[], None] = lambda: None
        self._delivery = delivery
        self._store = store
        self._guide = guide
        self._stopping = asyncio.Event()
        self._met = met
        self._away: bool | None = None  # until it is known
        self._next: float = 0  # when something is due, in ms since 1970
        self._sooner = asyncio.Event()
        store.expects = self._expect
        self._watch = StoreWatch(store)
        self._newer: dict[str, int] = {}  # how often each thing of a newer bot's was met

    async def run(self, team: str) -> None:
        while not self._stopping.is_set():
            if not await self._look(team):
                await self._rest()

    def stop(self) -> None:
        self._stopping.set()
        self._sooner.set()

    def _expect(self, at: int) -> None:
        """Something was put off until then."""
        if at < self._next:
            self._next = at
            self._sooner.set()

    async def _rest(self) -> None:
        """Until the next thing is due, or may be due that another process left."""
        clock = asyncio.get_running_loop().time
        longest = clock() + self.every
        while not self._stopping.is_set():
            left = min(longest - clock(), (self._next - self._store.clock()) / 1000)
            if left <= 0:
                return
            self._sooner.clear()
            try:
                await asyncio.wait_for(self._sooner.wait(), left)
            except TimeoutError:
                return

    async def _look(self, team: str) -> bool:
        """Whether there may be more to do. What could not be done is due when its lease ends."""
        try:
            if self._away is not False:
                await self._met()
            taken = await self._store.take(team, MOST)
            await self._watch.look(team, taken)
        except StoreAway as away:
            self._next = self._store.clock() + AWAY_AGAIN
            self._tell(away)
            return False
        self._tell(None)
        OVERDUE.set(taken.left)
        self._next = float("inf") if taken.next_at is None else taken.next_at
        found = await asyncio.gather(
            *(self._settle(team, due) for due in taken.due), return_exceptions=True
        )
        for due, error in zip(taken.due, found, strict=True):
            if isinstance(error, StoreAway):
                self._tell(error)
            elif isinstance(error, Exception):
                log.error(
                    "%s of run %s failed; it is tried again", due.what, due.run, exc_info=error
                )
        return taken.left > 0 and True in found

    async def _settle(self, team: str, due: Due) -> bool:
        """False where it is left to a newer bot."""
        try:
            await self._delivery.settle(team, due)
        except NewerRecord as newer:
            await self._leave(team, due, newer)
            return False
        return True

    async def _leave(self, team: str, due: Due, newer: NewerRecord) -> None:
        if not self._newer:
            log.warning("a newer bot is at work too; what is due for its runs is left to it")
        if len(self._newer) >= REMEMBERED:
            self._newer.clear()
        log.debug("%s of run %s is a newer bot's: %s", due.what, due.run, newer)
        met = self._newer.get(due.member, 0)
        self._newer[due.member] = met + 1
        wait = NEWER_AGAIN[min(met, len(NEWER_AGAIN) - 1)]
        await self._store.settle(team, due, self._guide.clock() + wait)

    def _tell(self, away: StoreAway | None) -> None:
        """Once when Redis goes, and once when it is back."""
        if away:
            self.on_away()
        if away and not self._away:
            log.warning("Redis is away: %s", away)
        if self._away and away is None:
            log.info("Redis is back")
        self._away = away is not None
