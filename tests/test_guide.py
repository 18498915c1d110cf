"""The loop: what came first stays true, nothing counts twice, and an answer comes in time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from fakeredis import FakeAsyncRedis

from bot.core.budget import Attempts, Limits
from bot.core.decision import Decision
from bot.core.notes import Note
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.guide import MAX_TRIES, CommitUnknown, Guide, Moved, RunAlreadyOpen, RunParked
from bot.store.calls import StoreAway
from bot.store.store import Committed, Store
from tests.store.shelf import TEAM, Shelf, an_attempt
from tests.store.walker import TO_THE_CALL, Clock, Walker, a_press


class Interrupted(Store):
    """Somebody else is quicker: `rival` runs between our load and our commit."""

    def __init__(self, store: Store, rival: Callable[[], Awaitable[Any]], times: int = 1) -> None:
        super().__init__(store._redis, Limits(), store.clock.override)
        self.rival, self.left = rival, times

    async def commit(self, team: str, before: Snapshot, decision: Decision) -> Committed:
        if self.left:
            self.left -= 1
            await self.rival()
        return await super().commit(team, before, decision)


class Counting(FakeAsyncRedis):
    """Counts what is sent; each of these is one round trip."""

    sent = 0

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        self.sent += 1
        return await super().execute_command(*args, **options)


@pytest.fixture
async def redis() -> AsyncIterator[Counting]:
    client = Counting(decode_responses=True)
    yield client
    await client.aclose()


@pytest.fixture
def walker(redis: Counting) -> Walker:
    return Walker(Store(redis, Limits(), Clock()))


def raced(walker: Walker, rival: Callable[[], Awaitable[Any]], times: int = 1) -> Walker:
    return walker.using(Interrupted(walker.guide.store, rival, times))


async def opened_beside(walker: Walker, run: Run, name: str, **changes: Any) -> Run:
    """Another run of the same account at the same step, which no guide would start."""
    shelf = Shelf(walker.guide.store._redis)
    return await shelf.open(**{**_fields(run), "id": f"prod.{name}", "press": name, **changes})


def _fields(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in ("place", "trail", "turn", "fingerprint")}


async def spend(walker: Walker, run: Run, count: int) -> None:
    """Attempts that were made before, by another run of the account."""
    shelf = Shelf(walker.guide.store._redis)
    for n in range(count):
        one = partial(Attempts.spend, attempt=an_attempt(f"b{n}"))
        await shelf.change_attempts(f"b{n}", one, run.id)


async def used(walker: Walker, run: Run) -> int:
    return (await walker.guide.look(TEAM, run.id)).attempts.used(walker.clock())


async def ready(walker: Walker, spent: int = 0) -> tuple[Run, Run]:
    """Two runs of one account, both before the call, with so many attempts made."""
    mine = await walker.walk(await walker.start(), *TO_THE_CALL)
    theirs = await opened_beside(walker, mine, "rival", lead="U2")
    filler = await opened_beside(walker, mine, "filler", lead="U3")
    await spend(walker, filler, spent)
    return mine, theirs


async def test_of_two_who_take_the_last_attempt_one_gets_it(walker: Walker) -> None:
    """The other is led to where the button says when nothing is left, and told why."""
    mine, theirs = await ready(walker, spent=2)

    async def rival() -> None:
        taken = await walker.press(theirs, "calling")
        assert isinstance(taken, Moved)
        assert taken.run.place.step == "the_call"

    result = await raced(walker, rival).press(mine, "calling")
    assert isinstance(result, Moved)
    assert (result.run.place.step, result.run.note) == ("calls_used_up", Note.USED_UP)
    assert await used(walker, mine) == 3


async def test_an_attempt_that_somebody_else_spent_meanwhile_is_counted_before_mine(
    walker: Walker,
) -> None:
    mine, theirs = await ready(walker)
    result = await raced(walker, lambda: walker.press(theirs, "calling")).press(mine, "calling")
    assert isinstance(result, Moved)
    assert await used(walker, mine) == 2


async def test_twenty_runs_of_one_account_spend_exactly_the_budget(walker: Walker) -> None:
    mine, _ = await ready(walker)
    runs = [await opened_beside(walker, mine, f"n{n}") for n in range(20)]
    results = await asyncio.gather(*(walker.press(run, "calling") for run in runs))
    steps = sorted(result.run.place.step for result in results if isinstance(result, Moved))
    assert steps == ["calls_used_up"] * 17 + ["the_call"] * 3
    assert await used(walker, mine) == 3


async def test_twenty_presses_on_one_turn_move_it_once(walker: Walker) -> None:
    mine, _ = await ready(walker)
    presses = [walker.press(mine, "calling") for _ in range(20)]
    results = await asyncio.gather(*presses)
    assert sum(isinstance(result, Moved) for result in results) == 1
    refused = [result.why for result in results if isinstance(result, Refused)]
    assert refused == [RefusalReason.STALE] * 19
    assert await used(walker, mine) == 1


async def test_one_press_that_is_delivered_twenty_times_counts_once(walker: Walker) -> None:
    mine, _ = await ready(walker)
    press = a_press(mine, "calling")
    results = await asyncio.gather(*(walker.guide.press(TEAM, press) for _ in range(20)))
    for result in results:
        assert isinstance(result, Moved) or result.why is RefusalReason.REPEATED  # type: ignore[union-attr]
        assert result.run.turn == mine.turn + 1  # type: ignore[union-attr]
    assert await used(walker, mine) == 1


async def test_a_press_that_is_delivered_again_between_load_and_commit_counts_once(
    walker: Walker,
) -> None:
    mine, _ = await ready(walker)
    press = a_press(mine, "calling")
    again = raced(walker, lambda: walker.guide.press(TEAM, press))
    assert isinstance(await again.guide.press(TEAM, press), Moved)
    assert await used(walker, mine) == 1


async def test_a_press_on_a_step_that_somebody_left_meanwhile_is_an_old_one(
    walker: Walker,
) -> None:
    run = await walker.start()
    rival = raced(walker, lambda: walker.press(run, "lost"))
    result = await rival.press(run, "broken")
    assert isinstance(result, Refused)
    assert (result.why, result.run.place.step) == (RefusalReason.STALE, "block_the_phone")


async def test_of_two_who_start_for_one_account_one_does(walker: Walker) -> None:
    begun: list[Run] = []

    async def rival() -> None:
        begun.append(await walker.start(by="U2"))

    guide = raced(walker, rival).guide
    result = await start(guide, "mine")
    assert isinstance(result, RunAlreadyOpen)
    assert result.run == begun[0]
    assert (await walker.guide.look(TEAM, begun[0].id)).open == (("mfa-lost", begun[0].id),)


async def start(guide: Guide, request: str, **changes: Any) -> Any:
    how = {"by": "U1", "channel": "C1", "language": "en", "region": "TW", "request": request}
    return await guide.start(TEAM, "mfa-lost", "prod", **{**how, **changes})


async def test_another_flow_for_the_same_account_may_start(walker: Walker) -> None:
    lost = await walker.start()
    disable = await walker.start(flow="mfa-disable")
    assert {i for _, i in (await walker.guide.look(TEAM, lost.id)).open} == {lost.id, disable.id}


async def test_a_request_that_is_delivered_again_finds_the_run_it_started(walker: Walker) -> None:
    first = await start(walker.guide, "request")
    assert await start(walker.guide, "request") == first


async def test_a_request_that_is_delivered_again_after_the_end_starts_nothing(
    walker: Walker,
) -> None:
    first = await start(walker.guide, "request")
    assert isinstance(first, Moved)
    await walker.walk(first.run, Verb.STOP)
    for request in ("request", "another request"):
        found = await start(walker.guide, request)
        assert isinstance(found, RunParked)  # which is offered first
        assert (found.run.id, found.run.outcome) == (first.run.id, "stopped")


async def test_a_start_that_is_delivered_again_between_load_and_commit_is_one_run(
    walker: Walker,
) -> None:
    twin = raced(walker, lambda: start(walker.guide, "request"))
    result = await start(twin.guide, "request")
    assert isinstance(result, Moved)
    assert (await walker.guide.look(TEAM, result.run.id)).open == (("mfa-lost", result.run.id),)


async def test_after_its_end_an_account_may_have_a_new_run(walker: Walker) -> None:
    former = await walker.start()
    await walker.walk(former, "stop")
    assert isinstance(await start(walker.guide, "again"), RunParked)
    new = await start(walker.guide, "and again", anew=True)
    assert isinstance(new, Moved)
    assert (await walker.guide.look(TEAM, new.run.id)).parked_runs == ()
    await walker.guide.supersede(TEAM, former.id, by="U2")
    ended = (await walker.guide.look(TEAM, former.id)).run
    assert ended
    assert (ended.outcome, ended.moves[-1].by) == ("superseded", "U2")
    await walker.guide.supersede(TEAM, former.id, by="U2")  # it may be due twice
    assert (await walker.guide.look(TEAM, former.id)).run == ended


async def test_a_stopped_run_does_not_go_on_beside_another_one_of_its_flow(walker: Walker) -> None:
    run = await walker.start()
    stopped = await walker.press(run, Verb.STOP)
    assert isinstance(stopped, Moved)
    other = await opened_beside(walker, run, "other")
    result = await walker.press(stopped.run, Verb.GO_ON)
    assert isinstance(result, Refused)
    assert (result.why, result.detail) == (RefusalReason.RIVAL, other.id)


async def test_a_run_that_expired_is_in_nobodys_way(walker: Walker, redis: Counting) -> None:
    run = await walker.start()
    await redis.delete(f"mfa:{{{TEAM}}}:run:{run.id}")
    assert isinstance(await start(walker.guide, "again"), Moved)


async def test_who_is_overtaken_again_and_again_is_told_so(walker: Walker) -> None:
    """Tries are bounded: an answer comes, and nothing was written."""
    mine, theirs = await ready(walker)
    shelf, commits = Shelf(walker.guide.store._redis), 0

    async def rival() -> None:
        nonlocal commits
        commits += 1
        attempt = an_attempt(f"r{commits}")
        await shelf.change_attempts(f"r{commits}", lambda a: a.spend(attempt), theirs.id)

    guide = raced(walker, rival, times=100)
    with pytest.raises(StoreAway, match="faster") as told:
        await guide.press(mine, "calling")
    assert commits == MAX_TRIES
    assert not isinstance(told.value, CommitUnknown)
    assert (await walker.guide.look(TEAM, mine.id)).run == mine


async def test_a_press_takes_two_round_trips(walker: Walker, redis: Counting) -> None:
    run = await walker.start()
    redis.sent = 0
    await walker.press(run, "broken")
    assert redis.sent == 2


async def test_a_press_that_is_refused_takes_one(walker: Walker, redis: Counting) -> None:
    run = await walker.start()
    redis.sent = 0
    await walker.press(run, "nonsense")
    assert redis.sent == 1


async def test_where_the_run_is_shown_comes_with_it(walker: Walker, redis: Counting) -> None:
    """Of anybody but the lead it matters, and they wait no longer for their answer."""
    run = await walker.start()
    redis.sent = 0
    await walker.press(run, "broken", by="U2")
    assert redis.sent == 1


async def test_a_start_takes_two_round_trips(walker: Walker, redis: Counting) -> None:
    await walker.start("dev")
    redis.sent = 0
    await walker.start()
    assert redis.sent == 2
