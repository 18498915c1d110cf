"""Digits that a run learns of an account that the team file lists."""

import random
from dataclasses import replace

import pytest

from bot.core.place import Place
from bot.core.press import Press
from bot.core.refusals import Refused
from bot.core.run import Run
from bot.core.team import KnownAccount, Team
from bot.core.verbs import Verb
from bot.guide import Moved
from bot.store.store import Committed
from tests.store.house import ASKS, ID, OTHER_ID, PROD, House
from tests.store.shelf import TEAM, Shelf, a_run

SANDBOX = KnownAccount(name="sandbox", id=OTHER_ID)


async def listed(house: House, run: Run) -> str:
    """Name that the present step of a run shows for the digits that were typed."""
    return house.guide.view(await house.guide.look(TEAM, run.id)).listed


async def test_a_name_that_learns_the_digits_of_a_listed_account_counts_with_all_of_its_names(
    shelf: Shelf,
) -> None:
    """Whichever of them an attempt was made under."""
    house = House(shelf, Team(accounts=(PROD,)))
    for n, name in enumerate(("prod", "production")):
        await house.spends(name, f"call-{n}")
    run = await house.a_run_that_is_asked("main")
    assert isinstance(await house.learns(run, ID), Moved)
    assert await house.used("main") == 2
    await house.spends("main", "by-main")
    assert {await house.used(name) for name in ("main", "prod", ID, "production")} == {3}


async def test_whoever_types_the_digits_of_a_listed_account_is_told_which_before_they_count(
    shelf: Shelf,
) -> None:
    house = House(shelf, Team(accounts=(PROD,)))
    await house.spends("prod", "call")
    told = await house.says(await house.a_run_that_is_asked("staging"), ID)
    assert isinstance(told, Moved)
    assert await listed(house, told.run) == "prod"
    taken = await house.goes_on(told.run, by="U2", button=Verb.TAKE_OVER)
    assert isinstance(taken, Moved)
    assert await listed(house, told.run) == "prod"  # whoever leads now is told, too
    assert await house.used("staging") == 0
    assert isinstance(await house.goes_on(taken.run, by="U2"), Moved)
    assert await listed(house, told.run) == ""
    assert await house.used("staging") == 1


async def test_digits_that_the_team_file_lacks_need_no_warning(shelf: Shelf) -> None:
    house = House(shelf, Team(accounts=(PROD,)))
    told = await house.says(await house.a_run_that_is_asked("staging"), OTHER_ID)
    assert isinstance(told, Moved)
    assert await listed(house, told.run) == ""


@pytest.mark.parametrize("known", [PROD, replace(PROD, id="")])
async def test_digits_of_another_listed_account_join_no_two_of_them(
    shelf: Shelf, known: KnownAccount
) -> None:
    house = House(shelf, Team(accounts=(known, SANDBOX)))
    await house.spends("sandbox", "of the other")
    refused = await house.says(await house.a_run_that_is_asked("prod"), OTHER_ID)
    assert isinstance(refused, Refused)
    assert await house.used("prod") == 0


async def test_what_the_team_file_says_counts_before_what_a_run_learned(shelf: Shelf) -> None:
    """Whoever typed the digits of another account is corrected there."""
    before = House(shelf)
    await before.learns(await before.a_run_that_is_asked("prod"), OTHER_ID)
    await before.spends("sandbox", "of the other")
    await before.spends(OTHER_ID, "of the other, by its digits")
    house = House(shelf, Team(accounts=(PROD, SANDBOX)))
    assert await house.used("prod") == 0
    assert await house.used("sandbox") == 2
    started = await house.start("sandbox")
    assert isinstance(started, Moved)


@pytest.mark.parametrize("known", [PROD, replace(PROD, id="")])
async def test_an_open_run_that_was_told_them_goes_on(shelf: Shelf, known: KnownAccount) -> None:
    before = House(shelf)
    told = await before.learns(await before.a_run_that_is_asked("prod"), OTHER_ID)
    house = House(shelf, Team(accounts=(known, SANDBOX)))
    assert isinstance(told, Moved)
    stop = Press(
        id="any",
        run=told.run.id,
        turn=told.run.turn,
        step=told.run.place.step,
        button=Verb.STOP,
        by=told.run.lead,
        channel=told.run.channel,
    )
    assert isinstance(await house.guide.press(TEAM, stop), Moved)
    assert (await house.store.load(TEAM, "prod")).identity() is None


async def test_a_name_that_learned_the_digits_of_a_listed_account_takes_no_others(
    shelf: Shelf,
) -> None:
    house = House(shelf, Team(accounts=(PROD, SANDBOX)))
    run = await house.a_run_that_is_asked("main")
    told = await house.learns(run, ID)
    assert isinstance(told, Moved)
    for other in (OTHER_ID, "333333333333"):
        asked = a_run(id=f"main.{other}", account="main", press=other)
        asked = replace(asked, place=Place.at("mfa-lost", ASKS))
        await house.commit(await house.store.load(TEAM, "main", asked.id), asked)
        refused = await house.says(asked, other)
        assert isinstance(refused, Refused)
        assert refused.detail == f"{ID} {run.lead}"


async def test_whatever_runs_are_told_the_names_of_an_account_agree_on_its_attempts(
    shelf: Shelf,
) -> None:
    """In any order, in several processes; no name is told two IDs, and no attempt is in two."""
    chance = random.Random(5)  # noqa: S311 -- no secret depends on it
    names = ["prod", "production", "sandbox", "main", "alt", ID, OTHER_ID, "333333333333"]
    houses = [House(shelf, Team(accounts=(PROD, replace(SANDBOX, id="")))) for _ in range(3)]
    told: dict[str, str] = {}
    spent = 0
    for n in range(40):
        house, name = chance.choice(houses), chance.choice(names)
        account = house.guide.canonical(name)
        if account.isdigit() or chance.random() < 0.5:
            assert await house.spends(account, f"call-{n}") is Committed.DONE
            spent += 1
            continue
        run = a_run(id=f"{account}.{n}", account=account, press=f"{n}")
        run = replace(run, place=Place.at("mfa-lost", ASKS))
        await house.commit(await house.store.load(TEAM, account, run.id), run)
        said = chance.choice(names[-3:])
        if isinstance(await house.learns(run, said), Moved):
            assert told.setdefault(account, said) == said
    for house in houses:
        found = [await house.store.load(TEAM, house.guide.canonical(name)) for name in names]
        accounts = {frozenset(one.names): one.attempts.used(house.now) for one in found}
        assert sum(map(len, accounts)) == len({*names})
        assert sum(accounts.values()) == spent
