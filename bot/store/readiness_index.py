"""Index of what checks found: the latest of each account, as `commit.lua` keeps it."""

from collections.abc import Mapping
from typing import cast

from bot.core.readiness import Readiness
from bot.store.calls import retried
from bot.store.client import Client
from bot.store.keys import key
from bot.store.records import load_readiness


class ReadinessIndex:
    def __init__(self, client: Client) -> None:
        self._redis = client

    @retried
    async def of_flow(self, team: str, flow: str) -> Mapping[str, Readiness]:
        """What the latest run of a check found, by the account's name. Raises StoreAway.

        Each is kept for as long as it counts, and a month more.
        """
        newest: dict[str, Readiness] = {}
        found = await self._redis.zrange(key(team, "readiness", flow), 0, -1, withscores=True)
        for text, at in cast("list[tuple[str, float]]", found):  # oldest first
            account, readiness = load_readiness(text, int(at))
            newest[account] = readiness
        return newest
