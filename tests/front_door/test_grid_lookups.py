"""Whose colleague somebody is, where the bot has to ask Slack."""

from typing import Any

import pytest

from bot.core.rate_limit import Rate
from bot.local.slack.fault_injection import Answers, Limited, Refuse
from bot.slack.transport import rate_limiter
from tests.front_door import grid
from tests.front_door.anew import as_new
from tests.front_door.grid import (
    COLLEAGUE,
    GRID_GUEST,
    HTTP,
    MEMBER,
    ORG,
    OURS,
    SISTER,
    THEIR_ORG,
    Case,
    Send,
    by,
    in_grid,
    offered,
    sender,
)
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.person import Person
from tests.support.slack import Slack

send, slack = grid.send, grid.slack  # fixtures
UNKNOWN = "Slack did not tell me whether you belong to our organization"


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


@each(
    "fault",
    [
        Refuse(error="fatal_error"),
        Limited(seconds=30),
        Answers(status=200, text="<html>Log in</html>"),
        Refuse(error="missing_scope"),
    ],
)
async def test_where_slack_does_not_tell_the_door_stays_shut_and_says_why(
    bot: Served, send: Send, fault: Any
) -> None:
    await as_new(bot)
    bot.clock.turn(hours=24)  # for so long the bot knows whose colleague somebody is
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


async def test_the_flood_of_somebody_whom_slack_does_not_tell_about_is_held_back_too(
    slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = dict.fromkeys(rate_limiter.RATES, Rate(burst=3, seconds=1000))
    monkeypatch.setattr(rate_limiter, "RATES", slow)
    async with served(slack, redis_url, clock) as bot:
        press = await offered(bot)
        before = len(slack.of("response_url"))
        await slack.meets(Refuse(error="fatal_error"), "users.info")
        flood = by(Case("", COLLEAGUE, SISTER, served=True), press)
        for _ in range(10):
            assert await sender(bot, HTTP)(flood) == (200, "")
        await bot.settled()
        told = [call.body["text"] for call in slack.of("response_url")[before:]]
        assert len(told) == 3 + 1  # the burst, and once more
        assert all(text.startswith(UNKNOWN) for text in told)
        await slack.mended()
