"""What is to be shown or said: each thing is done by one process, and by another if that dies."""

from typing import Any

import pytest
from redis.asyncio import Redis

from bot.change import KEEP_RUN, LEASE, Due
from bot.core.budget import HOUR, MINUTE, Limits
from bot.core.run import Timer
from bot.records import Shown
from bot.store import CLAIM, KEEP_SEEN, Claim, Store
from tests.store.shelf import NOW, TEAM, Shelf

QUIET = Timer("quiet", NOW + 30 * MINUTE)
LATE = NOW + 1000 * HOUR
RING = Due("quiet", "prod.a")


async def everything_due(shelf: Shelf) -> dict[str, int]:
    entries = await shelf.redis.zrange("mfa:{T1}:due", 0, -1, withscores=True)
    return {member: int(at) for member, at in entries}


async def test_a_commit_asks_for_its_turn_to_be_shown_and_sets_its_timers(shelf: Shelf) -> None:
    """The process that took the press shows it at once; the lease is for when it dies."""
    await shelf.open(timers=(QUIET,))
    assert await everything_due(shelf) == {"show:prod.a:1": NOW + LEASE, "quiet:prod.a": QUIET.at}


async def test_a_commit_moves_its_timers_and_puts_off_all_others_of_the_run(shelf: Shelf) -> None:
    await shelf.open(timers=(QUIET, Timer("calls_reopen", NOW + HOUR)))
    later = Timer("quiet", NOW + HOUR)
    await shelf.move("step", timers=(later,))
    due = await everything_due(shelf)
    assert due.pop("quiet:prod.a") == later.at
    assert set(due) == {"show:prod.a:1", "show:prod.a:2"}


async def test_a_commit_leaves_the_timers_of_other_runs_alone(shelf: Shelf) -> None:
    await shelf.open(timers=(QUIET,))
    await shelf.open(id="prod.b", press="b")
    assert "quiet:prod.a" in await everything_due(shelf)


async def test_nothing_is_taken_before_it_is_due(shelf: Shelf) -> None:
    await shelf.store.add_due(TEAM, RING, NOW)
    assert await shelf.store.take(TEAM, NOW - 1) == ()
    assert await shelf.store.due_now(TEAM, NOW - 1) == 0
    assert await shelf.store.due_now(TEAM, NOW) == 1
    assert [due.member for due in await shelf.store.take(TEAM, NOW)] == ["quiet:prod.a"]


async def test_each_thing_is_taken_by_one_until_its_lease_ends(shelf: Shelf) -> None:
    await shelf.store.add_due(TEAM, RING, NOW)
    (mine,) = await shelf.store.take(TEAM, NOW)
    assert mine == Due("quiet", "prod.a", lease=NOW + LEASE)
    assert await shelf.store.take(TEAM, NOW + LEASE - 1) == ()
    (theirs,) = await shelf.store.take(TEAM, NOW + LEASE)
    assert theirs.lease == NOW + 2 * LEASE


async def test_several_takers_share_the_work_oldest_first(shelf: Shelf) -> None:
    for n in range(5):
        await shelf.store.add_due(TEAM, Due("show", f"prod.{n}", "1"), NOW - n)
    first = await shelf.store.take(TEAM, NOW, most=3)
    second = await shelf.store.take(TEAM, NOW, most=3)
    assert [due.run for due in first] == ["prod.4", "prod.3", "prod.2"]
    assert [due.run for due in second] == ["prod.1", "prod.0"]


async def test_what_is_settled_is_off(shelf: Shelf) -> None:
    await shelf.store.add_due(TEAM, RING, NOW)
    (mine,) = await shelf.store.take(TEAM, NOW)
    await shelf.store.settle(TEAM, mine)
    assert await everything_due(shelf) == {}
    await shelf.store.settle(TEAM, mine)  # sent twice


async def test_what_is_settled_may_come_again(shelf: Shelf) -> None:
    await shelf.store.add_due(TEAM, RING, NOW)
    (mine,) = await shelf.store.take(TEAM, NOW)
    await shelf.store.settle(TEAM, mine, again_at=LATE)
    assert await everything_due(shelf) == {"quiet:prod.a": LATE}


@pytest.mark.parametrize("again", [None, NOW + 5])
async def test_what_was_set_anew_meanwhile_is_not_settled(shelf: Shelf, again: int | None) -> None:
    """The run moved while its old reminder was being said."""
    await shelf.store.add_due(TEAM, RING, NOW)
    (mine,) = await shelf.store.take(TEAM, NOW)
    await shelf.store.add_due(TEAM, RING, LATE)
    await shelf.store.settle(TEAM, mine, again)
    assert await everything_due(shelf) == {"quiet:prod.a": LATE}


async def test_what_was_put_off_for_good_meanwhile_does_not_come_again(shelf: Shelf) -> None:
    await shelf.open(timers=(Timer("quiet", NOW),))
    (mine,) = await shelf.store.take(TEAM, NOW)
    await shelf.move("end", outcome="recovered")
    await shelf.store.settle(TEAM, mine, again_at=LATE)
    assert "quiet:prod.a" not in await everything_due(shelf)


async def test_a_mark_keeps_what_slack_shows_and_takes_off_what_that_fulfils(shelf: Shelf) -> None:
    await shelf.open(timers=(QUIET,))
    assert await shelf.store.shown(TEAM, "prod.a") == Shown()
    shown = Shown("C1", "1.0", 1, "1.1", (("1.0", 0),), "card", NOW)
    await shelf.store.mark(TEAM, "prod.a", shown, (Due("show", "prod.a", "1"),))
    assert await shelf.store.shown(TEAM, "prod.a") == shown
    assert set(await everything_due(shelf)) == {"quiet:prod.a"}


async def test_of_a_run_that_is_forgotten_nothing_is_kept(shelf: Shelf) -> None:
    """Redis was restarted empty while its step was shown."""
    await shelf.store.add_due(TEAM, Due("show", "prod.a", "1"), NOW)
    await shelf.store.mark(TEAM, "prod.a", Shown("C1", "1.0", 1), (Due("show", "prod.a", "1"),))
    assert await shelf.contents() == {}


async def test_one_process_alone_delivers_a_run(shelf: Shelf) -> None:
    async with shelf.store.delivering(TEAM, "prod.a") as mine:
        assert mine
        async with shelf.store.delivering(TEAM, "prod.a") as theirs:
            assert not theirs
        async with shelf.store.delivering(TEAM, "prod.a") as theirs:
            assert not theirs  # whoever did not get it does not give it up either
        async with shelf.store.delivering(TEAM, "prod.b") as other:
            assert other
    async with shelf.store.delivering(TEAM, "prod.a") as again:
        assert again


async def test_who_delivered_too_long_does_not_take_the_run_from_the_next(shelf: Shelf) -> None:
    key = "mfa:{T1}:delivering:prod.a"
    async with shelf.store.delivering(TEAM, "prod.a"):
        assert 0 < await shelf.redis.pttl(key) <= LEASE
        await shelf.redis.set(key, "another process", px=LEASE)  # after the lease had ended
    assert await shelf.redis.get(key) == "another process"


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
    async with slow.delivering(TEAM, "prod.a"):
        pass
    assert await real.redis.get(key) is None


async def test_each_mark_prolongs_the_delivery(shelf: Shelf) -> None:
    key = "mfa:{T1}:delivering:prod.a"
    async with shelf.store.delivering(TEAM, "prod.a"):
        await shelf.redis.pexpire(key, 1000)
        await shelf.store.mark(TEAM, "prod.a", Shown())
        assert await shelf.redis.pttl(key) > 1000


async def test_an_event_is_handled_by_one_process(shelf: Shelf) -> None:
    assert await shelf.store.claim(TEAM, "Ev1", "mine") is Claim.MINE
    assert await shelf.store.claim(TEAM, "Ev1", "mine") is Claim.MINE  # sent twice
    assert await shelf.store.claim(TEAM, "Ev1", "theirs") is Claim.BUSY
    assert 0 < await shelf.redis.pttl("mfa:{T1}:seen:Ev1") <= CLAIM


async def test_an_event_that_was_handled_is_known_for_a_day(shelf: Shelf) -> None:
    await shelf.store.claim(TEAM, "Ev1", "mine")
    await shelf.store.handled(TEAM, "Ev1")
    assert await shelf.store.claim(TEAM, "Ev1", "mine") is Claim.HANDLED
    assert KEEP_SEEN - 10_000 < await shelf.redis.pttl("mfa:{T1}:seen:Ev1") <= KEEP_SEEN


async def test_an_event_that_could_not_be_handled_may_be_tried_again(shelf: Shelf) -> None:
    await shelf.store.claim(TEAM, "Ev1", "mine")
    await shelf.store.unclaim(TEAM, "Ev1", "mine")
    assert await shelf.store.claim(TEAM, "Ev1", "theirs") is Claim.MINE


async def test_a_run_lives_as_long_as_slack_is_told_of_it(shelf: Shelf) -> None:
    """A reminder that comes daily must not outlive its run."""
    await shelf.open()
    await shelf.redis.pexpire("mfa:{T1}:run:prod.a", 1000)
    await shelf.store.mark(TEAM, "prod.a", Shown())
    assert await shelf.redis.pttl("mfa:{T1}:run:prod.a") > KEEP_RUN - 10_000
