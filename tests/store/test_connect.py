"""The ways to Redis: many at once, scripts that are not known, nodes that come and go."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.exceptions import ReadOnlyError, RedisClusterException, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.store import error_sentences
from bot.store import pool as redis_pool
from bot.store.client import connect
from bot.store.error_sentences import ErrorSentence
from bot.store.errors import error_sentence
from bot.store.pool import NotSent
from tests.store.servers import KINDS, process
from tests.store.shelf import TEAM, Shelf
from tests.support.answering import answering
from tests.support.patience import HANGING
from tests.support.redis_nodes import ClusterNode, Sentinels

KEY = "mfa:{T1}:any"


@pytest.fixture(params=[*KINDS, "cluster"])
def pooled(request: pytest.FixtureRequest) -> Shelf:
    return request.getfixturevalue(request.param)


async def test_five_hundred_at_once_wait_for_each_other(pooled: Shelf) -> None:
    """Nobody is refused for want of a connection, and no server gets more of them than it can."""
    await pooled.redis.set(KEY, "x")
    assert set(await asyncio.gather(*(pooled.redis.get(KEY) for _ in range(500)))) == {"x"}
    connected = (await pooled.redis.info("clients"))["connected_clients"]
    assert connected < redis_pool.MAX_CONNECTIONS + 5


async def test_who_gets_no_connection_in_time_knows_that_nothing_was_sent(
    redis: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = redis.redis.connection_pool
    held = [await pool.get_connection() for _ in range(redis_pool.MAX_CONNECTIONS)]
    monkeypatch.setattr(redis_pool, "ANSWER_SECONDS", 0.05)
    with pytest.raises(NotSent):
        await redis.redis.get(KEY)
    waiting = asyncio.gather(*(redis.redis.get(KEY) for _ in range(2)))
    for connection in held:
        await pool.release(connection)
    assert await waiting == [None, None]


@pytest.mark.parametrize(
    ("user", "raised"), [("", RedisTimeoutError), (":password@", NotSent)], ids=["get", "login"]
)
async def test_a_late_answer_is_not_taken_for_that_to_the_next_command(
    user: str, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits longer than that for an answer; where it was to a login, nothing was sent."""
    hung_up = asyncio.Event()

    async def answer_the_second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not hung_up.is_set():
            await reader.read()  # until the client hangs up
            hung_up.set()
        while await reader.read(1000):
            writer.write(b"+OK\r\n")
        writer.close()

    server = await asyncio.start_server(answer_the_second, "127.0.0.1", 0)
    client = connect(f"redis://{user}127.0.0.1:{server.sockets[0].getsockname()[1]}")
    with monkeypatch.context() as patch:
        patch.setattr(redis_pool, "ANSWER_SECONDS", 0.05)
        with pytest.raises(raised):
            await client.get(KEY)
    async with asyncio.timeout(HANGING):
        await hung_up.wait()
    assert await client.get(KEY) == "OK"
    await client.aclose()
    server.close()


async def test_connections_that_failed_are_not_missing_later(tmp_path: Path) -> None:
    """However often somebody asked while no server was there."""
    client = connect(f"unix://{tmp_path}/s")
    for _ in range(2 * redis_pool.MAX_CONNECTIONS):
        with pytest.raises(NotSent):
            await client.ping()
    async with process(tmp_path):
        await asyncio.gather(*(client.ping() for _ in range(2 * redis_pool.MAX_CONNECTIONS)))
    await client.aclose()


async def test_a_server_that_knows_no_script_any_more_is_told_it(shelf: Shelf) -> None:
    """As after a restart, or on a replica that has become master."""
    run = await shelf.open()
    await shelf.redis.script_flush()
    assert (await shelf.load()).run == run
    await shelf.redis.script_flush()
    await shelf.move("step")
    assert (await shelf.load()).run != run


async def test_after_a_refusal_to_write_the_connection_is_made_anew(tmp_path: Path) -> None:
    """By a former master; the name in REDIS_URL may lead to another server by now."""
    async with process(tmp_path) as (_, url):
        client = connect(url)
        former = await client.client_id()
        await client.replicaof("127.0.0.1", 1)
        with pytest.raises(ReadOnlyError):
            await client.set(KEY, "x")
        assert await client.client_id() != former
        await client.aclose()


@pytest.fixture
def sentinels(tmp_path: Path) -> Iterator[Sentinels]:
    with Sentinels(tmp_path) as sentinels:
        yield sentinels


async def test_no_sentinel_is_forgotten_where_many_ask_at_once(sentinels: Sentinels) -> None:
    """One of them is away, so that the others are preferred from then on."""
    sentinels.sentinels[0].kill()
    client = connect(sentinels.url)
    await asyncio.gather(*(client.ping() for _ in range(50)))
    assert isinstance(client, Redis)
    assert isinstance(client.connection_pool, SentinelConnectionPool)
    manager = client.connection_pool.sentinel_manager
    ports = {known.connection_pool.connection_kwargs["port"] for known in manager.sentinels}
    assert ports == {sentinel.port for sentinel in sentinels.sentinels}
    await client.aclose()


async def _refused(url: str) -> ErrorSentence:
    client = connect(url)
    with pytest.raises(RedisError) as caught:
        await client.get(KEY)
    await client.aclose()
    return error_sentence(caught.value)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"-NOAUTH Authentication required.\r\n", "it asks for a password"),
        (b"-WRONGPASS invalid username-password pair\r\n", "it refuses the user or the password"),
        (b"-ERR max number of clients reached\r\n", "it takes no more connections"),
    ],
)
async def test_why_no_sentinel_can_be_asked_is_told(answer: bytes, says: str) -> None:
    async with answering("", lambda *_: answer, "*") as sentinel:
        told = await _refused(f"redis+sentinel://{sentinel.at},{sentinel.at}/main")
    assert told.says.startswith(f"no Sentinel can be asked: {says}")
    assert "sentinel_password" in told.remedy


async def test_where_nothing_listens_no_sentinel_is_there() -> None:
    told = await _refused("redis+sentinel://127.0.0.1:1/main")
    assert told.says.startswith("no Sentinel can be asked: nothing listens there")


async def test_where_a_file_is_missing_sentinels_are_not_what_to_look_at() -> None:
    told = await _refused("rediss+sentinel://127.0.0.1:1/main?ssl_ca_certs=/planted/ca.pem")
    assert told.says.startswith("no Sentinel can be asked: a file that REDIS_URL names")
    assert "ssl_ca_certs" in told.remedy


async def test_a_sentinel_that_does_not_know_the_master_can_be_asked(sentinels: Sentinels) -> None:
    told = await _refused(sentinels.url.replace(Sentinels.NAME, "another"))
    assert told == error_sentences.NO_MASTER


async def test_a_cluster_whose_addresses_are_all_new_is_found_again(tmp_path: Path) -> None:
    """By what REDIS_URL names, where that leads to the new ones."""
    former, later = (ClusterNode(tmp_path / name) for name in ("former", "later"))
    client = connect(f"redis+cluster://127.0.0.1:{former.port},127.0.0.1:{later.port}")
    assert isinstance(client, RedisCluster)
    try:
        for node in (former, later):
            node.start()
            node.ask("CLUSTER ADDSLOTSRANGE", 0, 16383)
            for _ in range(2):  # it learns by the first failure
                with pytest.raises((RedisError, RedisClusterException)):
                    await client.get(KEY)  # a new Cluster serves nobody in its first two seconds
            assert [known.port for known in client.get_nodes()] == [node.port]
            node.kill()
    finally:
        await client.aclose()
        former.kill()
        later.kill()


async def test_a_connection_that_is_closed_under_a_command_is_tried_again(
    cluster: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As redis-py does it when a master dies, and somebody else learns the cluster anew."""
    send = AbstractConnection._send_packed_command
    closed: list[asyncio.StreamWriter] = []

    async def close_first(self: AbstractConnection, command: Any) -> None:
        if self._writer and not closed:
            closed.append(self._writer)
            self._writer = None
        await send(self, command)

    await cluster.store.ping(TEAM)
    monkeypatch.setattr(AbstractConnection, "_send_packed_command", close_first)
    await cluster.store.ping(TEAM)
    assert len(closed) == 1
    closed[0].close()
