"""Windows: what the bot's answer makes of one that was filled in."""

import asyncio
from typing import Any

import pytest

from tests.local.slack.caller import Caller, chooser_of, everything, field_of, window
from tests.local.slack.stub import StubBot
from tests.support.bots import eventually
from tests.support.person import Person
from tests.support.slack import Body, Slack

SILENT = "mfa-bot did not answer. Try again."


@pytest.fixture
async def opened(api: Caller, stub: StubBot, ana: Person) -> Body:
    await ana.command("/mfa-lost")
    asked = {"trigger_id": stub.last.form["trigger_id"]}
    return dict((await api.call("views.open", **asked, view=window()))["view"])


async def shown(slack: Slack) -> Body:
    """The one window that is open."""
    (found,) = (await everything(slack))["windows"]
    return dict(found)


@pytest.mark.parametrize("said", [b"", {}, {"response_action": "clear"}])
async def test_it_closes_when_the_bot_is_content(
    slack: Slack, stub: StubBot, ana: Person, opened: Body, said: Any
) -> None:
    assert (await shown(slack))["view"] == opened
    stub.says(said)
    await ana.submit(opened, "prod")
    assert (await everything(slack))["windows"] == []
    told = await slack.do("submit", **{"as": ana.id}, window=opened["id"], values={})
    assert told["error"] == "This window is closed."


@pytest.mark.parametrize("chosen", ["U0BEN", None, ""])
async def test_whoever_is_chosen_comes_as_an_id_and_a_text_beside_it_as_a_text(
    api: Caller, slack: Slack, stub: StubBot, ana: Person, chosen: str | None
) -> None:
    await ana.command("/mfa-lost")
    view = window(chooser_of("reader", initial_user="U0ANA"), field_of("name", optional=True))
    await api.call("views.open", trigger_id=stub.last.form["trigger_id"], view=view)
    await slack.caught_up()
    values = {"reader": {"chosen": chosen}, "name": {"typed": "Ben"}}
    await slack.do("submit", **{"as": ana.id}, window=slack.windows[-1]["id"], values=values)
    assert stub.last.payload["view"]["state"]["values"] == {
        "reader": {"chosen": {"type": "users_select", "selected_user": chosen or None}},
        "name": {"typed": {"type": "plain_text_input", "value": "Ben"}},
    }
    assert slack.violations == []


async def test_it_stays_and_shows_what_is_wrong(
    slack: Slack, stub: StubBot, ana: Person, opened: Body
) -> None:
    stub.says_once({"response_action": "errors", "errors": {"answer": "Twelve digits"}})
    await ana.submit(opened, "12")
    found = await shown(slack)
    assert (found["errors"], found["failed"]) == ({"answer": "Twelve digits"}, "")
    assert found["view"] == opened
    assert slack.violations == []


async def test_what_was_wrong_is_gone_when_it_is_sent_again(
    slack: Slack, stub: StubBot, ana: Person, opened: Body
) -> None:
    stub.says_once({"response_action": "errors", "errors": {"answer": "Twelve digits"}})
    stub.says_once(status=500)
    await ana.submit(opened, "12")
    await ana.submit(opened, "123456789012")
    found = await shown(slack)
    assert (found["errors"], found["failed"]) == ({}, SILENT)
    stub.says_once({"response_action": "errors", "errors": {"answer": "Twelve digits"}})
    await ana.submit(opened, "12")
    assert (await shown(slack))["failed"] == ""


@pytest.mark.parametrize("errors", [{}, {"odd": "Wrong"}, {"answer": "Wrong", "odd": "Wrong"}])
async def test_errors_of_no_field_are_a_slip(
    slack: Slack, stub: StubBot, ana: Person, opened: Body, errors: Body
) -> None:
    stub.says({"response_action": "errors", "errors": errors})
    await ana.submit(opened, "12")
    assert slack.violations == ["view_submission: errors for fields that are not there"]
    assert (await shown(slack))["errors"] == errors


async def test_another_takes_its_place(
    slack: Slack, stub: StubBot, ana: Person, opened: Body
) -> None:
    view = window(field_of("number"), callback_id="next")
    stub.says_once({"response_action": "update", "view": view})
    await ana.submit(opened, "prod")
    found = await shown(slack)
    assert (found["id"], found["user"]) == (opened["id"], ana.id)
    assert view.items() <= found["view"].items()
    assert found["view"]["id"] == opened["id"]
    await ana.submit(found["view"], "5")
    assert stub.last.payload["view"]["callback_id"] == "next"


@pytest.mark.parametrize(
    ("said", "slip"),
    [
        ({"response_action": "push"}, "response_action push is "),
        (b"Thanks!", "response_action without JSON is "),
        (b"[]", "response_action without JSON is "),
        ({"response_action": "update"}, "/view: Input should be a valid dictionary"),
        ({"response_action": "update", "view": window(title=None)}, "/view/title: "),
    ],
    ids=str,
)
async def test_an_answer_that_slack_does_not_know_keeps_it_open_and_says_so(
    slack: Slack, stub: StubBot, ana: Person, opened: Body, said: Any, slip: str
) -> None:
    stub.says(said)
    await ana.submit(opened, "prod")
    found = await shown(slack)
    assert (found["view"], found["failed"]) == (opened, SILENT)
    assert slack.violations[0].startswith(f"view_submission: {slip}")


@pytest.mark.parametrize("status", [404, 500, 0], ids=["404", "500", "nobody there"])
async def test_a_bot_that_fails_keeps_it_open_and_its_author_is_told(
    slack: Slack, stub: StubBot, ana: Person, opened: Body, status: int
) -> None:
    if status:
        stub.says({"response_action": "clear"}, status)
    else:
        await slack.points_to("http://127.0.0.1:9")
    assert (await ana.submit(opened, "prod")).status == status
    found = await shown(slack)
    assert (found["view"], found["failed"], found["errors"]) == (opened, SILENT, {})
    assert slack.violations == []


@pytest.mark.usefixtures("short_patience")
async def test_a_bot_that_takes_too_long_keeps_it_open(
    slack: Slack, stub: StubBot, ana: Person, opened: Body
) -> None:
    stub.hangs()
    await ana.submit(opened, "prod")
    assert (await shown(slack))["failed"] == SILENT


async def test_one_that_was_closed_while_the_bot_was_asked_stays_closed(
    slack: Slack, stub: StubBot, ana: Person, opened: Body
) -> None:
    stub.hangs()
    stub.says({"response_action": "errors", "errors": {"answer": "Twelve digits"}})
    known = len(stub.got)
    sent = asyncio.create_task(ana.submit(opened, "12"))
    await eventually(lambda: len(stub.got) > known)
    await slack.do("close", **{"as": ana.id}, window=opened["id"])
    stub.goes_on()
    await sent
    assert (await everything(slack))["windows"] == []


async def test_nobody_fills_in_or_closes_anothers(
    slack: Slack, stub: StubBot, ben: Person, opened: Body
) -> None:
    known = len(stub.got)
    nothing: Body = {}
    for doing, typed in [("submit", {"values": {}}), ("close", nothing)]:
        told = await slack.do(doing, **{"as": ben.id}, window=opened["id"], **typed)
        assert (told["ok"], told["error"]) == (False, "This window is closed.")
    assert len(stub.got) == known
    assert (await shown(slack))["view"] == opened


class TestOneThatTheBotUpdates:
    async def test_it_shows_another_view_in_the_same_window(
        self, api: Caller, slack: Slack, opened: Body
    ) -> None:
        other = window(field_of("other"))
        answer = await api.call("views.update", view_id=opened["id"], view=other)
        assert (await shown(slack))["view"] == answer["view"]
        assert answer["view"]["id"] == opened["id"]
        assert answer["view"]["hash"] != opened["hash"]
        assert slack.violations == []

    async def test_the_hash_guards_against_a_change_in_between(
        self, api: Caller, slack: Slack, opened: Body
    ) -> None:
        about = {"view_id": opened["id"], "hash": opened["hash"], "view": window()}
        assert (await api.call("views.update", **about))["ok"]
        assert (await api.call("views.update", **about))["error"] == "hash_conflict"
        assert slack.violations == []

    async def test_one_that_was_closed_is_not_found(
        self, api: Caller, slack: Slack, ana: Person, opened: Body
    ) -> None:
        await slack.do("close", **{"as": ana.id}, window=opened["id"])
        answer = await api.call("views.update", view_id=opened["id"], view=window())
        assert answer["error"] == "not_found"

    async def test_a_view_that_slack_refuses(self, api: Caller, slack: Slack, opened: Body) -> None:
        view = {**window(), "title": {"type": "plain_text", "text": "x" * 25}}
        answer = await api.call("views.update", view_id=opened["id"], view=view)
        assert answer["error"] == "invalid_arguments"
        assert (await shown(slack))["view"] == opened
