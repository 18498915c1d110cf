"""One AWS account has one count of attempts, whatever people call it."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.budget import HOUR
from bot.core.place import Place
from bot.core.press import AWS
from bot.core.refusals import RefusalReason, Refused
from bot.core.team import Team
from bot.core.verbs import Verb
from bot.guide import Moved, RunAlreadyOpen, RunParked
from bot.store.store import Committed
from tests.store.house import ASKS, ID, OTHER_ID, PROD, House
from tests.store.shelf import TEAM, Shelf, a_run, an_attempt


@pytest.mark.parametrize("account", ["prod", ID, "production"])
async def test_names_of_the_team_file_share_attempts(shelf: Shelf, account: str) -> None:
    house = House(shelf, Team(accounts=(PROD,)))
    for n, name in enumerate(("prod", ID, "production")):
        assert await house.spends(name, f"call-{n}") is Committed.DONE
    assert await house.used(account) == 3


async def test_a_run_of_a_known_account_has_its_first_name_its_digits_and_its_country(
    shelf: Shelf,
) -> None:
    house = House(shelf, Team(accounts=(PROD,)))
    started = await house.start(ID)
    assert isinstance(started, Moved)
    run = started.run
    assert (run.account, run.values["account_id"], run.region) == ("prod", ID, "JP")
    again = await house.start("production", by="U3")
    assert isinstance(again, RunAlreadyOpen)
    assert again.run.id == run.id


async def test_digits_that_a_run_is_told_join_what_was_counted_under_each_name(
    house: House,
) -> None:
    run = await house.a_run_that_is_asked("prod")
    await house.spends("prod", "by-name")
    await house.spends(ID, "by-digits")
    assert await house.used("prod") == await house.used(ID) == 1
    assert isinstance(await house.learns(run, "1234-5678-9012"), Moved)
    assert await house.used("prod") == await house.used(ID) == 2


async def test_a_process_that_did_not_hear_of_it_learns_it_from_redis(
    shelf: Shelf, house: House
) -> None:
    other = House(shelf)
    await other.spends(ID, "by-digits")  # it knows the account as it was
    await house.learns(await house.a_run_that_is_asked("prod"), ID)
    assert await other.used("prod") == 1
    assert await other.used(ID) == 1
    started = await other.start(ID)
    assert isinstance(started, RunAlreadyOpen)
    assert started.run.account == "prod"


@pytest.mark.parametrize(("first", "last"), [("prod", ID), (ID, "prod")])
async def test_of_parked_runs_under_two_names_the_one_that_moved_last_is_offered(
    shelf: Shelf, first: str, last: str
) -> None:
    """They were begun before the team file told that the names are one account's."""
    for name in (first, last):
        shelf.now += HOUR
        run = await shelf.open(id=f"{name}.a", account=name)
        await shelf.move("stop", run.id, outcome="stopped", parked=True)
    house = House(shelf, Team(accounts=(PROD,)))
    house.now = shelf.now
    found = await house.start("prod")
    assert isinstance(found, RunParked)
    assert found.run.id == f"{last}.a"


async def test_two_nicknames_with_the_same_digits_are_one_account(house: House) -> None:
    for name in ("prod", "main"):
        await house.learns(await house.a_run_that_is_asked(name), ID)
        await house.spends(name, f"call-{name}")
    assert {await house.used(name) for name in ("prod", "main", ID)} == {2}


async def test_digits_that_an_older_bot_was_told_join_both_names(house: House) -> None:
    """It kept them in the run alone; the next button of a flow tells both names."""
    run = replace(await house.a_run_that_is_asked("prod"), values={"account_id": ID}, turn=2)
    run = replace(run, place=Place.at("mfa-lost", "central_ready"))
    before = await house.load("prod.a")
    assert await house.commit(before, replace(run, press="older")) is Committed.DONE
    assert isinstance(await house.goes_on(run), Moved)
    assert await house.spends("prod", "by-name") is Committed.DONE
    assert {await one.used(name) for one in (house, House(house)) for name in ("prod", ID)} == {1}


async def test_a_new_run_knows_the_digits_that_a_former_one_was_told(house: House) -> None:
    told = await house.learns(await house.a_run_that_is_asked("prod"), ID)
    assert isinstance(told, Moved)
    before = await house.load(told.run.id)
    ended = replace(told.run, turn=told.run.turn + 1, outcome="recovered", press="the end")
    assert await house.commit(before, ended) is Committed.DONE
    started = await house.start("prod")
    assert isinstance(started, Moved)
    assert started.run.values["account_id"] == ID


async def test_who_said_something_else_before_is_named(house: House) -> None:
    await house.learns(await house.a_run_that_is_asked("prod"), ID, by="U1")
    run = a_run(id="prod.b", account="prod", press="b", place=Place.at("mfa-lost", ASKS))
    before = await house.store.load(TEAM, "prod", run.id)
    await house.commit(before, run)
    refused = await house.says(run, OTHER_ID)
    assert isinstance(refused, Refused)
    assert (refused.why, refused.detail) == (RefusalReason.OTHER_ID, f"{ID} U1")
    assert await house.used(OTHER_ID) == 0
    assert (await house.store.load(TEAM, OTHER_ID)).names == (OTHER_ID,)


async def test_whoever_typed_the_digits_is_named_whoever_went_on(house: House) -> None:
    told = await house.says(await house.a_run_that_is_asked("prod"), ID, by="U1")
    assert isinstance(told, Moved)
    taken = await house.goes_on(told.run, by="U2", button=Verb.TAKE_OVER)
    assert isinstance(taken, Moved)
    await house.goes_on(taken.run, by="U2")
    found = await house.store.load(TEAM, "prod")
    assert {said.split()[0] for said in found.learned.values()} == {"U1"}


async def test_aws_joins_no_names(house: House) -> None:
    told = await house.says(await house.a_run_that_is_asked("prod"), ID)
    assert isinstance(told, Moved)
    await house.goes_on(told.run, by=AWS)
    assert (await house.store.load(TEAM, "prod")).names == ("prod",)


async def test_what_the_team_file_says_is_not_overruled_in_a_run(shelf: Shelf) -> None:
    house = House(shelf, Team(accounts=(PROD,)))
    refused = await house.says(await house.a_run_that_is_asked("prod"), OTHER_ID)
    assert isinstance(refused, Refused)
    assert (refused.why, refused.detail) == (RefusalReason.OTHER_ID, f"{ID} ")


async def test_a_run_that_was_started_with_digits_takes_no_others(house: House) -> None:
    refused = await house.says(await house.a_run_that_is_asked(ID), OTHER_ID)
    assert isinstance(refused, Refused)
    assert refused.detail == "account_id_other"


async def test_of_two_names_that_race_for_the_last_attempt_one_gets_it(
    shelf: Shelf, house: House
) -> None:
    """Also where one of them has not heard yet that they are one account."""
    other = House(shelf)
    run = await house.a_run_that_is_asked("prod")
    for n in range(2):
        await house.spends(ID, f"call-{n}")
    stale = await other.store.load(TEAM, ID)
    await house.learns(run, ID)
    assert await house.spends("prod", "the-last") is Committed.DONE
    late = a_run(id=f"{ID}.late", account=ID, press="late")
    attempts = stale.attempts.spend(an_attempt("late", run=late.id))
    assert await other.commit(stale, late, attempts) is Committed.MOVED_ON
    assert await other.used(ID) == 3


async def test_many_at_once_under_two_names_count_what_they_spend(
    shelf: Shelf, house: House
) -> None:
    run = await house.a_run_that_is_asked("prod")
    houses = [House(shelf) for _ in range(4)]

    async def spend(n: int) -> bool:
        return await houses[n % 4].spends(("prod", ID)[n % 2], f"call-{n}") is Committed.DONE

    told = await house.says(run, ID)
    assert isinstance(told, Moved)
    spent, on = await asyncio.gather(
        asyncio.gather(*map(spend, range(12))), house.goes_on(told.run)
    )
    if isinstance(on, Refused):  # overtaken
        await house.goes_on(on.run)
    assert {await one.used(name) for one in houses for name in ("prod", ID)} == {sum(spent)}


async def test_a_mistyped_id_is_corrected_and_counts_nothing(house: House) -> None:
    """Whoever sees it at the next step goes back. No attempt is counted for the wrong account."""
    await house.spends(OTHER_ID, "of another account")
    told = await house.says(await house.a_run_that_is_asked("prod"), OTHER_ID)
    assert isinstance(told, Moved)
    assert await house.used("prod") == 0
    asked = await house.goes_on(told.run, button=Verb.BACK)
    assert isinstance(asked, Moved)
    assert asked.run.place.step == ASKS
    assert isinstance(await house.learns(asked.run, ID), Moved)
    await house.spends("prod", "a call")
    assert [await house.used(one) for one in ("prod", ID, OTHER_ID)] == [1, 1, 1]
    assert (await house.store.load(TEAM, OTHER_ID)).names == (OTHER_ID,)


@pytest.mark.parametrize("verb", [Verb.STOP, f"{Verb.LANGUAGE}"])
async def test_a_button_of_the_bot_confirms_no_id(house: House, verb: str) -> None:
    told = await house.says(await house.a_run_that_is_asked("prod"), OTHER_ID)
    assert isinstance(told, Moved)
    assert isinstance(await house.goes_on(told.run, button=verb), Moved)
    assert (await house.store.load(TEAM, "prod")).names == ("prod",)


async def test_an_id_that_was_gone_back_from_is_never_learned(house: House) -> None:
    """Also where the run goes another way then."""
    told = await house.says(await house.a_run_that_is_asked("prod"), OTHER_ID)
    assert isinstance(told, Moved)
    for verb in (Verb.BACK, Verb.START_OVER):
        back = await house.goes_on(told.run, button=verb)
        assert isinstance(back, Moved)
        assert "account_id" not in back.run.values
        told = back
    elsewhere = await house.goes_on(told.run, button="broken")
    assert isinstance(elsewhere, Moved)
    assert (await house.store.load(TEAM, "prod")).names == ("prod",)


async def test_attempts_of_both_names_count_where_the_next_button_makes_one(house: House) -> None:
    """The press that joins two names is decided on the attempts of both."""
    for n in range(3):
        await house.spends(ID, f"call-{n}")
    run = await house.a_run_that_is_asked("prod")
    at_call = replace(run, values={"account_id": ID}, turn=2, press="later")
    at_call = replace(at_call, place=Place.at("mfa-lost", "ready_to_call"))
    await house.commit(await house.load(run.id), at_call)
    told = await house.goes_on(at_call, button="calling")
    assert isinstance(told, Moved)
    assert told.run.attempt is None
    assert await house.used("prod") == 3
