"""`make chaos`: storms for CHAOS_SECONDS; fails when a promise is broken in one of them."""

import asyncio
import os
import secrets
import sys
import tempfile
from itertools import product
from pathlib import Path

from tests.chaos.report import figures, together, told
from tests.chaos.storm import Storm, storm
from tests.chaos.worker import POINTS

STORMS = [*product((1, 2, 3), (True,)), (2, False)]  # replicas, and whether they may look


async def rage(at: Storm, seconds: float) -> None:
    now = asyncio.get_running_loop().time
    end = now() + seconds
    while now() < end:
        await at.kill_at([at.chance.choice(POINTS)])
        await at.kill_at_random(2, 0.4)


async def main(seconds: float, seed: str) -> bool:
    """Whether a promise was broken."""
    storms, broken = [], False
    for replicas, may_look in STORMS:
        with tempfile.TemporaryDirectory() as home:
            async with storm(Path(home), seed, replicas, may_look=may_look, walkers=6) as at:
                await at.all_up()
                await rage(at, seconds / len(STORMS))
                verdict = await at.judged()
                storms.append(figures(at, verdict))
        title = f"{replicas} of the bot at once" + ("" if may_look else ", which may not look")
        tell(told(title, storms[-1], verdict.broken))
        broken = broken or bool(verdict.broken)
    tell(told("all together", together(storms), []))
    return broken


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    seconds = float(os.environ.get("CHAOS_SECONDS", "120"))
    seed = os.environ.get("CHAOS_SEED") or secrets.token_hex(4)
    tell(f"CHAOS_SEED={seed} CHAOS_SECONDS={seconds:g}")
    sys.exit(asyncio.run(main(seconds, seed)))
