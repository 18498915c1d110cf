"""Findings of `mfa-bot doctor` about a Redis server. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.health.findings import Finding, ok, warning, wrong
from bot.store import error_sentences

OLDEST_REDIS = (7, 0)
SLOW, TOO_SLOW = 0.1, 0.5  # seconds for one answer of Redis; a press asks twice or more
FULL, TOO_FULL = 0.75, 0.9  # of maxmemory


def speed(about: str, seconds: float) -> Finding:
    says = f"answers in {seconds * 1000:.1f} ms"
    remedy = "run it nearer to the bot, on a machine that is less busy"
    if seconds > TOO_SLOW:
        return wrong(about, f"{says}; people would wait too long", remedy)
    return warning(about, says, remedy) if seconds > SLOW else ok(about, says)


def server(
    about: str, info: Mapping[str, Any] | None, *, in_cluster: bool = False
) -> list[Finding]:
    """Findings from INFO; without any of it, it counts as denied.

    in_cluster: whether REDIS_URL names a Cluster
    """
    if not info:
        return [
            warning(
                about,
                "can't tell version, persistence, eviction and memory: INFO is denied",
                "check on the server: 7.0 or later, appendonly yes, maxmemory-policy noeviction",
            )
        ]
    moves = "is a node of a Cluster: presses fail while another node has the bot's slot"
    alone = _number(info, "cluster_enabled") and not in_cluster
    return [
        *(
            _version(about, info),
            _persistence(about, info),
            _eviction(about, info),
            _memory(about, info),
        ),
        *_replicated(about, info),
        *([wrong(about, moves, error_sentences.CLUSTER.remedy)] if alone else []),
    ]


def _version(about: str, info: Mapping[str, Any]) -> Finding:
    if "redis_version" not in info:
        return _untold(about, "its version", "7.0 or later")
    told = str(info["redis_version"])
    name = f"{info.get('server_name', 'redis')} {info.get('valkey_version', told)}"
    numbers = tuple(int(part) for part in told.split(".")[:2] if part.isdigit())
    if numbers < OLDEST_REDIS:
        return wrong(about, f"{name} is too old", "upgrade it to 7.0 or later")
    return ok(about, f"{name}, {info.get('role', 'master')}")


def _untold(about: str, what: str, wanted: str) -> Finding:
    """Finding about a field that INFO lacks, as it may on servers like Redis."""
    return warning(about, f"does not tell {what} in INFO", f"check on the server: {wanted}")


def _persistence(about: str, info: Mapping[str, Any]) -> Finding:
    if "aof_enabled" not in info:
        return _untold(about, "whether it keeps a log on disk", "a restart must not lose its data")
    if not _number(info, "aof_enabled"):
        return wrong(
            about,
            "keeps no log on disk: a restart loses runs and attempts since its last snapshot, or"
            " all of them",
            "set `appendonly yes`",
        )
    failed = [
        name
        for name in ("aof_last_write_status", "aof_last_bgrewrite_status")
        if info.get(name, "ok") != "ok"
    ]
    if failed:
        return wrong(about, f"can't write to its disk ({', '.join(failed)})", "look at its disk")
    return ok(about, "appendonly yes")


def _eviction(about: str, info: Mapping[str, Any]) -> Finding:
    if "maxmemory_policy" not in info:
        return _untold(about, "its maxmemory-policy", "it must be noeviction")
    policy = info["maxmemory_policy"]
    if policy == "noeviction":
        return ok(about, "evicts nothing (noeviction)")
    return wrong(
        about,
        f"may drop runs and attempts when memory is short ({policy})",
        "set `maxmemory-policy noeviction`",
    )


def _memory(about: str, info: Mapping[str, Any]) -> Finding:
    used = _number(info, "used_memory")
    limit = _number(info, "maxmemory") or _number(info, "total_system_memory")
    if not limit:
        return ok(about, f"uses {used / 2**20:.0f} MiB")
    says = f"uses {used / 2**20:.0f} of {limit / 2**20:.0f} MiB"
    remedy = "give it more memory: when it is full, it refuses every press"
    if used > TOO_FULL * limit:
        return wrong(about, says, remedy)
    return warning(about, says, remedy) if used > FULL * limit else ok(about, says)


def _replicated(about: str, info: Mapping[str, Any]) -> list[Finding]:
    """Finding about replicas: one that becomes the master lacks writes made while none followed."""
    if info.get("role") == "slave" and not _number(info, "slave_read_only"):
        says = "is a replica that takes writes: it loses them when it copies its master again"
        return [wrong(about, says, "name the master in REDIS_URL")]
    if "min_slaves_good_slaves" in info:  # told only where it is set
        return [ok(about, "takes presses only while replicas follow (min-replicas-to-write)")]
    if not _number(info, "connected_slaves"):
        return []
    says = "takes presses even while no replica follows, and a failover loses them"
    return [warning(about, says, "set `min-replicas-to-write 1`: it refuses them then")]


def _number(info: Mapping[str, Any], name: str) -> int:
    """Number from INFO; 0 if the field is no number, as servers like Redis may have it."""
    told = info.get(name)
    return int(told) if isinstance(told, int | float) else 0


def flush(about: str, fsync: str | None) -> Finding:
    """Finding about flushing to disk; `fsync`: the setting appendfsync, None if that is denied."""
    match fsync:
        case None:
            remedy = "check on the server: it should be everysec or always"
            return warning(about, "can't tell appendfsync: CONFIG is denied", remedy)
        case "always":
            return ok(about, "appendfsync always: no press is lost if the machine fails")
        case "everysec":
            return ok(
                about, "appendfsync everysec: up to 1 s of presses is lost if the machine fails"
            )
        case _:
            remedy = "set `appendfsync everysec` or `always`"
            return warning(about, f"appendfsync {fsync}: up to 30 s of presses may be lost", remedy)
