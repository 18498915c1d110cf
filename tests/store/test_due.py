"""What is due: each entry is taken by one process, and by another if that one dies."""

from dataclasses import replace

import pytest

from bot.core.budget import HOUR, MINUTE
from bot.core.due import Due
from bot.core.shown import Shown
from bot.core.timers import Timer, TimerMode
from bot.store.commit import KEEP_RUN, LEASE_MS
from bot.store.store import KEEP_EVENT
from tests.store.shelf import NOW, TEAM, Shelf
from tests.support.shelf import scores

QUIET = Timer("quiet", NOW + 30 * MINUTE)
LATE = NOW + 1000 * HOUR
RING = Due("quiet", "prod.a")


async def everything_due(shelf: Shelf) -> dict[str, int]:
    entries = await scores(shelf.redis, "mfa:{T1}:due")
    return {member: int(at) for member, at in entries.items()}


async def test_a_commit_asks_for_its_turn_to_be_shown_and_sets_its_timers(shelf: Shelf) -> None:
    """The process that took the press shows it at once; the lease is for when it dies."""
    await shelf.open(timers=(QUIET,))
    assert await everything_due(shelf) == {
        "show:prod.a:1": NOW + LEASE_MS,
        "quiet:prod.a": QUIET.at,
    }


async def test_a_commit_moves_its_timers_and_puts_off_all_others_of_the_run(shelf: Shelf) -> None:
    await shelf.open(timers=(QUIET, Timer("calls_reopen", NOW + HOUR)))
    later = Timer("quiet", NOW + HOUR)
    await shelf.move("step", timers=(later,))
    due = await everything_due(shelf)
    assert due.pop("quiet:prod.a") == later.at
    assert set(due) == {"show:prod.a:1", "show:prod.a:2"}


@pytest.mark.parametrize("passed", [0, HOUR])
async def test_a_timer_that_is_kept_stands_also_when_it_is_due(shelf: Shelf, passed: int) -> None:
    await shelf.open(timers=(QUIET,))
    shelf.now += passed
    later = Timer("quiet", NOW + 2 * HOUR, TimerMode.KEEP)
    await shelf.move("step", timers=(later,))
    assert (await everything_due(shelf))["quiet:prod.a"] == QUIET.at


async def test_one_that_was_lost_is_set_again(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.move("step", timers=(replace(QUIET, mode=TimerMode.KEEP),))
    assert (await everything_due(shelf))["quiet:prod.a"] == QUIET.at


async def test_a_commit_leaves_the_timers_of_other_runs_alone(shelf: Shelf) -> None:
    await shelf.open(timers=(QUIET,))
    await shelf.open(id="prod.b", press="b")
    assert "quiet:prod.a" in await everything_due(shelf)


async def test_nothing_is_taken_before_it_is_due(shelf: Shelf) -> None:
    await shelf.store.due.add(TEAM, RING, NOW)
    assert await shelf.take(NOW - 1) == ()
    assert [due.member for due in await shelf.take(NOW)] == ["quiet:prod.a"]


async def test_each_thing_is_taken_by_one_until_its_lease_ends(shelf: Shelf) -> None:
    await shelf.store.due.add(TEAM, RING, NOW)
    (mine,) = await shelf.take(NOW)
    assert mine == Due("quiet", "prod.a", lease=NOW + LEASE_MS)
    assert await shelf.take(NOW + LEASE_MS - 1) == ()
    (theirs,) = await shelf.take(NOW + LEASE_MS)
    assert theirs.lease == NOW + 2 * LEASE_MS


async def test_several_takers_share_the_work_oldest_first(shelf: Shelf) -> None:
    for n in range(5):
        await shelf.store.due.add(TEAM, Due("show", f"prod.{n}", "1"), NOW - n)
    first = await shelf.take(NOW, most=3)
    second = await shelf.take(NOW, most=3)
    assert [due.run for due in first] == ["prod.4", "prod.3", "prod.2"]
    assert [due.run for due in second] == ["prod.1", "prod.0"]


async def test_what_is_settled_is_off(shelf: Shelf) -> None:
    await shelf.store.due.add(TEAM, RING, NOW)
    (mine,) = await shelf.take(NOW)
    await shelf.store.due.settle(TEAM, mine)
    assert await everything_due(shelf) == {}
    await shelf.store.due.settle(TEAM, mine)  # sent twice


async def test_what_is_settled_may_come_again(shelf: Shelf) -> None:
    await shelf.store.due.add(TEAM, RING, NOW)
    (mine,) = await shelf.take(NOW)
    await shelf.store.due.settle(TEAM, mine, again_at=LATE)
    assert await everything_due(shelf) == {"quiet:prod.a": LATE}


@pytest.mark.parametrize("again", [None, NOW + 5])
async def test_what_was_set_anew_meanwhile_is_not_settled(shelf: Shelf, again: int | None) -> None:
    """The run moved while its old reminder was being said."""
    await shelf.store.due.add(TEAM, RING, NOW)
    (mine,) = await shelf.take(NOW)
    await shelf.store.due.add(TEAM, RING, LATE)
    await shelf.store.due.settle(TEAM, mine, again)
    assert await everything_due(shelf) == {"quiet:prod.a": LATE}


async def is_due(shelf: Shelf, due: Due) -> bool:
    """As whoever delivers the run sees it: nobody has settled, taken or set it since."""
    async with shelf.store.holds.delivering(TEAM, due.run, due) as hold:
        assert hold
        return hold.due_at == due.lease


@pytest.mark.parametrize("again", [None, LATE])
async def test_what_was_said_is_settled_though_another_has_taken_it_since(
    shelf: Shelf, again: int | None
) -> None:
    """Slack took longer than the lease. The other one finds that it is no longer due."""
    run = await shelf.open(timers=(Timer("quiet", NOW),))
    (mine,) = await shelf.take(NOW)
    (theirs,) = (d for d in await shelf.take(NOW + LEASE_MS) if d.what == "quiet")
    assert [await is_due(shelf, due) for due in (mine, theirs)] == [False, True]
    await shelf.store.due.settle(TEAM, mine, again, said_at=run.turn)
    assert not await is_due(shelf, theirs)
    assert (await everything_due(shelf)).get("quiet:prod.a") == again
    await shelf.store.due.settle(TEAM, theirs, NOW + 5)
    assert (await everything_due(shelf)).get("quiet:prod.a") == again


@pytest.mark.parametrize("again", [None, NOW + 5])
async def test_what_a_move_has_set_anew_is_not_settled_by_what_was_said_before(
    shelf: Shelf, again: int | None
) -> None:
    run = await shelf.open(timers=(Timer("quiet", NOW),))
    (mine,) = await shelf.take(NOW)
    await shelf.move("step", timers=(Timer("quiet", LATE),))
    await shelf.store.due.settle(TEAM, mine, again, said_at=run.turn)
    assert (await everything_due(shelf))["quiet:prod.a"] == LATE


async def test_what_was_put_off_for_good_meanwhile_does_not_come_again(shelf: Shelf) -> None:
    await shelf.open(timers=(Timer("quiet", NOW),))
    (mine,) = await shelf.take(NOW)
    await shelf.move("end", outcome="recovered")
    await shelf.store.due.settle(TEAM, mine, again_at=LATE)
    assert "quiet:prod.a" not in await everything_due(shelf)


async def test_a_mark_keeps_what_slack_shows_and_takes_off_what_that_fulfils(shelf: Shelf) -> None:
    await shelf.open(timers=(QUIET,))
    assert await shelf.shown() == Shown()
    shown = Shown("C1", "1.0", 1, "1.1", (("1.0", 0),), "card", NOW)
    await shelf.mark(shown, Due("show", "prod.a", "1"))
    assert await shelf.shown() == shown
    assert set(await everything_due(shelf)) == {"quiet:prod.a"}


async def test_of_a_run_that_is_forgotten_nothing_is_kept(shelf: Shelf) -> None:
    """Redis was restarted empty while its step was shown."""
    await shelf.store.due.add(TEAM, Due("show", "prod.a", "1"), NOW)
    await shelf.mark(Shown("C1", "1.0", 1), Due("show", "prod.a", "1"))
    assert await shelf.contents() == {}


async def test_an_event_is_seen_first_by_one_process_and_known_for_a_day(shelf: Shelf) -> None:
    assert await shelf.store.first_to_see(TEAM, "Ev1")
    assert not await shelf.store.first_to_see(TEAM, "Ev1")
    assert await shelf.store.first_to_see(TEAM, "Ev2")
    assert KEEP_EVENT - 10_000 < await shelf.redis.pttl("mfa:{T1}:seen:Ev1") <= KEEP_EVENT


async def test_whoever_saw_it_first_is_so_also_where_the_answer_was_lost(shelf: Shelf) -> None:
    assert await shelf.store.first_answer(TEAM, "Ev1", "mine") == "mine"
    assert await shelf.store.first_answer(TEAM, "Ev1", "mine") == "mine"  # sent twice
    assert await shelf.store.first_answer(TEAM, "Ev1", "theirs") == "mine"


async def test_what_slack_shows_is_kept_as_long_as_the_run_and_no_longer(shelf: Shelf) -> None:
    """Else what Slack refuses would keep its run for ever."""
    await shelf.open()
    await shelf.redis.pexpire("mfa:{T1}:run:prod.a", 5000)
    await shelf.mark(Shown())
    for kind in ("run", "shown"):
        assert 0 < await shelf.redis.pttl(f"mfa:{{T1}}:{kind}:prod.a") <= 5000


async def test_a_run_lives_as_long_as_it_is_reminded_of(shelf: Shelf) -> None:
    """A reminder that comes daily must not outlive its run."""
    await shelf.open()
    await shelf.redis.pexpire("mfa:{T1}:run:prod.a", 5000)
    async with shelf.store.holds.delivering(TEAM, "prod.a") as hold:
        assert hold
        assert await shelf.store.holds.finish(hold, Shown(), keep=True)
    for kind in ("run", "shown"):
        assert await shelf.redis.pttl(f"mfa:{{T1}}:{kind}:prod.a") > KEEP_RUN - 10_000
