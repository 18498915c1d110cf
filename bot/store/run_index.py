"""Index of the runs that are open or parked, by procedure and by lead, and of accounts tried.

Each is a sorted set that `commit.lua` keeps, so a list costs the same however many runs there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.store.calls import retried
from bot.store.client import Client
from bot.store.commit import PARKED
from bot.store.keys import key


@dataclass(frozen=True, slots=True)
class ListedRuns:
    """First runs of a list, by id, and how many there are in all."""

    open: tuple[str, ...]
    parked: tuple[str, ...]
    total: int


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

    async def tried(self, team: str, most: int) -> tuple[str, ...]:
        """Accounts with attempts that may still count, the latest first."""
        found, _ = await self._newest(key(team, "tried"), most)
        return tuple(found)

    @retried
    async def _newest(self, index: str, most: int) -> tuple[list[str], int]:
        found = await self._redis.zrevrange(index, 0, most - 1)
        # Only where more may be left does Redis have to be asked how many.
        total = len(found) if len(found) < most else await self._redis.zcount(index, "-inf", "+inf")
        return [str(entry) for entry in found], int(total)


def _listed(entries: Sequence[str], total: int) -> ListedRuns:
    return ListedRuns(
        open=tuple(entry for entry in entries if not entry.startswith(PARKED)),
        parked=tuple(e.removeprefix(PARKED) for e in entries if e.startswith(PARKED)),
        total=total,
    )
