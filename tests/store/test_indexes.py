"""Which runs are open, by account and by person: always what the runs themselves say."""

import pytest

from bot.core.budget import DAY, HOUR
from bot.core.decision import Correction
from bot.core.place import Place
from bot.core.shown import Shown
from bot.store.commit import KEEP_RUN
from bot.store.run_index import ListedRuns
from tests.store.shelf import NOW, TEAM, Shelf


async def led(shelf: Shelf, user: str) -> tuple[str, ...]:
    """Open runs of a person."""
    return (await shelf.store.runs.of_person(TEAM, user, 10)).open


async def listed(shelf: Shelf, flow: str = "mfa-lost", most: int = 10) -> ListedRuns:
    return await shelf.store.runs.of_flow(TEAM, flow, most)


async def test_an_open_run_is_found_by_its_account_and_its_lead(shelf: Shelf) -> None:
    await shelf.open()
    assert (await shelf.load("prod")).open == (("mfa-lost", "prod.a"),)
    assert await led(shelf, "U1") == ("prod.a",)


async def test_a_run_that_has_ended_is_found_no_more(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.move("end", outcome="recovered")
    after = await shelf.load()
    assert after.open == ()
    assert after.run is not None
    assert await led(shelf, "U1") == ()


async def test_a_run_that_goes_on_after_its_end_is_found_again(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.move("stop", outcome="stopped")
    await shelf.move("go on", outcome=None, lead="U2")
    assert (await shelf.load("prod")).open == (("mfa-lost", "prod.a"),)
    assert await led(shelf, "U2") == ("prod.a",)


async def test_who_takes_over_has_the_run_and_the_former_lead_has_not(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.move("take over", lead="U2")
    assert await led(shelf, "U1") == ()
    assert await led(shelf, "U2") == ("prod.a",)


async def test_who_takes_over_while_ending_it_leaves_nothing_behind(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.move("end", lead="U2", outcome="stopped")
    assert await led(shelf, "U1") == ()
    assert await led(shelf, "U2") == ()


async def test_the_run_that_moved_last_comes_first(shelf: Shelf) -> None:
    await shelf.open()
    shelf.now += HOUR
    await shelf.open(id="dev.a", account="dev")
    assert await led(shelf, "U1") == ("dev.a", "prod.a")
    shelf.now += HOUR
    await shelf.move("step")
    assert await led(shelf, "U1") == ("prod.a", "dev.a")


async def test_a_rival_is_another_open_run_of_the_same_flow(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.open(id="prod.b", place=Place.at("mfa-disable", "warning"))
    found = await shelf.load()
    assert found.rival("mfa-lost", "prod.a") == ""
    assert found.rival("mfa-lost", "prod.other") == "prod.a"
    assert found.rival("mfa-disable") == "prod.b"


async def test_a_visit_to_another_flow_does_not_change_whose_run_it_is(shelf: Shelf) -> None:
    await shelf.open()
    place = Place.at("mfa-lost", "phone").visit("contact-phone", "number", "phone")
    await shelf.move("visit", place=place)
    assert (await shelf.load()).open == (("mfa-lost", "prod.a"),)


@pytest.mark.parametrize("after", [KEEP_RUN - 1, KEEP_RUN])
async def test_an_index_forgets_a_run_when_the_run_itself_is_forgotten(
    shelf: Shelf, after: int
) -> None:
    """Else a run that nobody can find any more would be in the way of a new one for ever."""
    await shelf.open()
    shelf.now += after
    await shelf.open(id="prod.b", press="another", place=Place.at("mfa-disable", "warning"))
    gone = after == KEEP_RUN
    assert (("mfa-lost", "prod.a") in (await shelf.load()).open) is not gone
    assert ("prod.a" in await led(shelf, "U1")) is not gone
    await shelf.open(id="dev.a", account="dev")  # a procedure's list is trimmed by its own runs
    assert ("prod.a" in (await listed(shelf)).open) is not gone


async def test_a_run_that_is_walked_for_months_stays_in_the_indexes(shelf: Shelf) -> None:
    await shelf.open()
    for month in range(1, 4):
        shelf.now = NOW + month * 29 * DAY
        await shelf.move(f"month {month}")
    assert (await shelf.load()).open == (("mfa-lost", "prod.a"),)


@pytest.mark.parametrize(
    ("parked", "open_runs", "waiting"),
    [(False, (("mfa-lost", "prod.a"),), ()), (True, (), (("mfa-lost", "prod.a"),))],
)
async def test_a_run_that_reminders_keep_stays_in_the_indexes(
    shelf: Shelf,
    parked: bool,
    open_runs: tuple[tuple[str, str], ...],
    waiting: tuple[tuple[str, str], ...],
) -> None:
    """Else the command would start a second run for the account."""
    await shelf.open()
    if parked:
        await shelf.move("stop", outcome="stopped", parked=True)
    for week in range(1, 7):
        shelf.now = NOW + week * 7 * DAY
        await shelf.mark(Shown("C1", "1.0", 1, "1.1"), keep=True)
    await shelf.open(id="prod.b", press="another", place=Place.at("mfa-disable", "warning"))
    found = await shelf.load()
    assert tuple(o for o in found.open if o[1] == "prod.a") == open_runs
    assert found.parked_runs == waiting
    assert ("prod.a" in await led(shelf, "U1")) is not parked
    for found_by in (await listed(shelf), await shelf.store.runs.of_person(TEAM, "U1", 10)):
        assert ("prod.a" in found_by.parked) is parked


async def test_what_has_left_root_without_mfa_is_listed_until_that_is_over(shelf: Shelf) -> None:
    """It is no run of the account any more: another one begins, and is not offered this one."""
    await shelf.open()
    await shelf.move("end", outcome="removed", unsafe=True)
    for week in range(1, 7):  # as long as it reminds of that
        shelf.now = NOW + week * 7 * DAY
        await shelf.mark(Shown("C1", "1.0", 2, "1.1"), keep=True)
        await shelf.open(id=f"dev.{week}", account="dev", press=f"week {week}", lead="U2")
    found = await shelf.load()
    assert (found.open, found.parked_runs) == ((), ())
    for found_by in (await listed(shelf), await shelf.store.runs.of_person(TEAM, "U1", 10)):
        assert found_by.unsafe == ("prod.a",)
        assert "prod.a" not in (*found_by.open, *found_by.parked)
    assert "dev.1" not in (await listed(shelf)).open  # of which nothing reminds, after 30 days
    await shelf.move("device on", outcome="removed")
    assert (await listed(shelf)).unsafe == ()
    assert (await shelf.store.runs.of_person(TEAM, "U1", 10)).total == 0


def test_of_many_what_is_not_safe_comes_first_and_what_is_parked_last() -> None:
    found = ListedRuns(("open.a", "open.b"), ("parked.a", "parked.b"), ("unsafe.a",), 9)
    assert found.left == 4
    assert found.first(4) == ListedRuns(("open.a", "open.b"), ("parked.a",), ("unsafe.a",), 9)
    assert found.first(4).left == 5
    assert found.first(2) == ListedRuns(("open.a",), (), ("unsafe.a",), 9)


async def test_a_reminder_puts_a_run_that_is_over_in_no_index(shelf: Shelf) -> None:
    await shelf.open()
    await shelf.move("end", outcome="recovered")
    await shelf.mark(Shown("C1", "1.0", 2, "1.1"), keep=True)
    found = await shelf.load()
    assert (found.open, found.parked_runs) == ((), ())
    assert await listed(shelf) == ListedRuns((), (), (), 0)
    assert await led(shelf, "U1") == ()


@pytest.mark.parametrize("kind", ["user:U1", "account:prod", "runs:mfa-lost"])
async def test_a_reminder_renews_the_indexes_themselves(shelf: Shelf, kind: str) -> None:
    await shelf.open()
    key = f"mfa:{{{TEAM}}}:{kind}"
    await shelf.redis.pexpire(key, HOUR)
    await shelf.mark(Shown("C1", "1.0", 1, "1.1"))
    assert await shelf.redis.pttl(key) <= HOUR
    await shelf.mark(Shown("C1", "1.0", 1, "1.1"), keep=True)
    assert await shelf.redis.pttl(key) > KEEP_RUN - HOUR


async def test_a_procedure_lists_what_is_open_and_what_is_parked_latest_move_first(
    shelf: Shelf,
) -> None:
    for account in ("prod", "dev", "test"):
        shelf.now += HOUR
        await shelf.open(id=f"{account}.a", account=account)
    await shelf.open(id="prod.b", press="another", place=Place.at("mfa-disable", "warning"))
    assert await listed(shelf) == ListedRuns(("test.a", "dev.a", "prod.a"), (), (), 3)
    shelf.now += HOUR
    await shelf.move("stop", "dev.a", outcome="stopped", parked=True)
    await shelf.move("step")
    assert await listed(shelf) == ListedRuns(("prod.a", "test.a"), ("dev.a",), (), 3)
    assert await listed(shelf, "mfa-disable") == ListedRuns(("prod.b",), (), (), 1)


async def test_a_list_says_how_many_there_are_beyond_those_that_it_names(shelf: Shelf) -> None:
    for n in range(5):
        shelf.now += HOUR
        await shelf.open(id=f"prod{n}.a", account=f"prod{n}")
    assert await listed(shelf, most=2) == ListedRuns(("prod4.a", "prod3.a"), (), (), 5)


async def test_who_leads_a_parked_run_finds_it_until_it_goes_on_or_is_another_s(
    shelf: Shelf,
) -> None:
    await shelf.open()
    await shelf.move("stop", outcome="stopped", parked=True)
    mine = await shelf.store.runs.of_person(TEAM, "U1", 10)
    assert mine == ListedRuns((), ("prod.a",), (), 1)
    await shelf.move("go on", outcome=None, lead="U2")
    assert (await shelf.store.runs.of_person(TEAM, "U1", 10)).total == 0
    theirs = await shelf.store.runs.of_person(TEAM, "U2", 10)
    assert theirs == ListedRuns(("prod.a",), (), (), 1)


async def test_a_correction_of_the_operator_lists_nothing(shelf: Shelf) -> None:
    await shelf.open()
    before = await shelf.load()
    correction = Correction("op", before.attempts, {"button": "correct"}, ())
    await shelf.store.correct(TEAM, before, correction)
    assert await listed(shelf, "") == ListedRuns((), (), (), 0)
    assert await listed(shelf) == ListedRuns(("prod.a",), (), (), 1)
