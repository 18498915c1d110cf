"""Redis answers, and refuses to write: in time, nothing is counted, and later the button works."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from bot.local.slack.fault_injection import Limited
from tests.front_door.test_redis_away import SENTENCE
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Clock, Served, eventually, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.redis_server import IT_ANSWERS, RedisServer
from tests.support.slack import Slack
from tests.support.slowest import in_time

FILLER = "for n = 1, 400 do redis.call('SET', 'filler:' .. n, string.rep('x', 600)) end"


@contextmanager
def read_only(redis: RedisServer) -> Iterator[None]:
    """As a former master is, after a failover."""
    redis.ask("REPLICAOF", "127.0.0.1", 1)
    yield
    redis.ask("REPLICAOF", "NO", "ONE")


@contextmanager
def out_of_memory(redis: RedisServer) -> Iterator[None]:
    redis.ask("CONFIG SET", "maxmemory", 1)
    yield
    redis.ask("CONFIG SET", "maxmemory", 0)


@contextmanager
def busy(redis: RedisServer) -> Iterator[None]:
    """With a script of somebody else."""
    redis.ask("CONFIG SET", "busy-reply-threshold", 10)
    with Redis.from_url(redis.url) as other:
        connection = other.connection_pool.get_connection()
        connection.send_command("EVAL", "while true do end", 0)
        yield
        redis.ask("SCRIPT KILL")
        redis.serves()
        connection.disconnect()


@contextmanager
def loading(redis: RedisServer) -> Iterator[None]:
    """Its data, after a restart."""
    redis.ask("EVAL", FILLER, 0)
    redis.ask("CONFIG SET", "aof-use-rdb-preamble", "yes", "rdbcompression", "no")
    redis.ask("BGREWRITEAOF")
    while redis.ask("INFO", "persistence")["aof_rewrite_in_progress"]:
        pass
    redis.kill()
    often = ("--loading-process-events-interval-bytes", "1024")
    redis.start("--key-load-delay", "10000", *often, until=IT_ANSWERS)
    yield
    redis.ask("CONFIG SET", "key-load-delay", 0)
    redis.serves()


@contextmanager
def without_a_right(redis: RedisServer) -> Iterator[None]:
    """To a command that a press needs in its middle."""
    redis.ask("ACL SETUSER", "default", "-incr")
    yield
    redis.ask("ACL SETUSER", "default", "+incr")


TROUBLES = {
    "read-only": read_only,
    "out of memory": out_of_memory,
    "busy": busy,
    "loading": loading,
    "without a right": without_a_right,
}


@pytest.fixture
async def bot(slack: Slack, own_redis: RedisServer, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, own_redis.url, clock) as bot:
        yield bot


@each("name", TROUBLES)
async def test_whoever_asks_hears_it_in_time_and_the_same_button_works_later(
    bot: Served, ana: Person, own_redis: RedisServer, name: str
) -> None:
    account = name.replace(" ", "-")
    await bot.start(ana, account=account)
    await bot.walk(ana, *TO_THE_CALL)
    before, step, known = await bot.run(), bot.step(), len(bot.slack.told(ana.id))
    with TROUBLES[name](own_redis):
        answer = await ana.press("calling", step)
        in_time(name, answer.seconds)
        assert answer.status == 200
        await bot.settled()
        (told,) = bot.slack.told(ana.id)[known:]
        assert told.text.startswith(SENTENCE)
        answer = await ana.command("/mfa-lost", "dev")
        in_time(name, answer.seconds)
        assert answer.json["text"].startswith(SENTENCE)
        assert (await bot.door.get("/readyz")).status == 503
    assert (await bot.door.get("/readyz")).status == 200
    assert (await bot.run(), await bot.used(account)) == (before, 0)
    assert bot.step() is step
    await ana.press("calling", step)
    await bot.settled()
    assert await bot.used(account) == 1
    assert bot.step().step["step"] == "the_call"


@pytest.fixture
def emptied(own_redis: RedisServer) -> Callable[[], None]:
    """Restarted, and all is gone: somebody forgot to mount the volume."""

    def empty() -> None:
        own_redis.kill()
        own_redis.forget()
        own_redis.start()

    return empty


async def test_whoever_presses_after_it_forgot_everything_is_told(
    bot: Served, ana: Person, ben: Person, emptied: Callable[[], None], log: Ear
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    step = bot.step()
    emptied()
    for person in (ana, ben):
        answer = await person.press("calling", step)
        in_time("restarted empty", answer.seconds)
        await bot.settled()
        told = bot.slack.told(person.id)[-1].text
        assert told.startswith("I no longer know this run: my records go back only to <!date^")
        assert "Attempts made before that are not counted" in told
    assert await bot.used() == 0
    await eventually(lambda: "Redis was emptied" in log.text)
    began = f"<!date^{bot.clock() // 1000}^"
    run = await bot.start(ana)
    (card,) = (m for m in bot.slack.messages if m.card.get("run") == run)
    assert f"attempts used, counted since {began}" in card.text
    await bot.walk(ana, *TO_THE_CALL)
    assert f"I have counted since {began}" in bot.step().text
    assert log.text.count("Redis was emptied") == 1


async def test_what_was_to_be_shown_is_forgotten_with_the_rest(
    bot: Served, ana: Person, own_redis: RedisServer, emptied: Callable[[], None], log: Ear
) -> None:
    """Nothing is tried again for ever, and nothing is left in Redis."""
    await bot.start(ana)
    await bot.slack.meets(Limited(), "chat.")
    await ana.press("broken")
    await bot.settled()
    emptied()
    await bot.slack.mended()
    await bot.pass_time(seconds=60)
    assert len(bot.slack.steps()) == 1
    assert not own_redis.ask("KEYS", "mfa:*:shown:*")
    assert not own_redis.ask("KEYS", "mfa:*:due")
    assert "Traceback" not in log.text
