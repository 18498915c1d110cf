"""Worker: takes what is due, when it is due, and delivers it, until it is stopped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from prometheus_client import Gauge

from bot.core.due import Due
from bot.core.root_mfa import MFA_STILL_OFF
from bot.core.timers import EVIDENCE, TRAIL
from bot.process.shutdown import cancel_and_wait
from bot.slack.delivery.delivery import DELIVERIES_AT_ONCE
from bot.slack.delivery.due_tasks import DueTasks
from bot.slack.delivery.evidence_watch import EvidenceWatch
from bot.slack.delivery.store_watch import StoreWatch
from bot.store.calls import StoreAway
from bot.store.records import NewerRecord
from bot.store.store import Store

log = logging.getLogger(__name__)

OVERDUE = Gauge("mfa_overdue", "Things that are due and that no process has taken")
TASKS_AT_ONCE = DELIVERIES_AT_ONCE
NEWER_AGAIN = 3_000  # ms until an entry that only a newer bot can read is due again
# Seconds between looks at rest: shorter than the lease of a press, so that what a process that died
# has not shown is shown in time.
AT_REST = 10.0
AWAY_AGAIN = 1_000  # ms until Redis, which is away, is asked again
NEVER = float("inf")
SLOW = 2.0  # seconds after which what is still under way no longer holds up what is due next


class Worker:
    def __init__(
        self,
        tasks: DueTasks,
        store: Store,
        met: Callable[[], Awaitable[None]],
        evidence: EvidenceWatch | None = None,
        every: float = AT_REST,
    ) -> None:
        """`met`: called when Redis answers, at the start and after it was away, since it may be
        another server by now. May raise StoreAway. `evidence`: None where AWS is not asked.
        `every`: seconds between looks at rest.
        """
        self.tasks = tasks
        self.every = every
        self.on_away: Callable[[], None] = lambda: None
        self._store = store
        self._met = met
        self._evidence = evidence
        self._stopping = asyncio.Event()
        self._away: bool | None = None  # until it is known
        self._next = 0.0  # when something is due, in ms since 1970
        self._sooner = asyncio.Event()
        self._at_work: set[asyncio.Task[None]] = set()
        self._watch = StoreWatch(store)
        self._met_newer = False  # a newer bot's record
        store.due.on_scheduled = self._expect

    async def run(self, team: str) -> None:
        """Work until `stop`; then what is under way is finished. Cancelled, it is given up."""
        try:
            while not self._stopping.is_set():
                await self._look(team)
                await self._sleep_until_due()
            if self._at_work:
                await asyncio.wait(self._at_work)
        finally:  # waited for: each gives up its run, and that needs Redis, which is closed next
            await cancel_and_wait(self._at_work)

    def stop(self) -> None:
        self._stopping.set()
        self._sooner.set()

    def _expect(self, at: float) -> None:
        """Something was put off until then."""
        if at < self._next:
            self._next = at
            self._sooner.set()

    async def _sleep_until_due(self) -> None:
        """Rest until the next thing is due, or may be due that another process left."""
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

    async def _look(self, team: str) -> None:
        """Take what is due; what can't be done now is due again when its lease ends."""
        self._next = NEVER  # what is put off meanwhile makes it sooner
        room = TASKS_AT_ONCE - len(self._at_work)
        if room <= 0:
            return
        try:
            if self._away is not False:
                await self._met()
            taken = await self._store.due.take(team, room)
            await self._watch.look(team, taken)
        except StoreAway as away:
            self._next = self._store.clock() + AWAY_AGAIN
            self._log_outage(away)
            return
        self._log_outage(None)
        OVERDUE.set(taken.left)
        if taken.next_at is not None:
            self._expect(taken.next_at)
        tasks = [asyncio.create_task(self._settle(team, due)) for due in taken.due]
        for task in tasks:
            self._at_work.add(task)
            task.add_done_callback(self._finished)
        if tasks:
            await asyncio.wait(tasks, timeout=SLOW)
        if taken.left:
            self._expect(0)

    def _finished(self, task: asyncio.Task[None]) -> None:
        """There is room again for what waits."""
        if len(self._at_work) >= TASKS_AT_ONCE:
            self._expect(0)
        self._at_work.discard(task)

    async def _settle(self, team: str, due: Due) -> None:
        try:
            asks = self._evidence if due.what in (EVIDENCE, MFA_STILL_OFF, TRAIL) else None
            if asks is None or not await asks.settle(team, due):
                await self.tasks.settle(team, due)
        except NewerRecord as newer:
            await self._leave(team, due, newer)
        except StoreAway as away:
            self._log_outage(away)
        except Exception:
            log.exception("task %s of run %s failed; it will be retried", due.what, due.run)

    async def _leave(self, team: str, due: Due, newer: NewerRecord) -> None:
        if not self._met_newer:
            log.warning(
                "a newer version of the bot is also running; it handles the runs that this version"
                " can't read"
            )
        self._met_newer = True
        log.debug("task %s of run %s is left to the newer version: %s", due.what, due.run, newer)
        try:
            await self._store.due.settle(team, due, self._store.clock() + NEWER_AGAIN)
        except StoreAway as away:
            self._log_outage(away)

    def _log_outage(self, away: StoreAway | None) -> None:
        """Log line once when Redis becomes unavailable, and once when it is available again."""
        if away:
            self.on_away()
        if away and not self._away:
            log.warning("Redis is unavailable: %s", away)
        if self._away and away is None:
            log.info("Redis is available again")
        self._away = away is not None
