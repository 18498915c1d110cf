"""Redis: the one place that spells keys. Every key expires, every change is one script.

Redis settles only whether what was decided on is still true; what it means is `bot/core`'s.
All keys of a workspace share one hash tag, so that a script touches one slot of a cluster.
Every write may be sent twice (redis-py sends again after a time-out) and counts once.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import RedisError

from bot.change import KEEP_RUN, LEASE, Due, Snapshot, change
from bot.core.budget import DAY, Attempts, Limits
from bot.core.run import Decision
from bot.records import Shown, dump_shown, load_attempt, load_run, load_shown

KEEP_SEEN = DAY
HANDLED = "handled"
CLAIM = 30_000  # ms in which an event is handled, before a redelivery may be
PATIENCE = 2.0  # seconds for one question with all its retries: whoever asks has 3 s in Slack

_SCRIPTS = Path(__file__).parent

P = ParamSpec("P")
T = TypeVar("T")


class StoreAway(ConnectionError):
    """Redis does not answer, or refuses; nothing is known about the last write."""


class Committed(StrEnum):
    DONE = "done"
    REPEATED = "repeated"
    MOVED_ON = "moved on"


class Claim(StrEnum):
    """Whose an event is: a redelivery of one that is being handled may be the one that counts."""

    MINE = "mine"
    BUSY = "busy"
    HANDLED = "handled"


def _answers_or_is_away(
    method: Callable[Concatenate["Store", P], Awaitable[T]],
) -> Callable[Concatenate["Store", P], Coroutine[Any, Any, T]]:
    @wraps(method)
    async def guarded(self: "Store", /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with asyncio.timeout(PATIENCE):
                return await method(self, *args, **kwargs)
        except (RedisError, OSError) as error:  # a TimeoutError is an OSError
            raise StoreAway(f"{type(error).__name__}: {error}") from error

    return guarded


def connect(url: str) -> "Redis":
    """A client that gives up within Slack's 3 s even when nobody answers.

    No `health_check_interval`: redis-py 8.1 would never give up on a server that wants another
    password, and the retries find a dead connection just as well.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=64,
        timeout=1,
        socket_connect_timeout=0.5,
        socket_timeout=1,
        retry=Retry(ExponentialWithJitterBackoff(cap=0.2, base=0.02), 2),
        decode_responses=True,
    )
    return Redis.from_pool(pool)


class Store:
    def __init__(self, client: "Redis", limits: Limits) -> None:
        self._redis = client
        self._limits = limits
        self._load, self._commit, self._take, self._settle, self._give_up = (
            client.register_script((_SCRIPTS / f"{name}.lua").read_text(encoding="utf-8"))
            for name in ("load", "commit", "take", "settle", "release")
        )

    @_answers_or_is_away
    async def load(self, team: str, account: str, run_id: str = "") -> Snapshot:
        """The account as it is now, and one run of it. Raises NewerRecord, StoreAway."""
        keys = [
            _key(team, "run", run_id),
            _key(team, "attempts", account),
            _key(team, "revision", account),
            _key(team, "account", account),
        ]
        run, revision, attempts, members = await self._load(keys=keys)
        made = tuple(sorted(map(load_attempt, attempts), key=lambda a: (a.at, a.id)))
        return Snapshot(
            run=load_run(run) if run else None,
            attempts=Attempts(made, self._limits),
            revision=revision,
            open=tuple(_entry(member) for member in members),
        )

    @_answers_or_is_away
    async def commit(self, team: str, before: Snapshot, decision: Decision, now: int) -> Committed:
        """Write a decision if the run's turn and the account's revision are still `before`'s."""
        run = decision.run
        former = before.run.lead if before.run else run.lead
        keys = [
            _key(team, "run", run.id),
            _key(team, "attempts", run.account),
            _key(team, "revision", run.account),
            _key(team, "account", run.account),
            _key(team, "user", run.lead),
            _key(team, "user", former),
            _key(team, "due"),
            _key(team, "audit"),
        ]
        text = change(before, decision, now, self._limits)
        return Committed(await self._commit(keys=keys, args=[text]))

    @_answers_or_is_away
    async def runs_of(self, team: str, user: str) -> tuple[str, ...]:
        """Ids of a person's open runs, the one that moved last first."""
        return tuple(str(i) for i in await self._redis.zrevrange(_key(team, "user", user), 0, 9))

    @_answers_or_is_away
    async def take(self, team: str, now: int, most: int = 20) -> tuple[Due, ...]:
        """What is due, for this process alone until the lease ends."""
        until = now + LEASE
        members = await self._take(keys=[_key(team, "due")], args=[now, until, most])
        return tuple(Due.parse(member, until) for member in members)

    @_answers_or_is_away
    async def settle(self, team: str, due: Due, again_at: int | None = None) -> None:
        again = "" if again_at is None else str(again_at)
        await self._settle(keys=[_key(team, "due")], args=[due.member, due.lease, again])

    @_answers_or_is_away
    async def add_due(self, team: str, due: Due, at: int) -> None:
        await self._redis.zadd(_key(team, "due"), {due.member: at})

    @_answers_or_is_away
    async def due_now(self, team: str, now: int) -> int:
        return int(await self._redis.zcount(_key(team, "due"), "-inf", now))

    @_answers_or_is_away
    async def shown(self, team: str, run_id: str) -> Shown:
        text = await self._redis.get(_key(team, "shown", run_id))
        return load_shown(str(text)) if text else Shown()

    @_answers_or_is_away
    async def mark(self, team: str, run_id: str, shown: Shown, done: tuple[Due, ...] = ()) -> None:
        """Keep what Slack shows now, and take off `due` what that fulfils."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(_key(team, "shown", run_id), dump_shown(shown), px=KEEP_RUN)
            pipe.pexpire(_key(team, "delivering", run_id), LEASE)  # still at it
            pipe.pexpire(_key(team, "run", run_id), KEEP_RUN)
            if done:
                pipe.zrem(_key(team, "due"), *(due.member for due in done))
            await pipe.execute()

    @asynccontextmanager
    async def delivering(self, team: str, run_id: str) -> AsyncIterator[bool]:
        """Whether this process alone delivers the run now; another one does where it is False."""
        key, token = _key(team, "delivering", run_id), uuid.uuid4().hex
        mine = await self._hold(key, token, LEASE)
        try:
            yield mine
        finally:
            if mine:
                await self._release(key, token)

    @_answers_or_is_away
    async def _hold(self, key: str, token: str, ms: int) -> bool:
        if await self._redis.set(key, token, nx=True, px=ms):
            return True
        return bool(await self._redis.get(key) == token)  # a repeated command found its own token

    @_answers_or_is_away
    async def _release(self, key: str, token: str) -> None:
        await self._give_up(keys=[key], args=[token])

    @_answers_or_is_away
    async def claim(self, team: str, event: str, token: str) -> Claim:
        """Whether this event is still to be handled, by this process."""
        key = _key(team, "seen", event)
        if await self._hold(key, token, CLAIM):
            return Claim.MINE
        return Claim.HANDLED if await self._redis.get(key) == HANDLED else Claim.BUSY

    @_answers_or_is_away
    async def handled(self, team: str, event: str) -> None:
        await self._redis.set(_key(team, "seen", event), HANDLED, px=KEEP_SEEN)

    @_answers_or_is_away
    async def unclaim(self, team: str, event: str, token: str) -> None:
        await self._release(_key(team, "seen", event), token)

    @_answers_or_is_away
    async def audit(self, team: str, newest: int = 100) -> list[dict[str, str]]:
        entries: Any = await self._redis.xrevrange(_key(team, "audit"), count=newest)
        return [fields for _, fields in entries]

    @_answers_or_is_away
    async def ping(self) -> None:
        await self._redis.ping()

    @_answers_or_is_away
    async def persistence(self) -> dict[str, str]:
        """`appendonly` and `maxmemory_policy` of the server; empty where it may not be asked."""
        try:
            about: dict[str, Any] = await self._redis.info("everything")
        except RedisError:
            return {}
        names = ("aof_enabled", "maxmemory_policy")
        return {name: str(about[name]) for name in names if name in about}

    async def close(self) -> None:
        await self._redis.aclose(close_connection_pool=True)


def _key(team: str, kind: str, name: str = "") -> str:
    return f"mfa:{{{team}}}:{kind}" + (f":{name}" if name else "")


def _entry(member: str) -> tuple[str, str]:
    flow, _, run_id = member.partition("/")
    return flow, run_id
