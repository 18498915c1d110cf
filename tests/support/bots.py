"""The bot under test: the real composition on a real port, with a clock that a test turns."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from redis.asyncio import Redis

from bot.app import assemble
from bot.core.budget import HOUR, MINUTE
from bot.core.due import Due
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.health import endpoints
from bot.process.http_server import HttpServer
from bot.serving.process import Bot
from bot.settings.settings import Settings
from bot.slack.delivery.evidence_watch import EvidenceWatch
from bot.slack.transport import http
from bot.store.commit import LEASE_MS
from tests.support.door import Answer, Door
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import SECRET, TEAM, TOKEN, Message, Slack

LOOK_EVERY = 0.02  # seconds; the bot's own pace would only make tests wait


class Clock:
    """Milliseconds since 1970; stands still until a test turns it."""

    def __init__(self) -> None:
        self._began = self.now = time.time_ns() // 1_000_000
        self._passed = 0

    @property
    def ahead(self) -> int:
        return self.now - self._began

    def skip(self, ms: int) -> None:
        self.now += ms
        self._passed += ms

    def set_back(self, ms: int) -> None:
        """The time of day alone, as an operator or NTP does."""
        self.now -= ms

    def monotonic(self) -> float:
        """Seconds that have passed."""
        return self._passed / 1000

    def __call__(self) -> int:
        return self.now

    def turn(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self.skip(int(hours * HOUR + minutes * MINUTE + seconds * 1000))


@dataclass(slots=True)
class Served:
    bot: Bot
    slack: Slack
    door: Door
    clock: Clock

    def person(self, name: str) -> Person:
        return Person(self.slack, name)

    async def settled(self) -> None:
        """Until all that a request left to do after its answer is done."""
        await self.bot.background.drain(HANGING)
        await self.slack.caught_up()

    async def look(self, run: str) -> Snapshot:
        return await self.bot.guide.look(TEAM, run)

    async def run(self) -> Run:
        """The run whose step was shown last, as Redis holds it."""
        found = (await self.look(self.step().step["run"])).run
        assert found
        return found

    async def used(self, account: str = "prod") -> int:
        found = await self.bot.guide.store.load(TEAM, account)
        return found.attempts.used(self.clock())

    def step(self) -> Message:
        """The message that shows the present step."""
        return self.slack.steps()[-1]

    async def undone(self) -> int:
        """How many steps are still to be shown; other things are due later than those."""
        async with Redis.from_url(self.bot.settings.redis_url) as redis:
            key, soon = f"mfa:{{{TEAM}}}:due", self.clock() + LEASE_MS
            return int(await redis.zcount(key, "-inf", soon))

    async def pass_time(self, **time: float) -> None:
        """Turn the clock, until the loop has done what that makes due."""
        await aws_has_answered()
        self.clock.turn(**time)
        store, errand = self.bot.guide.store, Due("an errand", "of.nobody")
        async with Redis.from_url(self.bot.settings.redis_url) as redis:
            for _ in range(2):  # taken with the rest of what is due, and again when that is done
                await store.due.add(TEAM, errand, self.clock())
                await until_gone(redis.zscore, f"mfa:{{{TEAM}}}:due", errand.member)
        await aws_has_answered()
        await self.slack.caught_up()

    async def start(self, person: Person, command: str = "/mfa-lost", account: str = "prod") -> str:
        """The id of a new run; /mfa-phone takes a number, so its account is typed in a window."""
        known = len(self.slack.steps())
        if command == "/mfa-phone":
            await person.submit(await person.asks_window(command), account)
        else:
            await person.command(command, account)
        await self.slack.until(lambda: len(self.slack.steps()) > known)
        await self.settled()
        return str(self.step().step["run"])

    async def forget_parked(self, account: str = "prod") -> None:
        """As where an older bot parked a run: it kept no list of those."""
        async with Redis.from_url(self.bot.settings.redis_url, decode_responses=True) as redis:
            key = f"mfa:{{{TEAM}}}:account:{account}"
            members = [str(member) for member in await redis.zrange(key, 0, -1)]
            parked = [member for member in members if member.startswith("~")]
            assert parked
            await redis.zrem(key, *parked)

    async def start_anew(self, person: Person, command: str = "/mfa-lost") -> str:
        """The id of a new run, begun where one of the procedure is parked for the account."""
        known = {message.step["run"] for message in self.slack.steps()}
        await person.command(command, "prod")
        await self.settled()
        await person.press("Start a New One", self.slack.told(person.id)[-1])
        await self.settled()
        shown = {message.step["run"] for message in self.slack.steps()}
        (run,) = shown - known
        return str(run)

    async def walk(self, person: Person, *presses: str) -> None:
        """Press one button after the other, as scenarios write them; each must move the run."""
        for press in presses:
            turn, run = self.step().step["turn"], self.step().step["run"]
            answer = await self._press(person, press)
            assert (answer.status, answer.text) == (200, ""), f"{press}: {answer}"
            await self.settled()
            shown = self.slack.steps(run)[-1].step
            assert shown["turn"] == turn + 1, f"{press} moved nothing at {shown}"

    async def _press(self, person: Person, press: str) -> Answer:
        name, is_typed, text = press.partition("=")
        if not is_typed:
            return await person.press(name, self.step())
        return await person.answer(text)


async def aws_has_answered() -> None:
    """Until the loop has ended what it asks AWS; where that is slow, it goes on meanwhile."""
    tasks = [
        task
        for task in asyncio.all_tasks()
        if getattr(getattr(task.get_coro(), "cr_await", None), "__qualname__", "")
        == EvidenceWatch.settle.__qualname__
    ]
    if tasks:
        await asyncio.wait(tasks, timeout=HANGING)


async def until_gone(ask: Callable[..., Awaitable[object]], *about: str) -> None:
    """Ask Redis again and again: it does not announce that something is gone."""
    async with asyncio.timeout(HANGING):
        while await ask(*about):  # noqa: ASYNC110 -- nothing to wait for
            await asyncio.sleep(LOOK_EVERY / 4)


async def eventually(found: Callable[[], object], seconds: float = HANGING) -> None:
    """For what no call to Slack announces."""
    async with asyncio.timeout(seconds):
        while not found():  # noqa: ASYNC110 -- it has no event to wait for
            await asyncio.sleep(LOOK_EVERY / 4)


@asynccontextmanager
async def served(slack: Slack, redis_url: str, clock: Clock, **set_: Any) -> AsyncIterator[Served]:
    async with (
        assemble(settings(slack, redis_url, **set_), clock, clock.monotonic) as bot,
        ClientSession() as session,
    ):
        bot.worker.every = LOOK_EVERY
        bot.redis.well = bot.redis.ill = 0
        operator = HttpServer(endpoints.build(bot.checks), "127.0.0.1", 0)
        secrets = SECRET, bot.settings.slack_signing_secret_old
        front = HttpServer(http.build(bot.admission, *secrets), "127.0.0.1", 0)
        await operator.start()
        await front.start()
        work = asyncio.create_task(bot.work())
        try:
            await eventually(lambda: bot.installation.identity)
            await slack.points_to(front.url)
            yield Served(bot, slack, Door(front.url, operator.url, session), clock)
        finally:
            await front.close()
            await operator.close()
            bot.worker.stop()
            await bot.background.drain(5)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


def settings(slack: Slack, redis_url: str, **set_: Any) -> Settings:
    return Settings(
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        slack_api_url=slack.api_url,
        redis_url=redis_url,
        data_dir=Path("/nonexistent"),
        **set_,
    )
