"""Slack app manifest: `app.yaml` for Socket Mode, or with request URLs for HTTP."""

import re

from bot.files.resources import resource

EVENTS_PATH = "/slack/events"  # one address takes commands, buttons and events alike

_ADDRESS = re.compile(r"https://[\w.-]+(:\d+)?(/[\w.~/-]+)?", re.ASCII)

# What differs over HTTP, as edits of the text, so that comments and order stay for the reader.
_OVER_HTTP = (
    (r"^( *)- command: .*\n", r"\g<0>\1  url: {url}\n"),
    (r"^( *)event_subscriptions:\n", r"\g<0>\1  request_url: {url}\n"),
    (r"^( *)interactivity:\n", r"\g<0>\1  request_url: {url}\n"),
    (r"^( *)socket_mode_enabled: true\n", r"\1socket_mode_enabled: false\n"),
)


def manifest(url: str | None) -> str:
    """Manifest as YAML, for "From a manifest" in Slack.

    url: public URL of the bot, such as `https://bot.example.com`; None for Socket Mode
    Raises ValueError if Slack can't use the URL.
    """
    text = resource("app.yaml").read_text(encoding="utf-8")
    if url is None:
        return text
    request_url = _request_url(url)
    for line, edit in _OVER_HTTP:
        text = re.sub(line, edit.format(url=request_url), text, flags=re.MULTILINE)
    return text


def _request_url(url: str) -> str:
    base = url.strip().rstrip("/").removesuffix(EVENTS_PATH)
    if not _ADDRESS.fullmatch(base):
        raise ValueError(
            f"Slack can't send requests to {url!r}: give the https:// address that it reaches from"
            " outside, with nothing but a host, a port and a path, such as https://bot.example.com."
        )
    return base + EVENTS_PATH
