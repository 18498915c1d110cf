"""Button values and message metadata <-> presses. Versioned: a value comes back weeks later."""

import re
from dataclasses import dataclass

VERSION = "1"
PRESS, RUN = "press:", "run:"
METADATA = "mfa_step"
_TURN = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a button says of the message that it stands in."""

    run: str
    turn: int
    step: str


class OldWire(ValueError):
    """The value is of a version that this bot doesn't speak, or no value of ours at all."""


def pack(run: str, turn: int, step: str, button: str) -> str:
    return "|".join((VERSION, run, str(turn), step, button))


def unpack(value: str) -> tuple[Stamp, str]:
    """(stamp, button) of a button's value. Raises OldWire."""
    version, *rest = value.split("|")
    if version != VERSION or len(rest) != 4:  # noqa: PLR2004 -- the four fields of `pack`
        raise OldWire(value[:40])
    run, turn, step, button = rest
    if not _TURN.fullmatch(turn) or "." not in run:
        raise OldWire(value[:40])
    return Stamp(run, int(turn), step), button


def action_id(button: str) -> str:
    """`run:back` for the bot's own buttons, `press:opened` for those of a flow."""
    return button if button.startswith(RUN) else PRESS + button


def metadata(run: str, turn: int, flow: str, step: str) -> dict[str, object]:
    payload = {"run": run, "turn": turn, "flow": flow, "step": step}
    return {"event_type": METADATA, "event_payload": payload}
