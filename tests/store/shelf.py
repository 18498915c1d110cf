"""One workspace on one server, and the shortest way to write decisions to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from redis.asyncio import Redis

from bot.core.budget import Attempt, AttemptKind, Attempts, Limits
from bot.core.decision import Decision
from bot.core.due import Due
from bot.core.place import Place
from bot.core.run import Run
from bot.core.shown import Shown
from bot.core.snapshot import Snapshot
from bot.core.timers import Timer
from bot.store.client import Client
from bot.store.store import Committed, Store

TEAM = "T1"
NOW = 1_800_000_000_000


def a_run(**changes: Any) -> Run:
    run = Run(
        id="prod.a",
        account="prod",
        lead="U1",
        channel="C1",
        language="en",
        region="TW",
        place=Place.at("mfa-lost", "what_happened"),
        opened_at=NOW,
        moved_at=NOW,
        press="opening",
    )
    return replace(run, **changes)


def an_attempt(name: str, at: int = NOW, **changes: Any) -> Attempt:
    return replace(Attempt(name, at, "U1", AttemptKind.CALL, "prod.a"), **changes)


class Shelf:
    """`now` stands still until a test moves it."""

    def __init__(self, client: Client) -> None:
        self.redis = cast("Redis", client)  # a Cluster's has the same commands
        self.now = NOW
        self.store = Store(client, Limits(), lambda: self.now)

    async def load(self, run_id: str = "prod.a") -> Snapshot:
        return await self.store.load(TEAM, run_id.rsplit(".", 1)[0], run_id)

    async def commit(
        self,
        before: Snapshot,
        run: Run,
        attempts: Attempts | None = None,
        timers: tuple[Timer, ...] = (),
        *,
        parked: bool = False,
        unsafe: bool = False,
    ) -> Committed:
        audit = {"run": run.id, "button": run.press, "reason": "", "at": str(self.now)}
        attempts = attempts or before.attempts
        decision = Decision(run, attempts, audit, timers, parked=parked, unsafe=unsafe)
        return await self.store.commit(TEAM, before, decision)

    async def take(self, at: int | None = None, most: int = 20) -> tuple[Due, ...]:
        """What is due, at that moment."""
        self.now = at or self.now
        return (await self.store.due.take(TEAM, most)).due

    async def open(self, timers: tuple[Timer, ...] = (), **changes: Any) -> Run:
        """Begin a run."""
        run = a_run(**changes)
        before = await self.load(run.id)
        begun = replace(run, moved_at=self.now)
        assert await self.commit(replace(before, run=None), begun, timers=timers) is Committed.DONE
        return begun

    async def move(
        self,
        press: str,
        run_id: str = "prod.a",
        timers: tuple[Timer, ...] = (),
        *,
        parked: bool = False,
        unsafe: bool = False,
        **changes: Any,
    ) -> Committed:
        """One press: load, decide, commit."""
        before = await self.load(run_id)
        run = self.next(before, press, **changes)
        return await self.commit(before, run, timers=timers, parked=parked, unsafe=unsafe)

    async def change_attempts(
        self, press: str, change: Callable[[Attempts], Attempts], run_id: str = "prod.a"
    ) -> Committed:
        before = await self.load(run_id)
        return await self.commit(before, self.next(before, press), change(before.attempts))

    async def mark(
        self, shown: Shown, *done: Due, run_id: str = "prod.a", keep: bool = False
    ) -> None:
        """As whoever delivers the run."""
        async with self.store.holds.delivering(TEAM, run_id) as hold:
            assert hold
            await self.store.holds.finish(hold, shown, done, keep=keep)

    async def shown(self, run_id: str = "prod.a") -> Shown:
        """What Slack shows of the run."""
        return (await self.load(run_id)).shown

    def next(self, before: Snapshot, press: str, **changes: Any) -> Run:
        assert before.run
        turn = before.run.turn + 1
        return replace(before.run, turn=turn, press=press, moved_at=self.now, **changes)

    async def contents(self) -> dict[str, str]:
        """Every key and what it holds, as the server would dump it; TTLs apart."""
        keys = sorted([key async for key in self.redis.scan_iter("*")])
        async with self.redis.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.type(key)
            kinds = await pipe.execute()
            read: dict[str, Callable[[str], Any]] = {
                "string": pipe.get,
                "zset": lambda key: pipe.zrange(key, 0, -1, withscores=True),
                "stream": pipe.xlen,
            }
            for key, kind in zip(keys, kinds, strict=True):
                read[kind](key)
            return dict(zip(keys, map(str, await pipe.execute()), strict=True))
