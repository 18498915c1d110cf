"""A workspace in an Enterprise Grid, its people and strangers, and what Slack delivers of them."""

import copy
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.local.slack.server import LocalSlack
from bot.local.slack.workspace import PEOPLE
from bot.local.slack.workspace import Person as Known
from tests.support.bots import Clock, Served
from tests.support.patience import wait_for_slack
from tests.support.slack import MANIFEST, SECRET, TOKEN, Body, Slack, beside

OURS, SISTER, THEIRS = "T0ACME", "T0SISTER", "T0OTHER"
ORG, THEIR_ORG = "E0ACME", "E0OTHER"
MEMBER, COLLEAGUE, GUEST, GRID_GUEST = "U0ANA", "U0SIS", "U0GUEST", "U0GRID"
KNOWN = (
    Known(COLLEAGUE, "sis", "Sis", "en-US", "UTC", team=SISTER, organization=ORG),
    Known(GUEST, "guest", "Guest", "en-US", "UTC", team=THEIRS),
    Known(GRID_GUEST, "grid", "Grid", "en-US", "UTC", team=THEIRS, organization=THEIR_ORG),
)


@pytest.fixture
async def slack(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    wait_for_slack(monkeypatch, bot=True)
    people = (*PEOPLE, *KNOWN)
    async with LocalSlack(MANIFEST, TOKEN, SECRET, clock, people, organization=ORG) as local:
        slack = beside(local)
        yield slack
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


_TIMES = itertools.count(1)
Send = Callable[[Body], Awaitable[tuple[int, str]]]


HTTP, SOCKET_MODE = "HTTP", "Socket Mode"
# Who is served and who is not, as the request tells it, or the person's profile.
IN_SOCKET_MODE = (
    *("one of our workspace", "a colleague, by their workspace"),
    *("a guest", "no team anywhere", "no team"),
)


def on_both_ways(cases: list[Case]) -> list[tuple[str, Case]]:
    """All of them over HTTP. Socket Mode leads to the same gate, so few are enough to see it."""
    few = [case for case in cases if case.name in IN_SOCKET_MODE]
    assert {case.served for case in few} == {True, False}
    return [*((HTTP, case) for case in cases), *((SOCKET_MODE, case) for case in few)]


@pytest.fixture(params=[HTTP, SOCKET_MODE])
def send(request: pytest.FixtureRequest, bot: Served) -> Send:
    return sender(bot, request.param)


def sender(bot: Served, way: str) -> Send:
    """Deliver a payload that way; what the bot answers to it."""

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

    return over_http if way == HTTP else over_a_socket


def by(case: Case, payload: Body) -> Body:
    """The press that Slack sent, as it would come from this person."""
    body = copy.deepcopy(payload)
    body["user"] = {"id": case.who, "username": "x", "team_id": case.team}
    if case.team is None:
        del body["user"]["team_id"]
    return {**body, **case.about}


def at_another_time() -> str:
    """When Slack says that something happened: what happens twice at one time counts once."""
    return f"{next(_TIMES)}.7"


async def offered(bot: Served) -> Body:
    """A button that is for everybody, as Slack delivers it: Take Over, from Ben.

    The run is that of the last case of the test, unless somebody has moved it.
    """
    ana, ben = bot.person("U0ANA"), bot.person("U0BEN")
    begun = len(bot.slack.steps())
    if not begun or (await bot.run()).turn > 1:
        await bot.start(ana, account=f"prod-{begun}")
    await ben.press("broken", bot.step())
    await bot.settled()
    _, button = ben.find("Take Over")
    body = dict(bot.slack.deliveries[-1].body)
    action = {**body["actions"][0], **button, "action_ts": at_another_time()}
    return {**body, "actions": [action]}
