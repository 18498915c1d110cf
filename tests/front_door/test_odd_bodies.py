"""A body of Slack's that is not as Slack sends it is refused, and breaks nothing."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.slack.transport.shapes import odd_field
from tests.front_door.ways import TO_THE_NUMBER
from tests.support.bots import Clock, Served, eventually
from tests.support.door import Answer
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import BOT_USER, TEAM, Body, Slack
from tests.support.sockets import SocketDoor, said
from tests.support.wired import Wired, counted, wired

USER = {"id": "U0ANA", "team_id": TEAM}
HALF_A_CHARACTER = "\ud83d"
COMMON: Body = {"team": {"id": TEAM}, "user": USER, "channel": {"id": "C0ONCALL"}}
BUTTON: Body = {"action_id": "press:x", "value": "x", "action_ts": "1.1"}
PRESS: Body = {**COMMON, "type": "block_actions", "actions": [BUTTON]}
VIEW: Body = {
    "type": "modal",
    "id": "V1",
    "callback_id": "answer",
    "private_metadata": "x",
    "state": {"values": {"answer": {"answer": {"value": "x"}}}},
}
SUBMITTED: Body = {**COMMON, "type": "view_submission", "view": VIEW}
EVENT: Body = {
    "type": "event_callback",
    "team_id": TEAM,
    "event_id": "Ev1",
    "event": {"type": "message", "channel_type": "im", "user": "U0ANA", "channel": "D0ANA"},
    "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
}
COMMAND: Body = {"command": "/mfa-lost", "text": "help", "team_id": TEAM, "user_id": "U0ANA"}


def values(*odd: object) -> tuple[object, ...]:
    """Of kinds that Slack does not send there."""
    return odd


ODD: list[tuple[str, Body]] = [
    *(
        ("actions", {**PRESS, "actions": odd})
        for odd in values({"a": 1}, "x", 1, [], [None], ["x"], [{}])
    ),
    *(
        ("actions", {**PRESS, "actions": [{**BUTTON, name: odd}]})
        for name in BUTTON
        for odd in values(1, HALF_A_CHARACTER)
    ),
    ("user", {**PRESS, "user": {"id": HALF_A_CHARACTER}}),
    ("container", {**PRESS, "container": {"message_ts": HALF_A_CHARACTER}}),
    *(("user", {**PRESS, "user": odd}) for odd in values(None, 1, "x", {}, {"id": 1})),
    *(("team", {**PRESS, "team": odd}) for odd in values(1, True, ["x"], {"id": 1})),
    *(
        ("message", {**PRESS, "message": odd})
        for odd in values(1, {"blocks": "x"}, {"blocks": [None]})
    ),
    *(("view", {**SUBMITTED, "view": odd}) for odd in values(None, "x", 1, [], {}, {"id": "V1"})),
    *(("view", {**SUBMITTED, "view": {**VIEW, name: 1}}) for name in VIEW),
    *(
        ("view", {**SUBMITTED, "view": {**VIEW, "state": {"values": {"a": odd}}}})
        for odd in values(1, [])
    ),
    *(
        ("response_urls", {**SUBMITTED, "response_urls": odd})
        for odd in values(None, "x", [None], ["x"])
    ),
    *(("event", {**EVENT, "event": odd}) for odd in values(None, "x", 1, [], {}, {"type": 1})),
    *(("event", {**EVENT, "event": {**EVENT["event"], "user": odd}}) for odd in values(1, ["x"])),
    *(
        ("authorizations", {**EVENT, "authorizations": odd})
        for odd in values("x", 1, ["x"], {"a": 1})
    ),
    ("callback_id", {**COMMON, "type": "dialog_submission", "callback_id": 1}),
    ("type", {**PRESS, "type": ["block_actions"]}),
    ("channel_id", COMMAND),
]
SOUND = [
    *(PRESS, SUBMITTED, EVENT, {**COMMAND, "channel_id": "C0ONCALL"}),
    {**PRESS, "message": None, "channel": None, "container": None, "response_url": None},
    {**SUBMITTED, "response_urls": [], "enterprise": None, "trigger_id": None},
    {**SUBMITTED, "view": {**VIEW, "state": {"values": []}}},
    {**EVENT, "event": {"type": "user_change", "user": {"id": "U0ANA"}}},
    {**EVENT, "event": {"type": "channel_created", "channel": {"id": "C1", "name": "new"}}},
    {"type": "url_verification", "challenge": "x"},
    {"type": "of_the_year_2030", "team": {"id": TEAM}},
    {"ssl_check": "1"},
]


async def delivered(bot: Served, body: Body) -> Answer:
    """As Slack delivers bodies of its kind."""
    if "event" in body:
        return await bot.door.signed(json.dumps(body), "application/json")
    form = body if "command" in body else {"payload": json.dumps(body)}
    return await bot.door.signed(urlencode(form, errors="surrogatepass"))


@each("name, body", ODD)
def test_the_field_that_is_odd_is_named(name: str, body: Body) -> None:
    assert odd_field(body) == name


@each("body", SOUND)
def test_what_slack_sends_is_not_odd(body: Body) -> None:
    assert odd_field(body) == ""


async def test_an_odd_body_is_refused_with_a_sentence(bot: Served, log: Ear) -> None:
    for name, body in ODD:
        answer = await delivered(bot, body)
        assert (answer.status, answer.text) == (400, f"The field {name} is not as Slack sends it.")
    assert "Traceback" not in log.text
    assert "error in a request" not in log.text


@pytest.fixture
async def wire(
    slack: Slack, redis_url: str, clock: Clock, door: SocketDoor
) -> AsyncIterator[Wired]:
    async with wired(slack, redis_url, clock, door) as bot:
        yield bot


async def test_over_a_connection_it_is_passed_over(wire: Wired, log: Ear) -> None:
    peer, failed = await wire.connected(), counted("mfa_socket_envelopes_total", result="failed")
    answers = [await peer.envelope(f"{n}", "interactive", body) for n, (_, body) in enumerate(ODD)]
    await eventually(
        lambda: counted("mfa_socket_envelopes_total", result="failed") == failed + len(ODD)
    )
    last = await peer.envelope("last", "events_api", said("help"))
    assert await asyncio.wait_for(last, 5)
    assert not [answer for answer in answers if answer.done()]
    assert "Traceback" not in log.text
    assert "error in a request" not in log.text


def each_changed(body: Any, *, depth: int = 4) -> Iterator[Any]:
    """With one thing in it, and then another, something else than Slack sends, or nothing."""
    if depth and isinstance(body, dict):
        for name, value in body.items():
            yield {key: kept for key, kept in body.items() if key != name}
            for odd in values(None, 1, ["x"], {"a": 1}, HALF_A_CHARACTER):
                yield {**body, name: odd}
            for changed in each_changed(value, depth=depth - 1):
                yield {**body, name: changed}
    elif depth and isinstance(body, list) and body:
        for changed in each_changed(body[0], depth=depth - 1):
            yield [changed, *body[1:]]


async def test_whatever_is_changed_in_what_slack_sent_is_no_fault_of_the_bot(
    bot: Served, ana: Person, log: Ear
) -> None:
    """Answered, or refused; and what is genuine works as ever."""
    await ana.submit(await ana.asks_window("/mfa-lost"), "prod")
    await bot.settled()
    sent = [copy.deepcopy(bot.slack.deliveries[-1].body)]
    await bot.walk(ana, *TO_THE_NUMBER)
    sent.append(copy.deepcopy(bot.slack.deliveries[-1].body))
    await ana.answer("0912 345 678")
    typed = copy.deepcopy(bot.slack.deliveries[-1].body)
    await ana.command("/mfa-lost", "help")
    sent.append(copy.deepcopy(bot.slack.deliveries[-1].body))
    await ana.direct("help")
    sent.append(copy.deepcopy(bot.slack.deliveries[-1].body))
    for body in (*sent, typed):
        for block in (body.get("message", {}), body.get("view", {})):
            block["blocks"] = []  # what the bot made
        # What is beside the view is read as in the window before.
        views = ({**typed, "view": changed} for changed in each_changed(typed["view"], depth=3))
        for changed in views if body is typed else each_changed(body):
            if odd_field(changed):  # and so it is refused, as above
                continue
            assert (await delivered(bot, changed)).status != 500, changed
            assert "error in a request" not in log.text, changed
    await bot.settled()
    await ana.command("/mfa-lost", "dev")
    await bot.settled()
    assert bot.step().step["run"].startswith("dev.")
    await bot.slack.caught_up()
    bot.slack.violations.clear()  # an odd body brings odd addresses and triggers with it
