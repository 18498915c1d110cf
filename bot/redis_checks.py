"""What `mfa-bot doctor` asks Redis: what a press needs, how fast it answers, how it keeps data."""

import time
from statistics import median
from typing import Any

from redis.exceptions import RedisClusterException, RedisError, ResponseError

from bot import diagnosis
from bot.diagnosis import Finding, ok, wrong
from bot.redis_address import Kind, parse
from bot.redis_client import Client, connect, servers
from bot.redis_errors import trouble
from bot.settings import Settings
from bot.store import NOBODYS, Store, StoreAway

_PINGS = 5


async def redis(settings: Settings, team: str) -> list[Finding]:
    """`team`: whose slot of a Cluster is tried; empty where Slack has not told it."""
    client = connect(settings.redis_url)
    store = Store(client, settings.limits)
    in_cluster = parse(settings.redis_url).kind is Kind.CLUSTER
    try:
        await store.ping(team or NOBODYS)
        found = [ok("Redis", "runs the bot's scripts, and takes writes")]
        for name, where in (await servers(client)).items():
            found += await _server(client, name, in_cluster=in_cluster, **where)
    except (StoreAway, RedisError, RedisClusterException, OSError) as away:
        what = trouble(away)
        return [wrong("Redis", f"can't be used: {what.says}", what.remedy)]
    else:
        return found
    finally:
        await store.close()


async def _server(client: Client, about: str, *, in_cluster: bool, **where: Any) -> list[Finding]:
    """One server that holds data, under the name it goes by."""
    times = []
    for _ in range(_PINGS):
        began = time.perf_counter()
        await client.ping(**where)
        times.append(time.perf_counter() - began)
    info = await allowed(client.info("everything", **where))
    config = await allowed(client.config_get("appendfsync", **where))
    now = await allowed(client.time(**where))
    return [
        diagnosis.redis_speed(about, median(times)),
        *diagnosis.redis_server(about, info, in_cluster=in_cluster),
        diagnosis.redis_flush(about, config.get("appendfsync") if config is not None else None),
        *([diagnosis.clock(f"{about}'s clock", time.time() - now[0])] if now else []),
    ]


async def allowed(asking: Any) -> Any:
    """None where this user may not ask it."""
    try:
        return await asking
    except ResponseError:
        return None
