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


async def real(shelf: Shelf) -> dict[str, str]:
    """All that Redis has of runs that are no drills."""
    found = {}
    for key, held in (await shelf.contents()).items():
        kind = key.split(":")[2]
        if kind not in OF_ALL and DRILL not in key:
            found[key] = held
    return found


async def due(shelf: Shelf) -> dict[str, float]:
    found: Any = await shelf.redis.zrange("mfa:{T1}:due", 0, -1, withscores=True)
    return dict(found)


def metrics() -> dict[str, float]:
    return {
        f"{sample.name}{sample.labels}": sample.value
        for metric in REGISTRY.collect()
        if metric.name.startswith("mfa")
        for sample in metric.samples
    }


@pytest.fixture(scope="module")
def dumped() -> dict[str, tuple[int, bytes]]:
    """TTL and dump of each key of `lived_in`, once that was walked to."""
    return {}


@pytest.fixture
async def lived_in(redis: Shelf, dumped: dict[str, tuple[int, bytes]]) -> Shelf:
    """A workspace with a parked run and an open one, each with an attempt.

    It is walked to once. The other tests get a copy, which takes a tenth of the time.
    """
    if dumped:
        async with redis.redis.pipeline(transaction=False) as pipe:
            for key, (ttl, dump) in dumped.items():
                pipe.restore(key, ttl, dump)
            await pipe.execute()
        return redis
    walker = Walker(redis.store)
    await walker.walk(await walker.start("dev"), *TO_THE_CALL, "calling", "stop")
    await walker.walk(await walker.start("prod"), *TO_THE_CALL, "calling")
    async for key in redis.redis.scan_iter("*"):
        held = await redis.redis.dump(key)
        assert held
        dumped[key] = max(await redis.redis.pttl(key), 0), held
    return redis


@pytest.mark.parametrize(("flow", "scenario"), SCENARIOS, ids=lambda x: getattr(x, "title", x))
async def test_no_press_of_a_drill_touches_the_real_account(
    flow: str, scenario: Any, lived_in: Shelf
) -> None:
    """Neither what is open for it, nor what was parked, nor what it learned or counted."""
    shelf, walker = lived_in, Walker(lived_in.store)
    walker.guide = guide(shelf, scenario.known)
    before, reminders, counted = await real(shelf), await due(shelf), metrics()
    run = (await start(walker, flow)).run
    for press in scenario.presses:
        if wait := WAIT.fullmatch(press):
            shelf.now += int(wait[1]) * (HOUR if wait[2] == "h" else MINUTE)
        else:
            run = await walker.walk(run, press)
        assert await real(shelf) == before
        assert DRILL not in str(await shelf.redis.zrange("mfa:{T1}:tried", 0, -1))
        mine = {m: at for m, at in (await due(shelf)).items() if reminders.get(m) != at}
        kinds = {member.split(":")[0] for member in mine}
        assert kinds <= {"show", "quiet"}
        assert {"quiet:" + run.id: run.moved_at + DAY}.items() >= {
            m: at for m, at in mine.items() if m.startswith("quiet")
        }.items()
        assert metrics() == counted
        assert asks_aws(walker.guide.flows, run) == ()


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
