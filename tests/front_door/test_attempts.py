"""The attempt budget, pressed by hand: nobody gets an attempt that is not there."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.decision import Decision
from bot.core.place import Place
from bot.core.run import Run
from bot.slack.render.codec import pack
from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT
from tests.support.bots import Served
from tests.support.door import Answer
from tests.support.person import CHANNEL, Person
from tests.support.slack import TEAM

STEP = "ready_to_call"


async def test_twenty_presses_spend_one_attempt_at_once_and_not_pressed_after_all_gives_it_back(
    bot: Served, ana: Person
) -> None:
    """Within two minutes."""
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    assert "0 of 3 attempts" in bot.slack.messages[0].text
    step = bot.step()
    people = [ana] * 10 + [bot.person(f"U0{n}") for n in range(10)]
    await asyncio.gather(*(person.press("calling", step) for person in people))
    await bot.settled()
    assert bot.step().step["step"] == "the_call"
    assert "1 of 3 attempts" in bot.slack.messages[0].text
    assert await bot.used() == 1
    bot.clock.turn(minutes=1)
    await bot.walk(ana, "not_pressed")
    assert await bot.used() == 0
    assert "0 of 3 attempts" in bot.slack.messages[0].text
    assert "taken back" in bot.step().text


@pytest.mark.parametrize("before", [0, 2])
async def test_twenty_people_on_twenty_runs_spend_what_is_left_and_no_more(
    bot: Served, ana: Person, before: int
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, f"answer={before}")
    people = [bot.person(f"U0{n}") for n in range(20)]
    runs = [await a_run_at_the_call(bot, person) for person in people]
    answers = await asyncio.gather(*(call(bot, *who) for who in zip(people, runs, strict=True)))
    await bot.settled()
    assert {(answer.status, answer.text) for answer in answers} == {(200, "")}
    assert await bot.used() == 3
    shown = [bot.slack.steps(run)[-1].step["step"] for run in runs]
    assert shown.count("the_call") == 3 - before
    assert shown.count("calls_used_up") == 17 + before


async def a_run_at_the_call(bot: Served, person: Person) -> str:
    """Through the front door an account has one run of a flow; a race needs more of them."""
    guide = bot.bot.guide
    before = replace(await guide.store.load(TEAM, "prod"), run=None)
    run = Run(
        id=f"prod.{person.id.lower()}",
        account="prod",
        lead=person.id,
        channel=CHANNEL,
        language="en",
        region="TW",
        place=Place.at("mfa-lost", STEP),
        opened_at=bot.clock(),
        moved_at=bot.clock(),
        press=f"opening {person.id}",
    )
    decision = Decision(run, before.attempts, {"by": person.id}, ())
    assert await guide.store.commit(TEAM, before, decision) == "done"
    return run.id


async def call(bot: Served, person: Person, run: str) -> Answer:
    """Press the button of a step that was never shown."""
    button = {
        "action_id": "press:calling",
        "text": {"type": "plain_text", "text": "I'm Pressing Call Me Now"},
        "value": pack(run, 1, STEP, "calling"),
    }
    return await person.click(bot.slack.messages[0], button)


async def test_a_risky_attempt_asks_once_more_and_a_first_one_does_not(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    assert "confirm" not in ana.find("calling", bot.step())[1]
    await bot.walk(ana, "calling", "no_ring", "cause_found", *TO_THE_CALL[-3:], "cause_fixed")
    asked = ana.find("calling", bot.step())[1]["confirm"]
    assert "attempt 2 of 3" in asked["text"]["text"]


async def test_after_two_minutes_it_stays_counted_and_the_person_is_told(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling")
    bot.clock.turn(minutes=3)
    await ana.press("not_pressed")
    await bot.settled()
    assert "still counts" in bot.slack.told(ana.id)[-1].text
    assert await bot.used() == 1


async def test_back_gives_no_attempt_back(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling", "back")
    assert await bot.used() == 1


async def test_with_nothing_left_no_button_leads_to_a_call(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=3, last 1 hour ago")
    names = {b["action_id"] for b in bot.step().buttons}
    assert bot.step().step["step"] == "calls_used_up"
    assert not names & {"press:calling", "press:texting"}
    assert f"<!date^{(bot.clock() // 1000) + 23 * 3600}^" in bot.step().text


async def test_when_another_run_takes_the_last_attempt_an_open_call_button_is_refused(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=2")
    others = [bot.person("U0BEN"), bot.person("U0MEI")]
    runs = [await a_run_at_the_call(bot, person) for person in others]
    for person, run in zip(others, runs, strict=True):
        await call(bot, person, run)
        await bot.settled()
    assert await bot.used() == 3
    refused = bot.slack.steps(runs[1])[-1]
    assert refused.step["step"] == "calls_used_up"
    assert "Do not press" in refused.text
