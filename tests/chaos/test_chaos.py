"""Kill it anywhere: nothing is lost, and nothing counts or is shown twice."""

import os
from pathlib import Path

from tests.chaos.judge import Verdict
from tests.chaos.report import figures, told
from tests.chaos.storm import Storm, storm
from tests.chaos.worker import POINTS
from tests.support import telling

SEED = os.environ.get("CHAOS_SEED", "1")


async def holds(storm: Storm, title: str) -> Verdict:
    verdict = await storm.judged()
    shown = told(f"{title}, CHAOS_SEED={SEED}", figures(storm, verdict), verdict.broken)
    telling.tell("chaos", shown)
    assert verdict.broken == []
    assert verdict.attempts
    assert verdict.approvals.decided
    return verdict


async def test_at_each_point_of_a_press(home: Path) -> None:
    async with storm(home, SEED) as at:
        await at.kill_at(POINTS)
        await at.calls(1)
        await at.answers(1)
        await at.kill_at_random(1, 0.2)
        verdict = await holds(at, "at each point of a press")
    assert (verdict.twice, verdict.threads_twice) == (0, 0)


async def test_at_any_moment_with_three_replicas(home: Path) -> None:
    async with storm(home, SEED, replicas=3) as at:
        await at.all_up()
        await at.calls(1)
        await at.answers(1)
        await at.kill_at_random(4, 0.3)
        verdict = await holds(at, "at any moment, three replicas")
    assert (verdict.twice, verdict.threads_twice) == (0, 0)


async def test_who_may_not_look_shows_a_step_twice_only_where_a_process_died(home: Path) -> None:
    async with storm(home, SEED, replicas=2, may_look=False) as at:
        await at.all_up()
        await at.kill_at(["after the post", "before the mark"])
        await at.calls(1)
        await at.answers(1)
        await holds(at, "two replicas that may not look")
