"""One AWS account has one count of attempts, whatever people call it."""

import asyncio
import random
from dataclasses import replace

import pytest

from bot.core.budget import AttemptKind, Limits
from bot.core.place import Place
from bot.core.press import ANSWER, Press
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Run
from bot.core.team import NO_TEAM_FILE, KnownAccount, Team
from bot.core.verbs import Verb
from bot.guide import Guide, Moved, RunAlreadyOpen, RunParked
from bot.store.store import Committed, Store
from tests.store.shelf import TEAM, Shelf, a_run, an_attempt
from tests.support.shipped import LIBRARY

ID, OTHER_ID = "123456789012", "210987654321"
FLOWS = LIBRARY.flows
ASKS = next(step.name for step in FLOWS["mfa-lost"].steps.values() if step.asks == "account_id")
PROD = KnownAccount(name="prod", id=ID, also=("production",), phone_region="JP")


class House(Shelf):
    """A store and a guide of its own, as in another process; `team`: what its team file says."""

    def __init__(self, shelf: Shelf, team: Team = NO_TEAM_FILE) -> None:
        super().__init__(shelf.redis)
        self.store = Store(shelf.redis, Limits(), lambda: self.now, team)
        self.guide = Guide(FLOWS, self.store, team=team)

    async def a_run_that_is_asked(self, account: str) -> Run:
        """An open run at the step that asks for the account's twelve digits."""
        run = a_run(id=f"{account}.a", account=account, place=Place.at("mfa-lost", ASKS))
        before = await self.store.load(TEAM, account, run.id)
        assert await self.commit(before, run) is Committed.DONE
        return run

    async def says(self, run: Run, text: str, by: str = "") -> Moved | Refused:
        press = Press(
            id=f"{run.id}/{text}",
            run=run.id,
            turn=run.turn,
            step=ASKS,
            button=ANSWER,
            by=by or run.lead,
            answer=text,
            channel=run.channel,
        )
        result = await self.guide.press(TEAM, press)
        assert isinstance(result, Moved | Refused)
        return result

    async def spends(self, account: str, name: str) -> Committed:
        before = await self.store.load(TEAM, account)
        run = a_run(id=f"{account}.{name}", account=account, press=name, outcome="recovered")
        attempts = before.attempts.spend(an_attempt(name, kind=AttemptKind.CALL, run=run.id))
        return await self.commit(before, run, attempts)

    async def used(self, account: str) -> int:
        return (await self.store.load(TEAM, account)).attempts.used(self.now)

    async def start(self, account: str, by: str = "U2") -> Moved | RunAlreadyOpen | RunParked:
        return await self.guide.start(
            TEAM,
            "mfa-lost",
            account,
            by=by,
            channel="C1",
            language="en",
            region="TW",
            request=f"{random.getrandbits(60):x}",
        )


@pytest.fixture
def house(shelf: Shelf) -> House:
    return House(shelf)


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
    assert isinstance(await house.says(run, "1234-5678-9012"), Moved)
    assert await house.used("prod") == await house.used(ID) == 2


async def test_a_process_that_did_not_hear_of_it_learns_it_from_redis(
    shelf: Shelf, house: House
) -> None:
    other = House(shelf)
    await other.spends(ID, "by-digits")  # it knows the account as it was
    await house.says(await house.a_run_that_is_asked("prod"), ID)
    assert await other.used("prod") == 1
    assert await other.used(ID) == 1
    started = await other.start(ID)
    assert isinstance(started, RunAlreadyOpen)
    assert started.run.account == "prod"


async def test_two_nicknames_with_the_same_digits_are_one_account(house: House) -> None:
    for name in ("prod", "main"):
        await house.says(await house.a_run_that_is_asked(name), ID)
        await house.spends(name, f"call-{name}")
    assert {await house.used(name) for name in ("prod", "main", ID)} == {2}


async def test_digits_that_an_older_bot_was_told_join_both_names(house: House) -> None:
    """It kept them in the run alone; the next press of any kind tells both names."""
    run = replace(await house.a_run_that_is_asked("prod"), values={"account_id": ID}, turn=2)
    before = await house.load("prod.a")
    assert await house.commit(before, replace(run, press="older")) is Committed.DONE
    press = Press(
        id="any",
        run=run.id,
        turn=2,
        step=ASKS,
        button=Verb.STOP,
        by=run.lead,
        channel=run.channel,
    )
    assert isinstance(await house.guide.press(TEAM, press), Moved)
    assert await house.spends("prod", "by-name") is Committed.DONE
    assert {await one.used(name) for one in (house, House(house)) for name in ("prod", ID)} == {1}


async def test_a_new_run_knows_the_digits_that_a_former_one_was_told(house: House) -> None:
    told = await house.says(await house.a_run_that_is_asked("prod"), ID)
    assert isinstance(told, Moved)
    before = await house.load(told.run.id)
    ended = replace(told.run, turn=told.run.turn + 1, outcome="recovered", press="the end")
    assert await house.commit(before, ended) is Committed.DONE
    started = await house.start("prod")
    assert isinstance(started, Moved)
    assert started.run.values["account_id"] == ID


async def test_who_said_something_else_before_is_named(house: House) -> None:
    await house.says(await house.a_run_that_is_asked("prod"), ID, by="U1")
    run = a_run(id="prod.b", account="prod", press="b", place=Place.at("mfa-lost", ASKS))
    before = await house.store.load(TEAM, "prod", run.id)
    await house.commit(before, run)
    refused = await house.says(run, OTHER_ID)
    assert isinstance(refused, Refused)
    assert (refused.why, refused.detail) == (RefusalReason.OTHER_ID, f"{ID} U1")
    assert await house.used(OTHER_ID) == 0
    assert (await house.store.load(TEAM, OTHER_ID)).names == (OTHER_ID,)


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
    await house.says(run, ID)
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

    spent, told = await asyncio.gather(asyncio.gather(*map(spend, range(12))), house.says(run, ID))
    if isinstance(told, Refused):  # overtaken
        run = replace(run, turn=told.run.turn)
        await house.says(run, ID)
    assert {await one.used(name) for one in houses for name in ("prod", ID)} == {sum(spent)}


SANDBOX = KnownAccount(name="sandbox", id=OTHER_ID)


async def test_a_name_that_learns_the_digits_of_a_listed_account_counts_with_all_of_its_names(
    shelf: Shelf,
) -> None:
    """Whichever of them an attempt was made under."""
    house = House(shelf, Team(accounts=(PROD,)))
    for n, name in enumerate(("prod", "production")):
        await house.spends(name, f"call-{n}")
    run = await house.a_run_that_is_asked("main")
    assert isinstance(await house.says(run, ID), Moved)
    assert await house.used("main") == 2
    await house.spends("main", "by-main")
    assert {await house.used(name) for name in ("main", "prod", ID, "production")} == {3}


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
    await before.says(await before.a_run_that_is_asked("prod"), OTHER_ID)
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
    told = await before.says(await before.a_run_that_is_asked("prod"), OTHER_ID)
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
    told = await house.says(run, ID)
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
    for n in range(60):
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
        if isinstance(await house.says(run, said), Moved):
            assert told.setdefault(account, said) == said
    for house in houses:
        found = [await house.store.load(TEAM, house.guide.canonical(name)) for name in names]
        accounts = {frozenset(one.names): one.attempts.used(house.now) for one in found}
        assert sum(map(len, accounts)) == len({*names})
        assert sum(accounts.values()) == spent
