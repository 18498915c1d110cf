"""What stands in Redis, as another version of the bot would have written it."""

from typing import Any

from redis.asyncio import Redis

from bot.store.client import Client
from tests.support.slack import TEAM


async def scores(redis: Client, key: str) -> dict[str, float]:
    """The members of a sorted set, the lowest score first."""
    found: Any = await redis.zrange(key, 0, -1, withscores=True)
    return dict(found)


async def audit(redis: Client, team: str = TEAM) -> list[dict[str, str]]:
    """The newest entry first."""
    entries: Any = await redis.xrevrange(f"mfa:{{{team}}}:audit")
    return [fields for _, fields in entries]


class Shelf:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, kind: str, name: str) -> str:
        return str(await self._redis.get(f"mfa:{{{TEAM}}}:{kind}:{name}"))

    async def lives(self, kind: str, name: str) -> int:
        """How long it is still kept, in ms."""
        return int(await self._redis.pttl(f"mfa:{{{TEAM}}}:{kind}:{name}"))

    async def shortens(self, kind: str, name: str, ms: int) -> None:
        """As if it had been written long ago."""
        assert await self._redis.pexpire(f"mfa:{{{TEAM}}}:{kind}:{name}", ms)

    async def becomes(self, version: int, kind: str, name: str) -> str:
        text = await self.get(kind, name)
        head, comma, rest = text.partition(",")
        assert head.startswith('{"v":')
        newer = f'{{"v":{version}{comma}{rest}'
        await self.put(kind, name, newer)
        return newer

    async def put(self, kind: str, name: str, text: str) -> None:
        await self._redis.set(f"mfa:{{{TEAM}}}:{kind}:{name}", text, keepttl=True)

    async def forget(self, kind: str, name: str) -> None:
        await self._redis.delete(f"mfa:{{{TEAM}}}:{kind}:{name}")

    async def due(self) -> dict[str, float]:
        return await scores(self._redis, f"mfa:{{{TEAM}}}:due")

    async def audit(self) -> list[dict[str, str]]:
        """The newest entry first."""
        return await audit(self._redis)

    async def attempt(self, account: str, text: str, at: int) -> None:
        await self._redis.zadd(f"mfa:{{{TEAM}}}:attempts:{account}", {text: at})
