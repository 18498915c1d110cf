"""What checks found: the latest of each account, for as long as it counts and a month more."""

from dataclasses import replace

from bot.core.budget import DAY
from bot.core.decision import Decision
from bot.core.place import Place
from bot.core.readiness import Readiness
from bot.core.run import Gap
from bot.core.timers import RENEWAL, Timer
from bot.store.run_records import dump_run, load_run
from bot.store.store import Committed
from tests.store.shelf import NOW, TEAM, Shelf, a_run

COUNTS_FOR = 90 * DAY


async def ended(shelf: Shelf, account: str, name: str, gaps: int = 0, flow: str = "ready") -> str:
    """A check that has just ended; its id."""
    outcome = "gaps" if gaps else "ready"
    run = a_run(id=f"{account}.{name}", account=account, outcome=outcome, moved_at=shelf.now)
    run = replace(run, place=Place.at(flow, "end"), press=name)
    before = await shelf.load(run.id)
    found = Readiness(outcome, gaps, shelf.now, run.id)
    timers = (Timer(RENEWAL, shelf.now + COUNTS_FOR),)
    decision = Decision(
        run, before.attempts, {"run": run.id}, timers, readiness=found, counts_for=COUNTS_FOR
    )
    assert await shelf.store.commit(TEAM, before, decision) is Committed.DONE
    return run.id


async def test_the_latest_check_of_each_account_counts(shelf: Shelf) -> None:
    await ended(shelf, "prod", "a", gaps=3)
    await ended(shelf, "dev", "b", gaps=1)
    shelf.now += DAY
    again = await ended(shelf, "prod", "c")
    assert await shelf.store.runs.readiness(TEAM, "ready") == {
        "prod": Readiness("ready", 0, NOW + DAY, again),
        "dev": Readiness("gaps", 1, NOW, "dev.b"),
    }


async def test_it_is_told_apart_by_procedure(shelf: Shelf) -> None:
    await ended(shelf, "prod", "a")
    assert await shelf.store.runs.readiness(TEAM, "another") == {}


async def test_it_is_kept_a_month_longer_than_it_counts(shelf: Shelf) -> None:
    """And then forgotten, though others came."""
    await ended(shelf, "prod", "a")
    shelf.now += COUNTS_FOR + 30 * DAY - 1
    await ended(shelf, "dev", "b")
    assert (await shelf.store.runs.readiness(TEAM, "ready")).keys() == {"prod", "dev"}
    shelf.now += 1
    await ended(shelf, "test", "c")
    assert (await shelf.store.runs.readiness(TEAM, "ready")).keys() == {"dev", "test"}


async def test_its_run_lives_until_it_is_asked_about_again_and_a_month_more(shelf: Shelf) -> None:
    run = await ended(shelf, "prod", "a")
    left = await shelf.redis.pttl(f"mfa:{{{TEAM}}}:run:{run}")
    assert COUNTS_FOR + 29 * DAY < left <= COUNTS_FOR + 30 * DAY


async def test_what_was_typed_in_it_is_kept_no_longer_than_in_any_other_run(shelf: Shelf) -> None:
    """Where a check ends with one that can go on, which keeps what was typed."""
    run = a_run(outcome="gaps", values={"account_id": "1" * 12, "e164": "+886912345678"})
    before = await shelf.load(run.id)
    decision = Decision(run, before.attempts, {"run": run.id}, None, counts_for=COUNTS_FOR)
    assert await shelf.store.commit(TEAM, before, decision) is Committed.DONE
    left = await shelf.redis.pttl(f"mfa:{{{TEAM}}}:run:{run.id}")
    assert 29 * DAY < left <= 30 * DAY


def test_an_older_bot_reads_a_run_that_has_noted_gaps() -> None:
    """It knows no procedure that notes any, and so never shows one without its gaps."""
    gaps = (
        Gap("ready", "mfa", "register", ("U1", "S0ONCALL")),
        Gap("ready", "phone", "verify", ("Ben from the office",)),
    )
    run = a_run(gaps=gaps)
    assert load_run(dump_run(run)) == run
    assert '"v":1' in dump_run(run)
    assert "gaps" not in dump_run(a_run())
