"""Payloads from Slack, read once: presses, answers, requests."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.answers import ROLES
from bot.core.press import TAKING_OVER, Press
from bot.core.shown import PressedMessage
from bot.core.verbs import Verb
from bot.slack.api.client import Identity, ReplyTo
from bot.slack.api.errors import record
from bot.slack.render.codec import UnknownValue, unpack
from bot.slack.render.modals import NAME

Body = Mapping[str, Any]
NOWHERE = "?"
FIELDS = ("answer", "reason")  # of a window, as block ids
LAST = "last"  # when the last of some attempts was, beside how many there were
OF_A_REASON = frozenset({"reason", "reason_digits", "may_be_secret"})  # slips in the second one
# Subtypes of what people type; the last one is /me.
TYPED_SUBTYPES = frozenset({None, "file_share", "thread_broadcast", "me_message"})


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

    @property
    def left_behind(self) -> PressedMessage | None:
        """The message, where its buttons are of no use once the run has moved."""
        if self.ephemeral or not (self.has_buttons and self.message_ts):
            return None
        return PressedMessage(self.channel, self.message_ts, self.press.turn)


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
    def in_thread(self) -> str:
        """Where it is answered: in its thread, or in one of its own; in direct messages below."""
        return self.thread or ("" if self.direct else self.ts)

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
        trigger=command.get("trigger_id") or "",
    )


def clicked(body: Body) -> Clicked:
    """Raises UnknownValue for a button that this version doesn't know."""
    action, container = body["actions"][0], record(body.get("container"))
    message = record(body.get("message"))  # a button in a window has none
    stamp = unpack(action.get("value") or "")
    by = user(body)
    ts = str(container.get("message_ts") or message.get("ts") or "")
    channel = str(container.get("channel_id") or record(body.get("channel")).get("id") or "")
    return Clicked(
        press=Press(
            id=_digest(ts, action["value"], action.get("action_ts") or "", by),
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
        trigger=body.get("trigger_id") or "",
        channel=channel,
        message_ts=ts,
        ephemeral=bool(container.get("is_ephemeral")),
        has_buttons=any(block.get("type") == "actions" for block in message.get("blocks") or ()),
    )


def answered(body: Body) -> Press:
    """The press of a submitted window. Raises UnknownValue."""
    view = body["view"]
    stamp = unpack(view["private_metadata"])
    return Press(
        id=_digest(view["id"], view["private_metadata"], typed(view)),
        run=stamp.run,
        turn=stamp.turn,
        step=stamp.step,
        button=stamp.button,
        by=user(body),
        answer=typed(view),
        channel=stamp.answer,  # where the window was opened
    )


def asked_by_button(click: Clicked, command: str, account: str) -> Asked:
    """What a command would ask for that names this account."""
    return Asked(
        team=click.team,
        user=click.press.by,
        channel=click.channel,
        command=command,
        text=account,
        request=click.press.id,
        reply_to=click.reply_to,
    )


def asked_in_window(body: Body) -> Asked:
    """Raises UnknownValue where the window holds something else than `origin`."""
    view = body["view"]
    try:
        kept = record(json.loads(view["private_metadata"]))
        where, command = str(kept["channel"]), str(kept["command"])
    except (ValueError, KeyError, RecursionError):
        raise UnknownValue("the window of a command") from None
    return Asked(
        team=team(body),
        user=body["user"]["id"],
        channel=where,
        command=command,
        text=typed(view),
        request=_digest(view["id"], typed(view)),
        reply_to=replace(reply_to(kept), user=user(body)),
    )


def reply_to(body: Body) -> ReplyTo:
    container, message = record(body.get("container")), record(body.get("message"))
    thread, who = container.get("thread_ts") or message.get("thread_ts"), user(body)
    url = str(body.get("response_url") or "")
    return ReplyTo(url, thread or "", "" if who == NOWHERE else who)


def origin(ask: Asked) -> str:
    """What a window keeps of the command that opened it."""
    kept = {"channel": ask.channel, "command": ask.command, "response_url": ask.reply_to.url}
    return json.dumps(kept)


def said(event: Body, team_id: str, own: Identity | None) -> Said | None:
    """None for what nobody typed to the bot: edits, deletions, other bots, joins, its own words.

    Of a message with a `bot_id`, a person may be the author, through another app. In direct
    messages it is one, unless it is this bot; elsewhere it may be a bot, and two would go on.
    """
    fields = (event.get(name) for name in ("channel", "ts", "user", "bot_id"))
    channel, ts, user, bot = (found if isinstance(found, str) else "" for found in fields)
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    if (
        event.get("subtype") not in TYPED_SUBTYPES
        or event.get("hidden")
        or not (channel and ts and user)
    ):
        return None
    by_bot = bot and not (direct and own and bot != own.bot_id)
    if by_bot or (own and user == own.bot_user):
        return None
    return Said(
        team=team_id,
        user=user,
        channel=channel,
        text=str(event.get("text") or ""),
        ts=ts,
        thread=str(event.get("thread_ts") or ""),
        direct=direct,
    )


def typed(view: Body) -> str:
    """What was typed into a window; a reason, where one is asked for too, on a line of its own.
    So too each person who was chosen or named.
    """
    fields = view["state"]["values"]
    if roles := [name for name in ROLES if name in fields]:
        return "\n".join(_named(fields, role) for role in roles)
    said, last = (_said(fields, name) for name in (FIELDS[0], LAST))
    lines = [f"{said}, {last}" if last else said]
    return "\n".join([*lines, *([_said(fields, FIELDS[1])] if FIELDS[1] in fields else [])])


def _said(fields: Body, name: str) -> str:
    """What was typed into a field, or chosen in it."""
    element = record(record(fields.get(name)).get("answer"))
    chosen = record(element.get("selected_option")).get("value")
    return str(element.get("value") or chosen or "").strip()


def _named(fields: Body, role: str) -> str:
    """Whoever was named in the window for this role: a typed name counts before a choice."""
    name = record(record(fields.get(f"{role}{NAME}")).get("answer")).get("value")
    user = record(fields[role].get("answer")).get("selected_user")
    return " ".join(str(name or "").split()) or (f"<@{user}>" if user else "")


def field(view: Body, code: str, part: str = "") -> str:
    """The field of a window that a slip of this code stands in; `part`: a role."""
    fields = view["state"]["values"]
    if roles := [name for name in ROLES if name in fields]:
        wrong = part or roles[0]
        return wrong if code == "person" else f"{wrong}{NAME}"
    return FIELDS[1] if FIELDS[1] in fields and code in OF_A_REASON else FIELDS[0]


def team(body: Body) -> str:
    """The workspace whose installation of the app Slack speaks to; it keeps the run. In channels
    that several share, other fields name the host's workspace, or the one of who did it.
    """
    event = body.get("type") == "event_callback"
    addressed = (
        record(body.get("view")).get("app_installed_team_id")
        or (authorized(body).get("team_id") or body.get("context_team_id") if event else None)
        or record(body.get("team")).get("id")
        or body.get("team_id")
        or record(body.get("user")).get("team_id")
    )
    return str(addressed or NOWHERE)


def channel(body: Body) -> str:
    """Where it was done; of a window, where it was opened. '' where nothing tells."""
    if body.get("type") == "view_submission":
        return _opened_in(record(body.get("view")).get("private_metadata"))
    container = record(body.get("container")).get("channel_id")
    found = container or record(body.get("channel")).get("id") or body.get("channel_id")
    return str(found or "")


def _opened_in(metadata: object) -> str:
    try:
        return str(record(json.loads(str(metadata))).get("channel") or "")
    except (ValueError, RecursionError):  # a window for an answer, which is judged by its run
        return ""


def begins_there(body: Body) -> bool:
    """Whether a run may begin, or go on, where this was done: by a command, the window of one, or
    whoever takes one over.
    """
    actions = body.get("actions") or [{}]
    taking = record(actions[0]).get("action_id") in (TAKING_OVER, Verb.START_NEW)
    view = str(record(body.get("view")).get("callback_id") or "")
    return "command" in body or taking or view.startswith("start:")


def authorized(body: Body) -> Body:
    """The installation that an event comes to."""
    known = body.get("authorizations")
    return record(known[0]) if isinstance(known, list) and known else {}


def user(body: Body) -> str:
    """Who did it; nobody in an event, where each kind tells it elsewhere."""
    return str(record(body.get("user")).get("id") or body.get("user_id") or NOWHERE)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=9).hexdigest()
