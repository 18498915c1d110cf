"""A Cluster as it is met in the field: taken for one server, a slot unserved, a node gone."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest
from redis.asyncio import RedisCluster
from redis.asyncio.cluster import ClusterNode as RedisClusterNode
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.store.client import connect
from tests.cases.redis_met import NUMBERS, doctors, is_back, is_told
from tests.front_door.conftest import clock, log, slack, withheld
from tests.support.answering import answering, unknown
from tests.support.bots import Clock, eventually, served
from tests.support.ear import Ear
from tests.support.examined import troubles
from tests.support.redis_nodes import Cluster, ClusterNode, until
from tests.support.redis_server import RedisServer
from tests.support.slack import TEAM, Slack

__all__ = ["clock", "log", "slack", "withheld"]

KEY = f"mfa:{{{TEAM}}}:due"
LATE_MS = 3_000


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.mark.case("D03")
async def test_a_node_of_a_cluster_is_told_from_a_single_server(
    slack: Slack, cluster: Cluster, clock: Clock, log: Ear
) -> None:
    owner = cluster.owner(KEY)
    other = next(node for node in cluster.masters if node is not owner)
    url, remedy = f"redis://127.0.0.1:{other.port}", "write redis+cluster://host:6379 in REDIS_URL"
    async with served(slack, url, clock) as bot:
        await is_told(bot, log, "it is a node of a Cluster", remedy)
    (found,) = await doctors(slack, url)
    assert (found.word, found.remedy.startswith(remedy)) == ("wrong", True)


@pytest.mark.case("D03")
async def test_also_where_that_node_has_the_bots_slot_for_now(
    slack: Slack, cluster: Cluster, clock: Clock, log: Ear
) -> None:
    url = f"redis://127.0.0.1:{cluster.owner(KEY).port}"
    async with served(slack, url, clock) as bot:
        await eventually(lambda: "is a node of a Cluster" in log.text)
        assert (await bot.door.get("/readyz")).status == 200
    assert "wrong Redis" in troubles(await doctors(slack, url))
    assert not [f for f in await doctors(slack, cluster.url) if "node of a Cluster" in f.says]


@pytest.mark.case("D03")
async def test_a_single_server_is_told_from_a_cluster(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> None:
    async with answering(str(own_redis.socket), unknown) as it:
        url = f"redis+cluster://{it.at}"
        async with served(slack, url, clock) as bot:
            await is_told(bot, log, "it is not a Cluster", "write redis://host:6379/0")
        assert troubles(await doctors(slack, url)) == ["wrong Redis"]


@pytest.fixture
def no_slot(cluster: Cluster) -> Iterator[ClusterNode]:
    """Nobody serves the slot of the bot's workspace; all others are served."""
    owner, slot = cluster.owner(KEY), slot_of(cluster)
    for node in cluster.masters:
        node.ask("CONFIG SET", "cluster-require-full-coverage", "no")
    owner.ask("CLUSTER DELSLOTS", slot)
    until(lambda: all(gave_up(node, slot) for node in cluster.masters))
    yield owner
    if not knows(owner, slot):
        owner.ask("CLUSTER ADDSLOTS", slot)
    until(lambda: all(knows(node, slot) for node in cluster.masters))


def slot_of(cluster: Cluster) -> int:
    return int(cluster.masters[0].ask("CLUSTER KEYSLOT", KEY))


def knows(node: ClusterNode, slot: int) -> bool:
    """Whether somebody serves it, as far as that node has heard."""
    return any(first <= slot <= last for first, last, *_ in node.ask("CLUSTER SLOTS"))


def gave_up(node: ClusterNode, slot: int) -> bool:
    """Whether it takes the slot for unserved; else it is told so once more: what its owner said
    before may have come late.
    """
    if not knows(node, slot):
        return True
    with suppress(ResponseError):  # it has just heard so
        node.ask("CLUSTER DELSLOTS", slot)
    return False


@pytest.mark.case("D05")
@pytest.mark.parametrize("scheme", ["redis+cluster", "redis"])
async def test_a_slot_that_nobody_serves(
    slack: Slack, cluster: Cluster, no_slot: ClusterNode, clock: Clock, log: Ear, scheme: str
) -> None:
    url = f"{scheme}://127.0.0.1:{no_slot.port}"
    async with served(slack, url, clock) as bot:
        await is_told(bot, log, "no node of the Cluster serves the bot's keys (CLUSTERDOWN)")
        (found,) = await doctors(slack, url)
        assert (found.word, "CLUSTERDOWN" in found.says) == ("wrong", True)
        no_slot.ask("CLUSTER ADDSLOTS", slot_of(cluster))
        await is_back(bot, log)


async def test_a_client_closes_all_connections_also_after_a_late_answer(cluster: Cluster) -> None:
    """A node's, when another node was late: redis-py is about to ask for the slots again then."""
    client, owner = connect(cluster.url), cluster.owner(KEY)
    assert isinstance(client, RedisCluster)
    await client.ping(target_nodes=RedisCluster.PRIMARIES)
    owner.ask("CLIENT PAUSE", LATE_MS)
    with pytest.raises((RedisTimeoutError, RedisConnectionError)):
        await client.get(KEY)
    kept = client.nodes_manager
    nodes = {*kept.nodes_cache.values(), *kept.startup_nodes.values()}
    assert connected(nodes)
    await client.aclose()
    assert connected(nodes) == []


def connected(nodes: Iterable[RedisClusterNode]) -> list[str]:
    """Names of the nodes that a connection is open to."""
    return [node.name for node in nodes if any(one.is_connected for one in node._connections)]


@pytest.mark.case("D05")
async def test_a_node_that_is_gone_is_no_matter_where_the_slot_is_elsewhere(
    slack: Slack, cluster: Cluster, clock: Clock, log: Ear
) -> None:
    """Runs go on; the log and `doctor` say that one can't be asked."""
    owner = cluster.owner(KEY)
    for node in cluster.masters:
        node.ask("CONFIG SET", "cluster-require-full-coverage", "no")
    gone = next(node for node in cluster.masters if node is not owner)
    gone.kill()
    until(lambda: "fail" in line_of(gone, owner.ask("CLUSTER NODES")))
    url = f"redis+cluster://127.0.0.1:{owner.port}"
    async with served(slack, url, clock) as bot:
        await eventually(lambda: "can't read INFO from a Redis server" in log.text)
        ana = bot.person("U0ANA")
        await bot.start(ana, account=f"after{next(NUMBERS)}")
        await bot.walk(ana, "broken")
        assert (await bot.door.get("/readyz")).status == 200
        assert "Redis is unavailable" not in log.text
    wrong = [found.about for found in await doctors(slack, url) if "can't be used" in found.says]
    assert wrong == [f"Redis 127.0.0.1:{gone.port}"]
    gone.start()
    until(lambda: all(node.is_well(len(cluster.nodes)) for node in cluster.masters))


def line_of(node: ClusterNode, nodes: object) -> str:
    """What CLUSTER NODES says of it; redis-py makes a dictionary of that."""
    assert isinstance(nodes, dict)
    return str(nodes[f"127.0.0.1:{node.port}"]["flags"])
