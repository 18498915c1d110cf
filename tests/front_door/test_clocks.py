"""The bot whose machine's clock is wrong: it counts as the others do, and deletes nothing."""

import asyncio
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio.connection import AbstractConnection

from bot import app
from bot.core.budget import DAY, HOUR
from bot.core.due import Due
from bot.slack.delivery.worker import AT_REST
from tests.front_door.freezing import looking
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Served, eventually, settings, until_gone
from tests.support.process import ForkedProcess
from tests.support.shelf import Shelf
from tests.support.slack import TEAM, Slack

SKEWED = "import time; real = time.time_ns; time.time_ns = lambda: real() + {ms} * 1_000_000"


@pytest.mark.parametrize("ahead", [3 * DAY, 500 * DAY, -2 * HOUR], ids=["3 d", "500 d", "-2 h"])
async def test_a_process_with_a_wrong_clock_says_so_and_shares_the_count(
    bot: Served, shelf: Shelf, slack: Slack, redis_url: str, tmp_path: Path, ahead: int
) -> None:
    ana = bot.person("U0ANA")
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling")
    entries = len(await shelf.audit())
    bot.bot.worker.stop()
    other = ForkedProcess(slack, tmp_path, SKEWED.format(ms=ahead), REDIS_URL=redis_url)
    async with other.person() as late:
        steps = len(slack.steps())
        assert (await late.press("no_ring", bot.step())).status == 200
        await slack.until(lambda: len(slack.steps()) > steps)
        told = (await late.command("/mfa-lost", "prod")).json
        assert "1 of 3 attempts used" in told["text"]
        await other.end(signal.SIGTERM)
    said = re.findall(r"clock differs from the Redis server's by ([+-]\d+) s", other.log)
    assert [int(seconds) * 1000 for seconds in said] == [pytest.approx(ahead, abs=10_000)]
    assert len(await shelf.audit()) == entries + 1
    assert await bot.used() == 1
    assert all(abs(at - bot.clock()) < DAY for at in (await shelf.due()).values())


async def test_what_was_put_off_is_done_when_it_is_due_however_seldom_one_looks(
    bot: Served, shelf: Shelf
) -> None:
    bot.bot.worker.stop()
    store = bot.bot.guide.store
    async with looking(bot, every=60):
        await until_gone(shelf.due)
        await store.due.add(TEAM, Due("an errand", "of.nobody"), bot.clock())
        await until_gone(shelf.due)


@pytest.mark.case("D13")
async def test_at_rest_redis_is_asked_one_thing_at_most_twelve_times_a_minute(
    slack: Slack, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 60 / AT_REST <= 12
    pause = 0.1
    monkeypatch.setattr(app, "AT_REST", pause)
    asked: list[float] = []
    send = AbstractConnection.send_packed_command

    async def noted(self: AbstractConnection, *args: Any, **kwargs: Any) -> None:
        asked.append(time.monotonic())
        await send(self, *args, **kwargs)

    async with app.assemble(settings(slack, redis_url)) as bot:
        work = asyncio.create_task(bot.work())
        await eventually(lambda: bot.installation.identity)
        await asyncio.sleep(pause)  # it has met Redis, and knows its scripts
        monkeypatch.setattr(AbstractConnection, "send_packed_command", noted)
        await eventually(lambda: len(asked) > 5)
        bot.worker.stop()
        await work
    assert asked[5] - asked[0] >= 4 * pause
