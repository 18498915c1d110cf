"""Button values and message metadata <-> presses. Versioned: a value comes back weeks later."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.core.press import OWN_PREFIX

VERSION = "1"
PRESS = "press:"
BEGIN = "begin:"  # of buttons that begin a run of a named procedure, for a named account
# Event types of message metadata.
STEP, CARD, REMINDER, ANSWER = "mfa_step", "mfa_card", "mfa_reminder", "mfa_answer"
_FIELDS = (4, 5)  # of `pack`, without the version
_TURN = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ButtonValue:
    """Value of a button: what it presses, and the message that it stands in."""

    run: str
    turn: int
    step: str
    button: str
    answer: str = ""  # what it says besides being pressed


class UnknownValue(ValueError):
    """The value is of a version that this bot doesn't speak, or no value of ours at all."""


def pack(run: str, turn: int, step: str, button: str, answer: str = "") -> str:
    said = [answer] if answer else []
    return "|".join((VERSION, run, str(turn), step, button, *said))


def unpack(value: str) -> ButtonValue:
    """Raises UnknownValue."""
    version, *rest = value.split("|")
    if version != VERSION or len(rest) not in _FIELDS:
        raise UnknownValue(value[:40])
    run, turn, step, button, *answer = rest
    if not _TURN.fullmatch(turn) or "." not in run:
        raise UnknownValue(value[:40])
    return ButtonValue(run, int(turn), step, button, *answer)


def action_id(button: str, answer: str = "") -> str:
    """`run:back` for the bot's own buttons, `press:opened` for those of a flow. An answer is part
    of it (`run:language:zh-TW`), since no two in a row of buttons may be the same.
    """
    name = f"{button}:{answer}" if answer else button
    return name if name.startswith(OWN_PREFIX) else PRESS + name


@dataclass(frozen=True, slots=True)
class StartValue:
    """What a button says that begins a run; `channel`: where its thread opens."""

    flow: str
    account: str
    channel: str
    drill: bool


def pack_start(start: StartValue) -> str:
    said = (start.flow, start.account, start.channel, str(int(start.drill)))
    return "|".join((VERSION, *said))


def unpack_start(value: str) -> StartValue:
    """Raises UnknownValue."""
    version, *rest = value.split("|")
    if version != VERSION or len(rest) != len(fields(StartValue)):
        raise UnknownValue(value[:40])
    flow, account, channel, drill = rest
    return StartValue(flow, account, channel, drill == "1")


def is_ours(action: str) -> bool:
    """Whether an `action_id` is one of those, in this version or an older one."""
    return action.startswith((PRESS, OWN_PREFIX))


def metadata(run: str, turn: int, flow: str, step: str) -> dict[str, object]:
    payload = {"run": run, "turn": turn, "flow": flow, "step": step}
    return {"event_type": STEP, "event_payload": payload}


def card_metadata(run: str, flow: str) -> dict[str, object]:
    return {"event_type": CARD, "event_payload": {"run": run, "flow": flow}}


def reminder_metadata(run: str, turn: int, name: str) -> dict[str, object]:
    payload = {"run": run, "turn": turn, "reminder": name}
    return {"event_type": REMINDER, "event_payload": payload}


def answer_metadata(ts: str) -> dict[str, object]:
    """`ts`: of the message that it answers."""
    return {"event_type": ANSWER, "event_payload": {"to": ts}}


def is_answer(found: Mapping[str, Any], ts: str) -> bool:
    """Whether it is the metadata of the answer to that message."""
    return (found.get("event_type"), found.get("event_payload", {}).get("to")) == (ANSWER, ts)


def describes(found: Mapping[str, Any], run: str, turn: int, reminder: str = "") -> bool:
    """Whether it is the metadata of that turn's step, or of what a timer said then; turn 0 stands
    for the status card.
    """
    kind = REMINDER if reminder else STEP if turn else CARD
    payload = found.get("event_payload", {})
    said = payload.get("run"), payload.get("turn", 0), payload.get("reminder", "")
    return (found.get("event_type"), *said) == (kind, run, turn, reminder)
