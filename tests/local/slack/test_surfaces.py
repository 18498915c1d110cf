"""The Home tab, shortcuts and choosers: what the bot is sent, and what this Slack refuses."""

from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import pytest
import yaml

from bot.local.slack.server import LocalSlack
from tests.local.slack.caller import CHANNEL, Caller, actions, button, everything, section
from tests.local.slack.stub import StubBot
from tests.local.slack.watched_clock import WatchedClock
from tests.support.person import Person
from tests.support.slack import MANIFEST, SECRET, TOKEN, Body, Slack, following

SHORTCUTS = [
    {"name": "Make Tea", "type": "global", "callback_id": "tea", "description": "Hot"},
    {"name": "Pour It", "type": "message", "callback_id": "pour", "description": "Slowly"},
]
ALERT = {"type": "alert", "text": {"type": "plain_text", "text": "Hot"}}  # in windows only
HELLO = {"type": "home", "blocks": [section("Hello", block_id="hello")]}


@cache
def with_surfaces(*, home: bool = True) -> str:
    app = yaml.safe_load(MANIFEST)
    app["features"]["app_home"]["home_tab_enabled"] = home
    app["features"]["shortcuts"] = SHORTCUTS
    events = {*app["settings"]["event_subscriptions"]["bot_events"], "app_home_opened"}
    if not home:
        events.discard("app_home_opened")
    app["settings"]["event_subscriptions"]["bot_events"] = sorted(events)
    return str(yaml.safe_dump(app))


@pytest.fixture
def manifest() -> str:
    return with_surfaces()


@pytest.fixture
async def slack(clock: WatchedClock, manifest: str) -> AsyncIterator[Slack]:
    async with LocalSlack(manifest, TOKEN, SECRET, clock) as local, following(local.url) as slack:
        yield slack


async def opens(who: Person, tab: str = "home") -> Body:
    return await who.slack.do("home", **{"as": who.id}, tab=tab)


class TestHome:
    async def test_the_bot_is_told_who_opens_it_and_what_was_there(
        self, api: Caller, stub: StubBot, ana: Person
    ) -> None:
        await opens(ana)
        event = stub.last.json["event"]
        about = {name: event[name] for name in ("type", "user", "channel", "tab")}
        assert about == {
            "type": "app_home_opened",
            "user": "U0ANA",
            "channel": "D0ANA",
            "tab": "home",
        }
        assert "view" not in event
        published = await api.call("views.publish", user_id="U0ANA", view=HELLO)
        await opens(ana, "messages")
        event = stub.last.json["event"]
        assert (event["tab"], event["view"]) == ("messages", published["view"])

    async def test_each_person_sees_what_was_published_for_them(
        self, api: Caller, slack: Slack
    ) -> None:
        answer = await api.call("views.publish", user_id="U0ANA", view=HELLO)
        assert answer["view"]["blocks"] == HELLO["blocks"]
        (home,) = (await everything(slack))["homes"]
        assert (home["user"], home["view"]) == ("U0ANA", answer["view"])

    async def test_the_hash_guards_against_a_publication_in_between(
        self, api: Caller, slack: Slack
    ) -> None:
        async def publish(**state: str) -> Body:
            return await api.call("views.publish", user_id="U0ANA", view=HELLO, **state)

        first = (await publish())["view"]
        second = (await publish(hash=first["hash"]))["view"]
        assert second["id"] == first["id"]
        assert second["hash"] != first["hash"]
        assert (await publish(hash=first["hash"]))["error"] == "hash_conflict"
        assert (await publish())["ok"]
        assert slack.violations == []

    @pytest.mark.parametrize("manifest", [with_surfaces(home=False)])
    async def test_an_app_without_a_home_tab(self, api: Caller, stub: StubBot, ana: Person) -> None:
        answer = await api.call("views.publish", user_id="U0ANA", view=HELLO)
        assert answer["error"] == "not_enabled"
        await opens(ana)
        assert stub.got == []

    @pytest.mark.parametrize(
        ("about", "error"),
        [
            ({"user_id": "U0NOBODY", "view": HELLO}, "invalid_arguments"),
            ({"user_id": "U0ANA", "view": {**HELLO, "title": "x"}}, "invalid_arguments"),
            ({"user_id": "U0ANA", "view": {**HELLO, "type": "modal"}}, "invalid_arguments"),
            ({"user_id": "U0ANA", "view": {**HELLO, "blocks": []}}, "invalid_arguments"),
            ({"user_id": "U0ANA", "view": {**HELLO, "blocks": [ALERT]}}, "invalid_arguments"),
            (
                {"user_id": "U0ANA", "view": {**HELLO, "blocks": [section()] * 101}},
                "invalid_arguments",
            ),
            (
                {"user_id": "U0ANA", "view": {**HELLO, "blocks": [section("漢" * 1000)] * 90}},
                "view_too_large",
            ),
        ],
    )
    async def test_a_view_that_slack_refuses(self, api: Caller, about: Body, error: str) -> None:
        answer = await api.call("views.publish", **about)
        assert answer == {"ok": False, "error": error}

    async def test_a_press_there_names_the_view_and_no_channel(
        self, api: Caller, slack: Slack, stub: StubBot
    ) -> None:
        view = {"type": "home", "blocks": [actions(button("Go", value="1"), block_id="row")]}
        found = (await api.call("views.publish", user_id="U0ANA", view=view))["view"]
        pressed = {**button("Go", value="1"), "block_id": "row"}
        await slack.do("press_in_view", **{"as": "U0ANA"}, view=found["id"], action=pressed)
        payload = stub.last.payload
        assert payload["container"] == {"type": "view", "view_id": found["id"]}
        assert payload["view"]["hash"] == found["hash"]
        assert payload.keys().isdisjoint({"channel", "message", "response_url"})
        (action,) = payload["actions"]
        assert (action["action_id"], action["block_id"], action["value"]) == ("go", "row", "1")
        opened = {"type": "modal", "title": plain("W"), "blocks": [section()]}
        assert (await api.call("views.open", trigger_id=payload["trigger_id"], view=opened))["ok"]

    async def test_nobody_presses_on_the_home_tab_of_another(
        self, api: Caller, slack: Slack, stub: StubBot
    ) -> None:
        found = (await api.call("views.publish", user_id="U0ANA", view=HELLO))["view"]
        answer = await slack.do(
            "press_in_view", **{"as": "U0BEN"}, view=found["id"], action=button("Go")
        )
        assert (answer["ok"], stub.got) == (False, [])


class TestShortcuts:
    async def test_a_global_one_comes_from_no_channel_and_opens_a_window(
        self, api: Caller, slack: Slack, stub: StubBot
    ) -> None:
        await slack.do("shortcut", **{"as": "U0ANA"}, callback_id="tea")
        payload = stub.last.payload
        assert (payload["type"], payload["callback_id"]) == ("shortcut", "tea")
        assert payload["user"]["id"] == "U0ANA"
        assert payload.keys().isdisjoint({"channel", "response_url", "message"})
        view = {"type": "modal", "title": plain("Tea"), "blocks": [section()]}
        assert (await api.call("views.open", trigger_id=payload["trigger_id"], view=view))["ok"]

    async def test_one_on_a_message_brings_the_message_and_an_address_for_the_answer(
        self, api: Caller, slack: Slack, stub: StubBot
    ) -> None:
        said_by_ben = {"as": "U0BEN", "channel": CHANNEL, "text": "Call 0912 345 678"}
        await slack.do("say", **said_by_ben)
        said = slack.messages[-1]
        about = {"as": "U0ANA", "channel": CHANNEL, "ts": said.ts}
        await slack.do("shortcut_on", **about, callback_id="pour")
        payload = stub.last.payload
        assert (payload["type"], payload["callback_id"]) == ("message_action", "pour")
        assert (payload["message_ts"], payload["channel"]["id"]) == (said.ts, CHANNEL)
        message = payload["message"]
        assert (message["user"], message["text"]) == ("U0BEN", "Call 0912 345 678")
        assert "bot_id" not in message
        await api.respond(payload["response_url"], text="Poured")
        await slack.caught_up()
        assert [m.text for m in slack.told("U0ANA")] == ["Poured"]

    async def test_a_message_in_a_thread_names_it(
        self, api: Caller, slack: Slack, stub: StubBot
    ) -> None:
        first = await api.posted("First")
        reply = await api.posted("Second", thread_ts=first)
        about = {"as": "U0ANA", "channel": CHANNEL, "ts": reply}
        await slack.do("shortcut_on", **about, callback_id="pour")
        assert stub.last.payload["message"]["thread_ts"] == first

    @pytest.mark.parametrize("name", ["shortcut", "shortcut_on"])
    async def test_one_that_the_manifest_does_not_have(
        self, api: Caller, slack: Slack, stub: StubBot, name: str
    ) -> None:
        ts = await api.posted()
        where = {"channel": CHANNEL, "ts": ts} if name == "shortcut_on" else {}
        wrong = "tea" if name == "shortcut_on" else "pour"  # it is of the other kind
        answer = await slack.do(name, **{"as": "U0ANA"}, callback_id=wrong, **where)
        assert (answer["ok"], stub.got) == (False, [])

    async def test_a_bot_that_fails_is_told_to_whoever_used_it(
        self, slack: Slack, stub: StubBot
    ) -> None:
        stub.says(status=500)
        answer = await slack.do("shortcut", **{"as": "U0ANA"}, callback_id="tea")
        assert answer["error"] == "mfa-bot did not answer. Try again."


def plain(text: str) -> Body:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Body:
    return {"text": plain(value.title()), "value": value}


GROUPED = {
    "type": "static_select",
    "action_id": "one",
    "option_groups": [
        {"label": plain("Hot"), "options": [option("tea"), option("coffee")]},
        {"label": plain("Cold"), "options": [option("water")]},
    ],
}
CHOICES: list[tuple[Body, str, Body]] = [
    (GROUPED, "water", {"selected_option": option("water")}),
    ({"type": "users_select", "action_id": "one"}, "U0BEN", {"selected_user": "U0BEN"}),
    (
        {"type": "conversations_select", "action_id": "one"},
        CHANNEL,
        {"selected_conversation": CHANNEL},
    ),
]
KINDS = [element["type"] for element, *_ in CHOICES]


class TestChoosers:
    @pytest.mark.parametrize(("element", "chosen", "held"), CHOICES, ids=KINDS)
    async def test_a_choice_in_a_message_is_told_at_once_and_stays_known(
        self, api: Caller, slack: Slack, stub: StubBot, element: Body, chosen: str, held: Body
    ) -> None:
        row = {"type": "actions", "block_id": "row", "elements": [element]}
        ts = await api.posted(blocks=[row])
        about = {"as": "U0ANA", "channel": CHANNEL, "ts": ts}
        values = {"row": {"one": chosen}}
        action = {**element, "block_id": "row"}
        await slack.do("press", **about, action=action, chosen=chosen, values=values)
        payload = stub.last.payload
        (told,) = payload["actions"]
        kept = {"type": element["type"], **held}
        assert {name: told[name] for name in kept} == kept
        assert payload["state"]["values"] == {"row": {"one": kept}}

    @pytest.mark.parametrize(
        "element",
        [
            {**GROUPED, "options": [option("tea")]},
            {"type": "static_select", "action_id": "one"},
            {**GROUPED, "initial_option": option("beer")},
            {**GROUPED, "option_groups": []},
            {"type": "conversations_select", "action_id": "one", "filter": {"include": ["all"]}},
            {"type": "slider", "action_id": "one"},
        ],
    )
    async def test_one_that_slack_refuses(self, api: Caller, element: Body) -> None:
        row: Any = {"type": "actions", "elements": [element]}
        assert (await api.post(blocks=[row]))["error"] == "invalid_blocks"

    async def test_only_one_field_of_a_window_has_the_focus(
        self, api: Caller, slack: Slack, stub: StubBot
    ) -> None:
        await slack.do("shortcut", **{"as": "U0ANA"}, callback_id="tea")
        asked = {"type": "plain_text_input", "action_id": "a", "focus_on_load": True}
        fields = [{"type": "input", "label": plain("Say"), "element": asked}] * 2
        view = {"type": "modal", "title": plain("W"), "submit": plain("OK"), "blocks": fields}
        trigger = stub.last.payload["trigger_id"]
        answer = await api.call("views.open", trigger_id=trigger, view=view)
        assert answer["error"] == "invalid_arguments"
