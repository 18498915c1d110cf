"""Holds: a run is delivered by one process at a time, and by another if that one is too slow."""

from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.core.budget import Limits
from bot.core.due import Due
from bot.core.shown import Shown
from bot.store.commit import LEASE_MS
from bot.store.holds import HoldLost
from bot.store.store import Store
from tests.store.shelf import TEAM, Shelf
from tests.store.test_due import LATE, everything_due


async def test_one_process_alone_delivers_a_run(shelf: Shelf) -> None:
    async with shelf.store.holds.delivering(TEAM, "prod.a") as mine:
        assert mine
        async with shelf.store.holds.delivering(TEAM, "prod.a") as theirs:
            assert not theirs
        async with shelf.store.holds.delivering(TEAM, "prod.a") as theirs:
            assert not theirs  # whoever did not get it does not give it up either
        async with shelf.store.holds.delivering(TEAM, "prod.b") as other:
            assert other
    async with shelf.store.holds.delivering(TEAM, "prod.a") as again:
        assert again


async def test_who_delivered_too_long_does_not_take_the_run_from_the_next(shelf: Shelf) -> None:
    key = "mfa:{T1}:delivering:prod.a"
    async with shelf.store.holds.delivering(TEAM, "prod.a"):
        assert 0 < await shelf.redis.pttl(key) <= LEASE_MS
        await shelf.redis.set(key, "another process", px=LEASE_MS)  # after the lease had ended
    assert await shelf.redis.get(key) == "another process"


@pytest.mark.parametrize("next_one", ["delivers", "has delivered"])
async def test_who_delivered_too_long_marks_nothing_any_more(shelf: Shelf, next_one: str) -> None:
    """It was frozen: what it knows is older than what the next one has marked since."""
    await shelf.open()
    key, theirs = "mfa:{T1}:delivering:prod.a", Shown("C1", "1.0", 2, "1.2")
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        await shelf.redis.delete(key)  # after the lease had ended
        await shelf.mark(theirs)
        if next_one == "delivers":
            await shelf.redis.set(key, "another process", px=LEASE_MS)
        before = await shelf.contents()
        with pytest.raises(HoldLost):
            await shelf.store.holds.finish(
                hold, Shown("C1", "1.0", 1), (Due("show", "prod.a", "1"),)
            )
        assert await shelf.contents() == before
    assert await shelf.shown() == theirs


@pytest.mark.parametrize("stored", [None, Shown("C1", "1.0", 1, "1.1")], ids=str)
async def test_whose_hold_a_failover_has_lost_marks_all_the_same(
    shelf: Shelf, stored: Shown | None
) -> None:
    """With it what was marked last may be lost: older than what is known is no other's."""
    await shelf.open()
    if stored:
        await shelf.mark(stored)
    mine = Shown("C1", "1.0", 1, "1.1", fading=(("1.0", 0),))
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        await shelf.redis.delete("mfa:{T1}:delivering:prod.a")
        await shelf.store.holds.mark(hold, mine)
        async with shelf.store.holds.delivering(TEAM, "prod.a") as theirs:
            assert not theirs
        assert await shelf.store.holds.finish(hold, mine, (Due("show", "prod.a", "1"),))
    assert await shelf.shown() == mine
    assert await everything_due(shelf) == {}


async def test_who_delivered_too_long_does_not_hold_the_run_for_the_next(shelf: Shelf) -> None:
    """The next one may have died."""
    key = "mfa:{T1}:delivering:prod.a"
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        await shelf.redis.set(key, "another process", px=1000)
        await shelf.store.holds._renew(hold)
        assert await shelf.redis.pttl(key) <= 1000


async def test_giving_up_a_run_and_looking_whose_it_is_are_one_step(real: Shelf) -> None:
    """Another process takes the run right after the old one's lease has ended."""
    key = "mfa:{T1}:delivering:prod.a"

    class Interrupted(Redis):
        async def execute_command(self, *args: Any, **options: Any) -> Any:
            answer = await super().execute_command(*args, **options)
            if args[0] == "GET":
                await real.redis.set(key, "another process")
            return answer

    slow = Store(Interrupted(connection_pool=real.redis.connection_pool), Limits())
    async with slow.holds.delivering(TEAM, "prod.a"):
        pass
    assert await real.redis.get(key) is None


async def test_a_run_that_has_moved_on_is_not_given_up(shelf: Shelf) -> None:
    """Somebody pressed while the step was posted; the same process shows the next one."""
    await shelf.open()
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        await shelf.move("step")
        assert not await shelf.store.holds.finish(
            hold, Shown("C1", "1.0", 1), (Due("show", "prod.a"),)
        )
        async with shelf.store.holds.delivering(TEAM, "prod.a") as theirs:
            assert not theirs
        assert await shelf.store.holds.finish(hold, Shown("C1", "1.0", 2), (Due("show", "prod.a"),))
        async with shelf.store.holds.delivering(TEAM, "prod.a") as theirs:
            assert theirs


async def test_who_has_shown_the_same_turn_late_does_not_take_the_place_of_what_is_shown(
    shelf: Shelf,
) -> None:
    """It was frozen after it had posted; nobody would know of the other message any more."""
    await shelf.open()
    theirs = Shown("C1", "1.0", 1, "1.1")
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        await shelf.redis.delete("mfa:{T1}:delivering:prod.a")
        await shelf.mark(theirs)
        with pytest.raises(HoldLost):
            await shelf.store.holds.mark(hold, replace(theirs, ts="1.2"))
    assert await shelf.shown() == theirs


async def test_what_follows_is_put_on_due_as_the_delivery_ends(shelf: Shelf) -> None:
    await shelf.open()
    card = Due("card", "prod.a")
    expected: list[int] = []
    shelf.store.due.on_scheduled = expected.append
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        await shelf.store.holds.finish(hold, Shown(), (), {card: LATE})
    assert (await everything_due(shelf))["card:prod.a"] == LATE
    assert expected == [LATE]


async def test_each_mark_prolongs_the_delivery(shelf: Shelf) -> None:
    key = "mfa:{T1}:delivering:prod.a"
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        await shelf.redis.pexpire(key, 1000)
        await shelf.store.holds.mark(hold, Shown())
        assert await shelf.redis.pttl(key) > 1000
