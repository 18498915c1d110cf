"""The store on every server that it promises to work with."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.store.client import connect
from bot.store.embedded.server import EmbeddedServer
from tests.store.house import House
from tests.store.servers import KINDS, only
from tests.store.shelf import Shelf
from tests.support.patience import wait_for_redis
from tests.support.redis_nodes import Cluster


async def _started(kind: str, temporary: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A server as the bot starts it for itself, once for all tests."""
    server = EmbeddedServer(temporary.mktemp(kind))
    with only(kind):
        url = await server.start()
    yield url
    await server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def redis_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async for url in _started("redis", tmp_path_factory):
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async for url in _started("valkey", tmp_path_factory):
        yield url


@pytest.fixture(autouse=True)
def _bot_is_patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No time limit for an answer of Redis ends a test, except where the limits are tested."""
    if not request.node.get_closest_marker("in_time"):
        wait_for_redis(monkeypatch)


async def _emptied(url: str) -> AsyncIterator[Shelf]:
    client = connect(url)
    await client.flushall()
    await client.config_resetstat()
    yield Shelf(client)
    await client.aclose()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Shelf]:
    async for shelf in _emptied(redis_url):
        yield shelf


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Shelf]:
    async for shelf in _emptied(valkey_url):
        yield shelf


@pytest.fixture(scope="session")
def cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three masters, of which one has everything."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster.url


@pytest.fixture
async def cluster(cluster_url: str) -> AsyncIterator[Shelf]:
    async for shelf in _emptied(cluster_url):
        yield shelf


@pytest.fixture(params=[*KINDS, "cluster"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """An empty workspace, on each server in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=KINDS)
def real(request: pytest.FixtureRequest) -> Shelf:
    """The same on single servers only, for what is otherwise in a Cluster."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def house(shelf: Shelf) -> House:
    return House(shelf)
