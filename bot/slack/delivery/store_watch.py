"""Monitor of the Redis clock and of lost data; logs each change once."""

import logging

from prometheus_client import Gauge

from bot.core.budget import DAY, MINUTE
from bot.store.clock import MAX_SKEW
from bot.store.due_set import DueBatch
from bot.store.store import Store

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
        clock, last = self._store.clock.server, self._last
        self._tell_skew(clock.skew)
        self._tell_loss(team, taken, last)
        if clock.set_back:
            log.warning("the Redis clock was set back; delayed messages are posted now")
        if clock.set_back or last is None:  # nobody knows what happened while no process was here
            await self._store.due.hasten(team, taken.now + LONGEST_WAIT)
            clock.set_back = False
        self._last = taken

    def _tell_skew(self, skew: int) -> None:
        SKEW.set(skew / 1000)
        skewed = abs(skew) > MAX_SKEW
        if skewed and not self._skewed:
            log.warning(
                "This machine's clock differs from the Redis server's by %+.0f s. Attempts are"
                " counted by the Redis clock; expired data is kept until the two agree. Set both"
                " clocks (NTP).",
                skew / 1000,
            )
        elif self._skewed and not skewed:
            log.info("this machine's clock agrees with the Redis server's again")
        self._skewed = skewed

    def _tell_loss(self, team: str, taken: DueBatch, last: DueBatch | None) -> None:
        """A store that is empty where it was not has forgotten attempts that count."""
        since = taken.since
        if last is None:
            if since is None:
                log.info(
                    "Redis has no data for workspace %s: counting starts now. If a bot used this"
                    " Redis before, it was emptied, or REDIS_URL is wrong.",
                    team,
                )
        elif last.since is not None and (since is None or since > max(last.since, taken.now - DAY)):
            log.error(
                "Redis was emptied: attempts made before are no longer known, and people are told"
                " so. Check persistence (appendonly yes), and who ran FLUSHALL."
            )
