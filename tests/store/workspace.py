"""All that one server has: looked at in one round trip, and put back for the next case."""

from dataclasses import dataclass
from typing import Any

from tests.store.shelf import Shelf

ALL = """
local keys = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  table.insert(keys, {key, redis.call('PTTL', key), redis.call('DUMP', key)})
end
local due = redis.call('ZRANGE', 'mfa:{T1}:due', 0, -1, 'WITHSCORES')
return {keys, due, redis.call('ZRANGE', 'mfa:{T1}:tried', 0, -1)}
"""


@dataclass(slots=True)
class Workspace:
    """All that Redis has, at some time."""

    keys: dict[str, tuple[int, bytes]]  # the TTL of each, and what it holds
    due: dict[str, float]
    tried: list[str]
    now: int


async def seen(shelf: Shelf) -> Workspace:
    found: Any = await shelf.redis.execute_command("EVAL", ALL, 0, NEVER_DECODE=True)
    keys, due, tried = found
    return Workspace(
        {key.decode(): (max(ttl, 0), held) for key, ttl, held in keys},
        {member.decode(): float(at) for member, at in zip(due[::2], due[1::2], strict=True)},
        [account.decode() for account in tried],
        shelf.now,
    )


async def put_back(shelf: Shelf, workspace: Workspace) -> None:
    shelf.now = workspace.now
    async with shelf.redis.pipeline(transaction=False) as pipe:
        pipe.flushall()
        for key, (ttl, held) in workspace.keys.items():
            pipe.restore(key, ttl, held)
        await pipe.execute()
