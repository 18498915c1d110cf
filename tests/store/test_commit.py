"""Load and commit: one decision is written whole, or not at all, and never twice."""

from dataclasses import replace
from functools import partial

import pytest

from bot.core.budget import DAY, HOUR, MINUTE, AttemptKind, AttemptResult, Attempts, Limits
from bot.core.place import Place
from bot.store.records import NewerRecord
from bot.store.store import Committed, Store
from tests.store.shelf import NOW, TEAM, Shelf, a_run, an_attempt
from tests.support.shelf import audit


async def test_an_account_that_nobody_has_worked_on_is_empty(shelf: Shelf) -> None:
    empty = await shelf.load()
    assert (empty.run, empty.attempts.made, empty.open) == (None, (), ())


async def test_what_was_committed_is_loaded_again(shelf: Shelf) -> None:
    """Whatever people type: quotes, backslashes, NUL, other scripts."""
    odd = "\x00\\\"'{}[]\u2028🙂 小明\n"
    run = await shelf.open(values={"inbox_reader": odd}, place=Place.at("mfa-lost", "inbox"))
    assert (await shelf.load()).run == run


async def test_a_decision_on_an_older_turn_changes_nothing(shelf: Shelf) -> None:
    await shelf.open()
    before = await shelf.load()
    await shelf.move("first")
    written = await shelf.contents()
    late = shelf.next(before, "second")
    assert await shelf.commit(before, late) is Committed.MOVED_ON
    assert await shelf.contents() == written


async def test_a_run_that_exists_is_not_begun_again(shelf: Shelf) -> None:
    run = await shelf.open()
    fresh = replace(await shelf.load(), run=None)
    assert await shelf.commit(fresh, replace(run, press="another")) is Committed.MOVED_ON
    assert (await shelf.load()).run == run


async def test_a_run_that_has_expired_meanwhile_is_not_moved(shelf: Shelf) -> None:
    await shelf.open()
    before = await shelf.load()
    await shelf.redis.delete("mfa:{T1}:run:prod.a")
    assert await shelf.commit(before, shelf.next(before, "late")) is Committed.MOVED_ON


async def test_a_decision_on_older_attempts_changes_nothing(shelf: Shelf) -> None:
    """Another run of the account spent an attempt between our load and our commit."""
    await shelf.open()
    await shelf.open(id="prod.b")
    before = await shelf.load()
    await shelf.change_attempts("rival", lambda a: a.spend(an_attempt("1")), "prod.b")
    written = await shelf.contents()
    spending = before.attempts.spend(an_attempt("2"))
    late = shelf.next(before, "late")
    assert await shelf.commit(before, late, spending) is Committed.MOVED_ON
    assert await shelf.contents() == written


async def test_two_runs_cannot_be_begun_on_one_look_at_the_account(shelf: Shelf) -> None:
    before = await shelf.load()
    assert await shelf.commit(before, a_run()) is Committed.DONE
    rival = a_run(id="prod.b", press="rival")
    assert await shelf.commit(before, rival) is Committed.MOVED_ON


async def test_a_plain_step_of_one_run_does_not_disturb_another(shelf: Shelf) -> None:
    """Only what touches the account makes others decide again."""
    await shelf.open()
    await shelf.open(id="prod.b")
    before = await shelf.load()
    assert await shelf.move("step", "prod.b") is Committed.DONE
    assert await shelf.commit(before, shelf.next(before, "mine")) is Committed.DONE


async def test_accounts_do_not_disturb_each_other(shelf: Shelf) -> None:
    before = await shelf.load()
    await shelf.open(id="dev.a", account="dev")
    assert await shelf.commit(before, a_run()) is Committed.DONE


async def test_workspaces_do_not_see_each_other(shelf: Shelf) -> None:
    await shelf.open()
    elsewhere = await shelf.store.load("T2", "prod", "prod.a")
    assert (elsewhere.run, elsewhere.open) == (None, ())


@pytest.mark.parametrize("times", [1, 3])
async def test_a_commit_that_is_sent_again_is_known_and_counts_once(
    shelf: Shelf, times: int
) -> None:
    """redis-py sends a command again after a time-out."""
    await shelf.open()
    before = await shelf.load()
    run, spending = shelf.next(before, "press"), before.attempts.spend(an_attempt("1"))
    assert await shelf.commit(before, run, spending) is Committed.DONE
    written = await shelf.contents()
    for _ in range(times):
        assert await shelf.commit(before, run, spending) is Committed.REPEATED
    assert await shelf.contents() == written


async def test_an_opening_that_is_sent_again_is_known(shelf: Shelf) -> None:
    before = await shelf.load()
    assert await shelf.commit(before, a_run()) is Committed.DONE
    assert await shelf.commit(before, a_run()) is Committed.REPEATED


async def test_attempts_are_added_changed_and_removed(shelf: Shelf) -> None:
    await shelf.open()
    one, two = an_attempt("1"), an_attempt("2", NOW + HOUR)
    await shelf.change_attempts("spend", lambda a: a.spend(two).spend(one))
    assert (await shelf.load()).attempts.made == (one, two)

    rang = replace(two, result=AttemptResult.NO_RING)
    await shelf.change_attempts("outcome", lambda a: a.record("2", AttemptResult.NO_RING, one))
    assert (await shelf.load()).attempts.made == (one, rang)

    await shelf.change_attempts("back", lambda a: a.give_back("1", NOW) or a)
    assert (await shelf.load()).attempts.made == (rang,)


async def test_attempts_of_one_moment_are_told_apart(shelf: Shelf) -> None:
    await shelf.open()
    both = (an_attempt("1"), an_attempt("2"))
    await shelf.change_attempts("spend", lambda a: replace(a, made=both))
    assert (await shelf.load()).attempts.made == both


@pytest.mark.parametrize(
    ("age", "kept"), [(DAY, True), (2 * DAY, True), (2 * DAY + 1, False)], ids=str
)
async def test_an_attempt_is_forgotten_a_day_after_it_left_the_window(
    shelf: Shelf, age: int, kept: bool
) -> None:
    await shelf.open()
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1")))
    shelf.now = NOW + age
    await shelf.move("later")
    assert bool((await shelf.load()).attempts.made) is kept


async def test_a_block_outlives_the_attempt_that_began_it(shelf: Shelf) -> None:
    """Whoever tells of attempts while it lasts renews it; so it is forgotten as a whole."""
    await shelf.open()
    blocked = an_attempt("0", result=AttemptResult.BLOCKED)
    await shelf.change_attempts("block", lambda a: a.spend(blocked))
    for hours in (20, 40):
        shelf.now = NOW + hours * HOUR
        told = an_attempt(f"{hours}", shelf.now, kind=AttemptKind.EARLIER, run=f"prod.{hours}")
        tell = partial(Attempts.recount_earlier, total=2, newest=told, now=told.at)
        await shelf.change_attempts(f"tell {hours}", tell)
    shelf.now = NOW + 48 * HOUR + MINUTE
    await shelf.move("anything")
    found = (await shelf.load()).attempts
    assert (found.left(shelf.now), found.reopens_at(shelf.now)) == (0, NOW + 64 * HOUR)
    shelf.now = NOW + 88 * HOUR + 1
    await shelf.move("later")
    assert await shelf.redis.zcard("mfa:{T1}:attempts:prod") == 0


@pytest.mark.parametrize("window", [HOUR, DAY, 7 * DAY])
async def test_attempts_are_kept_for_as_long_as_the_window_asks(shelf: Shelf, window: int) -> None:
    shelf.store = Store(shelf.redis, Limits(window=window), lambda: shelf.now)
    await shelf.open()
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1")))
    shelf.now = NOW + max(window, DAY) + DAY
    await shelf.move("later")
    assert (await shelf.load()).attempts.made == (an_attempt("1"),)
    lives = await shelf.redis.pttl("mfa:{T1}:attempts:prod")
    assert lives > max(window, DAY) + DAY - MINUTE
    shelf.now += 1
    await shelf.move("later still")
    assert (await shelf.load()).attempts.made == ()


async def test_what_is_forgotten_disturbs_nobody(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.open(id="prod.b")
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1")))
    shelf.now = NOW + 2 * DAY + 1
    before = await shelf.load()
    assert await shelf.move("step", "prod.b") is Committed.DONE
    assert await shelf.redis.zcard("mfa:{T1}:attempts:prod") == 0
    assert await shelf.commit(before, shelf.next(before, "mine")) is Committed.DONE


async def test_a_word_that_changes_no_count_makes_others_decide_again(shelf: Shelf) -> None:
    """Else the attempts that it was said of could be taken back at the same moment."""
    await shelf.open()
    await shelf.open(id="prod.b")
    told = an_attempt("1", kind=AttemptKind.EARLIER)
    await shelf.change_attempts("tell", lambda a: a.recount_earlier(1, told, NOW))
    before = await shelf.load()
    theirs = an_attempt("2", kind=AttemptKind.EARLIER, run="prod.b")
    await shelf.change_attempts("agree", lambda a: a.recount_earlier(1, theirs, NOW), "prod.b")
    assert (await shelf.load()).attempts.made == before.attempts.made
    assert (await shelf.load()).attempts.last_word == "prod.b"
    undone = before.attempts.undo((), before.attempts.made)
    assert await shelf.commit(before, shelf.next(before, "undo"), undone) is Committed.MOVED_ON


async def test_attempts_are_shared_by_all_runs_of_the_account(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.open(id="prod.b", lead="U2")
    await shelf.change_attempts("spend", lambda a: a.spend(an_attempt("1")))
    assert (await shelf.load("prod.b")).attempts.made == (an_attempt("1"),)


async def test_what_a_newer_bot_wrote_is_not_read(shelf: Shelf) -> None:
    await shelf.redis.set("mfa:{T1}:run:prod.a", '{"v":9,"whatever":true}')
    with pytest.raises(NewerRecord, match="version 9"):
        await shelf.load()
    with pytest.raises(NewerRecord):
        await shelf.store.load(TEAM, "prod", "prod.a")
    assert await shelf.redis.get("mfa:{T1}:run:prod.a") == '{"v":9,"whatever":true}'


async def test_the_audit_tells_every_move_in_order(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.move("first")
    await shelf.move("second")
    told = [entry["button"] for entry in await audit(shelf.redis, TEAM)]
    assert told == ["second", "first", "opening"]


async def test_the_audit_is_trimmed_by_age(shelf: Shelf) -> None:
    """In whole nodes of the stream (100 entries), which costs nothing."""
    for n in range(150):
        await shelf.redis.xadd("mfa:{T1}:audit", {"n": n}, id=f"{NOW - 401 * DAY + n}-0")
    await shelf.redis.xadd("mfa:{T1}:audit", {"n": "young"}, id=f"{NOW - 399 * DAY}-0")
    await shelf.open()
    left = await audit(shelf.redis, TEAM)
    assert len(left) < 100
    assert {"n": "young"} in left
