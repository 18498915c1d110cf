"""Redis clients for one server, a Cluster and Sentinels, with time limits below Slack's 3 s.

They don't retry: `calls.retried` does, since it knows what a lost answer means.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import AbstractConnection, Connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse, ReadOnlyError, SlotNotCoveredError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.maint_notifications import MaintNotificationsConfig

from bot.store import error_sentences
from bot.store.address import Address, AddressKind, parse
from bot.store.errors import PARSE_ERRORS, RedactingParser
from bot.store.pool import ANSWER_SECONDS, MAX_CONNECTIONS, WaitingPool, answered
from bot.store.sentinels import MasterPool, Sentinels

CONNECT_SECONDS = 0.5
SENTINEL_SECONDS = 0.3  # for one Sentinel; there are others

# After these a connection is closed. If a former master refuses a write, a new connection is made:
# the host name may point to the new master by now.
_CLOSES = (RedisConnectionError, RedisTimeoutError, ReadOnlyError)

Client = Redis | RedisCluster


async def servers(client: Client) -> dict[str, dict[str, Any]]:
    """Servers that hold data: by name, the options that direct a command to it."""
    if not isinstance(client, RedisCluster):
        return {"Redis": {}}
    await client.initialize()
    return {f"Redis {n.host}:{n.port}": {"target_nodes": n} for n in client.get_primaries()}


def connect(url: str) -> Client:
    """Client for a REDIS_URL; it connects at the first command. Raises BadAddress."""
    address = parse(url)
    match address.kind:
        case AddressKind.SERVER:
            return _Redis.from_pool(
                WaitingPool(
                    parser_class=RedactingParser,
                    **_connection_options(CONNECT_SECONDS, ANSWER_SECONDS) | _NO_LIMIT,
                    **_tls_options(address),
                    **address.options,
                )
            )
        case AddressKind.CLUSTER:
            return Cluster(address)
        case AddressKind.SENTINEL:
            return _master(address)


def _connection_options(connect: float, answer: float) -> dict[str, Any]:
    """Options of every connection, with time limits in seconds.

    No `health_check_interval`: redis-py 8.1 would never give up on a server that wants another
    password. No maintenance notifications: they cost a round trip for each connection, and with
    them the pool gives out connections that the server has closed.
    """
    once = Retry(NoBackoff(), 0, _CLOSES)
    return {
        "socket_connect_timeout": connect,
        "socket_timeout": answer,
        "retry": once,
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
        "driver_info": None,
        "decode_responses": True,
        "protocol": 2,
    }


def _tls_options(address: Address) -> dict[str, Any]:
    """Options of connections with TLS.

    From Python 3.13 on, extensions of a certificate are demanded that those of some providers lack,
    and nobody but the provider could add them: they are not demanded here.
    """
    strict = ssl.VerifyFlags.VERIFY_X509_STRICT
    return {"ssl_exclude_verify_flags": [strict]} if address.tls else {}


async def _log_in(connection: AbstractConnection) -> None:
    await answered(connection.on_connect())


# Of redis-py, for `_Redis` and its connections.
_NO_LIMIT = {"socket_timeout": None, "redis_connect_func": _log_in}


class _Redis(Redis):
    """Client that limits the time of each command itself.

    redis-py would limit writing and reading one by one, the former by a task of its own, which
    takes 4 % of the CPU of a press, and would retry and measure each command for another 1 %.
    """

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        connection = await self.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        try:
            return await answered(self._ask(connection, args, options))
        except _CLOSES:
            await connection.disconnect()
            raise
        except PARSE_ERRORS:
            raise InvalidResponse(error_sentences.NOT_REDIS) from None
        finally:
            await self.connection_pool.release(connection)

    async def _ask(
        self, connection: Connection, words: Sequence[Any], options: Mapping[str, Any]
    ) -> Any:
        await connection.send_command(*words)
        return await self.parse_response(connection, words[0], **options)


def _master(address: Address) -> Redis:
    of_sentinels = {
        **_connection_options(SENTINEL_SECONDS, SENTINEL_SECONDS),
        **_tls_options(address),
        **address.sentinel_options,
        **({"ssl": True} if address.tls else {}),
    }
    how = {
        **_connection_options(CONNECT_SECONDS, ANSWER_SECONDS),
        **_NO_LIMIT,
        **_tls_options(address),
        **address.options,
        "ssl": address.tls,
        "parser_class": RedactingParser,
    }
    sentinels = Sentinels(address.nodes, of_sentinels)
    pool = MasterPool(address.service, sentinels, **how)  # type: ignore[no-untyped-call]
    return _Redis.from_pool(pool)


class Cluster(RedisCluster):
    """Cluster client that waits if all connections are in use, and finds a Cluster whose servers
    all have new addresses, if a host in REDIS_URL leads to one.
    """

    def __init__(self, address: Address) -> None:
        seeds = [ClusterNode(host, port) for host, port in address.nodes]
        super().__init__(
            startup_nodes=seeds,
            max_connections=MAX_CONNECTIONS,
            require_full_coverage=False,  # one slot is enough; whether it serves, the server says
            ssl=address.tls,
            **_connection_options(CONNECT_SECONDS, ANSWER_SECONDS),
            **_tls_options(address),
            **address.options,
        )
        self._seeds = dict(self.nodes_manager.startup_nodes)
        options = [seed.connection_kwargs for seed in self._seeds.values()]
        for each in (self.nodes_manager.connection_kwargs, *options):
            each["parser_class"] = RedactingParser  # which it does not take as an option
        self._gate = asyncio.Semaphore(MAX_CONNECTIONS)

    async def initialize(
        self,
        additional_startup_nodes_info: list[tuple[str, int]] | None = None,
        last_failed_node_name: str | None = None,
    ) -> "Cluster":
        if self._initialize:
            for name, node in self._seeds.items():
                self.nodes_manager.startup_nodes.setdefault(name, node)
        try:
            await super().initialize(additional_startup_nodes_info, last_failed_node_name)
        except LookupError:  # no node has any slot
            raise SlotNotCoveredError(error_sentences.SLOT_DOWN) from None
        except PARSE_ERRORS:
            raise InvalidResponse(error_sentences.NOT_REDIS) from None
        return self

    async def aclose(self) -> None:
        """Close all connections, also where the slots are to be reloaded: redis-py leaves those,
        in case another task reloads them.
        """
        idle = self._initialize and not (self._lock and self._lock.locked())
        await super().aclose()
        if idle:
            await self.nodes_manager.aclose()
            await self.nodes_manager.aclose("startup_nodes")

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        async with self._gate:
            try:
                return await super().execute_command(*args, **options)
            except AttributeError as error:
                # While one task reloads the slots it closes connections that others use: redis-py
                # then writes to None.
                raise RedisConnectionError(error_sentences.CLOSED) from error
            except LookupError:  # no server had the slot: reload the slots before the next command
                self._initialize = True
                raise SlotNotCoveredError(error_sentences.SLOT_DOWN) from None
            except PARSE_ERRORS:
                raise InvalidResponse(error_sentences.NOT_REDIS) from None
