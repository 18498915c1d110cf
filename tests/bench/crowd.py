"""Many open runs that rest, as real as one of them: it is walked by presses, then copied."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bot.core.due import CARD, SHOW
from tests.bench.presses import ANA, Run
from tests.support.shelf import scores
from tests.support.slack import TEAM

BUSY = (SHOW, CARD)  # what is due of a run that does not rest
AT_ONCE = 5000  # copies in one script: the bot must not wait for long
COPIES = (Path(__file__).parent / "crowd.lua").read_text(encoding="utf-8")


async def fill(
    redis: Redis, run: Run, copies: range, *, team: str = TEAM, people: int | None = None
) -> list[Run]:
    """Copies of a run by number, led by as many people (by its lead, where none is said)."""
    account = run.id.rpartition(".")[0]
    text = json.dumps(await _left_by(redis, run.id, account))
    for plain, place in ((account, "\1"), (ANA.id, "\2"), (TEAM, team)):
        text = text.replace(plain, json.dumps(place)[1:-1])
    for part in parts(copies):
        await redis.eval(COPIES, 0, text, part.start, part.stop - 1, people or ANA.id)
    return [Run(run.id.replace(account, f"crowd{n:07}"), run.turn) for n in copies]


async def _left_by(redis: Redis, run: str, account: str) -> list[tuple[str, int, Any]]:
    """What it left in Redis: in keys of its own, and in those that hold other runs too."""
    prefix = f"mfa:{{{TEAM}}}:"
    found: list[tuple[str, int, Any]] = []
    async for key in redis.scan_iter(f"{prefix}*:{account}*", count=1000):
        is_text = await redis.type(key) == "string"
        value = await redis.get(key) if is_text else [*(await scores(redis, key)).items()]
        found.append((key, await redis.pttl(key), value))
    for key in (f"{prefix}user:{ANA.id}", f"{prefix}due"):
        entries = (await scores(redis, key)).items()
        members = [one for one in entries if run in one[0] and one[0].split(":")[0] not in BUSY]
        found.append((key, await redis.pttl(key), members))
    return found


def lead(number: int, people: int) -> str:
    """Who leads the copy of that number."""
    return f"U0CROWD{number % people:05}"


def parts(whole: range) -> Iterator[range]:
    for first in range(whole.start, whole.stop, AT_ONCE):
        yield range(first, min(first + AT_ONCE, whole.stop))


async def bytes_used(redis: Redis) -> int:
    return int((await redis.info("memory"))["used_memory"])
