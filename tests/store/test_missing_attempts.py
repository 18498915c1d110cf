"""What is said of attempts that are missing: lost by Redis, or counted under another name."""

import logging
from dataclasses import replace
from itertools import product

import pytest

from bot.core.budget import DAY
from bot.core.shown import Shown
from bot.core.team import NO_TEAM_FILE, KnownAccount, Team
from bot.store.store import Committed
from tests.store.house import ID, OTHER_ID, PROD, House
from tests.store.shelf import TEAM, Shelf, a_run, an_attempt
from tests.support.each import each

LOST = "Redis lost recorded attempts"
ELSEWHERE = "are kept under other names"
WITHOUT_ALIAS = replace(PROD, also=())
CORRECTED = replace(PROD, id=OTHER_ID)
SANDBOX = KnownAccount(name="sandbox", also=("production",))


async def spend(house: House, account: str, name: str) -> None:
    before = await house.store.load(TEAM, account)
    run = a_run(id=f"{account}.{name}", account=account, press=name, outcome="recovered")
    attempts = before.attempts.spend(an_attempt(name, at=house.now, run=run.id))
    assert await house.commit(before, run, attempts) is Committed.DONE


@pytest.fixture
async def house(shelf: Shelf) -> House:
    """The team file knows three names of the account, and one attempt was made as PROD's digits."""
    house = House(shelf, Team(accounts=(PROD,)))
    await spend(house, "prod", "old")
    shelf.now = house.now = house.now + 2 * DAY
    await spend(house, ID, "call")
    return house


def elsewhere(house: House, *accounts: KnownAccount) -> House:
    """Another process at the same time, whose team file has these accounts."""
    other = House(house, Team(accounts=accounts) if accounts else NO_TEAM_FILE)
    other.now = house.now
    return other


@each(
    "accounts, asked, other",
    [
        ((), "prod", ID),
        ((), "production", ID),
        ((CORRECTED,), "prod", ID),
        ((CORRECTED,), OTHER_ID, ID),
        ((replace(PROD, id=""),), "prod", ID),
        ((WITHOUT_ALIAS, SANDBOX), "sandbox", ID),  # the alias is another account's now
    ],
)
async def test_what_lies_under_another_name_is_not_called_lost(
    house: House,
    accounts: tuple[KnownAccount, ...],
    asked: str,
    other: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing is lost: the team file is not read, or was corrected. It is told, since nothing is
    counted of it, and people read since when the bot counts.
    """
    caplog.clear()
    process = elsewhere(house, *accounts)
    found = await process.store.load(TEAM, asked)
    assert found.attempts.used(house.now) == 0
    assert found.attempts.unknown_before(house.now) == house.now
    assert LOST not in caplog.text
    assert ELSEWHERE in caplog.text
    assert other in caplog.text
    assert "TEAM_FILE" in caplog.text
    await process.store.load(TEAM, asked)
    assert len(caplog.records) == 1  # once in a process


async def test_an_alias_that_is_removed_takes_nothing_from_the_account(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    process = elsewhere(house, WITHOUT_ALIAS)
    found = await process.store.load(TEAM, "prod")
    assert found.attempts.used(house.now) == 1
    assert found.attempts.unknown_before(house.now) is None
    assert caplog.text == ""


async def test_a_name_that_is_new_takes_nothing_from_either(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await spend(house, "main", "main's own")
    caplog.clear()
    process = elsewhere(house, replace(PROD, also=("production", "main")))
    found = await process.store.load(TEAM, "prod")
    assert found.attempts.used(house.now) == 2
    assert caplog.text == ""


async def test_once_it_was_pressed_under_the_corrected_names_nothing_is_told_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await spend(elsewhere(house, CORRECTED), "prod", "since")
    caplog.clear()
    later = elsewhere(house, CORRECTED)
    found = await later.store.load(TEAM, OTHER_ID)
    assert found.attempts.used(house.now) == 1
    assert caplog.text == ""


@each(
    "accounts, asked",
    product(
        [(PROD,), (replace(PROD, also=("production", "main")),)],
        ["prod", ID, "production"],
    ),
)
async def test_a_real_loss_is_told_under_every_name(
    house: House,
    asked: str,
    accounts: tuple[KnownAccount, ...],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.clear()
    for name in ("prod", ID, "production"):
        await house.redis.delete(f"mfa:{{{TEAM}}}:attempts:{name}")
    found = await elsewhere(house, *accounts).store.load(TEAM, asked)
    assert found.attempts.unknown_before(house.now) == house.now
    assert LOST in caplog.text
    assert ELSEWHERE not in caplog.text


async def test_a_real_loss_of_an_account_that_lost_its_other_names_is_told(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Its present names replace the former ones with the first press."""
    alone = elsewhere(house, KnownAccount(name="prod"))
    await spend(alone, "prod", "since")
    caplog.clear()
    await house.redis.delete(f"mfa:{{{TEAM}}}:attempts:prod")
    await elsewhere(house, KnownAccount(name="prod")).store.load(TEAM, "prod")
    assert LOST in caplog.text
    assert ELSEWHERE not in caplog.text


async def test_what_an_older_bot_wrote_is_read_as_before(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """It did not note the names."""
    for name in ("prod", ID, "production"):
        assert await house.redis.delete(f"mfa:{{{TEAM}}}:joined:{name}")
    assert await house.used("prod") == 1
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_no_attempt_is_missing_of_a_run_that_reminders_keep(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    """Each keeps the run for another month, whose last press may be longer ago."""
    await shelf.open()
    await shelf.move("end", parked=True, outcome="support")
    for _ in range(3):
        await age(shelf, 20 * DAY)
        await shelf.mark(Shown("C1", "1.0", 2, "1.1"), keep=True)
    found = await shelf.load()
    assert found.run
    assert found.parked_runs == (("mfa-lost", "prod.a"),)
    assert found.has_recent_run
    assert found.attempts.unknown_before(shelf.now) is None
    assert caplog.text == ""


async def age(shelf: Shelf, ms: int) -> None:
    """Let time pass, by the clock and for every key."""
    shelf.now += ms
    async for key in shelf.redis.scan_iter("*"):
        left = await shelf.redis.pttl(key)
        if left > 0:
            await shelf.redis.pexpire(key, left - ms)
