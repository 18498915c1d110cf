"""Slack app manifest: `app.yaml` with the commands of the flows, for Socket Mode or HTTP."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import indent
from urllib.parse import quote

import yaml

from bot.files.resources import resource

# What Slack sends back for a shortcut, and the bot's own buttons: `start:` and a flow's name, and
# the shortcut on a message.
START, FORMAT_NUMBERS = "start:", "format_numbers"


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """Slash command of a flow, as people are told of it in one language."""

    command: str
    about: str
    usage: str
    flow: str = ""
    start: str = ""  # name of the shortcut that starts it; it has none if empty
    urgent: bool = False  # comes before the others


HTTPS_PORT = 443
EVENTS_PATH = "/slack/events"  # one address takes commands, buttons and events alike
CREATE_APP = "https://api.slack.com/apps?new_app=1&manifest_json="

_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"  # of a host name
_ADDRESS = re.compile(
    rf"https://{_LABEL}(?:\.{_LABEL})*(?::(?P<port>\d{{1,5}}))?(?:/[\w.~/-]+)?", re.ASCII
)

# What differs over HTTP, as edits of the text, so that comments and order stay for the reader.
_OVER_HTTP = (
    (
        r"^# This is the manifest for Socket Mode.*\n#.*\n",
        "# This is the manifest for HTTP. `mfa-bot manifest` prints the one for Socket Mode.\n",
    ),
    (r"^( *)- command: .*\n", r"\g<0>\1  url: {url}\n"),
    (r"^( *)event_subscriptions:\n", r"\g<0>\1  request_url: {url}\n"),
    (r"^( *)interactivity:\n", r"\g<0>\1  request_url: {url}\n"),
    (r"^( *)socket_mode_enabled: true\n", r"\1socket_mode_enabled: false\n"),
)


MOST_GLOBAL = 5  # shortcuts; an app may have as many on messages
_ON_MESSAGES: dict[str, object] = {
    "name": "Format the Phone Numbers",
    "type": "message",
    "callback_id": FORMAT_NUMBERS,
    "description": "Shows you the phone numbers of a message the way AWS wants them",
}


def manifest(url: str | None, commands: Iterable[SlashCommand] = ()) -> str:
    """Manifest as YAML, for "From a manifest" in Slack.

    url: public URL of the bot, such as `https://bot.example.com`; None for Socket Mode
    commands: all commands of the bot; those that `app.yaml` has if there are none
    Raises ValueError if Slack can't use the URL.
    """
    text = resource("app.yaml").read_text(encoding="utf-8")
    if told := tuple(commands):
        text = _replaced(text, "slash_commands", [_entry(command) for command in told])
        text = _replaced(text, "shortcuts", [*_shortcuts(told), _ON_MESSAGES])
    if url is None:
        return text
    request_url = _request_url(url)
    for line, edit in _OVER_HTTP:
        text = re.sub(line, edit.format(url=request_url), text, flags=re.MULTILINE)
    return text


def _replaced(text: str, key: str, entries: list[dict[str, object]]) -> str:
    """Text with other entries below that key."""
    block = re.compile(rf"(?<=^  {key}:\n)(?:    .*\n)+", re.MULTILINE)
    written = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000)
    return block.sub(lambda _: indent(written, "    "), text)


def as_json(text: str) -> str:
    """Manifest as JSON, without a blank that it does not need."""
    return json.dumps(yaml.safe_load(text), ensure_ascii=False, separators=(",", ":"))


def create_link(text: str) -> str:
    """Address of Slack's form for a new app, with the manifest filled in."""
    return CREATE_APP + quote(as_json(text), safe=":,/")


def _entry(command: SlashCommand) -> dict[str, object]:
    return {
        "command": command.command,
        "description": command.about,
        "usage_hint": command.usage,
        "should_escape": True,
    }


def _shortcuts(commands: Iterable[SlashCommand]) -> list[dict[str, object]]:
    named = sorted((c for c in commands if c.start), key=lambda c: (not c.urgent, c.command))
    return [
        {
            "name": command.start,
            "type": "global",
            "callback_id": START + command.flow,
            "description": command.about,
        }
        for command in named[:MOST_GLOBAL]
    ]


def _request_url(url: str) -> str:
    base = url.strip().rstrip("/").removesuffix(EVENTS_PATH)
    found = _ADDRESS.fullmatch(base)
    if not found or not 0 < int(found["port"] or HTTPS_PORT) < 65536:  # noqa: PLR2004 -- TCP's
        raise ValueError(
            f"Slack can't send requests to {url!r}: give the https:// address that it reaches from"
            " outside, with nothing but a host, a port and a path, such as https://bot.example.com."
        )
    return base + EVENTS_PATH
