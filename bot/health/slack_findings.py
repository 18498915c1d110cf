"""Findings of `mfa-bot doctor` about Slack. Pure.

Slack's answers are taken as `bot/slack/api/errors.py` parses them: `ok`, or `error` with Slack's
error code.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.secrets import secret_in
from bot.health.findings import Finding, ok, warning, wrong
from bot.slack.api.errors import record
from bot.slack.api.methods import WITHOUT
from bot.slack.transport.socket_connection import OTHERS

INSTALL = "install the app again with the manifest that `mfa-bot manifest` prints"
REPLACE = "copy the Bot User OAuth Token again (OAuth & Permissions)"
MAX_NAME = 80  # characters of a name that is shown


def no_slack(about: str) -> Finding:
    remedy = "look at SLACK_API_URL, and at the proxy in HTTPS_PROXY"
    return wrong(about, "the server that answered is not Slack", remedy)


def token(answer: Mapping[str, Any]) -> Finding:
    """Finding from Slack's answer to auth.test."""
    if not answer.get("ok"):
        refused = f"Slack refuses SLACK_BOT_TOKEN: {answer.get('error')}"
        return wrong("token", f"{refused}; {UNCHECKED}", f"{INSTALL}, and {REPLACE}")
    if answer.get("is_enterprise_install"):
        return wrong(
            "token",
            "the app is installed for a whole organization, and the bot serves one workspace",
            "install it into that workspace alone",
        )
    if not answer.get("bot_id"):
        return wrong("token", "SLACK_BOT_TOKEN is a person's token, not a bot's", REPLACE)
    where = f"{printable_name(answer.get('team'))} ({printable_name(answer.get('team_id'))})"
    return ok("token", f"{printable_name(answer.get('user'))} in {where}")


def printable_name(found: object) -> str:
    """Name from Slack's answer; "?" if it is no short printable text."""
    if not isinstance(found, str) or len(found) > MAX_NAME or secret_in(found):
        return "?"
    return found if found.isprintable() else "?"


def scopes(granted: str | None, wanted: Iterable[str], optional: Iterable[str]) -> Finding:
    """Finding about the token's scopes; `granted`: Slack's header X-OAuth-Scopes or None.

    `optional`: those of `wanted` that whoever installs the app may leave out.
    """
    if granted is None:
        return warning("scopes", "can't tell: Slack named none", "look at OAuth & Permissions")
    given = {scope.strip() for scope in granted.split(",")}
    if missing := sorted({*wanted} - {*optional} - given):
        return wrong("scopes", f"not granted: {', '.join(missing)}", INSTALL)
    lacking: dict[str, list[str]] = {}
    for scope in sorted({*optional} - given):
        lacking.setdefault(WITHOUT.get(scope, "unknown"), []).append(scope)
    told = "; ".join(f"without {', '.join(some)} {what}" for what, some in lacking.items())
    return ok("scopes", f"all needed ones are granted; {told}" if told else "all granted")


def signing_secret(*, old: bool) -> list[Finding]:
    """Findings about SLACK_SIGNING_SECRET; `old`: whether the former one is still accepted."""
    about, taken = (
        "signing secret",
        "the former secret, SLACK_SIGNING_SECRET_OLD, is still accepted",
    )
    remedy = "unset it when every process has the new secret"
    return [
        ok(about, "is set; only Slack's first request can show whether it is correct"),
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


def websocket(why: str, others: int = 0) -> Finding:
    """Finding about the WebSocket; `why`: why there was no hello, empty if there was. `others`:
    connections that the app has beside the one of this check.
    """
    if not why:
        beside = f"; {OTHERS.format(n=others)}" if others > 0 else ""
        return ok("WebSocket", f"Slack says hello{beside}")
    remedy = "check that this machine, or the proxy in HTTPS_PROXY, can reach wss-*.slack.com:443"
    return wrong("WebSocket", f"no connection: {why}", remedy)


# Fields of a channel in which the bot can't post, even as a member.
_CLOSED = {
    "is_archived": "is archived",
    "is_read_only": "is read-only",
    "is_thread_only": "allows only replies in threads",
    "is_non_threadable": "has no threads, which a run needs",
}


_CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]{2,20}")
# What needs the token, and is not known where Slack can't be asked with it.
_OF_TEAM_FILE = "the people and user groups of team.yaml were not checked"
UNCHECKED = f"the token's scopes and {_OF_TEAM_FILE}"
UNASKED = f"the token's scopes, Slack's clock, and {_OF_TEAM_FILE}"


def no_token() -> Finding:
    """Finding of what is not checked without a token."""
    return warning("token", f"SLACK_BOT_TOKEN is not set; {UNASKED}", "set it, and run this again")


def no_way_in() -> Finding:
    """Finding of what is not checked without a setting that says how Slack's requests come."""
    says = (
        "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so how Slack's requests come was"
        " not checked"
    )
    return warning("way in", says, "set one of them, and run this again")


def no_channel(name: str) -> Finding | None:
    """Finding of a name that is no ID of a channel; None of an ID."""
    if _CHANNEL_ID.fullmatch(name):
        return None
    remedy = "give its ID, as C0123456789: Slack shows it in the channel's details, at the end"
    return wrong(f"channel {printable_name(name)}", "names can't be looked up", remedy)


def unchecked_channel(name: str) -> Finding:
    """Finding of a channel that Slack could not be asked about."""
    if odd := no_channel(name):
        return odd
    remedy = "correct what is wrong with the token or the way to Slack, and run this again"
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
        return wrong(about, "Slack knows none that the bot may see", f"{invite}, or correct the ID")
    if not answer.get("ok"):
        return warning(about, f"can't tell: {code}", "try again")
    if found.get("is_im") or found.get("is_mpim"):
        return wrong(about, "it is a conversation between people", "use a channel")
    label = f"#{printable_name(found.get('name'))}"
    for field, says in _CLOSED.items():
        if found.get(field):
            return wrong(about, f"{label} {says}", "use another, or have that changed")
    if found.get("is_member"):
        return _shared(about, label, found)
    if found.get("is_private") or "chat:write.public" not in granted:
        return wrong(about, f"the bot is not in {label}", invite)
    return warning(about, f"the bot can post in {label}, but gets no mentions there", invite)


def _shared(about: str, label: str, found: Mapping[str, Any]) -> Finding:
    if not (found.get("is_ext_shared") or found.get("is_pending_ext_shared")):
        return ok(about, f"the bot is in {label}")
    return warning(
        about,
        f"{label} is shared with another workspace, whose people can read it: no run starts there",
        "use a channel of your own",
    )
