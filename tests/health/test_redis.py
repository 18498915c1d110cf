"""`mfa-bot doctor` on Redis: what it keeps, what it allows, whether it can be written."""

from unittest.mock import AsyncMock, Mock

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.health import doctor, redis_checks
from tests.support.examined import PASSWORD, examined, troubles
from tests.support.operation import page_user
from tests.support.redis_server import RedisServer


@pytest.mark.parametrize(
    ("setting", "value", "trouble"),
    [
        ("appendonly", "no", "wrong Redis"),
        ("appendfsync", "no", "warning Redis"),
        ("maxmemory-policy", "allkeys-lru", "wrong Redis"),
        ("maxmemory", "1", "wrong Redis"),
    ],
)
async def test_how_redis_keeps_what_it_is_told(
    environ: dict[str, str], redis: RedisServer, setting: str, value: str, trouble: str
) -> None:
    with Redis.from_url(redis.url) as admin:
        admin.config_set(setting, value)
    assert troubles(await examined({**environ, "REDIS_URL": redis.url})) == [trouble]


async def test_a_user_who_may_ask_little_is_told_what_can_not_be_told(
    environ: dict[str, str], redis: RedisServer
) -> None:
    rights = "+@read +@write +@scripting +@connection +time -@dangerous".split()
    with Redis.from_url(redis.url) as admin:
        admin.execute_command("ACL", "SETUSER", "app", "on", f">{PASSWORD}", "~mfa:*", *rights)
    url = redis.url.replace("unix://", f"unix://app:{PASSWORD}@")
    found = await examined({**environ, "REDIS_URL": url})
    assert troubles(found) == ["warning Redis", "warning Redis"]
    assert "INFO is denied" in str(found)
    assert doctor.exit_status(found) == 0


async def test_a_connection_that_breaks_is_not_taken_for_a_right_that_is_missing() -> None:
    gone = AsyncMock(side_effect=RedisConnectionError)
    with pytest.raises(RedisConnectionError):
        await redis_checks._known(Mock(ping=gone), {}, gone())


async def test_the_user_that_the_page_for_operators_makes_is_enough(
    environ: dict[str, str], redis: RedisServer
) -> None:
    redis.ask(*page_user(PASSWORD))
    url = redis.url.replace("unix://", f"unix://mfabot:{PASSWORD}@")
    assert troubles(await examined({**environ, "REDIS_URL": url})) == []


@pytest.mark.parametrize("spoil", ["replica", "password", "keys", "scripts", "gone"])
async def test_a_redis_that_can_not_be_written_is_wrong(
    environ: dict[str, str], redis: RedisServer, spoil: str
) -> None:
    url = redis.url
    with Redis.from_url(url) as admin:
        match spoil:
            case "replica":
                admin.execute_command("REPLICAOF", "127.0.0.1", "1")
            case "password":
                admin.config_set("requirepass", PASSWORD)
            case "keys" | "scripts":
                rights = (
                    ("~x:*", "+@all") if spoil == "keys" else ("~mfa:*", "+@all", "-@scripting")
                )
                admin.execute_command("ACL", "SETUSER", "app", "on", f">{PASSWORD}", *rights)
                url = url.replace("unix://", f"unix://app:{PASSWORD}@")
    if spoil == "gone":
        redis.kill()
    found = await examined({**environ, "REDIS_URL": url})
    assert troubles(found) == ["wrong Redis"]


async def test_a_replica_that_takes_writes_is_wrong_too(
    environ: dict[str, str], redis: RedisServer
) -> None:
    redis.ask("CONFIG SET", "replica-read-only", "no")
    redis.ask("REPLICAOF", "127.0.0.1", 1)
    found = await examined({**environ, "REDIS_URL": redis.url})
    assert troubles(found) == ["wrong Redis"]
    assert "name the master in REDIS_URL" in str(found)


async def test_nothing_is_written_to_try(environ: dict[str, str], redis: RedisServer) -> None:
    await examined({**environ, "REDIS_URL": redis.url})
    assert "mfa:" not in redis.written()
