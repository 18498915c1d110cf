"""A count that was typed wrongly, in Slack: undone by a button, put right in a window."""

import json

from bot.core.budget import HOUR, MINUTE
from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import fields_of, texts

SLIP = {
    "answer": {"answer": "1"},
    "last": {"answer": "4 h"},
    "reason": {"answer": "Ben typed twenty"},
}


async def test_whoever_typed_a_wrong_count_undoes_it_with_a_button(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=20")
    assert bot.step().step["step"] == "calls_used_up"
    await bot.walk(ana, "undo")
    assert bot.step().step["step"] == "calls_before"
    assert "<@U0ANA> undid the last report: 0 of 3 attempts are counted now." in (bot.step().text)
    assert "0 of 3 attempts" in bot.slack.messages[0].text
    assert "Undo" not in str(bot.step().blocks)


async def test_the_button_says_what_it_takes_back_once_the_run_has_gone_on(
    bot: Served, ana: Person
) -> None:
    """Then it is no longer the last press: that the form is sent stays said."""
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "blocked")
    assert ana.find("undo", bot.step())[1]["text"]["text"] == "Undo"
    await bot.walk(ana, "support", "sent")
    assert ana.find("undo", bot.step())[1]["text"]["text"] == "Undo the Count"
    await bot.walk(ana, "undo")
    assert bot.step().step["step"] == "case_number"
    assert await bot.used() == 0


async def test_also_after_somebody_else_took_over(bot: Served, ana: Person, ben: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "blocked")
    await ben.press("stop")
    await bot.settled()
    await ben.press("take_over")
    await bot.settled()
    await bot.walk(ana, "undo")
    assert await bot.used() == 0
    assert (await bot.run()).lead == "U0BEN"


async def test_after_two_minutes_the_button_says_what_works(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "blocked")
    bot.clock.skip(2 * MINUTE + 1)
    await ana.press("undo")
    await bot.settled()
    assert "After that, the lead can use Correct the Count" in bot.slack.told("U0ANA")[-1].text
    assert bot.step().step["step"] == "calls_used_up"


async def test_the_lead_corrects_it_with_a_reason_that_all_can_read(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=20")
    await bot.pass_time(hours=1)
    window = await ana.window("correct_count")
    assert [block["block_id"] for block in fields_of(window)] == ["answer", "last", "reason"]
    told = await ana._do("submit", window=window["id"], values=SLIP)
    assert (told.status, told.text) == (200, "")
    await bot.settled()
    assert await bot.used() == 1
    said = "<@U0ANA> corrected the count: 1 of 3 attempts are counted now. Reason: Ben typed twenty"
    assert said in bot.step().text
    former = bot.slack.messages[-2]
    assert "→ *Correct the Count*: Ben typed twenty · <@U0ANA>" in next(texts(former.blocks))
    entry = (await shelf.audit())[0]
    assert (entry["button"], entry["used"]) == ("run:correct_count", "20>1")
    assert (entry["reason"], entry["by"]) == ("Ben typed twenty", "U0ANA")
    assert bot.step().step["step"] == "calls_before"


async def test_each_slip_in_the_window_stands_at_its_own_field(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=20")
    for count, reason, field, said in (
        ("lots", "a slip", "answer", "Write how many"),
        ("1", "", "reason", "Write the reason"),
        ("1", "call 0912 345 678", "reason", "phone number"),
        ("1", "password: Hunter2!x", "reason", "looks like a secret"),
        ("1", "x7Kp9QzR2m", "reason", "The reason is stored"),
        ("482913", "a slip", "answer", "looks like a secret"),
    ):
        window = await ana.window("correct_count")
        values = {"answer": {"answer": count}, "reason": {"answer": reason}}
        told = await ana._do("submit", window=window["id"], values=values)
        assert told.json["response_action"] == "errors"
        assert said in told.json["errors"][field]
    assert await bot.used() == 20


async def test_nobody_but_the_lead_corrects_it(bot: Served, ana: Person, ben: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=20")
    known = len(bot.slack.windows)
    await ben.press("correct_count")
    await bot.settled()
    assert len(bot.slack.windows) == known
    assert "leads this run" in bot.slack.told("U0BEN")[-1].text


async def test_a_window_that_was_open_while_the_run_moved_on_changes_nothing(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=20")
    window = await ana.window("correct_count")
    await bot.walk(ana, "undo")
    told = await ana._do("submit", window=window["id"], values=SLIP)
    assert "moved on since" in json.dumps(told.json)
    assert await bot.used() == 0


async def test_calls_that_were_pressed_can_not_be_unsaid(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling", "blocked")
    window = await ana.window("correct_count")
    values = {"answer": {"answer": "0"}, "reason": {"answer": "a slip"}}
    told = await ana._do("submit", window=window["id"], values=values)
    assert "I have counted more attempts than that myself" in told.json["errors"]["answer"]
    assert await bot.used() == 1


async def test_how_many_and_when_are_chosen_and_err_on_the_safe_side(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT)
    many, last = fields_of(await ana.window())
    assert [option["value"] for option in many["element"]["options"]][:4] == ["0", "1", "2", "3"]
    ages = {o["text"]["text"]: o["value"] for o in last["element"]["options"]}
    assert list(ages) == [
        "Within the last hour",
        "1 to 2 hours ago",
        "2 to 4 hours ago",
        "4 to 8 hours ago",
        "8 to 12 hours ago",
        "12 to 18 hours ago",
        "18 to 24 hours ago",
    ]
    await bot.walk(ana, f"answer=2, {ages['4 to 8 hours ago']}")
    found = (await bot.look(bot.step().step["run"])).attempts
    assert {bot.clock() - attempt.at for attempt in found.made} == {4 * HOUR}


async def test_with_no_time_chosen_the_last_one_was_just_now(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT)
    await bot.walk(ana, "answer=2")
    found = (await bot.look(bot.step().step["run"])).attempts
    assert {attempt.at for attempt in found.made} == {bot.clock()}
