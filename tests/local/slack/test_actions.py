"""What people do: what the composer takes, what reaches the bot, and what is nobody's business."""

from typing import Any

import pytest

from tests.local.slack.caller import CHANNEL, Caller, actions, button, everything
from tests.local.slack.stub import StubBot
from tests.support.person import Person
from tests.support.slack import Body, Slack


async def say(slack: Slack, text: str, channel: str = CHANNEL, **about: Any) -> Body:
    where = {"as": "U0ANA", "channel": channel, "thread": "", **about}
    return await slack.do("say", text=text, **where)


async def refused(slack: Slack, text: str, channel: str = CHANNEL, **about: Any) -> str:
    """The sentence for who typed it."""
    await slack.caught_up()
    known = len(slack.messages)
    told = await say(slack, text, channel, **about)
    assert not told["ok"]
    assert len(slack.messages) == known
    return str(told["error"])


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
async def test_nothing_is_not_sent(slack: Slack, stub: StubBot, text: str) -> None:
    assert await refused(slack, text) == "There is nothing to send."
    assert stub.got == []


@pytest.mark.parametrize("text", ["/mfa-found prod", "/", "/ mfa-lost", "/MFA-LOST prod"])
async def test_a_command_that_there_is_not_is_not_sent(
    slack: Slack, stub: StubBot, text: str
) -> None:
    told = f"{text.partition(' ')[0]} is not a command here. Type / to see those that are."
    assert await refused(slack, text) == told
    assert stub.got == []


@pytest.mark.parametrize("command", ["/mfa-lost", "/mfa-disable", "/mfa-phone"])
async def test_the_commands_are_those_of_the_manifest(
    slack: Slack, stub: StubBot, command: str
) -> None:
    await say(slack, f"{command} prod")
    assert stub.last.form["command"] == command
    known = {each["command"]: each for each in (await everything(slack))["commands"]}
    of_flows = {"/mfa-lost", "/mfa-disable", "/mfa-phone", "/mfa-ready"}
    assert known.keys() == {*of_flows, "/invite", "/remove"}
    assert all(known[command][about] for about in ("description", "usage_hint"))


@pytest.mark.parametrize("command", ["/mfa-lost prod", "/invite @mfa-bot"])
async def test_commands_do_not_work_in_threads(
    api: Caller, slack: Slack, stub: StubBot, command: str
) -> None:
    ts = await api.posted()
    told = f"{command.partition(' ')[0]} does not work in threads. Type it in the channel."
    assert await refused(slack, command, thread=ts) == told
    assert stub.got == []


async def test_a_command_is_no_message(slack: Slack, stub: StubBot) -> None:
    await say(slack, "/mfa-lost prod ")
    assert stub.last.form["text"] == "prod"
    assert slack.messages == []


async def test_after_a_space_a_command_is_a_message(slack: Slack, stub: StubBot) -> None:
    """So people write about commands in Slack."""
    await say(slack, " /mfa-lost prod")
    assert stub.got == []
    assert slack.messages[0].text == " /mfa-lost prod"


async def test_invite_and_remove_move_the_bot_and_say_so(slack: Slack, stub: StubBot) -> None:
    async def bot_in() -> bool:
        channels = (await everything(slack))["channels"]
        (found,) = (each for each in channels if each["id"] == "C0GENERAL")
        return bool(found["bot_in"])

    assert not await bot_in()
    await say(slack, "/invite @mfa-bot", "C0GENERAL")
    assert await bot_in()
    await say(slack, "/remove @mfa-bot", "C0GENERAL")
    assert not await bot_in()
    assert [(m.user, m.to, m.text) for m in slack.messages] == [
        ("USLACKBOT", "U0ANA", "mfa-bot was added to #general."),
        ("USLACKBOT", "U0ANA", "mfa-bot was removed from #general."),
    ]
    assert stub.got == []


@pytest.mark.parametrize(
    ("text", "channel"),
    [("/invite", CHANNEL), ("/remove @ana", CHANNEL), ("/invite @mfa-bot", "D0ANA")],
)
async def test_nobody_else_is_invited_and_nowhere_else(
    slack: Slack, text: str, channel: str
) -> None:
    told = f"Type {text.partition(' ')[0]} @mfa-bot in a channel."
    assert await refused(slack, text, channel) == told


async def test_a_mention_where_the_bot_is_not_reaches_nobody(slack: Slack, stub: StubBot) -> None:
    told = await say(slack, "@mfa-bot help", "C0GENERAL")
    assert "delivered" not in told
    assert stub.got == []
    typed, hint = slack.messages
    assert (typed.user, typed.text) == ("U0ANA", "<@U0BOT> help")
    assert (hint.user, hint.to) == ("USLACKBOT", "U0ANA")
    assert "Type /invite @mfa-bot first." in hint.text


async def test_a_mention_reaches_the_bot_once_it_is_invited(slack: Slack, stub: StubBot) -> None:
    await say(slack, "/invite @mfa-bot", "C0FINANCE")
    await say(slack, "@mfa-bot help", "C0FINANCE")
    assert stub.last.json["event"]["channel"] == "C0FINANCE"


async def test_the_bot_hears_only_what_is_said_to_it(slack: Slack, stub: StubBot) -> None:
    for text in ("Hello", "mfa-bot", "x@mfa-bot", "@mfa-bots", "<@U0BOT> help"):
        assert "delivered" not in await say(slack, text)
    assert stub.got == []
    assert len(slack.messages) == 5


@pytest.mark.parametrize(
    ("typed", "handed_on"),
    [
        ("@ana and @ben, @mfa-bot!", "<@U0ANA> and <@U0BEN>, <@U0BOT>!"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<@U0ANA> &amp; <!channel>", "&lt;@U0ANA&gt; &amp;amp; &lt;!channel&gt;"),
        ("ana@ana.example @anabel", "ana@ana.example @anabel"),
    ],
)
async def test_names_become_ids_and_slacks_own_characters_are_escaped(
    slack: Slack, stub: StubBot, typed: str, handed_on: str
) -> None:
    await say(slack, typed, "D0ANA")
    assert slack.messages[0].text == handed_on
    assert stub.last.json["event"]["text"] == handed_on
    await say(slack, f"/mfa-lost {typed}")
    assert stub.last.form["text"] == handed_on


@pytest.mark.parametrize("channel", ["D0BEN", "C0NOWHERE", "", "on-call"])
async def test_nobody_acts_in_anothers_direct_messages_or_nowhere(
    api: Caller, slack: Slack, stub: StubBot, channel: str
) -> None:
    ts = await api.posted(channel="D0BEN")
    assert await refused(slack, "Hello", channel) == "There is no such channel."
    where = {"as": "U0ANA", "channel": channel, "ts": ts}
    pressed = await slack.do("press", **where, action=button())
    deleted = await slack.do("delete", **where)
    assert pressed["error"] == deleted["error"] == "There is no such channel."
    assert stub.got == []


async def test_nobody_acts_as_somebody_who_is_not_there(slack: Slack, stub: StubBot) -> None:
    for who in ("U0NOBODY", "U0BOT", ""):
        assert await refused(slack, "Hello", **{"as": who}) == f"There is nobody called {who}."
    assert stub.got == []


async def test_a_message_that_is_gone_can_not_be_pressed(slack: Slack, stub: StubBot) -> None:
    where = {"as": "U0ANA", "channel": CHANNEL, "ts": "1795000000.000100"}
    told = await slack.do("press", **where, action=button())
    assert (told["ok"], told["error"]) == (False, "This message is gone.")
    assert stub.got == []


async def test_what_one_person_sees_another_can_not_press(
    slack: Slack, stub: StubBot, ana: Person, ben: Person
) -> None:
    stub.says_once({"text": "Which?", "blocks": [actions(button())]})
    await ana.command("/mfa-lost")
    where = {"channel": CHANNEL, "ts": slack.messages[0].ts, "action": button()}
    told = await slack.do("press", **{"as": ben.id}, **where)
    assert told["error"] == "This message is gone."
    assert "delivered" in await slack.do("press", **{"as": ana.id}, **where)


async def test_ones_own_messages_can_be_deleted_and_nobody_elses(
    api: Caller, slack: Slack, stub: StubBot, ana: Person, ben: Person
) -> None:
    await api.posted()
    stub.says({"text": "For Ana alone"})
    await ana.command("/mfa-lost")
    await say(slack, "Hello")
    of_bot, for_ana, of_ana = slack.messages
    told = "Only your own messages can be deleted."
    known = len(stub.got)
    for who, message in [(ana, of_bot), (ana, for_ana), (ben, of_ana)]:
        where = {"as": who.id, "channel": CHANNEL, "ts": message.ts}
        assert (await slack.do("delete", **where))["error"] == told
    own = {"as": ana.id, "channel": CHANNEL, "ts": of_ana.ts}
    assert (await slack.do("delete", **own))["ok"]
    assert slack.messages == [of_bot, for_ana]
    assert len(stub.got) == known
    assert (await slack.do("delete", **own))["error"] == told
