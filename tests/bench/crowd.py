"""Many open runs that rest, as real as one of them: it is walked by presses, then copied."""

from redis.asyncio import Redis

from bot.core.timers import QUIET
from tests.support.shelf import scores
from tests.support.slack import TEAM

PEOPLE, AT_ONCE = 500, 1000


async def fill(redis: Redis, run: str, copies: int) -> None:
    """Copies of a run, each of an account of its own, among so many people."""
    like = {kind: str(await redis.get(_key(kind, run))) for kind in ("run", "shown")}
    account = run.rsplit(".", 1)[0]
    entries = await scores(redis, _key("account", account))
    revision = str(await redis.get(_key("revision", account)))
    timers = await scores(redis, _key("due"))
    due = [(member, at) for member, at in timers.items() if member == f"{QUIET}:{run}"]
    month = await redis.pttl(_key("run", run))
    for first in range(0, copies, AT_ONCE):
        async with redis.pipeline(transaction=False) as pipe:
            for n in range(first, min(first + AT_ONCE, copies)):
                other = f"crowd{n:06}"
                name = f"{other}.{run.rsplit('.', 1)[1]}"
                for kind, text in like.items():
                    pipe.set(_key(kind, name), text.replace(run, name), px=month)
                pipe.set(_key("revision", other), revision, px=month)
                for member, score in entries.items():
                    pipe.zadd(_key("account", other), {member.replace(run, name): score})
                pipe.pexpire(_key("account", other), month)
                pipe.zadd(_key("user", f"U0{n % PEOPLE}"), {name: min(entries.values())})
                for member, score in due:
                    pipe.zadd(_key("due"), {member.replace(run, name): score})
            await pipe.execute()


async def bytes_used(redis: Redis) -> int:
    return int((await redis.info("memory"))["used_memory"])


def _key(kind: str, name: str = "") -> str:
    return f"mfa:{{{TEAM}}}:{kind}" + (f":{name}" if name else "")
