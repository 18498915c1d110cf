"""Watches the store's clock and memory, and tells the operator once of each change."""

import logging

from prometheus_client import Gauge

from bot.core.budget import DAY, MINUTE
from bot.store.clock import MAX_SKEW
from bot.store.store import DueBatch, Store

log = logging.getLogger(__name__)

SKEW = Gauge(
    "mfa_clock_skew_seconds", "How far this machine's clock is ahead of the Redis server's"
)
LONGEST_WAIT = 65 * MINUTE  # nothing that is to be shown is put off for longer


class StoreWatch:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: DueBatch | None = None
        self._skewed = False

    async def look(self, team: str, taken: DueBatch) -> None:
        """Raises StoreAway."""
        clock, last, self._last = self._store.server_clock, self._last, taken
        self._tell_skew(clock.skew)
        self._tell_loss(team, taken, last)
        if clock.set_back:
            log.warning("Redis's clock was set back; what it would have held up is shown now")
        if clock.set_back or last is None:  # nobody knows what happened while no process was here
            await self._store.hasten(team, taken.now + LONGEST_WAIT)
            clock.set_back = False

    def _tell_skew(self, skew: int) -> None:
        SKEW.set(skew / 1000)
        skewed = abs(skew) > MAX_SKEW
        if skewed and not self._skewed:
            log.warning(
                "This machine's clock is %+.0f s against Redis's. Attempts are counted by Redis's;"
                " nothing is deleted for its age until the two agree. Set both clocks (NTP).",
                skew / 1000,
            )
        elif self._skewed and not skewed:
            log.info("this machine's clock agrees with Redis's again")
        self._skewed = skewed

    def _tell_loss(self, team: str, taken: DueBatch, last: DueBatch | None) -> None:
        """A store that is empty where it was not has forgotten attempts that count."""
        since = taken.since
        if last is None:
            if since is None:
                log.info(
                    "Redis holds nothing of workspace %s: attempts are counted from now on. If a"
                    " bot has worked with it before, it was emptied, or REDIS_URL leads elsewhere.",
                    team,
                )
        elif last.since is not None and (since is None or since > max(last.since, taken.now - DAY)):
            log.error(
                "Redis was emptied: attempts made before are no longer known, and people are told"
                " so. Look at its persistence (appendonly yes), and at who flushed it."
            )
