"""Enterprise Grid: people of our organization are served, wherever in it Slack says they belong.

Of a person Slack names the organization, our workspace, or a sister workspace; of a guest from
another company, theirs. The same is asked of every kind of request, on both ways in.
"""

import copy
from typing import Any

import pytest

from tests.front_door import grid
from tests.front_door.grid import (
    COLLEAGUE,
    GRID_GUEST,
    GUEST,
    MEMBER,
    ORG,
    OURS,
    SISTER,
    THEIR_ORG,
    THEIRS,
    Case,
    Send,
    at_another_time,
    by,
    in_grid,
    offered,
    on_both_ways,
    sender,
)
from tests.support.bots import Served
from tests.support.each import each
from tests.support.slack import Body

send, slack = grid.send, grid.slack  # fixtures
FOREIGN = "This bot serves another workspace."
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


@each("way, case", on_both_ways(PRESSES))
async def test_a_button(bot: Served, way: str, case: Case) -> None:
    press = await offered(bot)
    before, turn = len(bot.slack.of("response_url")), (await bot.run()).turn
    if case.who == MEMBER:  # who leads already
        button = bot.step().buttons[0]
        press = {**press, "actions": [{**button, "action_ts": at_another_time()}]}
    assert await sender(bot, way)(by(case, press)) == (200, "")
    await bot.settled()
    run = await bot.run()
    said = [call.body["text"] for call in bot.slack.of("response_url")[before:]]
    assert run.turn == turn + case.served
    assert any(text.startswith(FOREIGN) for text in said) == (not case.served)
    if case.served:
        assert run.lead == case.who


async def typed(bot: Served, case: Case, account: str) -> Body:
    """An account in the window that asks for it, as it would come from this person."""
    ana = bot.person("U0ANA")
    await ana.submit(await ana.asks_window("/mfa-lost"), "-")
    body = by(case, dict(bot.slack.deliveries[-1].body))
    body["view"]["state"]["values"]["answer"]["answer"]["value"] = account
    return body


@each("way, case", on_both_ways(PRESSES))
async def test_a_window(bot: Served, way: str, case: Case) -> None:
    before = len(bot.slack.steps())
    status, text = await sender(bot, way)(await typed(bot, case, f"prod-{before}"))
    await bot.settled()
    assert status == 200
    assert (FOREIGN in text) == (not case.served)
    assert len(bot.slack.steps()) == before + case.served
    if case.served:
        assert (await bot.run()).lead == case.who


@each(
    "team, organization, served",
    [
        (OURS, ORG, True),
        (OURS, None, True),
        (SISTER, ORG, False),
        (THEIRS, THEIR_ORG, False),
        (ORG, ORG, False),
        (None, ORG, False),
    ],
)
async def test_a_command(
    bot: Served, send: Send, team: str | None, organization: str | None, served: bool
) -> None:
    """Slack offers it in the workspaces where the app is installed, to people of those."""
    before = len(bot.slack.steps())
    await bot.person("U0ANA").command("/mfa-lost", "help")
    body = {**bot.slack.deliveries[-1].body, "text": f"prod-{before}"}
    body |= {"trigger_id": at_another_time()}
    named = {"team_id": team, "enterprise_id": organization}
    body = {k: v for k, v in {**body, **named}.items() if v is not None}
    status, text = await send(body)
    await bot.settled()
    assert status == 200
    assert (FOREIGN in text) == (not served)
    assert len(bot.slack.steps()) == before + served


@pytest.mark.parametrize("kind", ["app_mention", "message.im"])
@each("way, case", on_both_ways(EVENTS))
async def test_what_is_written(bot: Served, kind: str, way: str, case: Case) -> None:
    ana = bot.person("U0ANA")
    await (ana.mention("help") if kind == "app_mention" else ana.direct("help"))
    await bot.settled()
    body = copy.deepcopy(dict(bot.slack.deliveries[-1].body)) | case.about
    about: dict[str, Any] = {"user": case.who, "text": "<@U0BOT> 0912 345 678"}
    about |= {"thread_ts": body["event"]["ts"], "ts": at_another_time()}
    del body["event"]["team"]
    body["event"] |= about | ({"user_team": case.team} if case.team else {})
    before = len(bot.slack.of("chat.postMessage"))
    assert await sender(bot, way)(body) == (200, "")
    await bot.settled()
    said = [call.body["text"] for call in bot.slack.of("chat.postMessage")[before:]]
    assert ["+886912345678" in text for text in said] == [True] * case.served


async def test_a_window_that_was_opened_in_a_shared_channel_is_ours_by_the_view(
    bot: Served, send: Send
) -> None:
    """Slack names the sister workspace as the team, and ours as the one that has the app."""
    case = Case("", COLLEAGUE, SISTER, served=True, about=in_grid(SISTER))
    body = await typed(bot, case, "prod")
    body["view"]["app_installed_team_id"] = OURS
    assert await send(body) == (200, "")
    await bot.settled()
    assert (await bot.run()).lead == COLLEAGUE
