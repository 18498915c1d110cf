"""Typed answers: a window for each, and what it says when it can't be taken."""

import json
import re
from itertools import product
from urllib.parse import urlencode

import pytest

from bot.local.slack.fault_injection import Refuse
from bot.slack.render.codec import pack
from bot.slack.requests import press_payload
from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT, TO_THE_NUMBER, TO_THE_REASON
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import texts


@pytest.fixture
async def at_the_number(bot: Served, ana: Person) -> None:
    """Where Ana's run asks for a number."""
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER)


@pytest.mark.usefixtures("at_the_number")
async def test_a_good_answer_moves_once_and_closes_the_window_also_after_a_bad_one(
    bot: Served, ana: Person
) -> None:
    window = await ana.window()
    assert window["title"]["text"] == "Enter the Number"
    await ana.submit(window, "no idea")
    answer = await ana.submit(window, "0912 345 678")
    assert (answer.status, answer.text) == (200, "")
    await bot.settled()
    assert bot.step().step["step"] == "number_check"
    assert "+886912345678" in bot.step().text
    turn = (await bot.run()).turn
    again = await ana.again()
    assert (again.status, again.text) == (200, "")
    assert (await bot.run()).turn == turn


@pytest.mark.parametrize(
    ("flow", "way", "told"),
    [
        ("mfa-lost", (*TO_THE_NUMBER, "answer=0912 345 678"), "Answered"),
        ("mfa-lost", (*TO_THE_COUNT, "answer=2, last 5 hours ago"), "Answered"),
        ("mfa-lost", (*TO_THE_CALL, "no_phone", "sent", "answer=#123 4567890"), "1234567890"),
        (
            "mfa-lost",
            ("broken", "member", "taken_over", "member", "answer=1234-5678-9012"),
            "Answered",
        ),
        ("mfa-disable", TO_THE_REASON, "Answered"),
    ],
)
async def test_the_line_of_a_step_says_that_it_is_answered_and_repeats_no_number_but_a_cases(
    bot: Served, ana: Person, flow: str, way: tuple[str, ...], told: str
) -> None:
    await bot.start(ana, f"/{flow}")
    await bot.walk(ana, *way)
    line = bot.slack.steps()[-2].text
    assert line.startswith("✓ ")
    assert f" → {told} · <@U0ANA>" in line


@pytest.mark.usefixtures("at_the_number")
@each(
    "typed, said",
    [
        ("no idea", "can't find a usable phone number"),
        ("", "can't find a usable phone number"),
        (None, "can't find a usable phone number"),
        ("0912 345 678 and 0987 654 321", "more than one number: +886912345678, +886987654321."),
        ("0912 345 678, home 02-2345-678", "can read +886912345678, but not 02-2345-678."),
        ("2720-8889", "Is the area code missing? If you mean +886227208889, write 02 2720 8889."),
        ("2720-8889", "I assumed Taiwan. For another country"),
        ("+852 for Ana 6123 4567", "If you mean +85261234567, write +852 61234567."),
        ("O912345678", "There are letters among the digits"),
        ("0045 12345678", "No such number exists in this country"),
        ("my password: Hunter2!x", "looks like a secret"),
    ],
)
async def test_a_bad_answer_is_told_in_the_window_and_moves_nothing(
    bot: Served, ana: Person, typed: str | None, said: str
) -> None:
    turn = (await bot.run()).turn
    answer = await ana.answer(typed or "")
    assert answer.json["response_action"] == "errors"
    assert said in answer.json["errors"]["answer"]
    assert (await bot.run()).turn == turn


@pytest.mark.usefixtures("at_the_number")
async def test_a_run_shows_what_a_number_was_taken_for_and_assumes_nothing_that_was_named(
    bot: Served, ana: Person
) -> None:
    """As /mfa-phone does: the country that was assumed, and an extension that AWS can't store."""
    await bot.walk(ana, "answer=02-2345-6789 #91")
    shown = bot.step().text
    assert "Read as: Taiwan, landline." in shown
    assert "I assumed Taiwan. If that is wrong, go back" in shown
    assert "0223456789 JP." in shown
    assert "can't store an extension" in shown
    await bot.walk(ana, "back", "answer=6123 4567 HK")
    assert "Read as: Hong Kong, mobile." in bot.step().text
    assert "assumed" not in bot.step().text


@pytest.mark.usefixtures("at_the_number")
@each("way, values", product(("answer", "start"), ([], {}, {"answer": {}})))
async def test_a_window_whose_fields_slack_leaves_out_asks_again(
    bot: Served, ana: Person, way: str, values: object
) -> None:
    """Slack has sent a list for an object without fields, and then what was typed is lost."""
    window = await (ana.window() if way == "answer" else ana.asks_window("/mfa-lost"))
    await ana.submit(window, "?")
    body = dict(bot.slack.deliveries[-1].body)
    body["view"] = {**body["view"], "state": {"values": values}}
    answer = await bot.door.signed(urlencode({"payload": json.dumps(body)}))
    assert answer.status == 200
    said = {"answer": "I can't find a usable phone number", "start": "Name the account"}[way]
    assert answer.json["errors"]["answer"].startswith(said)


@pytest.mark.usefixtures("at_the_number")
async def test_a_button_delivered_twice_opens_one_window(bot: Served, ana: Person) -> None:
    told = len(bot.slack.told(ana.id))
    window = await ana.window()
    await ana.again()
    await bot.settled()
    assert bot.slack.windows[-1] is window
    assert len(bot.slack.told(ana.id)) == told


@pytest.mark.usefixtures("at_the_number")
async def test_the_window_of_a_run_that_moved_on_says_so_and_the_button_opens_none(
    bot: Served, ana: Person
) -> None:
    old, button = ana.find("answer")
    window = await ana.window()
    await bot.walk(ana, "skip")
    answer = await ana.submit(window, "0912 345 678")
    shown = " ".join(texts(answer.json["view"]["blocks"]))
    assert answer.json["response_action"] == "update"
    assert "moved on since" in shown
    assert f"<@{ana.id}>" in shown
    assert (await bot.run()).place.step == "calls_before"
    known = len(bot.slack.windows)
    await ana.click(old, button)
    await bot.settled()
    assert len(bot.slack.windows) == known
    assert "moved on since" in bot.slack.told(ana.id)[-1].text


@pytest.mark.usefixtures("at_the_number")
async def test_only_the_lead_gets_a_window_and_that_of_a_former_one_says_so(
    bot: Served, ana: Person, ben: Person
) -> None:
    window = await ana.window()
    known = len(bot.slack.windows)
    await ben.press("answer")
    await bot.settled()
    assert len(bot.slack.windows) == known
    assert [b["text"]["text"] for b in bot.slack.told(ben.id)[-1].buttons] == ["Take Over"]
    await ben.press("Take Over")
    await bot.settled()
    answer = await ana.submit(window, "0912 345 678")
    assert f"<@{ben.id}>" in " ".join(texts(answer.json["view"]["blocks"]))


@pytest.mark.usefixtures("at_the_number")
async def test_a_window_that_can_not_be_opened_is_not_passed_over_in_silence(
    bot: Served, ana: Person
) -> None:
    await bot.slack.meets_once(Refuse(error="expired_trigger_id"), "views.open")
    await ana.press("answer")
    await bot.settled()
    assert bot.slack.told(ana.id)[-1].text == "I could not open the window. Try once more."


@pytest.mark.usefixtures("at_the_number")
async def test_a_window_of_an_older_bot_is_answered_kindly(bot: Served, ana: Person) -> None:
    window = await ana.window()
    await ana.submit(window, "no idea")
    sent = bot.slack.deliveries[-1].body
    for change in ({"callback_id": "older"}, {"private_metadata": "0|x"}):
        older = {**sent, "view": {**sent["view"], **change}}
        answer = await bot.door.signed(urlencode({"payload": json.dumps(older)}))
        assert answer.status == 200
        assert "another version" in answer.json["errors"]["answer"]
        without_fields = {**older["view"], "state": {"values": {}}}
        form = urlencode({"payload": json.dumps({**older, "view": without_fields})})
        answer = await bot.door.signed(form)
        assert answer.json["response_action"] == "update"
        assert "another version" in str(answer.json["view"])


async def test_half_a_character_is_left_out(bot: Served, ana: Person, shelf: Shelf) -> None:
    """JSON can spell one; Redis could not keep it."""
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_REASON, "answer=It is closed \ud83d tomorrow")
    assert (await shelf.audit())[0]["reason"] == "It is closed tomorrow"


async def test_earlier_attempts_count_as_they_are_told_and_the_audit_holds_no_phone_number(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "answer=2, last 5 hours ago")
    assert await bot.used() == 2
    assert "2 of 3 attempts" in bot.slack.messages[0].text
    audit = str(await shelf.audit())
    assert "mfa-lost/number" in audit
    assert not re.search(r"912\D?345\D?678", audit)


def test_an_answer_that_was_changed_and_sent_again_is_not_taken_for_the_first_one() -> None:
    """As after "I can't tell whether this was counted": the window is still open."""

    def sent(text: str) -> str:
        stamp = pack("prod.a", 7, "calls_before", "answer", "C1")
        values = {"answer": {"answer": {"value": text}}}
        view = {"id": "V1", "private_metadata": stamp, "state": {"values": values}}
        return press_payload.submitted_press({"view": view, "user": {"id": "U0ANA"}}).id

    assert sent("2") == sent("2")  # delivered twice
    assert sent("2") != sent("3")
