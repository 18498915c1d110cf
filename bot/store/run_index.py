"""Index of runs by procedure and by lead, of what checks found, and of accounts tried.

The lists contain open and parked runs, and those that ended for good while root has no MFA device.

Each is a sorted set that `commit.lua` keeps, so a list costs the same however many runs there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.core.readiness import Readiness
from bot.store.calls import retried
from bot.store.client import Client
from bot.store.commit import PARKED, UNSAFE
from bot.store.keys import key
from bot.store.records import load_readiness


@dataclass(frozen=True, slots=True)
class ListedRuns:
    """First runs of a list, by id, and how many there are in all."""

    open: tuple[str, ...]
    parked: tuple[str, ...]
    unsafe: tuple[str, ...]  # ended for good, when root had no MFA device
    total: int

    @property
    def left(self) -> int:
        """How many more there are."""
        return self.total - len(self.open) - len(self.parked) - len(self.unsafe)

    def first(self, most: int) -> "ListedRuns":
        """The most urgent ones: what is not safe, then what is open, then what is parked."""
        unsafe = self.unsafe[:most]
        going = self.open[: most - len(unsafe)]
        parked = self.parked[: most - len(unsafe) - len(going)]
        return ListedRuns(going, parked, unsafe, self.total)


class RunIndex:
    def __init__(self, client: Client) -> None:
        self._redis = client

    async def of_flow(self, team: str, flow: str, most: int) -> ListedRuns:
        """The workspace's runs of one procedure; a run that older bots began is listed once it
        moves.
        """
        found, total = await self._newest(key(team, "runs", flow), most)
        return _listed([entry.replace(f"{flow}/", "", 1) for entry in found], total)

    async def of_person(self, team: str, user: str, most: int) -> ListedRuns:
        """The runs that somebody leads."""
        return _listed(*await self._newest(key(team, "user", user), most))

    async def accounts_with_attempts(self, team: str, most: int) -> tuple[str, ...]:
        """Accounts with attempts that may still count, the latest first."""
        found, _ = await self._newest(key(team, "tried"), most)
        return tuple(found)

    @retried
    async def readiness(self, team: str, flow: str) -> Mapping[str, Readiness]:
        """What the latest run of a check found, by the account's name. Raises StoreAway.

        Each is kept for as long as it counts, and a month more.
        """
        newest: dict[str, Readiness] = {}
        found = await self._redis.zrange(key(team, "readiness", flow), 0, -1, withscores=True)
        for text, at in cast("list[tuple[str, float]]", found):  # oldest first
            account, readiness = load_readiness(text, int(at))
            newest[account] = readiness
        return newest

    @retried
    async def _newest(self, index: str, most: int) -> tuple[list[str], int]:
        found = await self._redis.zrevrange(index, 0, most - 1)
        # Only where more may be left does Redis have to be asked how many.
        total = len(found) if len(found) < most else await self._redis.zcount(index, "-inf", "+inf")
        return [str(entry) for entry in found], int(total)


def _listed(entries: Sequence[str], total: int) -> ListedRuns:
    return ListedRuns(
        open=tuple(entry for entry in entries if not entry.startswith(PARKED)),
        parked=tuple(
            e.removeprefix(PARKED)
            for e in entries
            if e.startswith(PARKED) and not e.startswith(UNSAFE)
        ),
        unsafe=tuple(e.removeprefix(UNSAFE) for e in entries if e.startswith(UNSAFE)),
        total=total,
    )
