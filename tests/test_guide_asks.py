"""What the guide tells without pressing: who may press, where a run is, whose runs there are."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from fakeredis import FakeAsyncRedis

from bot.core import timers
from bot.core.budget import DAY, HOUR, MINUTE, Limits
from bot.core.due import Due
from bot.core.press import Press
from bot.core.refusals import RefusalReason, Refused
from bot.core.snapshot import Snapshot
from bot.core.timers import ReminderDecision
from bot.guide import RunNotFound
from bot.store.records import NewerRecord
from bot.store.store import Store
from tests.store.shelf import TEAM
from tests.store.walker import TO_THE_CALL, Clock, Walker, a_press

GONE = Press(id="1", run="prod.gone", turn=1, step="what_happened", button="lost", by="U1")


@pytest.fixture
async def redis() -> AsyncIterator[FakeAsyncRedis]:
    client = FakeAsyncRedis(decode_responses=True)
    yield client
    await client.aclose()


@pytest.fixture
def walker(redis: FakeAsyncRedis) -> Walker:
    return Walker(Store(redis, Limits(), Clock()))


async def test_a_run_that_nobody_knows_is_lost(walker: Walker) -> None:
    assert isinstance(await walker.guide.press(TEAM, GONE), RunNotFound)
    assert isinstance(await walker.guide.may(TEAM, GONE), RunNotFound)
    gone = await walker.guide.look(TEAM, GONE.run)
    assert gone.run is None
    with pytest.raises(LookupError):
        walker.guide.view(gone)


async def test_a_run_of_another_workspace_is_lost(walker: Walker) -> None:
    run = await walker.start()
    assert isinstance(await walker.guide.press("T2", a_press(run, "lost")), RunNotFound)


async def test_a_run_that_a_newer_bot_wrote_is_left_alone(
    walker: Walker, redis: FakeAsyncRedis
) -> None:
    run = await walker.start()
    key = f"mfa:{{{TEAM}}}:run:{run.id}"
    newer = str(await redis.get(key)).replace('"v":1', '"v":9')
    await redis.set(key, newer)
    with pytest.raises(NewerRecord):
        await walker.press(run, "lost")
    assert await redis.get(key) == newer


async def test_who_may_press_is_told_without_moving(walker: Walker) -> None:
    run = await walker.start()
    found = await walker.guide.may(TEAM, a_press(run, "lost"))
    assert isinstance(found, Snapshot)
    assert found.run == run
    assert await walker.guide.look(TEAM, run.id) == found


async def test_who_may_not_press_is_told_why(walker: Walker) -> None:
    run = await walker.start()
    press = a_press(run, "lost")
    assert await walker.guide.may(TEAM, replace(press, by="U2")) == Refused(
        RefusalReason.NOT_LEAD, run
    )
    outside = replace(press, by="U2", channel="C2")
    assert await walker.guide.may(TEAM, outside) == Refused(RefusalReason.OUTSIDE, run)
    assert await walker.guide.may(TEAM, replace(press, turn=0)) == Refused(RefusalReason.STALE, run)
    assert await walker.guide.may(TEAM, replace(press, turn=7)) == Refused(RefusalReason.AHEAD, run)


async def test_a_view_is_of_the_run_and_the_account_as_they_are_now(walker: Walker) -> None:
    run = await walker.walk(await walker.start(), *TO_THE_CALL, "calling")
    seen = walker.guide.view(await walker.guide.look(TEAM, run.id))
    assert (seen.step, seen.budget.used) == ("the_call", 1)
    walker.clock.now += DAY
    seen = walker.guide.view(await walker.guide.look(TEAM, run.id))
    assert (seen.step, seen.budget.used) == ("the_call", 0)


async def test_a_person_has_the_open_runs_that_they_lead_of_that_flow(walker: Walker) -> None:
    prod = await walker.start("prod")
    walker.clock.now += MINUTE
    dev = await walker.start("dev")
    await walker.start("other", flow="mfa-disable")
    await walker.walk(await walker.start("ended"), "stop")
    await walker.press(await walker.start("handed-over"), "take_over", by="U2")
    assert [found.run for found in await walker.guide.runs_of(TEAM, "U1", "mfa-lost")] == [
        dev,
        prod,
    ]
    assert await walker.guide.runs_of(TEAM, "U3", "mfa-lost") == ()


async def test_a_run_that_expired_is_nobodys(walker: Walker, redis: FakeAsyncRedis) -> None:
    run = await walker.start()
    await redis.delete(f"mfa:{{{TEAM}}}:run:{run.id}")
    assert await walker.guide.runs_of(TEAM, "U1", "mfa-lost") == ()


async def ring(walker: Walker, due: Due) -> ReminderDecision:
    found = await walker.guide.look(TEAM, due.run)
    assert found.run
    return timers.decide_reminder(
        walker.guide.flows, found.run, found.attempts, due.what, found.now
    )


async def test_a_reminder_is_said_when_it_is_still_true(walker: Walker) -> None:
    run = await walker.start()
    quiet = Due("quiet", run.id)
    walker.clock.now += 30 * MINUTE
    assert await ring(walker, quiet) == ReminderDecision(say=True)
    await walker.walk(run, "lost")
    again = walker.clock.now + 30 * MINUTE
    assert await ring(walker, quiet) == ReminderDecision(say=False, again_at=again)


async def test_attempts_that_reopen_are_said_when_they_do(walker: Walker) -> None:
    run = await walker.walk(await walker.start(), *TO_THE_CALL, "calling", "blocked")
    reopen = Due("calls_reopen", run.id)
    walker.clock.now += 23 * HOUR
    assert not (await ring(walker, reopen)).say
    walker.clock.now += HOUR
    assert (await ring(walker, reopen)).say
