"""`make chaos`: storms for CHAOS_SECONDS; fails when a promise is broken in one of them."""

import asyncio
import os
import secrets
import sys
import tempfile
from itertools import product
from pathlib import Path

from tests.chaos.report import told
from tests.chaos.storm import Storm, storm
from tests.chaos.worker import POINTS

STORMS = [*product((1, 2, 3), (True,)), (2, False)]  # replicas, and whether they may look


async def rage(at: Storm, seconds: float) -> None:
    now = asyncio.get_running_loop().time
    end = now() + seconds
    while now() < end:
        await at.kill_at([at.chance.choice(POINTS)])
        await at.kill_at_random(2, 0.4)


async def main(seconds: float, seed: str) -> int:
    broken = 0
    for replicas, may_look in STORMS:
        with tempfile.TemporaryDirectory() as home:
            async with storm(Path(home), seed, replicas, may_look=may_look) as at:
                await at.all_up()
                await rage(at, seconds / len(STORMS))
                verdict = await at.judged()
                tell(told(f"{replicas} of the bot at once", seed, at, verdict))
                broken += len(verdict.broken)
    return broken


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    seconds = float(os.environ.get("CHAOS_SECONDS", "120"))
    seed = os.environ.get("CHAOS_SEED") or secrets.token_hex(4)
    tell(f"CHAOS_SEED={seed} CHAOS_SECONDS={seconds:g}")
    sys.exit(bool(asyncio.run(main(seconds, seed))))
