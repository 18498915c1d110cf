"""Hints about a secret that is not valid: what it seems to be, without repeating it."""

import re

_PLACEHOLDER = re.compile(r"\$\{\w+\}|\$\(\w+\)|^<.*>$")  # of Compose, Kubernetes and people
_QUOTED = re.compile("(['\"]).*\\1|[“‘].*[”’]")
_TOKENS = (  # how a token begins, the setting that it is for, and what it is
    ("xoxb-", "SLACK_BOT_TOKEN", "a bot token, which belongs in SLACK_BOT_TOKEN"),
    ("xapp-", "SLACK_APP_TOKEN", "an app-level token, which belongs in SLACK_APP_TOKEN"),
    ("xoxp-", "", "a person's token, which the bot can't use"),
    ("eG94Y", "", "encoded in base64: give the token itself"),
    ("eGFwcC", "", "encoded in base64: give the token itself"),
)


def is_quoted(value: str) -> bool:
    """Whether a value stands in quotes, which some tools hand on."""
    return bool(_QUOTED.fullmatch(value))


def hint(name: str, value: str) -> str:
    """What the value of a setting seems to be, to follow "it is"; empty if that can't be told."""
    if value.startswith("{"):
        return "a whole JSON object: give the value of its key alone"
    if _PLACEHOLDER.search(value):
        return "a placeholder that nothing has filled in"
    for start, setting, what in _TOKENS:
        if value.startswith(start) and setting != name:
            return what
    unseen = "not plain ASCII; it may contain an invisible character: copy it again"
    return "" if value.isascii() else unseen
