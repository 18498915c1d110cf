"""Calls to Redis: retries for 2 s, two kinds of failure, and Lua scripts by digest."""

import asyncio
import hashlib
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

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

from bot.store.client import Client
from bot.store.errors import Interrupted, error_sentence
from bot.store.pool import NotSent

TRY_SECONDS = 2.0  # after which a call is not tried again: Slack gives 3 s for the whole press
RETRY_PAUSES = (0.02, 0.1)  # seconds before each retry

_SCRIPTS = Path(__file__).parent / "scripts"

P = ParamSpec("P")
T = TypeVar("T")


class StoreAway(ConnectionError):
    """Redis did not answer, or refused; the last write may be applied or not."""


class NotWritten(StoreAway):
    """Redis refused, or was never reached: the write is surely not applied."""


_PASSING = (
    *(RedisConnectionError, RedisTimeoutError, OSError, ReadOnlyError),
    *(ClusterDownError, RedisClusterException),
)
# Except an error in the middle of a script, whose writes until then stay.
_NOT_DONE = (ResponseError, BusyLoadingError, NotSent, RedisClusterException)
_TROUBLES = (RedisError, RedisClusterException, OSError)  # a TimeoutError is an OSError


def _was_not_applied(error: BaseException) -> bool:
    return isinstance(error, _NOT_DONE) and not isinstance(error, Interrupted)


def retried(ask: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Decorator that retries a call twice, for 2 s. The call must be safe to repeat.

    Each try has the time limits of the client, and a press those of `bot.guide.deadline`.

    Raises NotWritten if it is surely not applied, StoreAway if that is unknown.
    """

    @wraps(ask)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        answer_lost = False  # whether an answer was lost, so that the write may be applied
        last_try = time.monotonic() + TRY_SECONDS
        try:
            for pause in RETRY_PAUSES:
                try:
                    return await ask(*args, **kwargs)
                except _PASSING as error:
                    if time.monotonic() + pause > last_try:
                        raise
                    answer_lost = answer_lost or not _was_not_applied(error)
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
            return await ask(*args, **kwargs)
        except _TROUBLES as error:
            away = NotWritten if _was_not_applied(error) and not answer_lost else StoreAway
            raise away(str(error_sentence(error))) from error

    return guarded


class Script:
    """Lua script, called by its digest; sent in full only to a server that does not know it."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._text = (_SCRIPTS / f"{name}.lua").read_text(encoding="utf-8")
        self._sha = hashlib.sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, keys: Sequence[str], args: Sequence[str | int] = ()) -> Any:
        try:
            return await self._client.evalsha(self._sha, len(keys), *keys, *args)
        except NoScriptError:
            return await self._client.eval(self._text, len(keys), *keys, *args)
