"""Time in Redis is Redis's own; nothing is deleted where two clocks disagree."""

import time

import pytest

from bot.core.budget import DAY, HOUR, Limits
from bot.core.due import Due
from bot.store.clock import MAX_SKEW, ServerClock, utc_ms
from bot.store.commit import LEASE_MS
from bot.store.store import Store
from tests.store.shelf import NOW, TEAM, Shelf, an_attempt
from tests.store.walker import TO_THE_CALL, Walker
from tests.support.shelf import scores

AHEAD = [3 * DAY, 500 * DAY, -3 * DAY, -500 * DAY]


def wrong(store: Store, ahead: int) -> Store:
    """On a machine whose wall clock is so far ahead."""
    store.clock.server = ServerClock(lambda: utc_ms() + ahead)
    return store


@pytest.mark.parametrize("ahead", AHEAD, ids=lambda ms: f"{ms // DAY} d")
async def test_a_press_on_a_machine_with_a_wrong_clock_deletes_nothing(
    real: Shelf, ahead: int
) -> None:
    right = Walker(Store(real.redis, Limits()))
    run = await right.walk(await right.start(), *TO_THE_CALL, "calling")
    entries = await real.redis.xlen("mfa:{T1}:audit")

    other = Walker(wrong(Store(real.redis, Limits()), ahead))
    await other.walk(run, "no_ring")
    found = await right.guide.look(TEAM, run.id)
    assert found.attempts.used(found.now) == 1
    assert await real.redis.xlen("mfa:{T1}:audit") == entries + 1
    assert len(await right.guide.runs_of(TEAM, "U1", "mfa-lost")) == 1


@pytest.mark.parametrize("ahead", AHEAD, ids=lambda ms: f"{ms // DAY} d")
async def test_what_it_writes_is_dated_by_the_servers_clock(real: Shelf, ahead: int) -> None:
    walker = Walker(wrong(Store(real.redis, Limits()), ahead))
    run = await walker.walk(await walker.start(), *TO_THE_CALL, "calling")
    (attempt,) = (await walker.guide.look(TEAM, run.id)).attempts.made
    stamps = [attempt.at, run.moved_at, run.opened_at]
    stamps += map(int, (await scores(real.redis, "mfa:{T1}:due")).values())
    assert all(abs(at - utc_ms()) < HOUR for at in stamps)


@pytest.mark.parametrize("skew", [MAX_SKEW + 1000, -MAX_SKEW - 1000])
async def test_nothing_is_deleted_for_its_age_while_two_clocks_disagree(
    real: Shelf, skew: int
) -> None:
    """Either of them may be the wrong one."""
    shelf = real
    await shelf.open()
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1")))
    for n in range(300):
        await shelf.redis.xadd("mfa:{T1}:audit", {"at": NOW, "n": n})
    shelf.store.clock.server = ServerClock(lambda: utc_ms() + skew)
    shelf.now = NOW + 500 * DAY
    await shelf.move("late")
    assert len((await shelf.load()).attempts.made) == 1
    assert await shelf.redis.xlen("mfa:{T1}:audit") == 303
    shelf.store.clock.server = ServerClock()
    await shelf.move("once they agree")
    assert len((await shelf.load()).attempts.made) == 0


async def test_what_is_due_is_taken_by_the_servers_clock(real: Shelf) -> None:
    store = wrong(Store(real.redis, Limits()), 3 * DAY)
    now = utc_ms()
    await store.due.add(TEAM, Due("card", "prod.a"), now - 1)
    await store.due.add(TEAM, Due("quiet", "prod.a"), now + HOUR)
    taken = await store.due.take(TEAM)
    assert [due.what for due in taken.due] == ["card"]
    assert abs(taken.due[0].lease - LEASE_MS - now) < HOUR / 60
    assert abs(taken.now - now) < HOUR / 60
    assert taken.next_at == taken.due[0].lease


async def test_a_look_says_what_is_left_and_what_comes_next(shelf: Shelf) -> None:
    for n in range(3):
        await shelf.store.due.add(TEAM, Due("card", f"prod.{n}"), NOW - n)
    await shelf.store.due.add(TEAM, Due("quiet", "prod.a"), NOW + 7)
    taken = await shelf.store.due.take(TEAM, most=2)
    assert (len(taken.due), taken.left, taken.next_at) == (2, 1, NOW + 7)
    assert (await shelf.store.due.take(TEAM, most=2)).left == 0
    await shelf.redis.delete("mfa:{T1}:due")
    assert (await shelf.store.due.take(TEAM)).next_at is None


async def test_what_a_clock_that_was_set_back_would_hold_up_is_due_at_once(shelf: Shelf) -> None:
    for what, at in (("show", 2 * HOUR), ("card", 2 * HOUR), ("quiet", 2 * HOUR), ("show", 1_000)):
        await shelf.store.due.add(TEAM, Due(what, "prod.a", str(at)), NOW + at)
    await shelf.store.due.hasten(TEAM, NOW + HOUR)
    assert {due.member for due in await shelf.take(NOW)} == {
        f"show:prod.a:{2 * HOUR}",
        f"card:prod.a:{2 * HOUR}",
    }


async def test_since_when_it_counts_is_when_the_first_move_was_written(shelf: Shelf) -> None:
    before = await shelf.load()
    assert before.attempts.since == before.now == NOW
    assert (await shelf.store.due.take(TEAM)).since is None
    await shelf.open()
    shelf.now = NOW + HOUR
    await shelf.move("later")
    found = await shelf.load()
    assert found.attempts.since == NOW
    assert found.attempts.unknown_before(NOW + HOUR) == NOW
    assert found.attempts.unknown_before(NOW + DAY) is None  # the whole window is known
    assert (await shelf.store.due.take(TEAM)).since == NOW


async def test_an_audit_of_an_older_bot_tells_it_too(real: Shelf) -> None:
    """By the name that Redis gave the entry."""
    await real.redis.xadd("mfa:{T1}:audit", {"run": "prod.a"})
    since = (await real.load()).attempts.since
    assert abs(since - time.time() * 1000) < HOUR


async def test_attempts_that_redis_dropped_alone_are_missed(shelf: Shelf) -> None:
    """For want of memory, by a clock that leapt, by hand: the audit is there, and they are not."""
    await shelf.open()
    shelf.now += 2 * DAY  # the whole window is known
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1", at=shelf.now)))
    assert (await shelf.load()).attempts.unknown_before(shelf.now) is None
    await shelf.redis.delete("mfa:{T1}:attempts:prod")
    shelf.now += HOUR
    assert (await shelf.load()).attempts.unknown_before(shelf.now) == shelf.now
    await shelf.move("later")
    lost_at = shelf.now
    shelf.now += HOUR
    assert (await shelf.load()).attempts.unknown_before(shelf.now) == lost_at
    shelf.now = lost_at + DAY
    assert (await shelf.load()).attempts.unknown_before(shelf.now) is None


@pytest.mark.parametrize("others", [(), ("revision",), ("account",)], ids=str)
async def test_they_are_missed_too_where_the_note_of_them_is_lost_with_them(
    shelf: Shelf, others: tuple[str, ...]
) -> None:
    """Whatever else is known of the account was written together with that note."""
    await shelf.open()
    shelf.now += 2 * DAY
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1", at=shelf.now)))
    for kind in ("attempts", "counted", *others):
        await shelf.redis.delete(f"mfa:{{T1}}:{kind}:prod")
    shelf.now += HOUR
    assert (await shelf.load()).attempts.unknown_before(shelf.now) == shelf.now
    await shelf.move("later")
    lost_at = shelf.now
    shelf.now += HOUR
    assert (await shelf.load()).attempts.unknown_before(shelf.now) == lost_at


async def test_an_account_without_attempts_misses_none(shelf: Shelf) -> None:
    await shelf.open()
    shelf.now += 2 * DAY
    assert (await shelf.load()).attempts.unknown_before(shelf.now) is None
    await shelf.move("later")
    assert (await shelf.load()).attempts.unknown_before(shelf.now) is None
    await shelf.open(id="dev.a", account="dev")
    assert (await shelf.load("dev.a")).attempts.unknown_before(shelf.now) is None


async def test_an_attempt_that_was_given_back_is_not_missed(shelf: Shelf) -> None:
    await shelf.open()
    shelf.now += 2 * DAY
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1", at=shelf.now)))
    await shelf.change_attempts("back", lambda a: a.give_back("1", shelf.now) or a)
    found = await shelf.load()
    assert found.attempts.made == ()
    assert found.attempts.unknown_before(shelf.now) is None


async def test_attempts_that_are_too_old_to_count_are_not_missed(shelf: Shelf) -> None:
    await shelf.open()
    shelf.now += 2 * DAY
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1", at=shelf.now)))
    shelf.now += 3 * DAY
    await shelf.redis.delete("mfa:{T1}:attempts:prod")  # as it expires
    assert (await shelf.load()).attempts.unknown_before(shelf.now) is None
