"""Phone numbers, by command, mention and direct message; and events that ask for nothing."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import Mock

import pytest

from bot.core.phones import finder
from bot.local.slack.fault_injection import Broken, Refuse, Reset
from bot.slack.render import mrkdwn, rich_text
from bot.slack.render.markdown import elements
from bot.slack.requests.error_replies import ErrorKind
from bot.slack.requests.number_formatter import NumberFormatter
from tests.support.bots import Served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import CHANNEL, Person
from tests.support.slack import TEAM
from tests.support.wired import counted

DIRECT = {
    "type": "message",
    "channel_type": "im",
    "user": "U0ANA",
    "text": "0912 345 678",
    "ts": "1795.2",
    "channel": "D0ANA",
    "event_ts": "1795.2",
}
NUMBER = "0912 345 678"
SPELLINGS = ("+886912345678", "+886 912345678", "0912345678")


@contextmanager
def troubled(*kinds: ErrorKind) -> Iterator[None]:
    """One more trouble of each of these kinds, and none of any other."""
    before = {kind: counted("mfa_troubles_total", kind=kind) for kind in ErrorKind}
    yield
    found = {kind: counted("mfa_troubles_total", kind=kind) - before[kind] for kind in ErrorKind}
    assert found == {kind: kind in kinds for kind in ErrorKind}


async def test_of_many_numbers_the_first_are_answered_and_the_others_are_told(ana: Person) -> None:
    """Slack refuses a longer message, and nobody would hear anything."""
    numbers = [f"0912 345 {n:03}" for n in range(25)]
    answer = await ana.command("/mfa-phone", "\n".join(numbers))
    shown = json.dumps(answer.json["blocks"])
    assert [number in shown for number in numbers] == [True] * 5 + [False] * 20
    assert "Numbers left out: 20. Send me at most 5 at a time." in shown


async def test_a_long_text_is_read_in_part_and_that_is_told(ana: Person) -> None:
    """Reading a pasted log to its end would keep everybody else waiting."""
    first, last = "call 0912 345 678", "or 0922 333 444"
    answer = await ana.command("/mfa-phone", f"{first} {'please ' * 600}{last}")
    shown = json.dumps(answer.json["blocks"])
    assert ("0912 345 678" in shown, "0922 333 444" in shown) == (True, False)
    assert (
        "I looked for phone numbers in the first 4000 characters only. Send the rest separately."
        in shown
    )
    answer = await ana.command("/mfa-phone", "please " * 600 + last)
    assert (
        answer.json["text"]
        == "I looked for phone numbers in the first 4000 characters only. Send the rest separately."
    )


@each(
    "text, shown",
    [
        ("word " * 797 + "+49 30 123456 78 please", []),  # +49 30 123456 is somebody else's
        (" " * 5000 + NUMBER, []),
        (f"{NUMBER}, " * 400, ["+886912345678"]),
    ],
)
def test_no_half_of_a_number_is_read_where_a_long_text_is_cut(text: str, shown: list[str]) -> None:
    told = NumberFormatter("TW", {}).answer(text, "en")
    assert told is not None
    assert [value for name, value in told.values.items() if name.startswith("e164")] == shown


async def test_a_command_shows_a_number_the_way_aws_wants_it(bot: Served, ana: Person) -> None:
    answer = await ana.command("/mfa-phone", "0912 345 678")
    assert (answer.status, answer.json["response_type"]) == (200, "ephemeral")
    assert all(spelling in answer.json["text"] for spelling in SPELLINGS)
    assert not bot.slack.of("chat.postMessage")


@each(
    "typed, said",
    [
        ("0912", ("number: 03-1234-5678 JP", "I assumed Taiwan", "(Taiwan) can't be saved in AWS")),
        ("0045 12345678", ("(Denmark) can't be saved in AWS",)),
        ("2720-8889", ("If you mean +886227208889, write 02 2720 8889", "number: 03-1234-5678 JP")),
        ("+852 for Ana 6123 4567", ("+852 61234567", "+886 61234567", "is separate")),
        ("1-800-FLOWERS", ("letters among the digits", "+18003569377")),
        ("011 886 912345678", ("+886912345678", "prefix for calls abroad")),
    ],
)
async def test_a_command_says_what_is_unclear_and_how_to_write_it(
    ana: Person, typed: str, said: tuple[str, ...]
) -> None:
    answer = (await ana.command("/mfa-phone", typed)).json["text"]
    assert all(words in answer for words in said), answer


@each("typed", ["202-555-{} in Japan", "8862-2{}-{}", "2{}-{}", "0912 34{} x, 001 2{} 3456"])
async def test_a_number_is_forgotten_once_it_is_answered(ana: Person, typed: str) -> None:
    """Texts are parsed once and remembered, without what is filled in: anybody may send numbers as
    long as they like.
    """
    remembered = set()
    for digits in ("1234", "1278", "1256"):
        answer = await ana.command("/mfa-phone", typed.replace("{}", digits))
        assert digits in answer.json["text"]
        caches = (elements, mrkdwn._spoken, rich_text._whole)
        remembered.add(tuple(each.cache_info().currsize for each in caches))
    assert len(remembered) == 1


async def test_a_command_without_a_number_is_shown_how_to_write_one(
    bot: Served, ana: Person
) -> None:
    await ana.command("/mfa-phone", "my mother's")
    assert "/mfa-phone 0912 345 678" in bot.slack.told(ana.id)[-1].text
    await ana.command("/mfa-phone", "prod")
    told = bot.slack.told(ana.id)[-1].text
    assert told.startswith("To set the contact phone of prod, type /mfa-phone alone")
    assert "/mfa-phone 0912 345 678" in told


async def test_a_mention_is_answered_in_its_thread(bot: Served, ana: Person) -> None:
    assert (await ana.mention("0912 345 678")).status == 200
    await bot.settled()
    question, reply = bot.slack.messages
    assert (reply.channel, reply.thread) == (CHANNEL, question.ts)
    assert all(spelling in reply.text for spelling in SPELLINGS)


async def test_a_direct_message_is_answered_beside_it(bot: Served, ana: Person) -> None:
    assert (await ana.direct("0912 345 678 or +81 90-1234-5678")).status == 200
    await bot.settled()
    reply = bot.slack.messages[-1]
    assert (reply.channel, reply.thread) == ("D0ANA", "")
    assert all(spelling in reply.text for spelling in (*SPELLINGS, "+819012345678"))


@pytest.mark.parametrize("text", ["it doesn't ring", "2", "119"])
async def test_in_a_thread_it_says_that_the_buttons_lead_on(
    bot: Served, ana: Person, text: str
) -> None:
    await bot.start(ana)
    thread = bot.slack.steps()[-1].thread
    said = {"channel": CHANNEL, "thread": thread, "text": f"@mfa-bot {text}"}
    await bot.slack.do("say", **{"as": ana.id}, **said)
    await bot.settled()
    reply = bot.slack.messages[-1]
    assert reply.thread == thread
    assert "press the button that fits at its newest step; Stop keeps your place" in reply.text


@pytest.mark.parametrize("text", ["0800-080-100", "+1 800 555 0199"])
async def test_a_number_that_aws_refuses_is_not_spelled(
    bot: Served, ana: Person, text: str
) -> None:
    await ana.command("/mfa-phone", text)
    told = bot.slack.told(ana.id)[-1].text
    assert "AWS refuses toll-free numbers. Use another number." in told
    assert "To save in AWS" not in told


@pytest.mark.parametrize("text", ["hello", "what now?"])
async def test_anything_else_is_told_what_the_bot_can_do(
    bot: Served, ana: Person, text: str
) -> None:
    await ana.direct(text)
    await bot.settled()
    await ana.mention(text)
    await bot.settled()
    await ana.mention("")
    await bot.settled()
    for reply in (m for m in bot.slack.messages if "what I can do" in m.text):
        assert f"<@{ana.id}>" in reply.text
        assert "/mfa-lost prod" in reply.text
    assert len(bot.slack.of("chat.postMessage")) == 3


async def test_a_message_delivered_twice_is_answered_once(bot: Served, ana: Person) -> None:
    assert (await ana.direct("0912 345 678")).status == 200
    await bot.settled()
    assert (await ana.again()).status == 200
    event = bot.slack.deliveries[-1].body["event"]
    assert (await bot.door.event(event, "Ev0ANOTHER")).status == 200
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == 1


async def test_a_message_delivered_twice_at_once_is_answered_once(bot: Served) -> None:
    deliveries = (bot.door.event(DIRECT, event_id=f"Ev{n}") for n in range(5))
    assert {answer.status for answer in await asyncio.gather(*deliveries)} == {200}
    await bot.settled()
    await bot.slack.caught_up()
    assert len(bot.slack.of("chat.postMessage")) == 1


async def test_a_message_that_another_process_answers_is_left_to_it(bot: Served, log: Ear) -> None:
    assert await bot.bot.guide.store.first_to_see(TEAM, f"{DIRECT['channel']}:{DIRECT['ts']}")
    assert (await bot.door.event(DIRECT)).status == 200
    await bot.settled()
    assert not bot.slack.of("chat.postMessage")
    assert not {"WARNING", "ERROR"} & log.levels


@pytest.mark.parametrize("fault", [Broken(status=503), Reset()], ids=str)
async def test_what_slack_did_not_take_is_tried_again(
    bot: Served, ana: Person, log: Ear, fault: Broken | Reset
) -> None:
    """And that is no fault of the bot."""
    await bot.slack.meets_once(fault, "chat.postMessage")
    assert (await ana.direct("0912 345 678")).status == 200
    await bot.settled()
    assert "ERROR" not in log.levels
    assert len([m for m in bot.slack.messages if "+886912345678" in m.text]) == 1


async def test_what_slack_refuses_is_told_in_the_log(bot: Served, ana: Person, log: Ear) -> None:
    await bot.slack.meets_once(Refuse(error="token_revoked"), "chat.postMessage")
    assert (await ana.direct("0912 345 678")).status == 200
    await bot.settled()
    assert "token_revoked" in log.text
    assert "ERROR" not in log.levels


async def test_a_fault_of_the_bot_is_told_from_all_that(
    bot: Served, ana: Person, log: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "find", Mock(side_effect=ZeroDivisionError))
    assert (await ana.direct("0912 345 678")).status == 200
    await bot.settled()
    assert "ZeroDivisionError" in log.text
    assert "ERROR" in log.levels


@pytest.mark.parametrize("code", ["restricted_action_read_only_channel", "thread_not_found"])
async def test_where_the_bot_may_not_post_a_mention_is_answered_in_direct_messages(
    bot: Served, ana: Person, code: str
) -> None:
    await bot.slack.meets(Refuse(error=code), "chat.postMessage", channel=CHANNEL)
    with troubled():
        assert (await ana.mention("0912 345 678")).status == 200
        await bot.settled()
        assert (await ana.again()).status == 200
    (reply,) = (m for m in bot.slack.messages if m.channel == "D0ANA")
    assert f"I can't answer in <#{CHANNEL}>" in reply.text
    assert ("/invite" in reply.text) == (code in ("not_in_channel", "channel_not_found"))
    assert "+886912345678" in reply.text


@each(
    "ts, more",
    enumerate(
        [
            {"bot_id": "B0BOT"},
            {"bot_id": "B0OTHER", "user": ""},
            {"hidden": True},
            {"user": "U0BOT"},
            {"subtype": "message_changed"},
            {"subtype": "message_deleted"},
            {"subtype": "bot_message"},
            {"subtype": "channel_join"},
            {"channel_type": "channel", "channel": CHANNEL},
            {"channel_type": "mpim", "channel": "G0MANY"},
        ]
    ),
)
async def test_what_nobody_said_to_the_bot_is_not_answered(
    bot: Served, ts: int, more: dict[str, str]
) -> None:
    event = {**DIRECT, "ts": f"1795.{ts}", **more}
    assert (await bot.door.event(event, f"Ev{ts}")).status == 200
    await bot.settled()
    await bot.slack.caught_up()
    assert not bot.slack.of("chat.postMessage")


@each(
    "event",
    [
        {"type": "team_join", "user": {"id": "U0NEW"}},
        {"type": "app_home_opened", "user": "U0ANA", "channel": "D0ANA", "tab": "messages"},
        {"type": "app_uninstalled"},
        {"type": "of_the_year_2030", "anything": [1, {"at": "all"}]},
    ],
)
async def test_an_event_that_nobody_asked_for_is_taken(
    bot: Served, event: dict[str, object]
) -> None:
    """An error would be sent again, and again."""
    assert (await bot.door.event(event)).status == 200
    await bot.settled()


async def test_slack_may_check_the_address(bot: Served) -> None:
    challenge = {"type": "url_verification", "token": "deprecated", "challenge": "3eZbrw1aB"}
    answer = await bot.door.signed(json.dumps(challenge), "application/json")
    assert (answer.status, answer.json) == (200, {"challenge": "3eZbrw1aB"})
