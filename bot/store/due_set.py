"""The set `due` in Redis: what is still to be shown or said, by time, in all processes."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.due import CARD, SHOW, Due
from bot.store import snapshots
from bot.store.calls import Script, retried
from bot.store.client import Client
from bot.store.clock import StoreClock
from bot.store.commit import LEASE_MS
from bot.store.keys import key


@dataclass(frozen=True, slots=True)
class DueBatch:
    """Batch of due entries, leased to this process."""

    due: tuple[Due, ...]
    left: int  # how many more are due
    next_at: int | None  # when something is due next
    since: int | None  # of the oldest entry of the audit: since when attempts are counted
    now: int


class DueSet:
    def __init__(self, client: Client, clock: StoreClock) -> None:
        self._redis = client
        self._clock = clock
        self._take, self._settle = Script(client, "take"), Script(client, "settle")
        # Called with the time of each new entry.
        self.on_scheduled: Callable[[int], None] = lambda _: None

    @retried
    async def take(self, team: str, most: int = 20) -> DueBatch:
        """Take due entries, which no other process takes until their lease ends."""
        keys = [key(team, "due"), key(team, "audit")]
        by = "" if self._clock.override is None else str(self._clock())
        time, lease, members, left, next_at, oldest = await self._take(keys, [LEASE_MS, most, by])
        return DueBatch(
            due=tuple(Due.parse(member, int(lease)) for member in members),
            left=left,
            next_at=int(float(next_at)) if next_at else None,
            since=snapshots.written_at(oldest),
            now=self._clock.hear(time),
        )

    @retried
    async def hasten(self, team: str, latest: int) -> None:
        """Make `show` and `card` entries due now whose time is after `latest`, in ms since 1970:
        a clock that was set back since has left them too far ahead.
        """
        due, now = key(team, "due"), self._clock()
        for kind in (SHOW, CARD):
            async for member, at in self._redis.zscan_iter(due, match=f"{kind}:*", count=1000):
                if at > latest:
                    await self._redis.zadd(due, {member: now}, xx=True)

    @retried
    async def settle(
        self, team: str, due: Due, again_at: int | None = None, said_at: int | None = None
    ) -> None:
        """Remove a due entry, or move it to `again_at`, if its lease is still ours; or, with
        `said_at`, if the run is still at that turn.
        """
        again, turn = ("" if at is None else str(at) for at in (again_at, said_at))
        keys = [key(team, "due"), key(team, "run", due.run)]
        await self._settle(keys, [due.member, due.lease, again, turn])
        if again_at is not None:
            self.on_scheduled(again_at)

    @retried
    async def add(self, team: str, due: Due, at: int, *, latest: bool = True) -> None:
        """`latest`: also where it is due sooner already."""
        await self._redis.zadd(key(team, "due"), {due.member: at}, lt=not latest)
        self.on_scheduled(at)
