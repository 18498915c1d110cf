"""The bot serves one workspace. Who comes from another is told so, and nothing is done for them."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from redis import Redis
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import assemble
from bot.local.slack.fault_injection import Refuse, Reset
from bot.slack.requests import responder
from tests.front_door.planted import IN_A_BODY as MARK
from tests.support.bots import Clock, Served, served, settings
from tests.support.door import Answer
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import Body, Slack

THEIRS, OURS, ORG = "T0OTHER", "T0ACME", "E0ACME"
SENTENCE = "This bot serves another workspace."


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, log: Ear) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock) as bot:
        yield bot
    assert MARK not in log.text


def keys(bot: Served) -> set[str]:
    with Redis.from_url(bot.bot.settings.redis_url, decode_responses=True) as client:
        return {str(key) for key in client.scan_iter()}


async def sent(bot: Served, payload: Body, **changes: Any) -> Answer:
    """The last thing that Slack sent, as it would come with some of its fields changed."""
    changed = copy.deepcopy(payload)
    for path, value in changes.items():
        at, *way = path.split("__")[::-1]
        inner = changed
        for name in reversed(way):
            inner = inner[name]
        inner[at] = value
    if changed.get("type") == "event_callback":
        return await bot.door.signed(json.dumps(changed), "application/json")
    fields = {"payload": json.dumps(changed)} if "type" in changed else changed
    answer = await bot.door.signed(urlencode(fields))
    await bot.settled()
    return answer


def last(bot: Served) -> Body:
    return dict(bot.slack.deliveries[-1].body)


@each(
    "foreign",
    [
        {"team_id": THEIRS},
        {"team_id": ORG, "is_enterprise_install": "true", "enterprise_id": ORG},
        {"team_id": "null"},
    ],
)
async def test_a_command(bot: Served, ana: Person, foreign: dict[str, str]) -> None:
    await ana.command("/mfa-lost", "help")
    before = keys(bot)
    answer = await sent(bot, {**last(bot), "text": MARK, "trigger_id": "9.9"}, **foreign)
    assert answer.status == 200
    assert answer.json["response_type"] == "ephemeral"
    assert answer.json["text"].startswith(SENTENCE)
    assert not bot.slack.steps()
    assert keys(bot) == before


FOREIGN_PRESS = each(
    "foreign",
    [
        {"team": {"id": THEIRS, "domain": "other"}},
        {"user__team_id": THEIRS},
        {"team": None, "user__team_id": THEIRS},
        {"user__team_id": ORG},
        {
            "team": None,
            "enterprise": {"id": ORG},
            "is_enterprise_install": True,
            "user__team_id": ORG,
        },
    ],
)


@FOREIGN_PRESS
async def test_a_button(bot: Served, ana: Person, run: str, foreign: dict[str, Any]) -> None:
    if (await bot.run()).turn == 1:
        await bot.walk(ana, "broken")
    known = len(bot.slack.told(ana.id))
    at, element = ana.find("standalone")
    press = {
        **last(bot),
        "actions": [{**element, "action_ts": "1.1"}],
        "container": {**last(bot)["container"], "message_ts": at.ts},
    }
    answer = await sent(bot, press, **foreign)
    assert (answer.status, answer.text) == (200, "")
    (told,) = bot.slack.told(ana.id)[known:]
    assert told.text.startswith(SENTENCE)
    assert (await bot.look(run)).run == await bot.run()
    assert (await bot.run()).turn == 2
    assert len(bot.slack.steps()) == 2


async def test_nobody_of_another_company_gets_a_direct_message(
    bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where Slack takes no answer at the place of the press."""
    monkeypatch.setattr(responder, "RETRY_SECONDS", ())
    await bot.start(ana)
    await bot.walk(ana, "broken")
    await bot.slack.meets(Reset(), "response_url")
    posts = len(bot.slack.of("chat.postMessage"))
    await sent(bot, last(bot), user__team_id=THEIRS)
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == posts


@each(
    "foreign",
    [
        {"team": {"id": THEIRS, "domain": "other"}, "user__team_id": THEIRS},
        {"user__team_id": THEIRS},
        {"view__app_installed_team_id": THEIRS},
        {
            "team": {"id": THEIRS, "domain": "other"},
            "user__team_id": THEIRS,
            "view__app_installed_team_id": OURS,
        },
    ],
)
async def test_a_window(bot: Served, ana: Person, foreign: dict[str, Any]) -> None:
    await ana.submit(await ana.asks_window("/mfa-lost"), "-")
    answer = await sent(
        bot, last(bot), view__state__values__answer__answer__value="prod", **foreign
    )
    assert answer.status == 200
    assert answer.json["errors"]["answer"].startswith(SENTENCE)
    assert not bot.slack.steps()


@each(
    "foreign",
    [
        {"team_id": THEIRS, "authorizations": [{"team_id": THEIRS}]},
        {"is_ext_shared_channel": True, "event__user_team": THEIRS, "event__source_team": THEIRS},
        {"is_ext_shared_channel": True, "event__team": THEIRS},
        {"is_ext_shared_channel": True, "event__user_team": "E0OTHER"},
        {"is_ext_shared_channel": True, "event__user_team": ORG, "enterprise_id": ORG},
        {"is_ext_shared_channel": True, "event__team": None},
        {"team_id": THEIRS, "context_team_id": THEIRS, "authorizations": []},
    ],
)
async def test_a_mention(bot: Served, ana: Person, foreign: dict[str, Any]) -> None:
    """Slack has no way to answer one person alone here, and the channel is not troubled."""
    await ana.mention("help")
    await bot.settled()
    before, posts = keys(bot), len(bot.slack.of("chat.postMessage"))
    about = {"event__text": f"<@U0BOT> {MARK}", "event__ts": "1.1", **foreign}
    answer = await sent(bot, last(bot), **about)
    await bot.settled()
    assert (answer.status, answer.text) == (200, "")
    assert len(bot.slack.of("chat.postMessage")) == posts
    assert keys(bot) == before


@pytest.mark.parametrize(
    "ours",
    [
        {"is_ext_shared_channel": True, "team_id": THEIRS},
        {"is_ext_shared_channel": True, "event__user_team": OURS, "event__team": THEIRS},
    ],
    ids=["a channel that they host", "one of us there"],
)
async def test_our_own_people_are_answered_in_shared_channels_too(
    bot: Served, ana: Person, ours: dict[str, Any]
) -> None:
    await ana.mention("help")
    await bot.settled()
    first = last(bot)["event"]["ts"]
    said = {"event__text": "<@U0BOT> 0912 345 678", "event__ts": "1.1", "event__thread_ts": first}
    await sent(bot, last(bot), **said, **ours)
    await bot.settled()
    assert "+886912345678" in bot.slack.of("chat.postMessage")[-1].body["text"]
    assert not [key for key in keys(bot) if THEIRS in key]


async def test_before_slack_has_said_who_the_bot_is_the_workspace_that_it_addresses_is_ours(
    slack: Slack, redis_url: str, clock: Clock
) -> None:
    """A press is not lost because Slack's API is away; a guest is refused all the same."""
    async with served(slack, redis_url, clock) as bot:
        await bot.start(bot.person("U0ANA"))
        await bot.walk(bot.person("U0ANA"), "broken")
        bot.bot.installation.identity = None
        await slack.meets(Refuse(error="internal_error"), "auth.test")
        await sent(bot, last(bot), user__team_id=THEIRS)
        assert slack.told("U0ANA")[-1].text.startswith(SENTENCE)
        await bot.walk(bot.person("U0ANA"), "standalone")


async def test_nothing_is_asked_of_slack_to_know_it(bot: Served, ana: Person) -> None:
    before = len(bot.slack.of("auth.test"))
    await bot.start(ana)
    assert len(bot.slack.of("auth.test")) == before


async def test_over_a_socket_too(slack: Slack, redis_url: str, clock: Clock) -> None:
    """The gate stands before the listeners, whichever way a request comes in."""
    async with assemble(settings(slack, redis_url), clock) as bot:
        bot.installation.identity = await bot.api.identity()
        command = {
            "command": "/mfa-lost",
            "text": "prod",
            "team_id": THEIRS,
            "user_id": "U0ANA",
            "channel_id": "C0ONCALL",
            "trigger_id": "1.1",
            "response_url": "",
        }
        answer = await asyncio.wait_for(
            bot.admission.dispatch(AsyncBoltRequest(body=command, mode="socket_mode")), 5
        )
        assert SENTENCE in answer.body
        assert not slack.steps()
