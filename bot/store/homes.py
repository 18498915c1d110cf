"""Home tabs in Redis: who has opened theirs, when each was last updated, and what it shows."""

from bot.core.budget import DAY
from bot.store.calls import Script, retried
from bot.store.client import Client
from bot.store.clock import StoreClock
from bot.store.keys import key

EVERY = 30_000  # ms; a person's Home tab is updated no more often


class Homes:
    """All of it expires within a day after somebody last opened their Home tab."""

    def __init__(self, client: Client, clock: StoreClock) -> None:
        self._redis = client
        self._clock = clock
        self._claim = Script(client, "claim")

    @retried
    async def open(self, team: str, user: str) -> None:
        """Somebody opened it: for a day it is kept up to date."""
        homes = key(team, "homes")
        await self._redis.zadd(homes, {user: self._clock()})
        await self._redis.pexpire(homes, DAY)

    @retried
    async def close(self, team: str, user: str) -> None:
        """Slack can't show this person a Home tab."""
        await self._redis.zrem(key(team, "homes"), user)

    @retried
    async def recently_opened(self, team: str) -> tuple[str, ...]:
        """Who opened theirs within a day, the latest last."""
        homes, since = key(team, "homes"), self._clock() - DAY
        await self._redis.zremrangebyscore(homes, "-inf", since)
        return tuple(str(user) for user in await self._redis.zrange(homes, 0, -1))

    @retried
    async def recently_updated(self, team: str) -> frozenset[str]:
        """People whose Home tab was updated within the last half minute."""
        after = f"({self._clock()}"
        found = await self._redis.zrange(key(team, "homed"), after, "+inf", byscore=True)
        return frozenset(map(str, found))

    @retried
    async def claim(self, team: str, user: str) -> bool:
        """Whether this process is to look after a Home tab, as nobody else does for a while. A
        claim whose answer is lost is nobody's until that is over.
        """
        now = self._clock()
        return bool(await self._claim([key(team, "homed")], [user, now, now + EVERY, DAY]))

    @retried
    async def shown_digest(self, team: str, user: str) -> str:
        """Digest of what Slack shows on it; empty if that is not known."""
        return str(await self._redis.get(key(team, "home", user)) or "")

    @retried
    async def show(self, team: str, user: str, digest: str) -> None:
        await self._redis.set(key(team, "home", user), digest, px=DAY)
