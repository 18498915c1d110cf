"""What Slack sends, read once: presses, answers, requests."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.run import Press
from bot.slack.api import ReplyTo
from bot.slack.wire import OldWire, unpack

__all__ = ["OldWire"]

Body = Mapping[str, Any]
NOWHERE = "?"
TYPED = frozenset({None, "file_share", "thread_broadcast"})  # subtypes of what people type


@dataclass(frozen=True, slots=True)
class Asked:
    """A slash command, or the window that stands in for its text."""

    team: str
    user: str
    channel: str
    command: str
    text: str
    request: str  # the same for the same command, however often it is delivered
    reply_to: ReplyTo
    trigger: str = ""


@dataclass(frozen=True, slots=True)
class Clicked:
    press: Press
    team: str
    reply_to: ReplyTo
    trigger: str
    channel: str
    message_ts: str
    ephemeral: bool
    has_buttons: bool  # the message that was pressed still shows some


@dataclass(frozen=True, slots=True)
class Said:
    """A mention, or a direct message."""

    team: str
    user: str
    channel: str
    text: str
    ts: str
    thread: str
    direct: bool

    @property
    def event(self) -> str:
        """One message may come with several event ids; its place and time are its name."""
        return f"{self.channel}:{self.ts}"


def asked(command: Body) -> Asked:
    return Asked(
        team=command["team_id"],
        user=command["user_id"],
        channel=command["channel_id"],
        command=command["command"],
        text=str(command.get("text", "")).strip(),
        request=_digest(command.get("trigger_id") or uuid.uuid4().hex),
        reply_to=reply_to(command),
        trigger=command.get("trigger_id", ""),
    )


def clicked(body: Body) -> Clicked:
    """Raises OldWire for a button that this version doesn't know."""
    action, container = body["actions"][0], body.get("container", {})
    stamp = unpack(action.get("value") or "")
    by = user(body)
    ts = container.get("message_ts") or body.get("message", {}).get("ts", "")
    channel = container.get("channel_id") or (body.get("channel") or {}).get("id", "")
    return Clicked(
        press=Press(
            id=_digest(ts, action["value"], action.get("action_ts", ""), by),
            run=stamp.run,
            turn=stamp.turn,
            step=stamp.step,
            button=stamp.button,
            by=by,
            answer=stamp.answer,
            channel=channel,
        ),
        team=team(body),
        reply_to=reply_to(body),
        trigger=body.get("trigger_id", ""),
        channel=channel,
        message_ts=ts,
        ephemeral=bool(container.get("is_ephemeral")),
        has_buttons=any(
            block.get("type") == "actions" for block in body.get("message", {}).get("blocks", ())
        ),
    )


def answered(body: Body) -> Press:
    """The press of a submitted window. Raises OldWire."""
    view = body["view"]
    stamp = unpack(view["private_metadata"])
    return Press(
        id=_digest(view["id"], view["private_metadata"]),
        run=stamp.run,
        turn=stamp.turn,
        step=stamp.step,
        button=stamp.button,
        by=user(body),
        answer=typed(view),
        channel=stamp.answer,  # where the window was opened
    )


def asked_in_window(body: Body) -> Asked:
    view = body["view"]
    origin = json.loads(view["private_metadata"])
    return Asked(
        team=team(body),
        user=body["user"]["id"],
        channel=origin["channel"],
        command=origin["command"],
        text=typed(view),
        request=_digest(view["id"], typed(view)),
        reply_to=reply_to(origin),
    )


def reply_to(body: Body) -> ReplyTo:
    thread = body.get("container", {}).get("thread_ts") or body.get("message", {}).get("thread_ts")
    return ReplyTo(str(body.get("response_url", "")), thread or "")


def origin(ask: Asked) -> str:
    """What a window keeps of the command that opened it."""
    kept = {"channel": ask.channel, "command": ask.command, "response_url": ask.reply_to.url}
    return json.dumps(kept)


def said(event: Body, team_id: str) -> Said | None:
    """None for what nobody typed to the bot: edits, deletions, other bots, joins."""
    if event.get("subtype") not in TYPED or event.get("bot_id") or not event.get("user"):
        return None
    return Said(
        team=team_id,
        user=event["user"],
        channel=event["channel"],
        text=event.get("text", ""),
        ts=event["ts"],
        thread=event.get("thread_ts", ""),
        direct=event.get("channel_type") == "im",
    )


def typed(view: Body) -> str:
    fields = view["state"]["values"].values()
    return str(next((f["answer"].get("value") or "" for f in fields if "answer" in f), "")).strip()


def team(body: Body) -> str:
    by = body.get("user") or {}
    return str((body.get("team") or {}).get("id") or by.get("team_id", NOWHERE))


def user(body: Body) -> str:
    """Who did it; nobody in an event, where each kind tells it elsewhere."""
    return str((body.get("user") or {}).get("id") or body.get("user_id", NOWHERE))


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=9).hexdigest()
