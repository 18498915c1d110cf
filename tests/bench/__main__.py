"""`make bench`: the figures that the bot promises, as ratios from one run, each beside its bar.

The peers are Bolt alone, in the same run. Ends with 1 where a bar is missed. With BENCH_JSON=path
the figures are written there too.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from rich.console import Console
from rich.table import Table

from bot.core.budget import Limits
from bot.core.run import Press
from bot.embedded.server import EmbeddedServer
from bot.files.resources import resource
from bot.flowfiles.library import load
from bot.guide import Guide, Moved
from bot.store.client import connect
from bot.store.store import Store
from tests.bench.crowd import bytes_used, fill
from tests.bench.line import Line
from tests.bench.presses import Run, acknowledged, median_ms, moved, shown, start
from tests.bench.processes import serving
from tests.bench.slack import YesSlack
from tests.support.slack import SECRET, TEAM, TOKEN

ROUNDS, TURN = 6, 100
SHOWN = 10  # presses whose calls to Slack are counted
TOGETHER = 500
MANY = 100_000


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    value: float
    bar: float
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.value <= self.bar


@dataclass(slots=True)
class Lines:
    bot: Line
    default: Line
    before: Line
    slack: YesSlack

    async def side_by_side(self, run: Run, rounds: int) -> dict[str, float]:
        """Median ms of each, one request after the other, in turn, so that a busy machine is busy
        for all. What the bot does after the 200 begins when its turn is over.
        """
        times: dict[str, list[float]] = {"bot": [], "default": [], "before": []}
        for _ in range(rounds):
            async with self.slack.silent():
                times["bot"] += [await moved(self.bot, run) for _ in range(TURN)]
            await shown(run, self.slack)
            times["default"] += [await acknowledged(self.default) for _ in range(TURN // 5)]
            times["before"] += [await acknowledged(self.before) for _ in range(TURN)]
        return {who: median_ms(taken) for who, taken in times.items()}


async def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as home:
        async with EmbeddedServer(Path(home)) as redis_url, YesSlack() as slack:
            settings = {
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_URL": f"{slack.url}/api/",
                "REDIS_URL": redis_url,
                "PORT": "0",
                "OPERATE_PORT": "0",
            }
            async with (
                serving("tests.bench.bot", "run", **settings) as bot,
                serving("tests.bench.peers", "default") as default,
                serving("tests.bench.peers", "before") as before,
                Redis.from_url(redis_url, decode_responses=True) as redis,
            ):
                await slack.until(lambda: slack.calls["auth.test"])
                bots = await Line.to(bot), await Line.to(default), await Line.to(before)
                lines = Lines(*bots, slack)
                return [figure async for figure in _measured(lines, bot, redis, redis_url)]


async def _measured(lines: Lines, bot: str, redis: Redis, redis_url: str) -> AsyncIterator[Figure]:
    run = await start(lines.bot, "prod", lines.slack)
    await lines.side_by_side(run, 2)  # to warm up
    few = await lines.side_by_side(run, ROUNDS)
    yield Figure("press, against Bolt's empty ack", few["bot"] / few["default"], 0.10)
    yield Figure("the same, process_before_response", few["bot"] / few["before"], 2.5)
    yield Figure("round trips to Redis before the 200", await _round_trips(redis_url), 2)
    yield Figure("calls to Slack per press", await _calls(lines, run), 2)
    yield Figure(f"slowest of {TOGETHER} presses at once", await _together(bot, lines), 1.5, "s")
    empty = await bytes_used(redis)
    await fill(redis, run.id, MANY)
    size = (await bytes_used(redis) - empty) / MANY
    lines.bot.close()
    lines.bot = await Line.to(bot)  # the bot closes one that rests as long as that may have taken
    many = await lines.side_by_side(run, ROUNDS)
    cost = (many["bot"] / many["before"]) / (few["bot"] / few["before"])
    yield Figure(f"press with {MANY} open runs, against {TOGETHER}", cost, 1.2)
    yield Figure("memory of an open run", size / 1024, 2, "KiB")


async def _calls(lines: Lines, run: Run) -> float:
    before = lines.slack.of_steps
    for _ in range(SHOWN):
        await moved(lines.bot, run)
        await shown(run, lines.slack)
    return (lines.slack.of_steps - before) / SHOWN


async def _round_trips(redis_url: str) -> float:
    """What one press sends to Redis, counted where it leaves the process."""
    flows = load(resource("flows")).flows
    store, sent = Store(connect(redis_url), Limits()), 0
    send = AbstractConnection.send_packed_command

    async def counted(self: AbstractConnection, *args: Any, **kwargs: Any) -> None:
        nonlocal sent
        sent += 1
        await send(self, *args, **kwargs)

    guide = Guide(flows, store)
    begun = await guide.start(
        TEAM,
        "mfa-lost",
        "counted",
        by="U0ANA",
        channel="C0",
        language="en",
        region="TW",
        request="r",
    )
    assert isinstance(begun, Moved)
    with patch.object(AbstractConnection, "send_packed_command", counted):
        press = Press(
            id="p", run=begun.run.id, turn=1, step="account_kind", button="standalone", by="U0ANA"
        )
        assert isinstance(await guide.press(TEAM, press), Moved)
    await store.close()
    return sent


async def _together(bot: str, lines: Lines) -> float:
    """Seconds until the last 200."""
    starting = [await Line.to(bot) for _ in range(20)]
    runs: list[Run] = []
    for first in range(0, TOGETHER, len(starting)):
        names = (f"together{first + n}" for n in range(len(starting)))
        begin = zip(starting, names, strict=True)
        runs += await asyncio.gather(*(start(line, name, lines.slack) for line, name in begin))
    crowd = [*starting, *[await Line.to(bot) for _ in range(TOGETHER - len(starting))]]
    presses = zip(crowd, runs, strict=True)
    answers = await asyncio.gather(*(line.send(run.press()) for line, run in presses))
    assert {(status, text) for _, status, text in answers} == {(200, "")}
    await lines.slack.until(lambda: all(lines.slack.steps[r.id]["turn"] == r.turn for r in runs))
    for line in crowd:
        line.close()
    return max(seconds for seconds, _, _ in answers)


def table(found: list[Figure]) -> Table:
    shown = Table("What", "Measured", "Bar", "", box=None, pad_edge=False)
    for figure in found:
        holds = "holds" if figure.holds else "MISSED"
        measured = f"{figure.value:.2f} {figure.unit}".strip()
        shown.add_row(figure.what, measured, f"<= {figure.bar:g} {figure.unit}".strip(), holds)
    return shown


def main() -> None:
    found = asyncio.run(figures())
    Console().print(table(found))
    if path := os.environ.get("BENCH_JSON"):
        told = {figure.what: asdict(figure) for figure in found}
        Path(path).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if not all(figure.holds for figure in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
