"""Two versions of the bot at once, on one Redis: nothing is lost, and nobody waits in silence."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.core.due import Due
from bot.slack.render import blocks
from bot.slack.render.mrkdwn import accessible_text
from bot.store.commit import LEASE_MS
from bot.texts import Text
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import LOOK_EVERY, Clock, Served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.process import ForkedProcess
from tests.support.shelf import Shelf
from tests.support.slack import TEAM, Body, Message, Slack

NEWER = "A newer version of this bot is already working on this run."
VERSIONS = ("FIRST_VERSION", "LAST_VERSION")  # that a record has, and that a bot can read


async def later(shelf: Shelf, due: Due, than: int) -> bool:
    """It was taken, and put off for another time than a lease."""
    return (await shelf.due()).get(due.member, than) - than not in (0, LEASE_MS)


async def gone(shelf: Shelf, due: Due) -> bool:
    return due.member not in await shelf.due()


async def until(found: Callable[[], Awaitable[bool]]) -> None:
    """Ask Redis again and again: it does not announce anything."""
    async with asyncio.timeout(5):
        while not await found():  # noqa: ASYNC110 -- nothing to wait for
            await asyncio.sleep(LOOK_EVERY / 4)


async def test_an_older_bot_leaves_a_newer_run_alone_and_says_so(
    bot: Served, ana: Person, run: str, shelf: Shelf
) -> None:
    newer = await shelf.becomes(99, "run", run)
    for button in ("broken", "run:stop"):
        assert (await ana.press(button, bot.step())).status == 200
        await bot.settled()
        assert NEWER in bot.slack.told("U0ANA")[-1].text
    assert NEWER in (await ana.command("/mfa-lost", "prod")).json["text"]
    assert await shelf.get("run", run) == newer
    assert len(bot.slack.steps()) == 1


async def test_a_note_that_an_older_bot_does_not_know_makes_a_run_a_newer_one(
    bot: Served, ana: Person, run: str, shelf: Shelf
) -> None:
    newer = (await shelf.get("run", run)).replace('"note":null', '"note":"of_2027"')
    await shelf.put("run", run, newer)
    await ana.press("broken")
    await bot.settled()
    assert NEWER in bot.slack.told("U0ANA")[-1].text
    assert await shelf.get("run", run) == newer


async def test_a_press_that_a_newer_bot_overtook_changes_nothing(
    bot: Served, ana: Person, run: str, shelf: Shelf
) -> None:
    """The older one may still remember the run as it was."""
    await bot.walk(ana, "broken")
    newer = (await shelf.becomes(99, "run", run)).replace('"turn":2', '"turn":3')
    await shelf.put("run", run, newer)
    await ana.press("standalone", bot.step())
    await bot.settled()
    assert NEWER in bot.slack.told("U0ANA")[-1].text
    assert await shelf.get("run", run) == newer


async def test_whoever_has_a_newer_run_may_start_another(
    bot: Served, ana: Person, run: str, shelf: Shelf
) -> None:
    await shelf.becomes(99, "run", run)
    await ana.submit(await ana.asks_window("/mfa-lost"), "dev")
    await bot.slack.until(lambda: len(bot.slack.steps()) == 2)


async def test_what_is_due_for_a_newer_run_is_left_to_the_newer_bot(
    bot: Served, run: str, shelf: Shelf, clock: Clock, log: Ear
) -> None:
    """Put off for three seconds, each time that it is met; said once in the log."""
    await shelf.becomes(99, "run", run)
    due = Due("show", run, "1")
    await bot.bot.guide.store.due.add(TEAM, due, clock())
    waits = []
    for _ in range(3):
        took = clock()
        await until(partial(later, shelf, due, took))
        waits.append(round((await shelf.due())[due.member] - took))
        clock.skip(waits[-1])
    assert waits == [3_000, 3_000, 3_000]
    assert [line for line in log.lines if " WARNING bot." in line] == [
        line for line in log.lines if "a newer version of the bot is also running" in line
    ]
    assert (
        len([line for line in log.lines if "a newer version of the bot is also running" in line])
        == 1
    )
    await shelf.becomes(1, "run", run)  # now it is read, as the newer bot would read it
    await until(partial(gone, shelf, due))
    assert len(bot.slack.steps()) == 1


async def test_more_of_it_than_one_look_takes_does_not_hold_up_the_rest(
    bot: Served, ana: Person, run: str, shelf: Shelf, clock: Clock
) -> None:
    await shelf.becomes(99, "run", run)
    for turn in range(100):
        await bot.bot.guide.store.due.add(TEAM, Due("show", run, f"{turn}"), clock())
    other = await bot.start(ana, account="dev")
    await bot.bot.guide.store.due.add(TEAM, Due("card", other), clock() + 1)
    clock.skip(1)
    await until(partial(gone, shelf, Due("card", other)))
    assert len([member for member in await shelf.due() if run in member]) >= 100


async def test_a_kind_of_due_that_an_older_bot_does_not_know_is_left(
    bot: Served, run: str, shelf: Shelf, clock: Clock
) -> None:
    """Unless there is no such run any more."""
    nudge, nobody = Due("nudge", run), Due("nudge", "prod.nobody")
    took = clock()
    for due in (nudge, nobody):
        await bot.bot.guide.store.due.add(TEAM, due, took)
    await until(partial(gone, shelf, nobody))
    await until(partial(later, shelf, nudge, took))


async def test_what_a_newer_bot_shows_is_not_shown_again(
    bot: Served, ana: Person, run: str, shelf: Shelf
) -> None:
    """The move counts; showing it is left to the newer bot."""
    await shelf.becomes(99, "shown", run)
    await ana.press("broken")
    await bot.settled()
    assert f"show:{run}:2" in await shelf.due()
    assert len(bot.slack.steps()) == 1
    await shelf.becomes(1, "shown", run)
    await bot.pass_time(seconds=20)
    assert [m.step["turn"] for m in bot.slack.steps()] == [1, 2]


@each("newer", ['["a",{at},"U0BEN","video","r",null]', '["a",{at},"U0BEN"]'])
async def test_attempts_that_an_older_bot_can_not_count_are_not_passed_over(
    bot: Served, ana: Person, shelf: Shelf, clock: Clock, newer: str
) -> None:
    account = f"prod-{len(newer)}"
    run = await bot.start(ana, account=account)
    await bot.walk(ana, *TO_THE_CALL)
    await shelf.attempt(account, newer.replace("{at}", f"{clock()}"), clock())
    known = len(bot.slack.told("U0ANA"))
    turn = bot.step().step["turn"]
    await ana.press("calling", bot.step())
    await bot.settled()
    (told,) = bot.slack.told("U0ANA")[known:]
    assert NEWER in told.text
    assert bot.step().step == {**bot.step().step, "run": run, "turn": turn}


async def test_a_button_of_another_version_is_answered(bot: Served, ana: Person, run: str) -> None:
    at, button = ana.find("broken")
    await ana.click(at, {**button, "value": f"2|{run}|1|what_happened|broken|more"})
    await bot.settled()
    assert "from another version of the bot" in bot.slack.told("U0ANA")[-1].text
    assert (await bot.run()).turn == 1


async def test_a_newer_process_goes_on_where_an_older_one_was(
    slack: Slack, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It reads what the older one wrote; that one leaves the run alone from then on."""
    home: Path = tmp_path_factory.mktemp("d")
    versions = (f"{of}_records.{name}" for of in ("run", "shown") for name in VERSIONS)
    # `+=`, which fails where there is no such name.
    first = "from bot.store import run_records, shown_records; " + "; ".join(
        f"{version} += 8" for version in versions
    )
    older = ForkedProcess(slack, home, REDIS_URL=redis_url)
    newer = ForkedProcess(slack, home, first, REDIS_URL=redis_url)
    async with older.person() as ana, newer.started() as url:
        await ana.command("/mfa-lost", "prod")
        await slack.until(slack.steps)
        await slack.points_to(url)
        await ana.press("broken")
        await slack.until(lambda: slack.steps()[-1].step["turn"] == 2)
        await slack.points_to(older.url)
        assert (await ana.press("standalone", slack.steps()[-1])).status == 200
        await slack.until(lambda: NEWER in slack.seen_by("U0ANA")[-1].text)
        await slack.points_to(url)
        await ana.press("standalone", slack.steps()[-1])
        await slack.until(lambda: slack.steps()[-1].step["turn"] == 3)


@asynccontextmanager
async def former() -> AsyncIterator[None]:
    """The bot as it wrote its messages before it knew rich text: in sections."""

    def section(text: Text) -> Body:
        return {"type": "section", "text": {"type": "mrkdwn", "text": accessible_text(text)}}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "rich_text", section)
        patch.setattr(blocks, "parts", lambda text: [section(text)])
        yield


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


async def test_a_run_whose_messages_have_no_rich_text_goes_on(bot: Served, ana: Person) -> None:
    """Slack lets them become rich text; only the way back is barred."""
    async with former():
        await bot.start(ana)
    before, card = bot.step(), bot.slack.messages[0]
    assert {"rich_text"}.isdisjoint({*kinds(before), *kinds(card)})
    await ana.press("broken")
    await bot.settled()
    await bot.pass_time(seconds=30)
    assert (kinds(before), kinds(card)) == (["rich_text"], ["rich_text", "actions"])
    assert bot.step().step["turn"] == 2
