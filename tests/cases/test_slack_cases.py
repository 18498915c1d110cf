"""Cases of family B: what Slack sends and answers, at the front door."""

import copy
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.local.slack.fault_injection import Answers, Refuse
from tests.front_door.conftest import (
    _emptier,
    _flows_are_read_once,
    _redis_for_all,
    ana,
    ben,
    bot,
    clock,
    redis_url,
    slack,
    team_file,
    team_yaml,
    withheld,
)
from tests.front_door.ways import TO_THE_NUMBER
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import CHANNEL, Person
from tests.support.slack import BOT_USER, Body

FIXTURES = (
    *(_emptier, _flows_are_read_once, _redis_for_all, ana, ben, bot, clock, redis_url, slack),
    *(team_file, team_yaml, withheld),
)
MENTION: Body = {
    "type": "app_mention",
    "user": "U0ANA",
    "text": f"<@{BOT_USER}> 0912 345 678",
    "ts": "1795.1",
    "channel": CHANNEL,
    "event_ts": "1795.1",
}
DIRECT: Body = {
    **MENTION,
    "type": "message",
    "channel_type": "im",
    "channel": "D0ANA",
    "text": "0912 345 678",
}


def in_a_window(press: Body) -> Body:
    """A press as Slack tells of it from a view: without a channel, a message, an address."""
    kept = {k: v for k, v in press.items() if k not in ("channel", "message", "response_url")}
    return {**kept, "container": {"type": "view", "view_id": "V1"}}


async def mention(bot: Served) -> Body:
    """One about a message that stands in the channel."""
    await bot.slack.do("say", **{"as": "U0ANA"}, channel=CHANNEL, thread="", text="0912 345 678")
    ts = bot.slack.messages[-1].ts
    return {**MENTION, "ts": ts, "event_ts": ts}


async def pressed(bot: Served, body: Body) -> None:
    assert (await bot.door.signed(urlencode({"payload": json.dumps(body)}))).status == 200
    await bot.settled()


@pytest.mark.case("B01")
class TestAPressFromAWindow:
    async def test_that_moves_the_run_is_not_lost(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await bot.walk(ana, "broken")
        body = in_a_window(bot.slack.deliveries[-1].body)
        button = bot.step().buttons[0]
        await pressed(bot, {**body, "actions": [{**button, "action_ts": "1.1"}]})
        assert (await bot.run()).turn == 3
        assert bot.step().step["turn"] == 3

    async def test_that_moves_nothing_is_told_in_direct_messages(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await ben.press("broken")
        await bot.settled()
        await pressed(bot, in_a_window(bot.slack.deliveries[-1].body))
        (told,) = (m for m in bot.slack.messages if m.channel == "D0BEN")
        assert "leads this run" in told.text
        assert (await bot.run()).turn == 1

    @pytest.mark.parametrize("gone", ["container", "message", "channel", "response_url"])
    async def test_also_where_slack_sends_null(self, bot: Served, ana: Person, gone: str) -> None:
        await bot.start(ana)
        await bot.walk(ana, "broken")
        button = bot.step().buttons[0]
        body = {**bot.slack.deliveries[-1].body, "actions": [{**button, "action_ts": "1.1"}]}
        await pressed(bot, {**body, gone: None})
        assert (await bot.run()).turn == 3


@pytest.mark.case("B03")
@pytest.mark.parametrize("written", [f"<@{BOT_USER}|mfa-bot>", f"<@{BOT_USER}>"])
async def test_a_mention_that_an_edit_added_is_answered_once(bot: Served, written: str) -> None:
    edited = {
        **await mention(bot),
        "text": f"{written} 0912 345 678",
        "edited": {"user": "U0ANA", "ts": "1796.1"},
    }
    for n in range(3):
        again = {**edited, "edited": {"user": "U0ANA", "ts": f"1796.{n}"}, "event_ts": f"1796.{n}"}
        assert (await bot.door.event(again, f"Ev{n}")).status == 200
        await bot.settled()
    (answer,) = bot.slack.of("chat.postMessage")
    assert "+886912345678" in answer.body["text"]


@pytest.mark.case("B03")
async def test_one_that_was_answered_before_it_was_edited_is_not_answered_again(
    bot: Served,
) -> None:
    first = await mention(bot)
    await bot.door.event(first)
    await bot.settled()
    await bot.door.event({**first, "edited": {"user": "U0ANA", "ts": "1796.1"}}, "Ev2")
    await bot.settled()
    await bot.door.event({**first, "type": "message", "channel_type": "channel"}, "Ev3")
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == 1


@pytest.mark.case("B03")
async def test_a_mention_in_direct_messages_that_comes_as_two_events_is_answered_once(
    bot: Served,
) -> None:
    both = {**DIRECT, "text": MENTION["text"]}
    await bot.door.event(both)
    await bot.settled()
    del both["channel_type"]
    await bot.door.event({**both, "type": "app_mention"}, "Ev2")
    await bot.settled()
    (answer,) = bot.slack.of("chat.postMessage")
    assert "thread_ts" not in answer.body


@pytest.mark.case("B04")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<html>Too Many Requests</html>", "text/html"),
        ("Too many requests", "text/plain"),
        ("", "application/json"),
        ("", "text/plain"),
    ],
)
async def test_a_429_without_json_is_a_limit_all_the_same(
    bot: Served, ana: Person, text: str, kind: str
) -> None:
    await bot.start(ana)
    limit = Answers(status=429, text=text, content_type=kind, retry_after="30")
    await bot.slack.meets_once(limit, "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert told.startswith("Your choice is saved. I can't show the next step yet")
    asked = len(bot.slack.of("chat.postMessage"))
    await bot.pass_time(seconds=29)
    assert len(bot.slack.of("chat.postMessage")) == asked
    bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: bot.step().step["turn"] == 2)


@pytest.mark.case("B07")
@each("user", [None, "", "absent"])
async def test_a_mention_by_a_workflow_breaks_nothing(bot: Served, user: str | None) -> None:
    event = {**MENTION, "bot_id": "B0FLOW", "user": user, "workflow_id": "Wf1"}
    if user == "absent":
        del event["user"]
    answer = await bot.door.event(event)
    await bot.settled()
    assert (answer.status, answer.text) == (200, "")
    assert not bot.slack.of("chat.postMessage")


@pytest.mark.case("B12")
@pytest.mark.parametrize("what", ["a command", "a button"])
async def test_a_window_that_comes_too_late_is_told_with_a_way_on(
    bot: Served, ana: Person, what: str
) -> None:
    if what == "a button":
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_NUMBER)
    await bot.slack.meets_once(Refuse(error="expired_trigger_id"), "views.open")
    await (ana.press("answer") if what == "a button" else ana.command("/mfa-lost"))
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert "could not open the window" in told
    assert "Try once more" in told
    assert await (ana.window() if what == "a button" else ana.asks_window("/mfa-lost"))


@pytest.mark.case("B19")
@pytest.mark.parametrize(
    "host",
    [
        {"team_id": "T0HOST"},
        {"team_id": "T0HOST", "enterprise_id": "E0HOST", "context_enterprise_id": "E0HOST"},
        {"team_id": "T0HOST", "context_team_id": "T0HOST"},
    ],
    ids=["a workspace", "an organization", "as context"],
)
async def test_an_event_of_a_channel_that_others_host_is_served_as_ours(
    bot: Served, ana: Person, host: dict[str, Any]
) -> None:
    await ana.mention("help")
    await bot.settled()
    body = copy.deepcopy(dict(bot.slack.deliveries[-1].body))
    thread = body["event"]["ts"]
    body["event"] |= {"text": MENTION["text"], "ts": "1795.1", "thread_ts": thread}
    body["event"] |= {"user_team": "T0ACME", "source_team": "T0ACME"}
    sent = json.dumps({**body, **host, "is_ext_shared_channel": True})
    assert (await bot.door.signed(sent, "application/json")).status == 200
    await bot.settled()
    assert "+886912345678" in bot.slack.of("chat.postMessage")[-1].body["text"]


@pytest.mark.case("B20")
@each(
    "more",
    [
        {"subtype": "message_changed", "hidden": True, "message": DIRECT},
        {"subtype": "message_deleted", "hidden": True, "previous_message": DIRECT},
        {"subtype": "message_replied", "hidden": True, "message": DIRECT},
        {"hidden": True},
        {"subtype": "bot_message", "bot_id": "B0OTHER"},
        {"bot_id": "B0BOT", "user": BOT_USER},
        {"user": BOT_USER},
    ],
)
async def test_what_no_person_wrote_starts_no_loop(bot: Served, more: Body) -> None:
    assert (await bot.door.event({**DIRECT, **more})).status == 200
    await bot.settled()
    assert not bot.slack.of("chat.postMessage")


@pytest.mark.case("B20")
async def test_two_bots_that_mention_each_other_start_no_loop(bot: Served) -> None:
    await bot.door.event({**MENTION, "user": "U0OTHER", "bot_id": "B0OTHER"})
    await bot.settled()
    assert not bot.slack.of("chat.postMessage")


@pytest.mark.case("B20")
async def test_its_own_words_are_known_before_slack_has_said_who_the_bot_is(bot: Served) -> None:
    bot.bot.installation.identity = None
    await bot.door.event({**DIRECT, "user": BOT_USER, "bot_id": "B0BOT"})
    await bot.settled()
    assert not bot.slack.of("chat.postMessage")


@pytest.mark.case("B20")
@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "me_message"},
        {"bot_id": "B0OTHER", "app_id": "A0OTHER"},
        {"bot_id": "B0OTHER", "bot_profile": {"id": "B0OTHER", "app_id": "A0OTHER"}},
    ],
    ids=["/me", "through another app", "with its profile"],
)
async def test_a_person_in_direct_messages_is_answered(bot: Served, more: Body) -> None:
    assert (await bot.door.event({**DIRECT, **more})).status == 200
    await bot.settled()
    (answer,) = bot.slack.of("chat.postMessage")
    assert "+886912345678" in answer.body["text"]
