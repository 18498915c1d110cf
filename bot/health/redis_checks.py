"""Checks of Redis, by the bot itself and by `mfa-bot doctor`."""

import asyncio
import logging
import time
from collections.abc import Mapping
from statistics import median
from typing import Any

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from bot.health import redis_findings
from bot.health.findings import Finding, Severity, clock, ok, wrong
from bot.settings.settings import Settings
from bot.store.address import AddressKind, parse
from bot.store.calls import StoreAway
from bot.store.client import Client, connect, servers
from bot.store.errors import error_sentence
from bot.store.store import NO_TEAM, Store

log = logging.getLogger(__name__)

_PINGS = 5
_TROUBLES = (StoreAway, RedisError, RedisClusterException, OSError)


async def check_at_start(store: Store, url: str, team: str) -> None:
    """Check that Redis can serve a press, and warn of settings that could lose data.

    url: REDIS_URL, empty for the embedded server. Raises StoreAway.
    """
    await store.ping(team)
    try:
        infos = await store.info()
    except StoreAway as away:  # a node of a Cluster may be, and the bot's slot is elsewhere
        log.warning("can't read INFO from a Redis server; its settings are not checked: %s", away)
        return
    in_cluster = bool(url) and parse(url).kind is AddressKind.CLUSTER
    for name, info in infos.items():
        for found in redis_findings.server(name, info, in_cluster=in_cluster):
            if found.word is not Severity.OK:
                log.warning("%s %s; %s.", found.about, found.says, found.remedy)


async def redis(settings: Settings, team: str) -> list[Finding]:
    """Findings about Redis; `team`: the workspace whose slot is checked, empty if unknown."""
    client = connect(settings.redis_url)
    store = Store(client, settings.limits)
    try:
        await store.ping(team or NO_TEAM)
        found = [ok("Redis", "runs the bot's scripts, and takes writes")]
        in_cluster = parse(settings.redis_url).kind is AddressKind.CLUSTER
        each = (
            _server(client, name, at, in_cluster=in_cluster)
            for name, at in (await servers(client)).items()
        )
        return found + [f for told in await asyncio.gather(*each) for f in told]
    except _TROUBLES as away:
        return [_unusable("Redis", away)]
    finally:
        await store.close()


def _unusable(about: str, error: Exception) -> Finding:
    what = error_sentence(error)
    return wrong(about, f"can't be used: {what.says}", what.remedy)


async def _server(
    client: Client, about: str, where: Mapping[str, Any], *, in_cluster: bool
) -> list[Finding]:
    """Findings about one server that holds data; in a Cluster another one may be down."""
    times = []
    try:
        for _ in range(_PINGS):
            began = time.perf_counter()
            await client.ping(**where)
            times.append(time.perf_counter() - began)
        info = await _known(client, where, client.info(**where))
        config = await _known(client, where, client.config_get("appendfsync", **where))
        now = await _known(client, where, client.time(**where))
    except _TROUBLES as away:
        return [_unusable(about, away)]
    return [
        redis_findings.speed(about, median(times)),
        *redis_findings.server(about, info, in_cluster=in_cluster),
        redis_findings.flush(about, config.get("appendfsync") if config is not None else None),
        *([clock(f"{about}'s clock", time.time() - now[0])] if now else []),
    ]


async def _known(client: Client, where: Mapping[str, Any], asking: Any) -> Any:
    """Result of a command; None if this user may not run it, and also if a proxy hangs up on it and
    goes on with others.
    """
    try:
        return await asking
    except ResponseError:
        return None
    except RedisConnectionError:
        await client.ping(**where)
        return None
