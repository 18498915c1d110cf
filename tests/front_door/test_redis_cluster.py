"""Redis is a Cluster of three masters: slots move, masters die, and no press is lost."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.front_door.insisting import insists
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Clock, Served, served
from tests.support.ear import Ear
from tests.support.operation import page_user
from tests.support.person import Person
from tests.support.redis_nodes import Cluster, until
from tests.support.slack import TEAM, Slack
from tests.support.slowest import in_time

KEY = f"mfa:{{{TEAM}}}:due"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster"), spare=KEY) as cluster:
        yield cluster


@pytest.fixture
async def bot(slack: Slack, cluster: Cluster, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, cluster.url, clock) as bot:
        yield bot


async def test_all_hang_and_come_back(bot: Served, ana: Person, cluster: Cluster) -> None:
    await bot.start(ana, account="first")
    for node in cluster.nodes:
        node.freeze()
    answer = await ana.press("broken")
    in_time("Cluster frozen", answer.seconds)
    await bot.settled()
    assert "Do not start phone verification in AWS" in bot.slack.told(ana.id)[-1].text
    for node in cluster.nodes:
        node.thaw()
    await asyncio.to_thread(until, lambda: all(node.is_well(4) for node in cluster.masters))
    await insists(bot, ana, "Cluster frozen", "broken")


async def test_a_master_dies_and_its_replica_goes_on(
    bot: Served, ana: Person, cluster: Cluster
) -> None:
    assert cluster.replica
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    owner = cluster.owner(KEY)
    owner.replicated()
    before = await bot.run()
    cluster.replica.ask("CONFIG", "SET", "cluster-replica-no-failover", "yes")
    owner.kill()
    answer = await ana.press("calling")
    in_time("Cluster's master killed", answer.seconds)
    await bot.settled()
    assert "Do not start phone verification in AWS" in bot.slack.told(ana.id)[-1].text
    assert (await bot.door.get("/readyz")).status == 503
    cluster.replica.ask("CONFIG", "SET", "cluster-replica-no-failover", "no")
    await asyncio.to_thread(until, cluster.replica.is_master)
    await insists(bot, ana, "Cluster's master killed", "calling")
    assert (await bot.run()).turn == before.turn + 1
    assert await bot.used() == 1
    owner.start()


async def test_a_slot_moves_to_another_master_in_the_middle_of_a_run(
    bot: Served, ana: Person, cluster: Cluster
) -> None:
    await bot.start(ana, account="moving")
    source = await asyncio.to_thread(cluster.owner, KEY)
    target = next(n for n in cluster.masters if n is not source and n.is_master())
    moving = asyncio.create_task(asyncio.to_thread(cluster.move_slot, KEY, target))
    await insists(bot, ana, "slot of the Cluster moved", *TO_THE_CALL, "calling")
    await moving
    assert cluster.owner(KEY) is target
    await insists(bot, ana, "slot of the Cluster moved", "signed_in")
    assert (await bot.run()).turn == len(TO_THE_CALL) + 3
    assert await bot.used("moving") == 1


async def test_the_user_that_the_page_for_operators_makes_is_enough(
    slack: Slack, cluster: Cluster, clock: Clock, log: Ear
) -> None:
    """And the log warns of each master whose replica may take over without the last presses."""

    def followed() -> list[str]:
        replicas = {n.port: n.ask("INFO", "replication")["connected_slaves"] for n in cluster.nodes}
        return [str(port) for port, there in replicas.items() if there]

    for node in cluster.nodes:
        node.ask(*page_user("pw"))
    await asyncio.to_thread(until, followed)
    async with served(slack, cluster.url.replace("//", "//mfabot:pw@"), clock) as bot:
        await bot.start(bot.person("U0ANA"), account="few-rights")
        await bot.walk(bot.person("U0ANA"), *TO_THE_CALL)
        assert (await bot.door.get("/readyz")).status == 200
    warned = re.findall(
        r"WARNING bot\.health\.redis_checks: Redis \S+:(\d+) takes presses even", log.text
    )
    assert warned == followed()


@pytest.mark.usefixtures("bot")
async def test_nobody_is_there(ana: Person, cluster: Cluster) -> None:
    cluster.kill()
    for answer in (await ana.command("/mfa-lost", "dev"), await ana.command("/mfa-lost")):
        in_time("Cluster killed", answer.seconds)
        assert answer.json["text"].startswith("I can't reach my database")
