"""Many open runs that rest, as real as one of them: it is walked by presses, then copied."""

from collections.abc import Iterator
from pathlib import Path

from redis.asyncio import Redis

from tests.bench.presses import ANA, Run
from tests.support.slack import TEAM

AT_ONCE = 5000  # copies in one script: the bot must not wait for long
COPIES = (Path(__file__).parent / "crowd.lua").read_text(encoding="utf-8")


async def fill(
    redis: Redis, run: Run, copies: range, *, team: str = TEAM, people: int | None = None
) -> list[Run]:
    """Copies of a run by number, led by as many people (by its lead, where none is said)."""
    account = run.id.partition(".")[0]
    prefix = f"mfa:{{{TEAM}}}:"
    keys = [key async for key in redis.scan_iter(f"{prefix}*{account}*", count=1000)]
    keys += [f"{prefix}user:{ANA.id}", f"{prefix}due"]
    about = [run.id, account, prefix, f"mfa:{{{team}}}:"]
    for part in parts(copies):
        lead = [ANA.id, "" if people is None else people]
        await redis.eval(COPIES, len(keys), *keys, *about, part.start, part.stop - 1, *lead)
    return [Run(run.id.replace(account, f"crowd{n:07}"), run.turn) for n in copies]


def parts(whole: range) -> Iterator[range]:
    for first in range(whole.start, whole.stop, AT_ONCE):
        yield range(first, min(first + AT_ONCE, whole.stop))


async def bytes_used(redis: Redis) -> int:
    return int((await redis.info("memory"))["used_memory"])
