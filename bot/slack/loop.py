"""Takes what is due, again and again, until it is stopped."""

import asyncio
import logging

from bot.guide import Guide
from bot.slack.delivery import Delivery
from bot.store import Store, StoreAway

log = logging.getLogger(__name__)


class Loop:
    EVERY = 1.0  # seconds between looks; what a press leaves is shown at once, without the loop

    def __init__(self, delivery: Delivery, store: Store, guide: Guide) -> None:
        self._delivery = delivery
        self._store = store
        self._guide = guide
        self._stopping = asyncio.Event()

    async def run(self, team: str) -> None:
        while not self._stopping.is_set():
            try:
                taken = await self._store.take(team, self._guide.clock())
                await asyncio.gather(*(self._delivery.settle(team, due) for due in taken))
            except StoreAway as away:
                log.warning("Redis is away: %s", away)
            except Exception:
                log.exception("the loop over what is due stumbled; it goes on")
            try:
                await asyncio.wait_for(self._stopping.wait(), self.EVERY)
            except TimeoutError:
                continue

    def stop(self) -> None:
        self._stopping.set()
