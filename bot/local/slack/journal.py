"""The file that keeps messages, channels and user groups, so that they outlive a restart.

Each line is the JSON of one change. When it is opened, it is rewritten with the present state only.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.local.slack.workspace import Message, Workspace, as_json

KEPT = ("message", "gone", "channel", "group")


@contextmanager
def journal(path: Path, workspace: Workspace) -> Iterator[None]:
    """Load the file into the workspace, and append to it what changes from now on."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, TypeError, KeyError):  # half written, or by another version
                _replay(line, workspace)
    fresh = path.with_suffix(".new")
    with open(fresh, "w", encoding="utf-8", buffering=1, opener=_open_for_owner) as file:

        def write(kind: str, value: Any) -> None:
            if kind in KEPT and not (kind == "message" and value["to"]):
                file.write(json.dumps({kind: value}) + "\n")

        for message in workspace.messages.values():
            write("message", as_json(message))
        for channel in workspace.channels.values():
            write("channel", as_json(channel))
        for group in workspace.groups.values():
            write("group", as_json(group))
        fresh.replace(path)
        workspace.feed.subscribe(write)
        yield


def _open_for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _replay(line: str, workspace: Workspace) -> None:
    ((kind, value),) = json.loads(line).items()
    match kind:
        case "message":
            workspace.restore(Message(**value))
        case "gone":
            workspace.messages.pop((value["channel"], value["ts"]), None)
        case "channel" if value["id"] in workspace.channels:
            workspace.channels[value["id"]].bot_in = value["bot_in"]
        case "group" if known := workspace.groups.get(value["id"]):
            members, disabled = tuple(value["users"]), value["disabled"]
            workspace.groups[known.id] = replace(known, users=members, disabled=disabled)
