"""A drill touches nothing of the real account: no attempt, no run, no name, no reminder."""

import re
from typing import Any

import pytest
from prometheus_client import REGISTRY

from bot.core.aws_questions import asks_aws
from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.report import StepTime
from bot.core.run import DRILL, Run, drill_of
from bot.core.team import Alone, ApprovalRule, KnownAccount, Team
from bot.core.verbs import Verb
from bot.guide import Guide, Moved, RunAlreadyOpen, RunParked
from bot.store.reports import Reports
from tests.store.shelf import TEAM, Shelf
from tests.store.walker import TO_THE_CALL, TO_THE_END, Walker
from tests.store.workspace import Workspace, put_back, seen
from tests.support.each import each
from tests.support.shipped import LIBRARY

SCENARIOS = [(flow, one) for flow, some in LIBRARY.scenarios.items() for one in some]
WAIT = re.compile(r"\+(\d+)([hm])")
OF_ALL = {"due", "audit", "user", "runs", "tried"}  # kinds of keys that are of every account


def guide(shelf: Shelf, known: KnownAccount | None = None) -> Guide:
    """With a rule for every procedure, and a file that may know the account."""
    rule = ApprovalRule(by=("U9",), tell="C9", alone=Alone.TOLD, again=MINUTE, expires=8 * HOUR)
    accounts = (known,) if known else ()
    team = Team(accounts=accounts, approval=dict.fromkeys(LIBRARY.flows, rule))
    return Guide(LIBRARY.flows, shelf.store, team=team)


async def start(walker: Walker, flow: str = "mfa-lost", **how: Any) -> Any:
    usual = {"by": "U1", "channel": "C1", "language": "en", "region": "TW", "request": "a drill"}
    return await walker.guide.start(TEAM, flow, "prod", **{**usual, "drill": True, **how})


def of_runs(workspace: Workspace) -> dict[str, bytes]:
    """What it holds of runs that are no drills."""
    kept = {key: held for key, (_, held) in workspace.keys.items() if DRILL not in key}
    return {key: held for key, held in kept.items() if key.split(":")[2] not in OF_ALL}


def metrics() -> dict[str, float]:
    return {
        f"{sample.name}{sample.labels}": sample.value
        for metric in REGISTRY.collect()
        if metric.name.startswith("mfa")
        for sample in metric.samples
    }


@pytest.fixture
async def lived_in(redis: Shelf) -> Workspace:
    """With a parked run and an open one, each with an attempt."""
    walker = Walker(redis.store)
    await walker.walk(await walker.start("dev"), *TO_THE_CALL, "calling", "stop")
    await walker.walk(await walker.start("prod"), *TO_THE_CALL, "calling")
    return await seen(redis)


@pytest.fixture
def walked() -> dict[Any, tuple[Run, Workspace]]:
    """Where presses led to, by the scenario's flow and account: others go on from there."""
    return {}


@each("flow, scenario", SCENARIOS)
async def test_no_press_of_a_drill_touches_the_real_account(
    flow: str,
    scenario: Any,
    redis: Shelf,
    lived_in: Workspace,
    walked: dict[Any, tuple[Run, Workspace]],
) -> None:
    """Neither what is open for it, nor what was parked, nor what it learned or counted."""
    walker, counted = Walker(redis.store), metrics()
    walker.guide = guide(redis, scenario.known)

    async def pressed(presses: tuple[str, ...]) -> tuple[Run, Workspace]:
        """Where these lead to; those that another scenario has pressed are not pressed again."""
        way = flow, scenario.known, presses
        if way in walked:
            await put_back(redis, walked[way][1])
            return walked[way]
        if presses:
            run, _ = await pressed(presses[:-1])
            run = await one(run, presses[-1])
        else:
            await put_back(redis, lived_in)
            run = (await start(walker, flow)).run
        walked[way] = run, await seen(redis)
        assert_untouched(*walked[way])
        return walked[way]

    async def one(run: Run, press: str) -> Run:
        if wait := WAIT.fullmatch(press):
            redis.now += int(wait[1]) * (HOUR if wait[2] == "h" else MINUTE)
            return run
        return await walker.walk(run, press)

    def assert_untouched(run: Run, after: Workspace) -> None:
        assert of_runs(after) == of_runs(lived_in)
        assert DRILL not in str(after.tried)
        mine = {m: at for m, at in after.due.items() if lived_in.due.get(m) != at}
        kinds = {member.split(":")[0] for member in mine}
        assert kinds <= {"show", "quiet"}
        assert {"quiet:" + run.id: run.moved_at + DAY}.items() >= {
            m: at for m, at in mine.items() if m.startswith("quiet")
        }.items()
        assert asks_aws(walker.guide.flows, run) == ()

    await pressed(scenario.presses)
    assert metrics() == counted


async def test_a_real_run_beside_a_drill_starts_its_own_and_so_the_other_way(
    redis: Shelf,
) -> None:
    walker = Walker(redis.store)
    drill = (await start(walker)).run
    run = await walker.start("prod")
    assert drill.id == f"{drill_of('prod')}.a drill"
    assert (run.account, drill.account) == ("prod", "prod")
    assert (run.drill, drill.drill) == (False, True)
    again = await start(walker, request="another")
    assert isinstance(again, RunAlreadyOpen)
    assert again.run.id == drill.id
    await walker.walk(run, "stop")
    fresh = await walker.guide.start(
        TEAM, "mfa-lost", "prod", by="U2", channel="C1", language="en", region="", request="third"
    )
    assert isinstance(fresh, RunParked)
    assert fresh.run.id == run.id


async def test_a_drill_that_was_stopped_goes_on_and_is_taken_over(redis: Shelf) -> None:
    walker = Walker(redis.store)
    drill = await walker.walk((await start(walker)).run, "broken", "stop")
    assert isinstance(await start(walker, request="another"), RunParked)
    drill = await walker.walk(drill, Verb.GO_ON, "standalone")
    taken = await walker.press(drill, Verb.TAKE_OVER, by="U2")
    assert isinstance(taken, Moved)
    assert taken.run.lead == "U2"


async def test_each_drill_begins_with_no_attempt(redis: Shelf) -> None:
    walker = Walker(redis.store)
    drill = (await start(walker)).run
    await walker.walk(drill, *TO_THE_END)
    assert (await walker.guide.look(TEAM, drill.id)).attempts.used(redis.now) == 1
    second = (await start(walker, request="second")).run
    assert (await walker.guide.look(TEAM, second.id)).attempts.used(redis.now) == 0


async def test_two_drills_of_an_account_at_once_share_their_attempts(redis: Shelf) -> None:
    walker = Walker(redis.store)
    drill = (await start(walker)).run
    await walker.walk(drill, *TO_THE_CALL, "calling")
    other = (await start(walker, "mfa-disable", request="second")).run
    assert (await walker.guide.look(TEAM, other.id)).attempts.used(redis.now) == 1


async def test_the_digits_that_are_given_in_a_drill_teach_nothing(redis: Shelf) -> None:
    walker = Walker(redis.store)
    flow, presses = next(
        (flow, scenario.presses)
        for flow, scenario in SCENARIOS
        if any("1234-5678-9012" in press or "123456789012" in press for press in scenario.presses)
    )
    drill = (await start(walker, flow)).run
    for press in presses:
        if not WAIT.fullmatch(press):
            drill = await walker.walk(drill, press)
    keys = [key async for key in redis.redis.scan_iter("*:names:*")]
    assert keys == []
    assert (await redis.store.load(TEAM, "prod")).names == ("prod",)
    assert (await redis.store.load(TEAM, drill_of("prod"))).names == (drill_of("prod"),)


async def test_nobody_is_asked_to_approve_a_drill(redis: Shelf) -> None:
    walker = Walker(redis.store)
    walker.guide = guide(redis)
    drill = (await start(walker, "mfa-disable")).run
    reason = ("removing", "understood", "answer=prod", "answer=Account is closed tomorrow")
    drill = await walker.walk(drill, *reason)
    assert drill.place.step == "before_removal"
    assert drill.approval is None


async def test_a_drill_is_told_beside_the_last_one_that_came_to_an_end(redis: Shelf) -> None:
    walker = Walker(redis.store)
    reports = Reports(walker.guide.flows, redis.store)

    async def drill(request: str, seconds: int, *presses: str) -> Run:
        run = (await start(walker, request=request)).run
        for press in presses:
            redis.now += seconds * 1000
            run = await walker.walk(run, press)
        return run

    first = await drill("first", 5, *TO_THE_END)
    alone = await reports.of_run(TEAM, first.id)
    assert alone
    assert alone.former is None
    redis.now += DAY
    await drill("stopped", 60, "broken", "stop")
    redis.now += DAY
    run = (await start(walker, request="third", anew=True)).run
    for press in TO_THE_END:
        redis.now += 3_000
        run = await walker.walk(run, press)
    found = await reports.of_run(TEAM, run.id)
    assert found
    assert (found.active_ms, found.former) == (3_000 * len(TO_THE_END), 5_000 * len(TO_THE_END))
    assert StepTime("mfa-lost", "what_happened", 3_000, 5_000) in found.times
