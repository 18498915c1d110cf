"""Whenever the bot meets Redis, the log says what is not right with it; and what waits there."""

from bot.app import assemble
from bot.core.due import Due
from bot.slack.delivery import worker
from tests.support.bots import Clock, eventually, served, settings
from tests.support.ear import Ear
from tests.support.redis_server import RedisServer
from tests.support.slack import TEAM, Slack
from tests.support.wired import counted

LOSES = "keeps no log on disk: a restart loses runs and attempts since its last snapshot"
DROPS = "may drop runs and attempts when memory is short (allkeys-lru)"


CARELESS = ("--appendonly", "no", "--maxmemory-policy", "allkeys-lru")


async def test_at_the_start_and_again_after_it_was_away(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> None:
    """It may be another one by then."""
    own_redis.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    async with served(slack, own_redis.url, clock) as bot:
        await bot.pass_time(seconds=1)
        assert log.text.count(DROPS) == 1
        own_redis.kill()
        await eventually(lambda: "Redis is unavailable" in log.text)
        assert LOSES not in log.text
        own_redis.start(*CARELESS)
        await eventually(lambda: "Redis is available again" in log.text)
        assert (log.text.count(LOSES), log.text.count(DROPS)) == (1, 2)


async def test_also_where_it_was_away_at_the_start(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> None:
    own_redis.kill()
    async with served(slack, own_redis.url, clock):
        await eventually(lambda: "Redis is unavailable" in log.text)
        own_redis.start(*CARELESS)
        await eventually(lambda: "Redis is available again" in log.text)
        assert LOSES in log.text


async def test_what_no_process_takes_in_time_is_measured(
    slack: Slack, redis_url: str, clock: Clock
) -> None:
    """A look takes no more than the process can do at once."""
    async with assemble(settings(slack, redis_url), clock) as bot:
        for n in range(worker.TASKS_AT_ONCE + 5):
            await bot.guide.store.due.add(TEAM, Due("card", f"prod.{n}"), clock())
        await bot.worker._look(TEAM)
        assert counted("mfa_overdue") == 5
        await bot.worker._look(TEAM)
        assert counted("mfa_overdue") == 0
