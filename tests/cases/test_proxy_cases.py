"""What stands in for Redis as it is met in the field: old servers, and proxies that know less."""

import asyncio
import re
from itertools import cycle

import pytest

from tests.cases.redis_met import SOME_LOOKS, doctors, is_told
from tests.front_door.conftest import clock, log, slack, withheld
from tests.front_door.ways import TO_THE_CALL
from tests.support.answering import HANG_UP, Command, answering
from tests.support.bots import Clock, eventually, served
from tests.support.ear import Ear
from tests.support.examined import PASSWORD, troubles
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack

__all__ = ["clock", "log", "slack", "withheld"]

SCRIPTS = ("EVAL", "EVALSHA")
SINCE_6_2 = re.compile(r"redis\.call\([^)]*'(BYSCORE|LT|MINID)'")
OF_PROXY = "the proxy in front of it can't reach it"


@pytest.mark.case("D01")
async def test_a_server_that_knows_a_password_and_no_users(
    slack: Slack, own_redis: RedisServer, clock: Clock
) -> None:
    """Before Redis 6, or a proxy: the user in REDIS_URL is left out, as such servers expect it."""

    def one_word(command: Command, _: str) -> bytes:
        refused = b"-ERR wrong number of arguments for 'auth' command\r\n"
        return refused if len(command) > 2 else b""

    own_redis.ask("CONFIG", "SET", "requirepass", PASSWORD)
    async with answering(str(own_redis.socket), one_word, "AUTH") as proxy:
        url = f"redis://h:{PASSWORD}@{proxy.at}"
        async with served(slack, url, clock) as bot:
            ana = bot.person("U0ANA")
            await bot.start(ana)
            await bot.walk(ana, *TO_THE_CALL, "calling")
            assert (await bot.door.get("/readyz")).status == 200


@pytest.mark.case("D07")
async def test_a_server_that_is_too_old_for_some_scripts(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> None:
    """Redis 6.0 runs most of them, and would fail in the middle of a press."""

    def as_6_0(command: Command, _: str) -> bytes:
        if command[0] == "EVALSHA":
            return b"-NOSCRIPT No matching script. Please use EVAL.\r\n"
        fails = b"-ERR Error running script (call to f_1): @user_script:3: ERR syntax error\r\n"
        return fails if SINCE_6_2.search(command[1]) else b""

    async with answering(str(own_redis.socket), as_6_0, *SCRIPTS) as old:
        url = f"redis://{old.at}"
        async with served(slack, url, clock) as bot:
            await eventually(lambda: "Redis is unavailable" in log.text)
            await asyncio.sleep(SOME_LOOKS)
            (line,) = (line for line in log.lines if "Redis" in line)
            assert "a script of the bot fails there; use a Redis or Valkey server, 7.0" in line
            assert (await bot.door.get("/readyz/redis")).status == 503
        assert troubles(await doctors(slack, url)) == ["wrong Redis"]


@pytest.mark.case("D01")
async def test_a_proxy_that_hangs_up_on_what_it_does_not_know(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> None:
    """As twemproxy does on INFO: the bot works, and what can't be told is a warning."""
    async with answering(
        str(own_redis.socket), lambda *_: HANG_UP, "INFO", "CONFIG", "TIME"
    ) as proxy:
        url = f"redis://{proxy.at}"
        async with served(slack, url, clock) as bot:
            ana = bot.person("U0ANA")
            await bot.start(ana)
            assert (await bot.door.get("/readyz")).status == 200
        assert "Redis is unavailable" not in log.text
        found = await doctors(slack, url)
        assert troubles(found) == ["warning Redis", "warning Redis"]
        assert "INFO is denied" in str(found)


@pytest.mark.case("D12")
async def test_a_proxy_that_loses_its_server_for_a_moment(
    slack: Slack, own_redis: RedisServer, clock: Clock
) -> None:
    """Each command fails the first time, in turn as one proxy says it and as another: it is tried
    again, and a press counts once.
    """
    known: set[Command] = set()
    says = cycle(["upstream failure", "ERR Connection timed out"])

    def sometimes(command: Command, _: str) -> bytes:
        if command in known:
            return b""
        known.add(command)
        return f"-{next(says)}\r\n".encode()

    async with answering(str(own_redis.socket), sometimes, *SCRIPTS) as proxy:
        async with served(slack, f"redis://{proxy.at}", clock) as bot:
            ana = bot.person("U0ANA")
            await bot.start(ana)
            await bot.walk(ana, *TO_THE_CALL, "calling")
            assert await bot.used() == 1
        assert proxy.answered


@pytest.mark.case("D12")
async def test_a_proxy_that_has_lost_its_server(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> None:
    async with answering(
        str(own_redis.socket), lambda *_: b"-no upstream host\r\n", *SCRIPTS
    ) as proxy:
        url = f"redis://{proxy.at}"
        async with served(slack, url, clock) as bot:
            await is_told(bot, log, OF_PROXY, "look at the proxy's log")
        (found,) = await doctors(slack, url)
        assert (found.word, OF_PROXY in found.says) == ("wrong", True)
