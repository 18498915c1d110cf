"""Redis as it is met in the field: proxies, users with few rights, full, busy, gone."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from bot import app
from tests.cases.redis_met import NUMBERS, SOME_LOOKS, doctors, is_back, is_told
from tests.front_door.conftest import _nobody_is_too_fast, clock, log, slack, withheld
from tests.front_door.test_redis_away import SENTENCE
from tests.front_door.test_redis_refuses import TROUBLES
from tests.front_door.ways import TO_THE_CALL
from tests.support.answering import answering, unknown
from tests.support.bots import Clock, Served, eventually, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.examined import PASSWORD, troubles
from tests.support.redis_nodes import until
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack
from tests.support.slowest import in_time

__all__ = ["_nobody_is_too_fast", "clock", "log", "slack", "withheld"]


@pytest.fixture
async def bot(slack: Slack, own_redis: RedisServer, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, own_redis.url, clock) as bot:
        yield bot


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
            await bot.walk(ana, "broken")
            assert (await bot.door.get("/readyz")).status == 200
        assert "wrong Redis" not in troubles(await doctors(slack, url))


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
        await eventually(lambda: "Redis is unavailable" in log.text)
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
    await bot.walk(ana, "broken")
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
    "D12 busy": (TROUBLES["busy"], "another client's script keeps it busy"),
    "D12 paused": (paused, "it does not answer in time"),
    "D12 killed": (killed, "there"),
    "D12 disk": (disk_fails, "it can't save to its disk"),
    "D12 loading": (TROUBLES["loading"], "it is still loading its data"),
}


@pytest.mark.case("D10")
@pytest.mark.case("D12")
@each("name", REFUSALS)
async def test_a_redis_that_takes_no_writes_for_a_while(
    bot: Served, own_redis: RedisServer, log: Ear, name: str
) -> None:
    """People and probes hear it in time, and it works again; a probe writes nothing.

    What a press counts in the troubles of tests/front_door is looked at there.
    """
    trouble, says = REFUSALS[name]
    counts = trouble not in TROUBLES.values()
    way, button = (TO_THE_CALL, "calling") if counts else ((), "broken")
    ana, account, told = bot.person("U0ANA"), f"account{next(NUMBERS)}", len(log.lines)
    await bot.start(ana, account=account)
    await bot.walk(ana, *way)
    step = bot.step()
    with trouble(own_redis):
        ready = await bot.door.get("/readyz/redis")
        assert ready.status == 503
        assert says in ready.json["redis"]
        in_time(name, ready.seconds)
        answer = await ana.press(button, step)
        in_time(name, answer.seconds)
        await bot.settled()
        assert bot.slack.told(ana.id)[-1].text.startswith(SENTENCE)
        assert len([line for line in log.lines[told:] if "Redis is unavailable" in line]) <= 1
    assert (await bot.door.get("/readyz")).status == 200
    await ana.press(button, step)
    await bot.settled()
    assert bot.step().step["turn"] == step.step["turn"] + 1
    assert await bot.used(account) == counts
    assert "probe" not in own_redis.written()


@pytest.mark.case("D15")
def test_scripts_touch_no_key_but_those_that_are_declared() -> None:
    """Dragonfly refuses others, and in a Cluster they might be elsewhere."""
    for script in Path(app.__file__).parent.glob("store/scripts/*.lua"):
        text = script.read_text(encoding="utf-8")
        lists = re.findall(r"^local ([\w, ]+) = (?:KEYS\[|unpack\(KEYS)", text, re.MULTILINE)
        names = {name for some in lists for name in some.split(", ")}
        fields = set(re.findall(r"(\w+) = KEYS\[n", text))  # of one account among several
        of_account = {f"{one}.{field}" for one in ("account", "own") for field in fields}
        declared = names | of_account
        lists = re.findall(r"for _, (\w+) in ipairs\(\{(.+)\}\) do", text)
        declared |= {*re.findall(r"KEYS\[\d+\]", text)}
        declared |= {each for each, some in lists if declared.issuperset(some.split(", "))}
        touched = re.findall(r"redis\.p?call\('\w+', ([^,)]+)", text)
        assert touched
        assert [key for key in touched if key not in declared and key[:5] != "KEYS["] == []


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
