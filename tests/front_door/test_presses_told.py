"""Whoever presses sees the run move as pressed, or reads why it did not: always."""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from bot.core.refusals import RefusalReason, Refused
from bot.local.slack.fault_injection import Answers, Fault, Refuse, Reset
from bot.slack.requests import responder
from bot.store.calls import StoreAway
from bot.store.records import NewerRecord
from bot.texts import refusals
from tests.front_door.ways import TO_THE_NUMBER
from tests.store.shelf import a_run
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import TEAM

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responder, "RETRY_SECONDS", (0.01, 0.01))


def told_directly(bot: Served, who: Person) -> list[str]:
    """What the bot wrote into somebody's direct messages."""
    return [m.text for m in bot.slack.messages if m.channel == f"D{who.id[1:]}" and not m.to]


def breaks(error: Exception) -> Callable[..., Awaitable[None]]:
    async def broken(*_: object, **__: object) -> None:
        raise error

    return broken


class Trouble(NamedTuple):
    account: str
    error: Exception
    says: str


TROUBLES = each(
    "trouble",
    [
        Trouble("away", StoreAway("gone"), "I can't reach my database"),
        Trouble("newer", NewerRecord("version 9"), "A newer version of this bot"),
        Trouble("faulty", LookupError("what is this"), "I ran into an error"),
    ],
)


@TROUBLES
async def test_where_the_reason_can_not_be_looked_up_that_is_told(
    bot: Served, ana: Person, ben: Person, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    """Redis goes away, or comes back and is gone again, between a press and its explanation."""
    await bot.start(ana, account=trouble.account)
    known = len(bot.slack.told(ben.id))
    with monkeypatch.context() as patch:
        patch.setattr(bot.bot.guide, "look", breaks(trouble.error))
        await ben.press("broken", bot.step())
        await bot.settled()
    (told,) = bot.slack.told(ben.id)[known:]
    assert told.text.startswith(trouble.says)


@TROUBLES
async def test_and_so_it_is_where_the_present_step_can_not_be_shown(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    await bot.start(ana, account=trouble.account)
    old, button = ana.find("broken")
    await bot.walk(ana, "broken")
    known = len(bot.slack.told(ana.id))
    with monkeypatch.context() as patch:
        patch.setattr(bot.bot.delivery, "deliver", breaks(trouble.error))
        await ana.click(old, button)
        await bot.settled()
    (told,) = bot.slack.told(ana.id)[known:]
    assert told.text.startswith(trouble.says)


@TROUBLES
async def test_who_moved_the_run_hears_that_it_counts_where_the_bot_can_not_show_it(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    await bot.start(ana, account=trouble.account)
    known = len(bot.slack.told(ana.id))
    with monkeypatch.context() as patch:
        patch.setattr(bot.bot.delivery, "deliver", breaks(trouble.error))
        await ana.press("broken")
        await bot.settled()
    (told,) = bot.slack.told(ana.id)[known:]
    assert told.text.startswith("Your choice is saved.")
    assert "memory" not in told.text
    await bot.pass_time(seconds=16)
    assert bot.step().step["turn"] == 2


@TROUBLES
async def test_who_began_a_run_hears_that_it_has_begun_where_the_bot_can_not_show_it(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    known, shown = len(bot.slack.told(ana.id)), len(bot.slack.steps())
    with monkeypatch.context() as patch:
        patch.setattr(bot.bot.delivery, "deliver", breaks(trouble.error))
        await ana.command("/mfa-lost", trouble.account)
        await bot.settled()
    (told,) = bot.slack.told(ana.id)[known:]
    assert "I can't show its thread yet" in told.text
    assert len(bot.slack.steps()) == shown
    await bot.pass_time(seconds=16)
    assert (bot.step().step["turn"], len(bot.slack.steps())) == (1, shown + 1)


@TROUBLES
async def test_who_typed_an_answer_hears_that_it_counts_where_the_bot_can_not_show_it(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    """A window brings no address, so it is said in direct messages."""
    await bot.start(ana, account=trouble.account)
    await bot.walk(ana, *TO_THE_NUMBER)
    known = len(told_directly(bot, ana))
    with monkeypatch.context() as patch:
        patch.setattr(bot.bot.delivery, "deliver", breaks(trouble.error))
        assert (await ana.answer("0912 345 678")).text == ""
        await bot.settled()
    (told,) = told_directly(bot, ana)[known:]
    assert told.startswith("Your choice is saved.")


@each(
    "fault",
    [
        Reset(),
        Answers(status=404, text="expired_url", content_type="text/plain"),
        Answers(status=404, text="used_url", content_type="text/plain"),
        Answers(status=200, text="<html>Log in</html>"),
    ],
)
async def test_where_slack_takes_no_word_there_it_is_said_in_direct_messages(
    bot: Served, ben: Person, run: str, fault: Fault
) -> None:
    known = len(told_directly(bot, ben))
    await bot.slack.meets(fault, "response_url")
    await ben.press("broken", bot.slack.steps(run)[-1])
    await bot.settled()
    (told,) = told_directly(bot, ben)[known:]
    assert "leads this run" in told
    await bot.slack.mended()


@pytest.mark.parametrize("url", ["", None])
async def test_without_an_address_too(
    bot: Served, ana: Person, ben: Person, url: str | None
) -> None:
    await bot.start(ana)
    await ben.press("broken")
    await bot.settled()
    press = {**bot.slack.deliveries[-1].body, "response_url": url}
    await bot.door.signed(urlencode({"payload": json.dumps(press)}))
    await bot.settled()
    (told,) = told_directly(bot, ben)
    assert "leads this run" in told


async def test_what_was_typed_counts_and_what_hinders_its_step_is_said_in_direct_messages(
    bot: Served, ana: Person
) -> None:
    """A window brings no address with it."""
    await bot.start(ana, "/mfa-phone")
    while not any(b == "press:answer" for b in ana.buttons()):
        await bot.walk(ana, next(b for b in ana.buttons() if b.startswith("press:"))[6:])
    window = await ana.window()
    await bot.slack.meets(Refuse(error="token_revoked"), "chat.", channel=ana.channel)
    turn = (await bot.run()).turn
    await ana.submit(window, "0912 345 678")
    await bot.settled()
    assert (await bot.run()).turn == turn + 1
    assert any("does not let me post" in text for text in told_directly(bot, ana))


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_there_is_a_sentence_for_each_reason(language: str) -> None:
    """But for the one that moves the run, see `advance`, and where the access rules say why."""
    values = dict.fromkeys(("lead", "account", "where", "start"), "x")
    for why in set(RefusalReason) - {RefusalReason.AHEAD, RefusalReason.NO_ACCESS}:
        refused = Refused(why, a_run(), "123456789012 U0ANA")
        said = refusals.press_refused(language, refused, values).markdown
        assert bool(re.search("[\u4e00-\u9fff]", said)) == (language == "zh-TW")
        assert said


async def test_a_language_that_is_there_already_is_told(
    bot: Served, ana: Person, ben: Person
) -> None:
    """Somebody else was quicker, so this press changed nothing."""
    await bot.start(ana)
    at, button = ben.find("language:zh-TW")
    await ana.click(at, button)
    await bot.settled()
    await ben.click(at, button)
    await bot.settled()
    (told,) = bot.slack.told(ben.id)
    assert told.text.startswith("That was already done")


@pytest.mark.parametrize("first", ["take over", "language"])
async def test_taking_over_and_another_language_at_the_same_moment_are_each_heard(
    bot: Served, ana: Person, ben: Person, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are decided on the same turn; whichever is written second is decided again."""
    run = await bot.start(ana)
    await ben.press("broken")
    await bot.settled()
    takes, speaks = ben.find("Take Over"), ana.find("language:zh-TW")
    order = [takes, speaks] if first == "take over" else [speaks, takes]
    who = {id(takes): ben, id(speaks): ana}
    guide = bot.bot.guide
    load, both = guide.store.load, asyncio.Event()
    loads = 0

    async def at_once(*args: str) -> object:
        nonlocal loads
        found = await load(*args)
        loads += 1
        if loads == 2:
            both.set()
        if loads <= 2:
            await both.wait()
        return found

    monkeypatch.setattr(guide.store, "load", at_once)
    before = len(bot.slack.told(ben.id))
    await asyncio.gather(*(who[id(each)].click(*each) for each in order))
    await bot.settled()
    found = (await bot.look(run)).run
    assert found
    assert (found.turn, found.lead, found.language) == (3, ben.id, "zh-TW")
    assert "You lead the run" in "".join(m.text for m in bot.slack.told(ben.id)[before - 1 :])
    assert bot.step().step["turn"] == 3


@pytest.mark.parametrize(
    "away", [0, 0.1], ids=["Redis is there", "Redis is unavailable now and then"]
)
async def test_of_many_who_press_whatever_they_see_nobody_is_left_without_a_word(
    bot: Served, away: float, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each press is in the audit, as the move that it was, or in what its presser was told."""
    dice = random.Random(7)  # noqa: S311 -- no secret
    people = [bot.person(f"U0{n}") for n in range(12)]
    run = await bot.start(people[0])
    store = bot.bot.guide.store
    load = store.load

    async def sometimes(*about: str) -> object:
        if dice.random() < away:
            raise StoreAway("gone for a moment")
        return await load(*about)

    monkeypatch.setattr(store, "load", sometimes)
    for _ in range(15):
        found = await load(TEAM, "prod", run)
        lead, now = bot.person(found.run.lead if found.run else ""), bot.step()
        pressing = [lead.click(now, dice.choice(now.buttons))] if now.buttons else []
        for person in dice.sample(people, dice.randint(2, 6)):
            seen = [m for m in bot.slack.seen_by(person.id) if m.buttons][-4:]
            if seen:
                at = dice.choice(seen)
                pressing.append(person.click(at, dice.choice(at.buttons)))
        answers = await asyncio.gather(*pressing)
        assert {answer.status for answer in answers} == {200}
    await bot.settled()
    moves = [(m["by"], m["button"]) for m in await shelf.audit()]
    presses = [d.body for d in bot.slack.deliveries if d.method == "block_actions"]
    heard = {call.hook: call.body for call in bot.slack.of("response_url")}
    opened = {call.body["trigger_id"] for call in bot.slack.of("views.open")}
    wordless = []
    for press in presses:
        name = press["actions"][0]["action_id"].removeprefix("press:")
        told = heard.get(press["response_url"].rsplit("/", 1)[1])
        if told is None and press["trigger_id"] not in opened:
            wordless.append((press["user"]["id"], name))
        elif told and told["replace_original"]:  # it moved the run, from a message of its own
            moves.remove((press["user"]["id"], name))
    assert Counter(wordless) <= Counter(moves)
    assert len(presses) > 45
    assert len(wordless) > 1
