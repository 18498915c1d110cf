"""Sentinels, which name the master that a client connects to."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from redis.asyncio.sentinel import MasterNotFoundError, Sentinel, SentinelConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.store import error_sentences
from bot.store.errors import PARSE_ERRORS, RedactingParser, error_sentence
from bot.store.pool import WaitingPool


class MasterPool(SentinelConnectionPool, WaitingPool):
    """Waiting pool for the master of Sentinels; closes the Sentinels too."""

    async def aclose(self) -> None:
        await super().aclose()
        await self.sentinel_manager.aclose()


class Sentinels(Sentinel):
    """Sentinels, asked by one task at a time: redis-py 8.1 loses some if two ask at once."""

    def __init__(self, nodes: Sequence[tuple[str, int]], options: Mapping[str, Any]) -> None:
        super().__init__(nodes, sentinel_kwargs=options)  # type: ignore[no-untyped-call]
        for sentinel in self.sentinels:
            sentinel.connection_pool.connection_kwargs["parser_class"] = RedactingParser
            ask = self._keeping_failures(sentinel.sentinel_masters)
            sentinel.sentinel_masters = ask  # type: ignore[method-assign]
        self._one_asks = asyncio.Lock()
        self._failures: list[RedisError] = []

    def _keeping_failures(self, ask: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[Any]]:
        """Question to a Sentinel whose failure is kept: redis-py keeps only its text."""

        async def asked() -> Any:
            try:
                return await ask()
            except (RedisConnectionError, RedisTimeoutError) as error:
                self._failures.append(error)
                raise

        return asked

    async def discover_master(self, service_name: str) -> tuple[str, int]:
        async with self._one_asks:
            self._failures.clear()
            try:
                found: tuple[str, int] = await super().discover_master(service_name)
            except MasterNotFoundError:  # which is all that redis-py says if none answers, too
                if len(self._failures) < len(self.sentinels):
                    raise
                why = error_sentences.unreachable_sentinels(error_sentence(self._failures[0]))
                raise MasterNotFoundError(why) from None
            except (AttributeError, *PARSE_ERRORS):
                raise InvalidResponse(error_sentences.NOT_REDIS) from None
        return found
