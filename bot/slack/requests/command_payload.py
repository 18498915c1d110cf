"""Payloads that ask for a run: a slash command, or the window or button that stands in for it."""

import json
import uuid
from dataclasses import dataclass, replace

from bot.slack.api.errors import record
from bot.slack.api.response_urls import ReplyTo
from bot.slack.render.codec import StartValue, UnknownValue
from bot.slack.requests.payload import Body, chosen_channel, digest, reply_to, team, user
from bot.slack.requests.press_payload import ButtonClick
from bot.slack.requests.windows import typed
from bot.texts.command_words import CommandWord


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """A slash command, or the window that stands in for its text."""

    team: str
    user: str
    channel: str
    command: str
    text: str
    request: str  # the same for the same command, however often it is delivered
    reply_to: ReplyTo
    trigger: str = ""
    drill: bool = False  # as practice
    chosen: bool = False  # this very name, by who was asked whether it is right

    @property
    def typed(self) -> str:
        """The command as it was typed."""
        return " ".join(
            filter(None, (self.command, CommandWord.DRILL if self.drill else "", self.text))
        )


def command_request(command: Body) -> CommandRequest:
    return CommandRequest(
        team=command["team_id"],
        user=command["user_id"],
        channel=command["channel_id"],
        command=command["command"],
        text=str(command.get("text", "")).strip(),
        request=digest(command.get("trigger_id") or uuid.uuid4().hex),
        reply_to=reply_to(command),
        trigger=command.get("trigger_id") or "",
    )


def asked_by_button(
    click: ButtonClick, command: str, account: str, *, drill: bool
) -> CommandRequest:
    """Request as a command with this account would make it."""
    return CommandRequest(
        team=click.team,
        user=click.press.by,
        channel=click.press.channel,
        command=command,
        text=account,
        request=click.press.id,
        reply_to=click.reply_to,
        drill=drill,
    )


def asked_to_begin(body: Body, begins: StartValue, command: str) -> CommandRequest:
    """What a command would ask for that names this account, from a button that says so."""
    value = body["actions"][0]["value"]
    return CommandRequest(
        team=team(body),
        user=user(body),
        channel=begins.channel,
        command=command,
        text=begins.account,
        request=digest(question(body), value, user(body)),
        reply_to=reply_to(body),
        drill=begins.drill,
        chosen=True,
    )


def question(body: Body) -> str:
    """Name of the message whose button was pressed; of the press where Slack does not name it."""
    at = record(body.get("container")).get("message_ts")
    return digest(str(at or body["actions"][0].get("action_ts") or ""), user(body))


def asked_in_window(body: Body) -> CommandRequest:
    """Raises UnknownValue where the window holds something else than `origin`."""
    view = body["view"]
    try:
        kept = record(json.loads(view["private_metadata"]))
        where, command = str(kept["channel"]), str(kept["command"])
    except (ValueError, KeyError, RecursionError):
        raise UnknownValue("the window of a command") from None
    return CommandRequest(
        team=team(body),
        user=body["user"]["id"],
        channel=where or chosen_channel(view) or user(body),
        command=command,
        text=typed(view),
        request=digest(view["id"], typed(view), chosen_channel(view)),
        reply_to=replace(reply_to(kept), user=user(body)),
    )


def origin(channel: str, command: str, url: str = "") -> str:
    """Origin of a window, as the window keeps it; without a channel the window asks for one."""
    return json.dumps({"channel": channel, "command": command, "response_url": url})
