"""More presses than one process can take: all at once, or so many a second for a while."""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from statistics import median

import aiohttp
from redis.asyncio import Redis

from tests.bench.crowd import fill, lead
from tests.bench.environment import Environment, Server
from tests.bench.figures import ROWS, Figure
from tests.bench.line import Line, signed
from tests.bench.presses import ANA, Run
from tests.bench.processes import Serving
from tests.bench.recording import walked
from tests.bench.slack import SLACK_SECONDS
from tests.support.slack import TEAM

SLACK_GIVES_UP = 3.0  # seconds: https://docs.slack.dev/interactivity/handling-user-interaction
FEW, ROUNDS, MANY = 500, 3, 5_000  # presses at once
PER_SECOND, SECONDS = 2_000, 10
AGAIN = 3.0  # seconds: the bot says to try again in a few
MOST_LAG = 1.0  # seconds
PEOPLE = 2_000  # so that none of them presses faster than a person may
_ONE_EACH = re.compile(r"^mfa_request_seconds_count\b", re.MULTILINE)  # of each process
_BUSY = re.compile(r'^mfa_troubles_total\{[^}]*kind="busy"[^}]*\} ([\d.e+]+)$', re.MULTILINE)


@dataclass(slots=True)
class Crowd:
    """Presses from many connections. Each is sent when its time has come, whether the bot has
    answered the ones before or not.
    """

    url: str
    seconds: list[float] = field(default_factory=list)  # until the 200; infinite where none came
    lag: float = 0  # seconds after its time at which a press was sent, at most
    _idle: deque[Line] = field(default_factory=deque)

    async def press(self, requests: Sequence[bytes], per_second: float = inf) -> None:
        began = time.perf_counter()
        presses = []
        for n, request in enumerate(requests):
            at = began + n / per_second
            await asyncio.sleep(max(0, at - time.perf_counter()))
            self.lag = max(self.lag, time.perf_counter() - at)
            presses.append(asyncio.create_task(self._press(request, at)))
        await asyncio.gather(*presses)

    async def _press(self, request: bytes, at: float) -> None:
        try:
            async with asyncio.timeout(60):
                line = self._idle.pop() if self._idle else await Line.to(self.url)
                _, status, _ = await line.exchange(request)
        except OSError:
            self.seconds.append(inf)
            return
        self.seconds.append(time.perf_counter() - at if status == 200 else inf)
        self._idle.append(line)

    def close(self) -> None:
        for line in self._idle:
            line.close()


def late(seconds: Iterable[float]) -> int:
    """How many answers came when Slack had given up."""
    return sum(taken > SLACK_GIVES_UP for taken in seconds)


async def at_once(at: Environment) -> AsyncIterator[Figure]:
    """Rush until the last step is shown."""
    async with at.server() as server, at.bot(server) as bot:
        run = await walked(server.redis, await Line.to(bot.url), "rushing", at.slack)
        at.slack.delay = SLACK_SECONDS
        runs = await fill(server.redis, run, range(at.of(FEW)))
        few = [await _rush(at, server, bot, runs) for _ in range(ROUNDS)]
        yield Figure("rush_few", median(rush.shown for rush in few))
        runs = await fill(server.redis, run, range(FEW, FEW + at.of(MANY)))
        many = await _rush(at, server, bot, runs)
        yield Figure("rush_many", many.shown)
        yield Figure("rush_in_time", 100 * (1 - late(many.answered) / len(runs)))
        yield Figure("rush_again", many.again)
        at.slack.delay = 0


@dataclass(frozen=True, slots=True)
class Rush:
    shown: float  # seconds until the last step was shown
    answered: list[float]  # seconds until each first answer
    again: int  # presses that were made again


async def _rush(at: Environment, server: Server, bot: Serving, runs: Sequence[Run]) -> Rush:
    """Whoever is told that the bot is busy presses again, as it says."""
    answered: list[float] = []
    requests, again, left = [signed(bot.host, run.press()) for run in runs], 0, [*runs]
    began = time.perf_counter()
    while left:
        crowd = Crowd(bot.url)
        await crowd.press(requests)
        crowd.close()
        answered = answered or crowd.seconds
        moved = await _moved(server.redis, left)
        left = [run for run in left if run.id not in moved]
        for run in left:
            run.turn -= 1
        requests = [signed(bot.host, run.press()) for run in left]
        again += len(left)
        if left:
            await asyncio.sleep(AGAIN)
    await asyncio.gather(*(at.slack.shown(run.id, run.turn, 120) for run in runs))
    return Rush(time.perf_counter() - began, answered, again)


@dataclass(frozen=True, slots=True)
class Flood:
    late: int
    counted: float  # share of the presses
    unexplained: int  # presses that were neither counted nor refused because the bot is busy
    bytes_more: int  # of memory, at most, than before
    lag: float  # seconds after its time at which a press was sent, at most

    @property
    def figures(self) -> Mapping[str, float]:
        return {
            "late": self.late,
            "counted": 100 * self.counted,
            "unexplained": self.unexplained,
            "memory": self.bytes_more / 1024**2,
        }


async def flood_two(at: Environment) -> AsyncIterator[Figure]:
    """Two processes, on all cores."""
    for figure in told("flood_two", await _flood(at, 2)):
        yield figure


async def flood_one(at: Environment) -> AsyncIterator[Figure]:
    for figure in told("flood_one", await _flood(at, 1)):
        yield figure


def told(name: str, flood: Flood) -> list[Figure]:
    """Outcome; None where the presses themselves came late: then the answers tell nothing of the
    bot.
    """
    figures = {f"{name}_{what}": value for what, value in flood.figures.items()}
    why = f"presses were sent up to {flood.lag:.1f} s late" if flood.lag > MOST_LAG else ""
    return [
        Figure(key, None if why else value, why) for key, value in figures.items() if key in ROWS
    ]


async def _flood(at: Environment, workers: int) -> Flood:
    async with at.server() as server, at.bot(server, workers=workers, everywhere=True) as bot:
        run = await walked(server.redis, await Line.to(bot.url), "flooded", at.slack)
        presses = range(at.of(PER_SECOND * SECONDS))
        runs = await fill(server.redis, run, presses, people=PEOPLE)
        leads = [replace(ANA, id=lead(n, PEOPLE)) for n in presses]
        hook = f"{at.slack.url}/hooks"
        pairs = zip(runs, leads, strict=True)
        requests = [signed(bot.host, each.press(by, hook)) for each, by in pairs]
        before, crowd, at.slack.delay = bot.memory(), Crowd(bot.url), SLACK_SECONDS
        await crowd.press(requests, PER_SECOND)
        crowd.close()
        more = bot.memory() - before
        counted, busy = len(await _moved(server.redis, runs)), await _busy(bot, workers)
        at.slack.delay = 0
    unexplained = abs(len(runs) - counted - busy)
    return Flood(late(crowd.seconds), counted / len(runs), unexplained, more, crowd.lag)


async def _moved(redis: Redis, runs: Sequence[Run]) -> set[str]:
    """Which of the runs were moved by their press."""
    records = await redis.mget([f"mfa:{{{TEAM}}}:run:{run.id}" for run in runs])
    turns = [json.loads(str(record))["turn"] for record in records]
    return {run.id for turn, run in zip(turns, runs, strict=True) if turn == run.turn}


async def _busy(bot: Serving, workers: int) -> int:
    """How many requests the bot has refused because it is busy."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:  # a process that still shows what was pressed may not tell at once
            async with session.get(f"{bot.operator}/metrics") as answer:
                said = await answer.text()
            if len(_ONE_EACH.findall(said)) == workers:
                return int(sum(map(float, _BUSY.findall(said))))
            await asyncio.sleep(1)
