"""What the page may ask of its server, and in which shape: `POST /local/<name>`."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.local.slack.fault_injection import Rule


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ByPerson(Asked):
    by: str = Field(alias="as")  # who does it


class Say(ByPerson):
    """Whatever was typed: a command, a message, a mention."""

    channel: str
    thread: str = ""
    text: str


class Press(ByPerson):
    """`action`: the button as it stood in the message."""

    channel: str
    ts: str
    action: dict[str, Any]


class Submit(ByPerson):
    """`values`: what was typed, by block_id and action_id."""

    window: str
    values: dict[str, dict[str, str | None]]


class Close(ByPerson):
    window: str


class Delete(ByPerson):
    channel: str
    ts: str


class Again(ByPerson):
    """Deliver once more what this person did last."""


class Skip(Asked):
    skip: int  # ms


class Turn(Asked):
    """A trouble, on or off."""

    name: str
    on: bool


class Meet(Asked):
    """From now on, calls that fit meet a fault."""

    name: str
    rule: Rule


class Mend(Asked):
    name: str = ""  # all where empty


class Points(Asked):
    bot: str  # its address


class Look(Asked):
    """Nothing: for who waits until the feed has told all."""
