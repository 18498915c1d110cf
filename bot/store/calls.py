"""How Redis is asked: a few quick tries, and then the truth; scripts by their digest."""

import asyncio
import hashlib
import random
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

from bot.store.client import Client, NotSent
from bot.store.errors import Interrupted, error_sentence

TIMEOUT_SECONDS = 2.0  # seconds for one question with all its tries: whoever asks has 3 s in Slack
RETRY_PAUSES = (0.02, 0.1)  # seconds before it is asked again

_SCRIPTS = Path(__file__).parent / "scripts"

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
# But for an error in the middle of a script: what that had written by then stays.
_NOT_DONE = (ResponseError, BusyLoadingError, NotSent, RedisClusterException)
_TROUBLES = (RedisError, RedisClusterException, OSError)  # a TimeoutError is an OSError


def _not_done(error: BaseException) -> bool:
    return isinstance(error, _NOT_DONE) and not isinstance(error, Interrupted)


def retried(ask: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Three quick tries, and then the truth: not done, or nobody knows.

    What is asked must be safe to ask twice. Raises StoreAway, NotWritten.
    """

    @wraps(ask)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        unheard = False  # whether an answer was lost, so that a write may have counted
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                for pause in RETRY_PAUSES:
                    try:
                        return await ask(*args, **kwargs)
                    except _PASSING as error:
                        unheard = unheard or not _not_done(error)
                    await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
                return await ask(*args, **kwargs)
        except _TROUBLES as error:
            away = NotWritten if _not_done(error) and not unheard else StoreAway
            raise away(str(error_sentence(error))) from error

    return guarded


class Script:
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
