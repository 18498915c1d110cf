"""Findings of `mfa-bot doctor`: ok, a warning, or wrong, with the remedy. Pure.

An answer of Slack's comes here as `bot/slack/api/errors.py` has read it: `ok`, or Slack's word
for no as `error`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.core.secrets import secret_in
from bot.slack.api.errors import record
from bot.slack.api.methods import WITHOUT
from bot.store import error_sentences

OLDEST_REDIS = (7, 0)
MAX_SKEW_SECONDS = 60.0  # seconds; at 300 every request of Slack would be refused
SLOW, TOO_SLOW = 0.1, 0.5  # seconds for one answer of Redis; a press asks twice or more
FULL, TOO_FULL = 0.75, 0.9  # of maxmemory
MAX_NAME = 80  # characters of a name that is shown
INSTALL = "install the app again with the manifest that `mfa-bot manifest` prints"
REPLACE = "copy the Bot User OAuth Token anew (OAuth & Permissions)"


class Severity(StrEnum):
    """Severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check: subject, severity, sentence and remedy."""

    about: str
    word: Severity
    says: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" -> {self.remedy}" if self.remedy else ""
        return f"{self.word:<8} {self.about:<15} {self.says}{remedy}"


def ok(about: str, says: str) -> Finding:
    return Finding(about, Severity.OK, says)


def warning(about: str, says: str, remedy: str) -> Finding:
    return Finding(about, Severity.WARNING, says, remedy)


def wrong(about: str, says: str, remedy: str) -> Finding:
    return Finding(about, Severity.WRONG, says, remedy)


def no_slack(about: str) -> Finding:
    remedy = "look at SLACK_API_URL, and at the proxy in HTTPS_PROXY"
    return wrong(about, "what answers is not Slack", remedy)


def token(answer: Mapping[str, Any]) -> Finding:
    """Finding from Slack's answer to auth.test."""
    if not answer.get("ok"):
        says = f"Slack refuses SLACK_BOT_TOKEN: {answer.get('error')}"
        return wrong("token", says, f"{INSTALL}, and {REPLACE}")
    if answer.get("is_enterprise_install"):
        return wrong(
            "token",
            "the app is installed for a whole organization, and the bot serves one workspace",
            "install it into that workspace alone",
        )
    if not answer.get("bot_id"):
        return wrong("token", "SLACK_BOT_TOKEN is a person's token, not a bot's", REPLACE)
    where = f"{named(answer.get('team'))} ({named(answer.get('team_id'))})"
    return ok("token", f"{named(answer.get('user'))} in {where}")


def named(found: object) -> str:
    """Name from Slack's answer; "?" if it is no short printable text."""
    if not isinstance(found, str) or len(found) > MAX_NAME or secret_in(found):
        return "?"
    return found if found.isprintable() else "?"


def scopes(granted: str | None, wanted: Iterable[str], optional: Iterable[str]) -> Finding:
    """Finding about the token's scopes; `granted`: Slack's header X-OAuth-Scopes or None."""
    if granted is None:
        return warning("scopes", "can't tell: Slack named none", "look at OAuth & Permissions")
    given = {scope.strip() for scope in granted.split(",")}
    if missing := sorted({*wanted} - given):
        return wrong("scopes", f"not granted: {', '.join(missing)}", INSTALL)
    lacking: dict[str, list[str]] = {}
    for scope in sorted({*optional} - given):
        lacking.setdefault(WITHOUT.get(scope, "unknown"), []).append(scope)
    told = "; ".join(f"without {', '.join(some)} {what}" for what, some in lacking.items())
    return ok("scopes", f"all needed ones are granted; {told}" if told else "all granted")


def signing_secret(*, old: bool) -> list[Finding]:
    """Findings about SLACK_SIGNING_SECRET; `old`: whether the one before is taken too."""
    about, taken = "signing secret", "the one before, SLACK_SIGNING_SECRET_OLD, is taken too"
    remedy = "unset it when every process has the new secret"
    return [
        ok(about, "is set; whether it is the right one, Slack's first request shows"),
        *([warning(about, taken, remedy)] if old else []),
    ]


def app_token(answer: Mapping[str, Any]) -> Finding:
    """Finding from Slack's answer to apps.connections.open."""
    if answer.get("ok"):
        return ok("app token", "Slack offers a connection for Socket Mode")
    return wrong(
        "app token",
        f"Slack refuses SLACK_APP_TOKEN: {answer.get('error')}",
        "generate one with the scope connections:write (Basic Information, App-Level Tokens), and"
        " turn Socket Mode on",
    )


def websocket(why: str) -> Finding:
    """Finding about the WebSocket; `why`: why there was no hello, empty if there was."""
    if not why:
        return ok("WebSocket", "Slack says hello")
    remedy = "look whether this machine, or the proxy in HTTPS_PROXY, may reach wss-*.slack.com:443"
    return wrong("WebSocket", f"no connection: {why}", remedy)


# Fields of a channel in which the bot can't post, even as a member.
_CLOSED = {
    "is_archived": "is archived",
    "is_read_only": "is read-only",
    "is_thread_only": "takes nothing but replies in threads",
    "is_non_threadable": "has no threads, which a run needs",
}


def unchecked_channel(name: str) -> Finding:
    """Finding of a channel that Slack could not be asked about."""
    remedy = "mend what is wrong with the token or the way to Slack, and run this again"
    return warning(f"channel {name}", "was not checked: Slack could not be asked", remedy)


def channel(name: str, answer: Mapping[str, Any], granted: str) -> Finding:
    """Finding from Slack's answer to conversations.info."""
    about, invite = f"channel {name}", "type /invite @mfa-bot there"
    code, found = answer.get("error", ""), record(answer.get("channel"))
    if code == "missing_scope":
        return warning(
            about,
            "can't tell: without channels:read and groups:read the bot may not look at channels,"
            " and starts runs in shared ones too",
            f"{INSTALL}; {invite} if it is private",
        )
    if code == "channel_not_found":
        return wrong(about, "Slack knows none that the bot may see", f"{invite}, or mend the ID")
    if not answer.get("ok"):
        return warning(about, f"can't tell: {code}", "try again")
    if found.get("is_im") or found.get("is_mpim"):
        return wrong(about, "it is a conversation between people", "use a channel")
    label = f"#{named(found.get('name'))}"
    for field, says in _CLOSED.items():
        if found.get(field):
            return wrong(about, f"{label} {says}", "use another, or have that changed")
    if found.get("is_member"):
        return _shared(about, label, found)
    if found.get("is_private") or "chat:write.public" not in granted:
        return wrong(about, f"the bot is not in {label}", invite)
    return warning(about, f"the bot can post in {label}, but hears no mention there", invite)


def _shared(about: str, label: str, found: Mapping[str, Any]) -> Finding:
    if not (found.get("is_ext_shared") or found.get("is_pending_ext_shared")):
        return ok(about, f"the bot is in {label}")
    return warning(
        about,
        f"{label} is shared with another workspace, whose people read along: no run starts there",
        "use a channel of your own",
    )


def clock(about: str, ahead: float) -> Finding:
    """Finding about a clock; `ahead`: seconds by which this machine is ahead of it."""
    if abs(ahead) <= MAX_SKEW_SECONDS:
        return ok(about, f"within {max(1, round(abs(ahead)))} s of this machine's")
    side = "ahead of" if ahead > 0 else "behind"
    return wrong(
        about,
        f"this machine is {round(abs(ahead))} s {side} it; from 300 s on Slack's requests are"
        " refused",
        "set the clock, and keep it set (NTP)",
    )


def redis_speed(about: str, seconds: float) -> Finding:
    says = f"answers in {seconds * 1000:.1f} ms"
    remedy = "run it nearer to the bot, on a machine with time for it"
    if seconds > TOO_SLOW:
        return wrong(about, f"{says}; people would wait too long", remedy)
    return warning(about, says, remedy) if seconds > SLOW else ok(about, says)


def redis_server(
    about: str, info: Mapping[str, Any] | None, *, in_cluster: bool = False
) -> list[Finding]:
    """Findings from INFO (None: denied). `in_cluster`: whether REDIS_URL names a Cluster."""
    if info is None:
        return [
            warning(
                about,
                "can't tell version, persistence, eviction and memory: INFO is denied",
                "look there: 7.0 or later, appendonly yes, maxmemory-policy noeviction",
            )
        ]
    moves = "is a node of a Cluster: presses fail while another node has the bot's slot"
    alone = _number(info, "cluster_enabled") and not in_cluster
    return [
        *(_version(about, info), _kept(about, info), _evicts(about, info), _memory(about, info)),
        *_replicated(about, info),
        *([wrong(about, moves, error_sentences.CLUSTER.remedy)] if alone else []),
    ]


def _version(about: str, info: Mapping[str, Any]) -> Finding:
    told = str(info.get("redis_version", "0"))
    name = f"{info.get('server_name', 'redis')} {info.get('valkey_version', told)}"
    numbers = tuple(int(part) for part in told.split(".")[:2] if part.isdigit())
    if numbers < OLDEST_REDIS:
        return wrong(about, f"{name} is too old", "upgrade it to 7.0 or later")
    return ok(about, f"{name}, {info.get('role', 'master')}")


def _kept(about: str, info: Mapping[str, Any]) -> Finding:
    if not _number(info, "aof_enabled"):
        return wrong(
            about,
            "keeps no log on disk: a restart of it forgets runs and attempts",
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


def _evicts(about: str, info: Mapping[str, Any]) -> Finding:
    policy = info.get("maxmemory_policy", "noeviction")
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
    if "min_slaves_good_slaves" in info:  # told only where it is set
        return [ok(about, "takes presses only while replicas follow (min-replicas-to-write)")]
    if not _number(info, "connected_slaves"):
        return []
    says = "takes presses also while no replica follows, and a failover loses those"
    return [warning(about, says, "set `min-replicas-to-write 1`: it refuses them then")]


def _number(info: Mapping[str, Any], name: str) -> int:
    """Number from INFO; 0 if the field is no number, as servers like Redis may have it."""
    told = info.get(name)
    return int(told) if isinstance(told, int | float) else 0


def redis_flush(about: str, fsync: str | None) -> Finding:
    """Finding about flushing to disk; `fsync`: the setting appendfsync, None if that is denied."""
    match fsync:
        case None:
            remedy = "look there: it should be everysec or always"
            return warning(about, "can't tell appendfsync: CONFIG is denied", remedy)
        case "always":
            return ok(about, "appendfsync always: no press is lost with the machine")
        case "everysec":
            return ok(about, "appendfsync everysec: with the machine a second of presses is lost")
        case _:
            remedy = "set `appendfsync everysec` or `always`"
            return warning(about, f"appendfsync {fsync}: half a minute may be lost", remedy)
