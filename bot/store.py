"""Redis: the one place that spells keys. Every key expires, every change is one script.

Redis settles only whether what was decided on is still true; what it means is `bot/core`'s.
All keys of a workspace share one hash tag, so that a script touches one slot of a cluster.
Every write may be sent twice (it is sent again when its answer was lost) and counts once.
"""

import asyncio
import hashlib
import random
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    NoScriptError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.change import KEEP_RUN, LEASE, Due, Snapshot, change
from bot.core.budget import DAY, Attempts, Limits
from bot.core.run import Decision
from bot.records import Shown, dump_shown, load_attempt, load_run, load_shown
from bot.redis_client import Client, NotSent

KEEP_SEEN = DAY
HANDLED = "handled"
HOLD = 5_000  # ms for which a delivery is one process's own; renewed while that one is at it
PING_KEPT = 1000  # ms
CLAIM = 30_000  # ms in which an event is handled, before a redelivery may be
PATIENCE = 2.0  # seconds for one question with all its tries: whoever asks has 3 s in Slack
PAUSES = (0.02, 0.1)  # seconds before it is asked again

_SCRIPTS = Path(__file__).parent

P = ParamSpec("P")
T = TypeVar("T")


class StoreAway(ConnectionError):
    """Redis does not answer, or refuses; what became of the last write is not known."""


class NotWritten(StoreAway):
    """Redis refused, or was never reached: what was asked of it is not done."""


_PASSING = (
    *(RedisConnectionError, RedisTimeoutError, OSError, ReadOnlyError),
    *(ClusterDownError, RedisClusterException),
)
_NOT_DONE = (ResponseError, BusyLoadingError, NotSent, RedisClusterException)
_TROUBLES = (RedisError, RedisClusterException, OSError)  # a TimeoutError is an OSError


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
    """Three quick tries, and then the truth: not done, or nobody knows."""

    @wraps(method)
    async def guarded(self: "Store", /, *args: P.args, **kwargs: P.kwargs) -> T:
        unheard = False  # whether an answer was lost, so that a write may have counted
        try:
            async with asyncio.timeout(PATIENCE):
                for pause in PAUSES:
                    try:
                        return await method(self, *args, **kwargs)
                    except _PASSING as error:
                        unheard = unheard or not isinstance(error, _NOT_DONE)
                    await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
                return await method(self, *args, **kwargs)
        except _TROUBLES as error:
            away = NotWritten if isinstance(error, _NOT_DONE) and not unheard else StoreAway
            raise away(f"{type(error).__name__}: {error}") from error

    return guarded


class _Script:
    """Run by its digest; sent whole to a server that does not know it, and to that one alone."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._text = (_SCRIPTS / f"{name}.lua").read_text(encoding="utf-8")
        self._sha = hashlib.sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, keys: Sequence[str], args: Sequence[str | int] = ()) -> Any:
        try:
            return await self._client.evalsha(self._sha, len(keys), *keys, *args)
        except NoScriptError:
            return await self._client.eval(self._text, len(keys), *keys, *args)


class Store:
    def __init__(self, client: Client, limits: Limits) -> None:
        self._redis = client
        self._limits = limits
        self._load, self._commit, self._mark, self._take, self._settle, self._give_up = (
            _Script(client, name)
            for name in ("load", "commit", "mark", "take", "settle", "release")
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
        run, revision, attempts, members = await self._load(keys)
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
        return Committed(await self._commit(keys, [text]))

    @_answers_or_is_away
    async def runs_of(self, team: str, user: str) -> tuple[str, ...]:
        """Ids of a person's open runs, the one that moved last first."""
        return tuple(str(i) for i in await self._redis.zrevrange(_key(team, "user", user), 0, 9))

    @_answers_or_is_away
    async def take(self, team: str, now: int, most: int = 20) -> tuple[Due, ...]:
        """What is due, for this process alone until the lease ends."""
        until = now + LEASE
        members = await self._take([_key(team, "due")], [now, until, most])
        return tuple(Due.parse(member, until) for member in members)

    @_answers_or_is_away
    async def settle(self, team: str, due: Due, again_at: int | None = None) -> None:
        again = "" if again_at is None else str(again_at)
        await self._settle([_key(team, "due")], [due.member, due.lease, again])

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
        kinds = ("run", "shown", "delivering")
        keys = [*(_key(team, kind, run_id) for kind in kinds), _key(team, "due")]
        members = [due.member for due in done]
        await self._mark(keys, [dump_shown(shown), KEEP_RUN, HOLD, *members])

    @asynccontextmanager
    async def delivering(self, team: str, run_id: str) -> AsyncIterator[bool]:
        """Whether this process alone delivers the run now; another one does where it is False."""
        key, token = _key(team, "delivering", run_id), uuid.uuid4().hex
        if not await self._begin(key, token):
            yield False
            return
        renewing = asyncio.create_task(self._renew_until_cancelled(key))
        try:
            yield True
        finally:
            renewing.cancel()
            await self._end(key, token)

    async def _renew_until_cancelled(self, key: str) -> None:
        """Slack may take longer than a process that was killed is waited for."""
        while True:
            await asyncio.sleep(HOLD / 3000)
            with suppress(StoreAway):
                await self._renew(key)

    @_answers_or_is_away
    async def _renew(self, key: str) -> None:
        await self._redis.pexpire(key, HOLD)

    @_answers_or_is_away
    async def _begin(self, key: str, token: str) -> bool:
        return await self._hold(key, token, HOLD)

    @_answers_or_is_away
    async def _end(self, key: str, token: str) -> None:
        await self._give_up([key], [token])

    async def _hold(self, key: str, token: str, ms: int) -> bool:
        if await self._redis.set(key, token, nx=True, px=ms):
            return True
        return bool(await self._redis.get(key) == token)  # a repeated command found its own token

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
        await self._give_up([_key(team, "seen", event)], [token])

    @_answers_or_is_away
    async def audit(self, team: str, newest: int = 100) -> list[dict[str, str]]:
        entries: Any = await self._redis.xrevrange(_key(team, "audit"), count=newest)
        return [fields for _, fields in entries]

    @_answers_or_is_away
    async def ping(self, team: str) -> None:
        """Whether a workspace's data can be written, by writing: replicas and full servers answer
        a PING too.
        """
        await self._redis.set(_key(team, "ping"), "", px=PING_KEPT)

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
        await self._redis.aclose()


def _key(team: str, kind: str, name: str = "") -> str:
    return f"mfa:{{{team}}}:{kind}" + (f":{name}" if name else "")


def _entry(member: str) -> tuple[str, str]:
    flow, _, run_id = member.partition("/")
    return flow, run_id
