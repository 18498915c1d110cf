"""Schemas of what the page may ask of its server: `POST /local/<name>`."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.local.slack.fault_injection import Rule


class PageRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PersonRequest(PageRequest):
    by: str = Field(alias="as")  # the person who does it


class Say(PersonRequest):
    """A command or a message that was typed."""

    channel: str
    thread: str = ""
    text: str


class _Press(PersonRequest):
    """A press, or a choice. `action`: the element as it is shown; `chosen`: what it holds then;
    `values`: what the other elements hold, by block_id and action_id.
    """

    action: dict[str, Any]
    chosen: str | None = None
    values: dict[str, dict[str, str | None]] = Field(default_factory=dict)


class Press(_Press):
    channel: str
    ts: str


class PressInView(_Press):
    """Press in a window, or on the Home tab."""

    view: str


class OpenHome(PersonRequest):
    """Tab that somebody opens in their direct messages with the bot."""

    tab: Literal["home", "messages"] = "home"


class UseShortcut(PersonRequest):
    callback_id: str


class UseOnMessage(PersonRequest):
    callback_id: str
    channel: str
    ts: str


class Submit(PersonRequest):
    """A window that was filled in. `values`: the texts by block_id and action_id."""

    window: str
    values: dict[str, dict[str, str | None]]


class Close(PersonRequest):
    window: str


class Delete(PersonRequest):
    channel: str
    ts: str


class Redeliver(PersonRequest):
    """A repeated delivery of this person's last request."""


class SetGroup(PageRequest):
    """Members of a user group from now on; a group that is disabled stays known."""

    id: str
    users: list[str]
    disabled: bool = False


class SkipTime(PageRequest):
    skip: int  # ms


class SwitchFault(PageRequest):
    """A fault switch, turned on or off."""

    name: str
    on: bool


class AddFault(PageRequest):
    """A fault for the calls that match its rule, from now on."""

    name: str
    rule: Rule


class RemoveFaults(PageRequest):
    name: str = ""  # all where empty


class SetBotUrl(PageRequest):
    bot: str  # its address


class Sync(PageRequest):
    """A request that does nothing: its answer tells the number of the newest change."""
