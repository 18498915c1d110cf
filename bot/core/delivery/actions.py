"""Actions of a delivery: all that the plan may name, for the executor to perform."""

from dataclasses import dataclass

from bot.core.shown import ApprovalRequest, Copy, Intent, Shown


@dataclass(frozen=True, slots=True)
class Find:
    """Look for the message of an intent whose answer was lost. Done says where it is."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Post:
    """Write the intent down, and post what it names."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Line:
    """Turn the message of a former step into one line."""

    ts: str
    turn: int


@dataclass(frozen=True, slots=True)
class CopyLine:
    """Turn the copy of a step that is over into one line."""

    copy: Copy


@dataclass(frozen=True, slots=True)
class CopyUpdate:
    """Show in the copy of a step who asks for it now."""

    copy: Copy


@dataclass(frozen=True, slots=True)
class Update:
    """Show in the message of a request what became of it."""

    request: ApprovalRequest


@dataclass(frozen=True, slots=True)
class OpenAlone:
    """Open the step for a lead who goes on alone; `told`: whether any approver was told."""

    told: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Refresh the status card."""


@dataclass(frozen=True, slots=True)
class TellMoved:
    """Say in the lead's direct messages why the thread is there. It may fail."""

    code: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to do now; the status card is due at `card_at`."""

    card_at: int | None = None


@dataclass(frozen=True, slots=True)
class GiveUp:
    """End of a delivery that can't go on now. `unplaced`: the channel that the run needs, and
    Slack's reason why the bot can't post there.
    """

    shown: Shown
    unplaced: tuple[str, str] | None = None


Call = Find | Post | Line | CopyLine | CopyUpdate | Update | Card | TellMoved
Action = Call | OpenAlone | Finish | GiveUp
