"""The operator corrects a count at the command line: every thread of the account says so."""

import json
from typing import Any

from bot.core.count_correction import correction
from bot.core.due import CORRECTED
from bot.store.store import Store
from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.process import printed, printed_here
from tests.support.shelf import Shelf
from tests.support.slack import TEAM, Slack

SAID = "The operator corrected the count: {used} of 3 attempts are counted now. Reason: {why}"


async def attempts(bot: Served, *more: str) -> Any:
    """What the command says as JSON; it asks Slack which workspace this is."""
    return json.loads(await printed_here(bot, "attempts", "prod", "--json", *more))


async def correct(bot: Served, count: str, why: str) -> Any:
    return await attempts(bot, "--correct", count, "--reason", why)


async def told(bot: Served, used: int, why: str) -> None:
    """Until the run's newest step says so; the command has a clock of its own."""
    await bot.pass_time(minutes=1)
    said = SAID.format(used=used, why=why)
    await bot.slack.until(lambda: said in bot.step().text)


async def test_it_shows_who_called_in_which_run_and_one_that_waits_is_told_and_goes_on(
    bot: Served, ana: Person
) -> None:
    run = await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling", "blocked")
    found = json.loads(await printed(bot, "attempts", "prod", "--json"))
    assert (found["used"], found["left"]) == (1, 0)
    assert found["blocked_until"] == found["next_free"] is not None
    (attempt,) = found["attempts"]
    assert (attempt["kind"], attempt["result"]) == ("call", "blocked")
    assert (attempt["by"], attempt["run"]) == ("U0ANA", run)
    assert [(one["run"], one["lead"]) for one in found["runs"]] == [(run, "U0ANA")]
    await bot.walk(ana, "wait")
    await correct(bot, "1", "AWS did not block it")
    await told(bot, 1, "AWS did not block it")
    await bot.settled()
    await bot.walk(ana, "go_on")
    assert (await bot.run()).open


async def test_a_run_that_somebody_stopped_is_told_too_and_goes_on(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "run:stop")
    await correct(bot, "1", "Ben called from the page")
    await told(bot, 1, "Ben called from the page")
    await bot.settled()
    await bot.walk(ana, "go_on")
    assert (await bot.run()).open


async def test_the_thread_says_so_and_the_way_to_the_call_is_open_or_closed_again(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=20")
    assert bot.step().step["step"] == "calls_used_up"
    assert (await correct(bot, "1", "Ben typed: twenty"))["used"] == 1
    await told(bot, 1, "Ben typed: twenty")
    await bot.settled()
    assert bot.step().step["step"] == "calls_before"
    assert "1 of 3 attempts" in bot.slack.messages[0].text  # the card
    of_the_run, of_the_count = (await shelf.audit())[:2]
    assert (of_the_count["by"], of_the_count["reason"]) == ("operator", "Ben typed: twenty")
    assert of_the_count["used"] == "20>1"
    assert (of_the_run["by"], of_the_run["reason"]) == ("operator", "Ben typed: twenty")
    assert not [member for member in await shelf.due() if member.startswith(CORRECTED)]
    await bot.walk(ana, *TO_THE_CALL[len(TO_THE_COUNT) :], "cause_fixed")
    assert bot.step().step["step"] == "ready_to_call"
    await correct(bot, "3", "three calls were made from the page")
    await told(bot, 3, "three calls were made from the page")
    assert bot.step().step["step"] == "calls_used_up"


async def test_a_run_that_has_ended_for_good_is_not_woken(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling", "signed_in", "stop")
    known = len(bot.slack.messages)
    await correct(bot, "2", "one more by Ben")
    await bot.pass_time(seconds=1)
    assert await bot.used() == 2
    assert len(bot.slack.messages) <= known + 1  # a stopped run may be told, and stays stopped
    assert (await bot.run()).outcome == "stopped"


async def test_it_is_told_once_though_its_process_dies(
    slack: Slack, redis_url: str, clock: Clock, shelf: Shelf
) -> None:
    """Whichever process finds it: the entry is taken off with the run's turn, in one script."""
    async with served(slack, redis_url, clock) as bot:
        ana = bot.person("U0ANA")
        run = await bot.start(ana)
        await bot.walk(ana, *TO_THE_COUNT, "answer=20")
        turn = bot.step().step["turn"]
        bot.bot.worker.stop()
        store: Store = bot.bot.guide.store
        before = await store.load(TEAM, "prod")
        decided = correction(before, "1; a slip", "prod", "operator.1")
        await store.correct(TEAM, before, decided)
        (due,) = decided.tells
        await bot.bot.guide.tell_correction(TEAM, due)  # and then it dies
    async with served(slack, redis_url, clock) as bot:
        await bot.pass_time(seconds=20)
        assert SAID.format(used=1, why="a slip") in bot.step().text
        told = next(entry for entry in await shelf.audit() if entry.get("run") == run)
        assert told["turn"] == str(turn + 1)


async def test_a_repeated_correction_counts_once(bot: Served, ana: Person, shelf: Shelf) -> None:
    await bot.start(ana)
    guide = bot.bot.guide
    for _ in range(2):  # the answer to the first was lost
        found = await guide.correct(TEAM, "prod", "2\ntwo calls", "operator.1")
        assert found.attempts.used(found.now) == 2
    written = [entry for entry in await shelf.audit() if entry.get("used")]
    assert [entry["used"] for entry in written] == ["0>2"]
