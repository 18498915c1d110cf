"""Redis as it is met in the field: proxies, Clusters, users with few rights, full, busy, gone."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from bot import app, doctor, flowfiles
from bot.diagnosis import Finding
from tests.door.conftest import clock, log, slack, withheld
from tests.door.test_redis_away import SENTENCE
from tests.door.test_redis_refuses import TROUBLES
from tests.door.ways import TO_THE_CALL
from tests.support.answering import answering, unknown
from tests.support.bots import Clock, Served, eventually, served
from tests.support.ear import Ear
from tests.support.examined import PASSWORD, examined, troubles
from tests.support.redis_nodes import Cluster, ClusterNode, until
from tests.support.redis_server import RedisServer
from tests.support.slack import SECRET, TEAM, TOKEN, Slack
from tests.support.slowest import in_time

__all__ = ["clock", "log", "slack", "withheld"]

LOAD = cache(flowfiles.load)
KEY = f"mfa:{{{TEAM}}}:due"
NUMBERS = count()
SOME_LOOKS = 0.5  # seconds, in which the bot looks for work some twenty times


@pytest.fixture(autouse=True)
def _flows_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "load", LOAD)
    monkeypatch.setattr(doctor, "load", LOAD)


@pytest.fixture
async def bot(slack: Slack, own_redis: RedisServer, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, own_redis.url, clock) as bot:
        yield bot


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.kill()


async def doctors(slack: Slack, url: str) -> list[Finding]:
    environ = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "REDIS_URL": url,
        "PORT": "0",
    }
    return [found for found in await examined(environ) if found.about.startswith("Redis")]


async def is_told(bot: Served, log: Ear, *words: str) -> None:
    """In /readyz, to whoever asks in Slack, and in one line of the log, however long it lasts."""
    await eventually(lambda: "Redis is away" in log.text)
    await asyncio.sleep(SOME_LOOKS)
    (line,) = (line for line in log.lines if "Redis is away" in line)
    assert {"WARNING", "ERROR"} & log.levels == {"WARNING"}
    ready = await bot.door.get("/readyz/redis")
    assert ready.status == 503
    for word in words:
        assert word in line
        assert word in ready.json["redis"]
    answer = await bot.person("U0ANA").command("/mfa-lost", "prod")
    assert answer.json["text"].startswith(SENTENCE)
    in_time(words[0], answer.seconds)


async def is_back(bot: Served, log: Ear) -> None:
    await eventually(lambda: "Redis is back" in log.text)
    assert log.text.count("Redis is back") == 1
    assert (await bot.door.get("/readyz")).status == 200
    await bot.start(bot.person("U0ANA"), account=f"after{next(NUMBERS)}")


@pytest.mark.case("D01")
@pytest.mark.parametrize("user", ["", "app"])
async def test_a_proxy_that_knows_no_hello_is_as_good_as_any(
    slack: Slack, own_redis: RedisServer, clock: Clock, user: str
) -> None:
    own_redis.ask("ACL", "SETUSER", user or "default", "on", f">{PASSWORD}", "~*", "+@all")
    refused = ("HELLO", "CLIENT", "COMMAND")
    async with answering(str(own_redis.socket), unknown, *refused) as proxy:
        url = f"redis://{user}:{PASSWORD}@{proxy.at}"
        async with served(slack, url, clock) as bot:
            ana = bot.person("U0ANA")
            await bot.start(ana)
            await bot.walk(ana, *TO_THE_CALL, "calling")
            assert (await bot.door.get("/readyz")).status == 200
        assert "wrong Redis" not in troubles(await doctors(slack, url))


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
            await is_told(bot, log, "it is no Cluster", "write redis://host:6379/0")
        assert troubles(await doctors(slack, url)) == ["wrong Redis"]


@pytest.fixture
def no_slot(cluster: Cluster) -> Iterator[ClusterNode]:
    """Nobody serves the slot of the bot's workspace; all others are served."""
    owner, slot = cluster.owner(KEY), slot_of(cluster)
    for node in cluster.masters:
        node.ask("CONFIG SET", "cluster-require-full-coverage", "no")
    for node in (owner, *(node for node in cluster.masters if node is not owner)):
        with suppress(ResponseError):  # it has heard that the owner gave it up
            node.ask("CLUSTER DELSLOTS", slot)
    until(lambda: not any(knows(node, slot) for node in cluster.masters))
    yield owner
    if not knows(owner, slot):
        owner.ask("CLUSTER ADDSLOTS", slot)
    until(lambda: all(knows(node, slot) for node in cluster.masters))


def slot_of(cluster: Cluster) -> int:
    return int(cluster.masters[0].ask("CLUSTER KEYSLOT", KEY))


def knows(node: ClusterNode, slot: int) -> bool:
    """Whether somebody serves it, as far as that node has heard."""
    return any(first <= slot <= last for first, last, *_ in node.ask("CLUSTER SLOTS"))


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
        await eventually(lambda: "a server of Redis can't be looked at" in log.text)
        ana = bot.person("U0ANA")
        await bot.start(ana, account=f"after{next(NUMBERS)}")
        await bot.walk(ana, "standalone")
        assert (await bot.door.get("/readyz")).status == 200
        assert "Redis is away" not in log.text
    wrong = [found.about for found in await doctors(slack, url) if "can't be used" in found.says]
    assert wrong == [f"Redis 127.0.0.1:{gone.port}"]
    gone.start()
    until(lambda: all(node.is_well(len(cluster.nodes)) for node in cluster.masters))


def line_of(node: ClusterNode, nodes: object) -> str:
    """What CLUSTER NODES says of it; redis-py makes a dictionary of that."""
    assert isinstance(nodes, dict)
    return str(nodes[f"127.0.0.1:{node.port}"]["flags"])


ALL_BUT = {
    "-evalsha": ("may not run scripts", "allow +eval and +evalsha"),
    "-eval": ("may not run scripts", "allow +eval and +evalsha"),
    "-@scripting": ("may not run scripts", "allow +eval and +evalsha"),
    "-zadd": ("may not run ZADD", "allow +zadd"),
    "-set": ("may not run SET", "allow +set"),
    "-xadd -incr": ("may not run INCR, XADD", "allow +incr +xadd"),
    "resetkeys %R~mfa:*": ("may not use the bot's keys", "allow '~mfa:*'"),
    "resetkeys ~other:*": ("may not use the bot's keys", "allow '~mfa:*'"),
}


@pytest.mark.case("D07")
@pytest.mark.parametrize("rights", ALL_BUT)
async def test_a_user_who_may_not_do_what_a_press_needs(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear, rights: str
) -> None:
    says, remedy = ALL_BUT[rights]
    user = ("ACL", "SETUSER", "app", "on", f">{PASSWORD}", "~mfa:*", "+@all")
    own_redis.ask(*user, *rights.split())
    url = own_redis.url.replace("unix://", f"unix://app:{PASSWORD}@")
    async with served(slack, url, clock) as bot:
        await eventually(lambda: "Redis is away" in log.text)
        await asyncio.sleep(SOME_LOOKS)
        (line,) = (line for line in log.lines if "Redis" in line)
        ready = await bot.door.get("/readyz/redis")
        assert ready.status == 503
        assert says in line
        assert remedy in line
        assert ready.json["redis"] in line
        (found,) = await doctors(slack, url)
        assert (found.word, says in found.says, remedy in found.remedy) == ("wrong", True, True)
        own_redis.ask(*user)
        await is_back(bot, log)


@pytest.mark.case("D08")
async def test_scripts_that_are_forgotten_are_sent_again_without_a_word(
    bot: Served, own_redis: RedisServer, log: Ear
) -> None:
    ana = bot.person("U0ANA")
    await bot.start(ana)
    await bot.walk(ana, "standalone")
    own_redis.ask("SCRIPT", "FLUSH")
    await ana.press(TO_THE_CALL[1], bot.step())
    await bot.settled()
    assert bot.step().step["turn"] == 3
    assert not log.levels & {"WARNING", "ERROR", "CRITICAL"}
    own_redis.ask("FLUSHALL")
    own_redis.ask("SCRIPT", "FLUSH")
    await bot.start(ana, account="afresh")
    assert (await bot.door.get("/readyz")).status == 200
    loud = [line for line in log.lines if re.search("WARNING|ERROR|CRITICAL", line)]
    assert all("Redis was emptied" in line for line in loud)  # that is said, and no script is


@contextmanager
def too_few_replicas(redis: RedisServer) -> Iterator[None]:
    redis.ask("CONFIG SET", "min-replicas-to-write", 1)
    yield
    redis.ask("CONFIG SET", "min-replicas-to-write", 0)


@contextmanager
def paused(redis: RedisServer) -> Iterator[None]:
    redis.ask("CLIENT", "PAUSE", 60_000, "WRITE")
    yield
    redis.ask("CLIENT", "UNPAUSE")


@contextmanager
def killed(redis: RedisServer) -> Iterator[None]:
    redis.kill()
    yield
    redis.start()


@contextmanager
def disk_fails(redis: RedisServer) -> Iterator[None]:
    """Its snapshots can't be written, and it is set to refuse writes then."""
    redis.ask("CONFIG SET", "save", "3600 1000000")
    snapshot = redis.socket.parent / "dump.rdb"
    snapshot.mkdir()
    (snapshot / "full").touch()
    redis.ask("BGSAVE")
    until(lambda: redis.ask("INFO", "persistence")["rdb_last_bgsave_status"] == "err")
    yield
    redis.ask("CONFIG SET", "save", "")


REFUSALS = {
    "D10 read-only": (TROUBLES["read-only"], "it is a replica and takes no writes"),
    "D12 full": (TROUBLES["out of memory"], "it is full (OOM)"),
    "D12 too few replicas": (too_few_replicas, "too few replicas follow it"),
    "D12 busy": (TROUBLES["busy"], "a script of somebody else keeps it busy"),
    "D12 paused": (paused, "it does not answer in time"),
    "D12 killed": (killed, "there"),
    "D12 disk": (disk_fails, "it can't save to its disk"),
    "D12 loading": (TROUBLES["loading"], "it is still loading its data"),
}


@pytest.mark.case("D10")
@pytest.mark.case("D12")
@pytest.mark.parametrize("name", REFUSALS)
async def test_a_redis_that_takes_no_writes_for_a_while(
    bot: Served, own_redis: RedisServer, log: Ear, name: str
) -> None:
    """People and probes hear it in time, and it works again; a probe writes nothing."""
    trouble, says = REFUSALS[name]
    ana = bot.person("U0ANA")
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    step = bot.step()
    with trouble(own_redis):
        ready = await bot.door.get("/readyz/redis")
        assert ready.status == 503
        assert says in ready.json["redis"]
        in_time(name, ready.seconds)
        answer = await ana.press("calling", step)
        in_time(name, answer.seconds)
        await bot.settled()
        assert bot.slack.told(ana.id)[-1].text.startswith(SENTENCE)
        assert log.text.count("Redis is away") <= 1
    assert (await bot.door.get("/readyz")).status == 200
    await ana.press("calling", step)
    await bot.settled()
    assert await bot.used() == 1
    assert "probe" not in own_redis.written()


@pytest.mark.case("D15")
def test_scripts_touch_no_key_but_those_that_are_declared() -> None:
    """Dragonfly refuses others, and in a Cluster they might be elsewhere."""
    for script in Path(app.__file__).parent.glob("*.lua"):
        text = script.read_text(encoding="utf-8")
        names = re.findall(r"^local (\w+).* = KEYS\[1\]", text, re.MULTILINE)
        touched = re.findall(r"redis\.p?call\('\w+', ([^,)]+)", text)
        assert touched
        assert [key for key in touched if key not in names and key[:5] != "KEYS["] == []


@pytest.mark.case("D16")
async def test_a_redis_that_takes_no_more_connections(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> None:
    with Redis.from_url(own_redis.url, single_connection_client=True) as admin:
        admin.config_set("maxclients", 1)
        async with served(slack, own_redis.url, clock) as bot:
            await is_told(bot, log, "maxclients")
            assert troubles(await doctors(slack, own_redis.url)) == ["wrong Redis"]
            admin.config_set("maxclients", 100)
            await is_back(bot, log)
