"""What showing a press costs: few trips to Redis, two calls to Slack, one rendering."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.guide import Guide, opening
from bot.slack.delivery import messages
from tests.support import helping
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import Slack

BEFORE, AFTER = 2, 4  # trips to Redis, before Slack gets its 200 and after it
CALLS = 2
TRIP = "execute_command"
DUE = "mfa:{T0ACME}:due"  # first among the keys of the worker, which looks whenever it likes


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Commands to Redis, views made of a run, steps rendered."""
    seen = Counter[str]()
    for owner, name in (
        (Redis, TRIP),
        (Guide, "view"),
        (messages, "step_message"),
    ):
        done = getattr(owner, name)

        def noting(*args: Any, _done: Any = done, _name: str = name, **how: Any) -> Any:
            seen[_name] += not (_name == TRIP and DUE in args[3:5])
            return _done(*args, **how)

        monkeypatch.setattr(owner, name, noting)
    return seen


async def costs_what_is_promised(bot: Served, ana: Person, counted: Counter[str]) -> None:
    for button in ("standalone", "nothing"):
        counted.clear()
        calls = len(bot.slack.calls)
        await bot.walk(ana, button)
        assert counted[TRIP] <= BEFORE + AFTER
        assert len(bot.slack.calls) - calls <= CALLS
        assert (counted["view"], counted["step_message"]) == (1, 1)


async def test_a_press(bot: Served, ana: Person, run: str, counted: Counter[str]) -> None:
    assert run
    await bot.walk(ana, "broken")  # who she is, is known from here on
    await costs_what_is_promised(bot, ana, counted)


@pytest.mark.parametrize("team_yaml", ["may: {mfa-lost: [S0ONCALL], mfa-disable: [S0SECURITY]}"])
async def test_a_press_that_is_for_some_people_alone_costs_no_more(
    bot: Served, ana: Person, counted: Counter[str]
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken")  # who is in the groups, is known from here on
    await costs_what_is_promised(bot, ana, counted)


async def test_a_start(bot: Served, ana: Person, counted: Counter[str]) -> None:
    await bot.start(ana, account="dev")
    counted.clear()
    await bot.start(ana)
    assert counted[TRIP] <= BEFORE + AFTER
    assert (counted["view"], counted["step_message"]) == (1, 1)


async def test_a_step_for_somebody(
    slack: Slack,
    redis_url: str,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    counted: Counter[str],
) -> None:
    """Its copy is one trip and one call more; the line of the former copy is one more call."""
    monkeypatch.setattr(opening, "load", lambda *_, **__: helping.library(tmp_path))
    async with served(slack, redis_url, clock) as bot:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await ana.names(await ana.window(), inbox_reader="U0BEN", phone_holder="U0MEI")
        await bot.settled()
        await bot.walk(ana, "opened", "silent")  # who they are, is known from here on
        for button in ("opened", "silent"):
            counted.clear()
            calls = len(slack.calls)
            await bot.walk(ana, button)
            assert counted[TRIP] <= BEFORE + AFTER + 1
            assert len(slack.calls) - calls == CALLS + 2
            assert (counted["view"], counted["step_message"]) == (1, 1)
