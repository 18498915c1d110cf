"""A storm: people walk flows, the bot's processes are killed, and in the end all is judged."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from bot.guide import Guide
from bot.guide.opening import open_store
from bot.local.clock import turned_clock
from bot.local.slack.server import LocalSlack
from bot.local.slack.workspace import Person as Known
from bot.settings.settings import read
from bot.settings.team_file import read_team
from bot.slack.api.methods import HISTORY
from bot.store.clock import utc_ms
from tests.chaos.book import Book
from tests.chaos.judge import Judge, Verdict
from tests.chaos.replica import Replica
from tests.chaos.walker import Walker, team_file
from tests.support.redis_server import RedisServer
from tests.support.shelf import audit
from tests.support.shipped import FLOWS
from tests.support.slack import MANIFEST, SECRET, TEAM, TOKEN, Slack, following

PEOPLE = tuple(Known(f"U0W{n}", f"w{n}", f"Walker {n}", "en-US", "UTC") for n in range(6))
MEDDLER = Known("U0MEDDLER", "meddler", "Somebody Else", "en-US", "UTC")
HELPER = Known("U0HELPER", "helper", "Whoever Helps", "zh-TW", "UTC")
SECOND = Known("U0SECOND", "second", "A Second Person", "en-US", "UTC")
APPROVING = (HELPER.id, SECOND.id)
CALM = 60.0  # seconds in which all that is due must be done when nobody is killed any more
DEATH = 60.0  # seconds in which somebody crosses the point where the bot is to die
LOOK_EVERY = 0.05


@dataclass(slots=True)
class Storm:
    slack: Slack
    replicas: list[Replica]
    chance: random.Random
    book: Book
    settings: dict[str, str]
    may_look: bool
    over: asyncio.Event
    walking: list[asyncio.Task[None]]

    @property
    def kills(self) -> int:
        return sum(len(replica.killed_at) for replica in self.replicas)

    async def kill_at(self, points: Iterable[str]) -> None:
        """For each point a process dies as it passes there, and is started again."""
        for point in points:
            replica = self.chance.choice(self.replicas)
            await replica.end()
            await replica.start(point, self.chance.randrange(2, 8) // len(self.replicas))
            async with asyncio.timeout(DEATH):
                await replica.dies()
        await self.all_up()

    async def all_up(self) -> None:
        await asyncio.gather(*(each.start() for each in self.replicas if not each.ready))

    async def kill_at_random(self, kills: int, pause: float) -> None:
        """At any moment, about every `pause` seconds."""
        for _ in range(kills):
            await asyncio.sleep(self.chance.uniform(0.1, 2 * pause))
            replica = self.chance.choice(self.replicas)
            await replica.kill()
            await replica.start()
            self._walkers_are_well()

    async def calls(self, more: int) -> None:
        """Until so many more calls were asked of AWS."""
        enough = self.book.calls + more
        await self._until(lambda: self.book.calls >= enough)

    async def answers(self, more: int) -> None:
        """Until so many more requests for an approval were answered."""
        enough = self.book.answers + more
        await self._until(lambda: self.book.answers >= enough)

    async def judged(self) -> Verdict:
        judge, undone = await self.ends()
        verdict = judge.judge()
        verdict.broken += [f"is still due: {member}" for member in undone]
        verdict.broken += self.slack.violations
        return verdict

    async def ends(self) -> tuple[Judge, list[str]]:
        """All that there is to judge, and what is still due, when all have come to rest."""
        self.over.set()
        await asyncio.gather(*self.walking)
        settings = read(self.settings)
        team = read_team(settings.team_file, settings.flows_dir)
        async with (
            Redis.from_url(settings.redis_url, decode_responses=True) as redis,
            open_store(settings, team=team) as store,
        ):
            undone = await _calm(redis)
            await self.slack.caught_up()
            moves = (await audit(redis, TEAM))[::-1]
            guide = Guide(FLOWS, store, team=team)
            judge = Judge(
                flows=FLOWS,
                limits=settings.limits,
                slack=self.slack,
                book=self.book,
                audit=moves,
                team=team,
                runs={run: await guide.look(TEAM, run) for run in {e["run"] for e in moves}},
                killed_at=[at for replica in self.replicas for at in replica.killed_at],
                may_look=self.may_look,
                helper=HELPER.id,
                approving=APPROVING,
                rules=guide.approvals,
            )
        return judge, undone

    async def _until(self, found: Callable[[], bool]) -> None:
        def seen() -> bool:
            self._walkers_are_well()
            return found()

        await self.slack.until(seen, CALM)

    def _walkers_are_well(self) -> None:
        for task in self.walking:
            if task.done():
                task.result()


def repeatable(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- no secret


async def _calm(redis: Redis) -> list[str]:
    """What is still due when nothing should be."""
    undone: list[str] = []
    for _ in range(int(CALM / LOOK_EVERY)):
        now = await redis.zrange(f"mfa:{{{TEAM}}}:due", "-inf", utc_ms(), byscore=True)
        later = await redis.zrange(f"mfa:{{{TEAM}}}:due", 0, -1)
        undone = sorted({*map(str, now), *(m for m in map(str, later) if m.startswith("show:"))})
        if not undone:
            break
        await asyncio.sleep(LOOK_EVERY)
    return undone


@asynccontextmanager
async def storm(
    home: Path, seed: str, replicas: int = 1, *, may_look: bool = True, walkers: int = 3
) -> AsyncIterator[Storm]:
    """`may_look`: the app was granted the scopes to look for messages of its own.

    With few `walkers` there is less to do until each of what is waited for has happened.
    """
    chosen = PEOPLE[:walkers]
    async with AsyncExitStack() as stack:
        redis = RedisServer(home)
        redis.start()
        stack.callback(redis.kill)
        clock = stack.enter_context(turned_clock(home / "clock"))
        withheld = () if may_look else HISTORY
        people = (*chosen, MEDDLER, HELPER, SECOND)
        local = LocalSlack(MANIFEST, TOKEN, SECRET, clock, people, withheld=withheld)
        await stack.enter_async_context(local)
        slack = await stack.enter_async_context(following(local.url))
        file = home / "team.yaml"
        known = team_file([who.id for who in chosen], HELPER.id, APPROVING)
        file.write_text(known, encoding="utf-8")
        settings = {
            "TEAM_FILE": str(file),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": local.api_url,
            "REDIS_URL": redis.url,
            "DATA_DIR": str(home),
        }
        bots = [Replica(settings, home / "log") for _ in range(replicas)]
        for bot in bots:
            stack.push_async_callback(bot.end)
        turns = itertools.cycle(bots)

        def aim() -> None:
            """At the replicas in turn, as a balancer that knows which are ready."""
            found = next((b for b in itertools.islice(turns, replicas) if b.ready), bots[0])
            local.delivery.set_bot_url(found.url)

        book, over = Book(), asyncio.Event()
        each_walker = [
            Walker(
                slack,
                who.id,
                MEDDLER.id,
                HELPER.id,
                repeatable(f"{seed}/{who.id}"),
                book,
                aim,
                approving=APPROVING,
            )
            for who in chosen
        ]
        walking = [asyncio.create_task(walker.walk(over)) for walker in each_walker]
        try:
            yield Storm(slack, bots, repeatable(seed), book, settings, may_look, over, walking)
        finally:
            for task in walking:
                task.cancel()
            await asyncio.gather(*walking, return_exceptions=True)
