"""Enterprise Grid: people of our organization are served, wherever in it Slack says they belong.

Of a person Slack names the organization, our workspace, or a sister workspace; of a guest from
another company, theirs. The same is asked of every kind of request, on both ways in.
"""

import copy
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.local.slack.fault_injection import Answers, Limited, Refuse
from bot.local.slack.server import LocalSlack
from bot.local.slack.workspace import PEOPLE
from bot.local.slack.workspace import Person as Known
from tests.support.bots import Clock, Served
from tests.support.person import Person
from tests.support.slack import MANIFEST, SECRET, TOKEN, Body, Slack, following

OURS, SISTER, THEIRS = "T0ACME", "T0SISTER", "T0OTHER"
ORG, THEIR_ORG = "E0ACME", "E0OTHER"
FOREIGN = "This bot serves another workspace."
UNKNOWN = "Slack did not tell me whether you belong to our organization"
MEMBER, COLLEAGUE, GUEST, GRID_GUEST = "U0ANA", "U0SIS", "U0GUEST", "U0GRID"
KNOWN = (
    Known(COLLEAGUE, "sis", "Sis", "en-US", "UTC", team=SISTER, organization=ORG),
    Known(GUEST, "guest", "Guest", "en-US", "UTC", team=THEIRS),
    Known(GRID_GUEST, "grid", "Grid", "en-US", "UTC", team=THEIRS, organization=THEIR_ORG),
)


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Slack]:
    people = (*PEOPLE, *KNOWN)
    async with LocalSlack(MANIFEST, TOKEN, SECRET, clock, people, organization=ORG) as local:
        async with following(local.url) as slack:
            yield slack
            await slack.caught_up()
        assert slack.violations == []


def in_grid(team: str | None, organization: str | None = ORG) -> Body:
    """What a button and a window say of the workspace, and of its organization."""
    if team is None:
        return {"team": None, "enterprise": organization and {"id": organization, "name": "Acme"}}
    about = {"enterprise_id": organization, "enterprise_name": "Acme"} if organization else {}
    enterprise = {"id": organization, "name": "Acme"} if organization else None
    return {"team": {"id": team, "domain": "acme", **about}, "enterprise": enterprise}


@dataclass(frozen=True)
class Case:
    name: str
    who: str
    team: str | None  # that Slack names of them
    served: bool
    about: Body = field(default_factory=lambda: in_grid(OURS))

    def __str__(self) -> str:
        return self.name


PRESSES = [
    Case("one of our workspace", MEMBER, OURS, served=True),
    Case("one of ours, by the organization", MEMBER, ORG, served=True),
    Case("one of ours, by a sister workspace", MEMBER, SISTER, served=True),
    Case("a colleague, by the organization", COLLEAGUE, ORG, served=True),
    Case("a colleague, by their workspace", COLLEAGUE, SISTER, served=True),
    Case("by the organization alone", MEMBER, ORG, served=True, about=in_grid(OURS, None)),
    Case("a colleague without organization", COLLEAGUE, SISTER, False, in_grid(OURS, None)),
    Case("a colleague in another organization", COLLEAGUE, SISTER, False, in_grid(OURS, THEIR_ORG)),
    Case("a guest", GUEST, THEIRS, served=False),
    Case("a guest of another organization", GRID_GUEST, THEIRS, served=False),
    Case("a guest, by their organization", GRID_GUEST, THEIR_ORG, served=False),
    Case("a guest who names theirs", GRID_GUEST, THEIR_ORG, False, in_grid(OURS, THEIR_ORG)),
    Case("a guest in a workspace of theirs", GUEST, THEIRS, False, in_grid(THEIRS, None)),
    Case("a guest there, of our organization", GUEST, THEIRS, False, in_grid(THEIRS)),
    Case("nobody Slack knows", "U0NOBODY", SISTER, served=False),
    Case("no team of the person", MEMBER, None, served=True),
    Case("no team anywhere", MEMBER, None, False, in_grid(None)),
    Case("the whole organization", MEMBER, ORG, False, in_grid(None)),
    Case("an organization that is no team", MEMBER, ORG, False, in_grid(ORG)),
]
EVENTS = [
    Case("one of our workspace", MEMBER, OURS, served=True),
    Case("one of ours, by the organization", MEMBER, ORG, served=True),
    Case("one of ours, by a sister workspace", MEMBER, SISTER, served=True),
    Case("a colleague, by the organization", COLLEAGUE, ORG, served=True),
    Case("a colleague, by their workspace", COLLEAGUE, SISTER, served=True),
    Case("a guest", GUEST, THEIRS, served=False),
    Case("a guest of another organization", GRID_GUEST, THEIRS, served=False),
    Case("a guest, by their organization", GRID_GUEST, THEIR_ORG, served=False),
    Case("their organization hosts", GRID_GUEST, THEIR_ORG, False, {"enterprise_id": THEIR_ORG}),
    Case(
        "one of us where they host",
        MEMBER,
        OURS,
        served=True,
        about={"team_id": THEIRS, "enterprise_id": THEIR_ORG, "is_ext_shared_channel": True},
    ),
    Case("nobody knows whose", GUEST, None, False, {"is_ext_shared_channel": True}),
    Case("their installation", MEMBER, ORG, False, {"authorizations": [{"team_id": SISTER}]}),
    Case("no team", MEMBER, None, False, {"authorizations": [], "team_id": None}),
]

Send = Callable[[Body], Awaitable[tuple[int, str]]]


@pytest.fixture(params=["HTTP", "Socket Mode"])
def send(request: pytest.FixtureRequest, bot: Served) -> Send:
    """Deliver a payload; what the bot answers to it."""

    async def over_http(body: Body) -> tuple[int, str]:
        if body.get("type") == "event_callback":
            answer = await bot.door.signed(json.dumps(body), "application/json")
        else:
            fields = {"payload": json.dumps(body)} if "type" in body else body
            answer = await bot.door.signed(urlencode(fields))
        return answer.status, answer.text

    async def over_a_socket(body: Body) -> tuple[int, str]:
        request = AsyncBoltRequest(body=body, mode="socket_mode")
        response = await bot.bot.admission.dispatch(request)
        return response.status, response.body

    return over_http if request.param == "HTTP" else over_a_socket


def by(case: Case, payload: Body) -> Body:
    """The press that Slack sent, as it would come from this person."""
    body = copy.deepcopy(payload)
    body["user"] = {"id": case.who, "username": "x", "team_id": case.team}
    if case.team is None:
        del body["user"]["team_id"]
    return {**body, **case.about}


async def offered(bot: Served) -> Body:
    """A button that is for everybody, as Slack delivers it: Take Over, from Ben."""
    ana, ben = bot.person("U0ANA"), bot.person("U0BEN")
    await bot.start(ana)
    await ben.press("broken")
    await bot.settled()
    _, button = ben.find("Take Over")
    body = dict(bot.slack.deliveries[-1].body)
    return {**body, "actions": [{**body["actions"][0], **button, "action_ts": "7.7"}]}


@pytest.mark.parametrize("case", PRESSES, ids=str)
async def test_a_button(bot: Served, send: Send, case: Case) -> None:
    press = await offered(bot)
    before, turn = len(bot.slack.of("response_url")), (await bot.run()).turn
    if case.who == MEMBER:  # who leads already
        button = bot.step().buttons[0]
        press = {**press, "actions": [{**button, "action_ts": "7.8"}]}
    assert await send(by(case, press)) == (200, "")
    await bot.settled()
    run = await bot.run()
    said = [call.body["text"] for call in bot.slack.of("response_url")[before:]]
    assert run.turn == turn + case.served
    assert any(text.startswith(FOREIGN) for text in said) == (not case.served)
    if case.served:
        assert run.lead == case.who


@pytest.mark.parametrize("case", PRESSES, ids=str)
async def test_a_window(bot: Served, send: Send, case: Case) -> None:
    ana = bot.person("U0ANA")
    await ana.submit(await ana.asks_window("/mfa-lost"), "-")
    body = by(case, dict(bot.slack.deliveries[-1].body))
    body["view"]["state"]["values"]["answer"]["answer"]["value"] = "prod"
    status, text = await send(body)
    await bot.settled()
    assert status == 200
    assert (FOREIGN in text) == (not case.served)
    assert len(bot.slack.steps()) == case.served
    if case.served:
        assert (await bot.run()).lead == case.who


@pytest.mark.parametrize(
    ("team", "organization", "served"),
    [
        (OURS, ORG, True),
        (OURS, None, True),
        (SISTER, ORG, False),
        (THEIRS, THEIR_ORG, False),
        (ORG, ORG, False),
        (None, ORG, False),
    ],
    ids=["ours", "ours alone", "a sister workspace", "theirs", "the organization", "no team"],
)
async def test_a_command(
    bot: Served, send: Send, team: str | None, organization: str | None, served: bool
) -> None:
    """Slack offers it in the workspaces where the app is installed, to people of those."""
    await bot.person("U0ANA").command("/mfa-lost", "help")
    body = {**bot.slack.deliveries[-1].body, "text": "prod", "trigger_id": "9.9"}
    named = {"team_id": team, "enterprise_id": organization}
    body = {k: v for k, v in {**body, **named}.items() if v is not None}
    status, text = await send(body)
    await bot.settled()
    assert status == 200
    assert (FOREIGN in text) == (not served)
    assert len(bot.slack.steps()) == served


@pytest.mark.parametrize("kind", ["app_mention", "message.im"])
@pytest.mark.parametrize("case", EVENTS, ids=str)
async def test_what_is_written(bot: Served, send: Send, case: Case, kind: str) -> None:
    ana = bot.person("U0ANA")
    await (ana.mention("help") if kind == "app_mention" else ana.direct("help"))
    await bot.settled()
    body = copy.deepcopy(dict(bot.slack.deliveries[-1].body)) | case.about
    about: dict[str, Any] = {"user": case.who, "text": "<@U0BOT> 0912 345 678"}
    about |= {"thread_ts": body["event"]["ts"], "ts": "9.9"}
    del body["event"]["team"]
    body["event"] |= about | ({"user_team": case.team} if case.team else {})
    before = len(bot.slack.of("chat.postMessage"))
    assert await send(body) == (200, "")
    await bot.settled()
    said = [call.body["text"] for call in bot.slack.of("chat.postMessage")[before:]]
    assert ["+886912345678" in text for text in said] == [True] * case.served


async def test_a_sister_workspaces_colleague_is_looked_up_once(bot: Served, send: Send) -> None:
    """And nobody else is, on the way to the 200."""
    press = await offered(bot)
    before = len(bot.slack.of("users.info"))
    colleague = Case("", COLLEAGUE, SISTER, served=True)
    for n in range(3):
        body = by(colleague, press)
        body["actions"][0]["action_ts"] = f"8.{n}"
        await send(body)
        await bot.settled()
    asked = [call.body["user"] for call in bot.slack.of("users.info")[before:]]
    assert asked == [COLLEAGUE] * 2  # whose they are, and which language they read


async def test_who_began_a_run_can_press_whatever_slack_says_then(
    bot: Served, send: Send, ana: Person
) -> None:
    """Their command has told that they are one of us, so nothing needs to be looked up."""
    await bot.start(ana)
    await bot.slack.meets(Refuse(error="fatal_error"), "users.info")
    button = bot.step().buttons[0]
    await ana.click(bot.step(), button)
    await bot.settled()
    button = bot.step().buttons[0]
    press = {**bot.slack.deliveries[-1].body, "actions": [{**button, "action_ts": "7.7"}]}
    await send(by(Case("", MEMBER, SISTER, served=True), press))
    await bot.settled()
    assert (await bot.run()).turn == 3


@pytest.mark.parametrize(
    "fault",
    [
        Refuse(error="fatal_error"),
        Limited(seconds=30),
        Answers(status=200, text="<html>Log in</html>"),
        Refuse(error="missing_scope"),
    ],
    ids=str,
)
async def test_where_slack_does_not_tell_the_door_stays_shut_and_says_why(
    bot: Served, send: Send, fault: Any
) -> None:
    press = await offered(bot)
    await bot.slack.meets(fault, "users.info")
    colleague = Case("", COLLEAGUE, SISTER, served=True)
    before, turn = len(bot.slack.of("response_url")), (await bot.run()).turn
    assert await send(by(colleague, press)) == (200, "")
    await bot.settled()
    assert (await bot.run()).turn == turn
    assert bot.slack.of("response_url")[before].body["text"].startswith(UNKNOWN)
    await bot.slack.mended()
    bot.clock.turn(seconds=31)
    await send(by(colleague, press))
    await bot.settled()
    assert (await bot.run()).lead == COLLEAGUE


async def test_before_slack_has_said_who_the_bot_is_the_organization_of_our_workspace_counts(
    bot: Served, send: Send
) -> None:
    press = await offered(bot)
    bot.bot.installation.identity = None
    guest = Case("", GRID_GUEST, THEIR_ORG, served=False, about=in_grid(OURS))
    await send(by(guest, press))
    await bot.settled()
    turn = (await bot.run()).turn
    await send(by(Case("", COLLEAGUE, ORG, served=True), press))
    await bot.settled()
    assert (await bot.run()).turn == turn + 1


async def test_a_window_that_was_opened_in_a_shared_channel_is_ours_by_the_view(
    bot: Served, send: Send
) -> None:
    """Slack names the sister workspace as the team, and ours as the one that has the app."""
    ana = bot.person("U0ANA")
    await ana.submit(await ana.asks_window("/mfa-lost"), "-")
    case = Case("", COLLEAGUE, SISTER, served=True, about=in_grid(SISTER))
    body = by(case, dict(bot.slack.deliveries[-1].body))
    body["view"]["app_installed_team_id"] = OURS
    body["view"]["state"]["values"]["answer"]["answer"]["value"] = "prod"
    assert await send(body) == (200, "")
    await bot.settled()
    assert (await bot.run()).lead == COLLEAGUE
