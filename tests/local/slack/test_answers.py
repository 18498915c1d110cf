"""What a person sees of the bot's answer to a command or a button, and when there is none."""

import pytest

from tests.local.slack.caller import Caller, actions, button
from tests.local.slack.stub import StubBot
from tests.support.person import Person
from tests.support.slack import Slack

SILENT = "mfa-bot did not answer. Try again."


@pytest.mark.usefixtures("short_patience")
async def test_who_typed_a_command_is_told_that_it_took_too_long(
    slack: Slack, stub: StubBot, ana: Person
) -> None:
    stub.hangs()
    assert (await ana.command("/mfa-lost", "prod")).status == 0
    (told,) = slack.told(ana.id)
    assert told.text == '/mfa-lost failed with the error "operation_timeout"'
    assert told.user == "USLACKBOT"


@pytest.mark.parametrize("status", [404, 500, 0], ids=["404", "500", "nobody there"])
async def test_who_typed_a_command_is_told_that_it_failed(
    slack: Slack, stub: StubBot, ana: Person, ben: Person, status: int
) -> None:
    if status:
        stub.says({"text": "Oops"}, status)
    else:
        await slack.points_to("http://127.0.0.1:9")
    await ana.command("/mfa-lost", "prod")
    (told,) = slack.told(ana.id)
    assert told.text == '/mfa-lost failed with the error "dispatch_failed"'
    assert slack.seen_by(ben.id) == []


@pytest.mark.parametrize("status", [404, 500, 0], ids=["404", "500", "nobody there"])
async def test_who_pressed_a_button_is_told_that_nobody_answered(
    api: Caller, slack: Slack, stub: StubBot, ana: Person, status: int
) -> None:
    await api.posted(blocks=[actions(button())])
    await slack.caught_up()
    if status:
        stub.says(status=status)
    else:
        await slack.points_to("http://127.0.0.1:9")
    at, found = ana.find("go")
    about = {"as": ana.id, "channel": at.channel, "ts": at.ts, "action": found}
    told = await slack.do("press", **about)
    assert (told["ok"], told["error"]) == (False, SILENT)
    assert told["delivered"]["status"] == status


async def test_the_answer_to_a_command_is_for_its_author(
    slack: Slack, stub: StubBot, ana: Person
) -> None:
    stub.says({"text": "Which account?", "blocks": [actions(button())]})
    await ana.command("/mfa-lost")
    (told,) = slack.told(ana.id)
    assert (told.user, told.text, len(told.buttons)) == ("U0BOT", "Which account?", 1)
    assert slack.violations == []


async def test_an_answer_that_is_no_json_is_a_text(
    slack: Slack, stub: StubBot, ana: Person
) -> None:
    stub.says(b"Begun.")
    await ana.command("/mfa-lost", "prod")
    assert [message.text for message in slack.told(ana.id)] == ["Begun."]
    assert slack.violations == []


async def test_an_answer_in_blocks_that_slack_does_not_take_fails(
    slack: Slack, stub: StubBot, ana: Person
) -> None:
    stub.says({"text": "Which account?", "blocks": [actions(button(""))]})
    await ana.command("/mfa-lost")
    (told,) = slack.told(ana.id)
    assert told.text == '/mfa-lost failed with the error "invalid_blocks"'
    assert slack.violations[0].startswith("/mfa-lost: /blocks/0/elements/0/text/text: ")
