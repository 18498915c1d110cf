"""What the bot is told, field by field, as Slack's documentation has it."""

import re
from typing import Any

import pytest

from tests.local.slack.caller import CHANNEL, Caller, actions, button, step, window
from tests.local.slack.stub import StubBot
from tests.support.bots import Clock
from tests.support.person import Person
from tests.support.slack import Body, Slack

USER = {"id": "U0ANA", "username": "ana", "team_id": "T0ACME"}
COMMON = {
    "team": {"id": "T0ACME", "domain": "acme"},
    "user": USER,
    "api_app_id": "A0LOCAL",
    "token": "deprecated",
    "enterprise": None,
    "is_enterprise_install": False,
}


def without(payload: Body, *names: str) -> Body:
    """What is the same each time; what differs must be there, and say something."""
    assert all(payload[name] for name in names)
    return {name: value for name, value in payload.items() if name not in names}


async def pressed(api: Caller, slack: Slack, stub: StubBot, ana: Person, **where: str) -> Body:
    blocks = [actions(button(value="1|prod", style="primary"), block_id="b1")]
    await api.posted("Which?", blocks=blocks, metadata=step(), **where)
    await slack.caught_up()
    await ana.press("go")
    return stub.last.payload


async def test_a_command(slack: Slack, stub: StubBot, ana: Person) -> None:
    await ana.command("/mfa-lost", "prod")
    form = stub.last.form
    assert without(form, "response_url", "trigger_id") == {
        "token": "deprecated",
        "team_id": "T0ACME",
        "team_domain": "acme",
        "channel_id": CHANNEL,
        "channel_name": "on-call",
        "user_id": "U0ANA",
        "user_name": "ana",
        "command": "/mfa-lost",
        "text": "prod",
        "api_app_id": "A0LOCAL",
        "is_enterprise_install": "false",
    }
    assert form["response_url"].startswith(slack.url)


async def test_a_command_alone_in_direct_messages(stub: StubBot, ana: Person) -> None:
    await ana.command("/mfa-lost", channel="D0ANA")
    assert stub.last.form["text"] == ""
    assert stub.last.form["channel_id"] == "D0ANA"
    assert stub.last.form["channel_name"] == "directmessage"


async def test_a_button(api: Caller, slack: Slack, stub: StubBot, ana: Person) -> None:
    payload = await pressed(api, slack, stub, ana)
    (message,) = slack.messages
    assert re.fullmatch(r"\d{10}\.\d{6}", payload["actions"][0]["action_ts"])
    assert without(payload, "response_url", "trigger_id", "actions") == {
        "type": "block_actions",
        **COMMON,
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": CHANNEL,
            "is_ephemeral": False,
        },
        "channel": {"id": CHANNEL, "name": "on-call"},
        "message": {
            "type": "message",
            "user": "U0BOT",
            "bot_id": "B0BOT",
            "ts": message.ts,
            "text": "Which?",
            "blocks": message.blocks,
        },
        "state": {"values": {}},
    }
    assert [without(action, "action_ts") for action in payload["actions"]] == [
        {
            "action_id": "go",
            "block_id": "b1",
            "text": {"type": "plain_text", "text": "Go"},
            "value": "1|prod",
            "type": "button",
        }
    ]


async def test_a_button_in_a_thread(api: Caller, slack: Slack, stub: StubBot, ana: Person) -> None:
    first = await api.posted()
    payload = await pressed(api, slack, stub, ana, thread_ts=first)
    assert payload["container"]["thread_ts"] == first
    assert payload["message"]["thread_ts"] == first


async def test_a_button_in_direct_messages(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    payload = await pressed(api, slack, stub, ana, channel="D0ANA")
    assert payload["channel"] == {"id": "D0ANA", "name": "directmessage"}


async def test_of_an_ephemeral_message_the_bot_is_told_nothing(
    slack: Slack, stub: StubBot, ana: Person
) -> None:
    stub.says_once({"text": "Which?", "blocks": [actions(button())]})
    await ana.command("/mfa-lost")
    await ana.press("go")
    payload = stub.last.payload
    assert "message" not in payload
    assert payload["container"] == {
        "type": "message",
        "message_ts": slack.messages[0].ts,
        "channel_id": CHANNEL,
        "is_ephemeral": True,
    }


async def opens(api: Caller, stub: StubBot, ana: Person, **fields: Any) -> Body:
    await ana.command("/mfa-lost")
    asked = {"trigger_id": stub.last.form["trigger_id"], "view": window(**fields)}
    return dict((await api.call("views.open", **asked))["view"])


async def test_a_window_that_was_filled_in(api: Caller, stub: StubBot, ana: Person) -> None:
    opened = await opens(api, stub, ana, private_metadata="here")
    await ana.submit(opened, "prod")
    typed = {"answer": {"typed": {"type": "plain_text_input", "value": "prod"}}}
    assert without(stub.last.payload, "trigger_id") == {
        "type": "view_submission",
        **COMMON,
        "view": {**opened, "state": {"values": typed}},
        "response_urls": [],
    }
    assert opened["private_metadata"] == "here"


@pytest.mark.parametrize("nothing", ["", None])
async def test_a_field_that_was_left_empty(
    api: Caller, stub: StubBot, ana: Person, nothing: str | None
) -> None:
    opened = await opens(api, stub, ana)
    await ana.submit(opened, nothing)
    values = stub.last.payload["view"]["state"]["values"]
    assert values == {"answer": {"typed": {"type": "plain_text_input", "value": None}}}


async def test_of_a_window_that_was_closed_the_bot_is_told_nothing(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    opened = await opens(api, stub, ana)
    known = len(stub.got)
    await slack.do("close", **{"as": ana.id}, window=opened["id"])
    assert len(stub.got) == known


def event(about: Body, clock: Clock) -> Body:
    return {
        "token": "deprecated",
        "team_id": "T0ACME",
        "api_app_id": "A0LOCAL",
        "event": about,
        "type": "event_callback",
        "event_time": clock() // 1000,
        "authorizations": [{"team_id": "T0ACME", "user_id": "U0BOT", "is_bot": True}],
        "is_ext_shared_channel": False,
    }


async def test_a_mention(slack: Slack, stub: StubBot, clock: Clock, ana: Person) -> None:
    await ana.mention("help")
    (message,) = slack.messages
    about = {
        "type": "app_mention",
        "user": "U0ANA",
        "text": "<@U0BOT> help",
        "ts": message.ts,
        "channel": CHANNEL,
        "team": "T0ACME",
        "event_ts": message.ts,
    }
    assert without(stub.last.json, "event_id") == event(about, clock)


async def test_a_mention_in_a_thread(api: Caller, slack: Slack, stub: StubBot, ana: Person) -> None:
    first = await api.posted()
    say = {"as": ana.id, "channel": CHANNEL, "thread": first, "text": "@mfa-bot help"}
    await slack.do("say", **say)
    assert stub.last.json["event"]["thread_ts"] == first
    assert slack.messages[-1].thread == first


async def test_a_direct_message(slack: Slack, stub: StubBot, clock: Clock, ana: Person) -> None:
    await ana.direct("Hello")
    (message,) = slack.messages
    about = {
        "type": "message",
        "channel_type": "im",
        "user": "U0ANA",
        "text": "Hello",
        "ts": message.ts,
        "channel": "D0ANA",
        "team": "T0ACME",
        "event_ts": message.ts,
    }
    assert without(stub.last.json, "event_id") == event(about, clock)


async def test_a_direct_message_that_was_deleted(slack: Slack, stub: StubBot, ana: Person) -> None:
    await ana.direct("A secret")
    (message,) = slack.messages
    await slack.do("delete", **{"as": ana.id}, channel="D0ANA", ts=message.ts)
    told = stub.last.json["event"]
    assert without(told, "ts", "event_ts", "previous_message") == {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "D0ANA",
        "channel_type": "im",
        "hidden": True,
        "deleted_ts": message.ts,
    }
    assert told["ts"] > message.ts
    before = told["previous_message"]
    assert (before["ts"], before["user"], before["text"]) == (message.ts, "U0ANA", "A secret")


async def test_every_event_has_an_id_of_its_own(stub: StubBot, ana: Person) -> None:
    for text in ("Hello", "Hello"):
        await ana.direct(text)
    first, second = (request.json["event_id"] for request in stub.got)
    assert first != second
    assert re.fullmatch(r"Ev[0-9A-Z]+", first)
