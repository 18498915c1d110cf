"""What may be said to a response_url, and for how long; and windows, opened by a trigger."""

import pytest

from tests.local.slack.caller import CHANNEL, Caller, actions, button, section, window
from tests.local.slack.stub import StubBot
from tests.support.bots import Clock
from tests.support.person import Person
from tests.support.slack import Message, Slack


@pytest.fixture
async def url(stub: StubBot, ana: Person) -> str:
    """Of a command."""
    await ana.command("/mfa-lost", "prod")
    return stub.last.form["response_url"]


@pytest.fixture
async def trigger(stub: StubBot, ana: Person) -> str:
    await ana.command("/mfa-lost")
    return stub.last.form["trigger_id"]


async def ephemeral(slack: Slack, api: Caller, url: str) -> Message:
    """A message with a button, for one person alone."""
    await api.respond(url, text="Which?", blocks=[actions(button())])
    await slack.caught_up()
    return slack.messages[-1]


async def test_what_is_said_there_is_for_its_author_alone(
    api: Caller, slack: Slack, url: str
) -> None:
    blocks = [section("Begun", block_id="one")]
    assert await api.respond(url, text="Begun", blocks=blocks) == (200, "ok")
    await slack.caught_up()
    (message,) = slack.messages
    assert (message.channel, message.to, message.thread) == (CHANNEL, "U0ANA", "")
    assert (message.text, message.blocks) == ("Begun", blocks)
    assert slack.violations == []


async def test_it_works_where_the_bot_may_not_post(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    await ana.command("/mfa-lost", "prod", "C0FINANCE")
    assert await api.respond(stub.last.form["response_url"], text="Begun") == (200, "ok")
    await slack.caught_up()
    assert slack.messages[0].channel == "C0FINANCE"


async def test_it_may_speak_in_a_thread(api: Caller, slack: Slack, url: str) -> None:
    ts = await api.posted()
    await api.respond(url, text="Here", thread_ts=ts)
    await slack.caught_up()
    assert slack.messages[-1].thread == ts


async def test_five_uses_and_no_more(api: Caller, slack: Slack, url: str) -> None:
    for _ in range(5):
        assert await api.respond(url, text="Again") == (200, "ok")
    assert await api.respond(url, text="Again") == (404, "used_url")
    await slack.caught_up()
    assert len(slack.messages) == 5
    assert slack.violations == ["response_url: was used more than 5 times"]


async def test_it_lives_for_thirty_minutes(
    api: Caller, slack: Slack, clock: Clock, url: str
) -> None:
    clock.turn(minutes=30)
    assert (await api.respond(url, text="In time"))[0] == 200
    clock.skip(1)
    assert await api.respond(url, text="Late") == (404, "expired_url")
    await slack.caught_up()
    assert [message.text for message in slack.messages] == ["In time"]


async def test_one_that_was_never_given_is_refused(api: Caller, slack: Slack) -> None:
    assert (await api.respond(f"{slack.url}hooks/1", text="Hello"))[0] == 404


async def test_every_delivery_has_one_of_its_own(api: Caller, stub: StubBot, ana: Person) -> None:
    for account in ("prod", "dev"):
        await ana.command("/mfa-lost", account)
    first, second = (request.form["response_url"] for request in stub.got)
    for _ in range(5):
        await api.respond(first, text="Again")
    assert await api.respond(second, text="Again") == (200, "ok")


async def test_the_message_with_the_button_can_be_replaced(
    api: Caller, slack: Slack, stub: StubBot, ana: Person, url: str
) -> None:
    asked = await ephemeral(slack, api, url)
    await ana.press("go")
    own = stub.last.payload["response_url"]
    blocks = [section("Done", block_id="one")]
    answer = {"replace_original": True, "text": "Done", "blocks": blocks}
    assert await api.respond(own, **answer) == (200, "ok")
    await slack.caught_up()
    assert slack.messages == [asked]
    assert (asked.text, asked.blocks, asked.to) == ("Done", blocks, "U0ANA")


async def test_otherwise_the_message_with_the_button_stays(
    api: Caller, slack: Slack, stub: StubBot, ana: Person, url: str
) -> None:
    asked = await ephemeral(slack, api, url)
    await ana.press("go")
    await api.respond(stub.last.payload["response_url"], replace_original=False, text="Too")
    await slack.caught_up()
    assert [message.text for message in slack.messages] == ["Which?", "Too"]
    assert asked.buttons


@pytest.mark.parametrize("replace", [True, False])
async def test_blocks_that_slack_does_not_take_are_refused_here_too(
    api: Caller, slack: Slack, stub: StubBot, ana: Person, url: str, *, replace: bool
) -> None:
    asked = await ephemeral(slack, api, url)
    await ana.press("go")
    own = stub.last.payload["response_url"]
    answer = {"replace_original": replace, "text": "Done", "blocks": [section("")]}
    assert await api.respond(own, **answer) == (400, "invalid_blocks")
    await slack.caught_up()
    assert slack.messages == [asked]
    assert asked.text == "Which?"
    assert slack.violations[0].startswith("response_url: /blocks/0/text/text: ")


async def test_a_window_is_shown_to_who_asked_for_it(
    api: Caller, slack: Slack, trigger: str, ana: Person, ben: Person
) -> None:
    view = window(private_metadata="prod")
    answer = await api.call("views.open", trigger_id=trigger, view=view)
    await slack.caught_up()
    (opened,) = slack.windows
    assert answer["view"] == opened
    assert view.items() <= opened.items()
    assert (opened["team_id"], opened["bot_id"]) == ("T0ACME", "B0BOT")
    assert opened["id"].startswith("V")
    told = await slack.do("submit", **{"as": ben.id}, window=opened["id"], values={})
    assert told["error"] == "This window is closed."
    assert (await ana.submit(opened, "prod")).status == 200


async def test_a_trigger_opens_one_window(api: Caller, slack: Slack, trigger: str) -> None:
    await api.call("views.open", trigger_id=trigger, view=window())
    answer = await api.call("views.open", trigger_id=trigger, view=window())
    assert answer == {"ok": False, "error": "exchanged_trigger_id"}
    await slack.caught_up()
    assert len(slack.windows) == 1


async def test_a_window_that_was_refused_uses_no_trigger_up(api: Caller, trigger: str) -> None:
    await api.call("views.open", trigger_id=trigger, view=window(title=None))
    assert (await api.call("views.open", trigger_id=trigger, view=window()))["ok"]


@pytest.mark.parametrize("never", ["", "1.1", None])
async def test_a_trigger_that_was_never_given_opens_nothing(
    api: Caller, slack: Slack, never: str | None
) -> None:
    answer = await api.call("views.open", trigger_id=never, view=window())
    assert answer == {"ok": False, "error": "invalid_trigger_id"}
    await slack.caught_up()
    assert slack.violations == ["views.open: its trigger_id was never issued"]


async def test_a_trigger_lives_for_three_seconds(
    api: Caller, slack: Slack, clock: Clock, stub: StubBot, ana: Person, trigger: str
) -> None:
    await ana.command("/mfa-lost")
    late = stub.last.form["trigger_id"]
    clock.turn(seconds=3)
    assert (await api.call("views.open", trigger_id=trigger, view=window()))["ok"]
    clock.skip(1)
    answer = await api.call("views.open", trigger_id=late, view=window())
    assert answer == {"ok": False, "error": "expired_trigger_id"}
    await slack.caught_up()
    assert len(slack.windows) == 1
