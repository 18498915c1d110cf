"""Home tabs: who looks at theirs, and when somebody's is looked after again."""

from bot.core.budget import DAY, HOUR, AttemptKind
from bot.core.due import Due
from tests.store.shelf import NOW, TEAM, Shelf, an_attempt

ALL = Due("homes", "all")


async def test_a_move_asks_for_all_home_tabs_once_and_only_where_somebody_looks(
    shelf: Shelf,
) -> None:
    await shelf.open()
    assert await shelf.redis.zscore("mfa:{T1}:due", ALL.member) is None
    await shelf.store.homes.open(TEAM, "U1")
    await shelf.move("one")
    first = await shelf.redis.zscore("mfa:{T1}:due", ALL.member)
    assert first == shelf.now + 2_000
    shelf.now += 1_000
    await shelf.move("two")
    assert await shelf.redis.zscore("mfa:{T1}:due", ALL.member) == first


async def test_a_move_while_they_are_looked_after_asks_again(shelf: Shelf) -> None:
    """What was read before it is old; the lease alone would take the entry off."""
    await shelf.store.homes.open(TEAM, "U1")
    await shelf.open()
    taken = next(due for due in await shelf.take(NOW + 2_000) if due.what == "homes")
    await shelf.move("one")
    await shelf.store.due.settle(TEAM, taken)
    assert await shelf.redis.zscore("mfa:{T1}:due", ALL.member) == shelf.now + 2_000


async def test_who_has_not_opened_it_for_a_day_is_left_alone(shelf: Shelf) -> None:
    homes = shelf.store.homes
    await homes.open(TEAM, "U1")
    shelf.now += 23 * HOUR
    await homes.open(TEAM, "U2")
    assert await homes.recently_opened(TEAM) == ("U1", "U2")
    shelf.now = NOW + DAY
    assert await homes.recently_opened(TEAM) == ("U2",)
    await homes.close(TEAM, "U2")
    assert await homes.recently_opened(TEAM) == ()


async def test_one_process_looks_after_a_home_tab_and_others_wait(shelf: Shelf) -> None:
    homes = shelf.store.homes
    assert await homes.claim(TEAM, "U1")
    assert not await homes.claim(TEAM, "U1")
    assert await homes.claim(TEAM, "U2")
    assert await homes.recently_updated(TEAM) == {"U1", "U2"}
    shelf.now += 30_000
    assert await homes.recently_updated(TEAM) == frozenset()
    assert await homes.claim(TEAM, "U1")


async def test_what_is_shown_is_remembered(shelf: Shelf) -> None:
    homes = shelf.store.homes
    assert await homes.shown_digest(TEAM, "U1") == ""
    await homes.show(TEAM, "U1", "digest")
    assert await homes.shown_digest(TEAM, "U1") == "digest"


async def test_accounts_with_attempts_are_known_for_as_long_as_these_may_count(
    shelf: Shelf,
) -> None:
    await shelf.open()
    assert await shelf.store.runs.accounts_with_attempts(TEAM, 10) == ()
    await shelf.change_attempts("call", lambda attempts: attempts.spend(an_attempt("a", shelf.now)))
    earlier = an_attempt("earlier", shelf.now - 47 * HOUR, kind=AttemptKind.EARLIER)
    await shelf.change_attempts("told", lambda attempts: attempts.spend(earlier))
    shelf.now += DAY - HOUR
    await shelf.open(id="dev.a", account="dev")
    assert await shelf.store.runs.accounts_with_attempts(TEAM, 10) == ("prod",)
    shelf.now += 2 * DAY
    await shelf.move("later", "dev.a")
    assert await shelf.store.runs.accounts_with_attempts(TEAM, 10) == ()
