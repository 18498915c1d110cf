"""Press of a button on a run, where the run is shown, and the names that no flow gives a button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.access import Access
from bot.core.evidence import Fact, PhoneOnFile
from bot.core.membership import Membership

ANSWER, SKIP = "answer", "skip"
OWN_PREFIX = "run:"  # of the bot's own buttons, see bot/core/verbs.py
AWS = "aws"  # whose evidence presses; no id in Slack is like it, nor like the next
OPERATOR = "operator"  # who corrects a count at the command line; no id in Slack is like it
TAKING_OVER, RETELL = f"{OWN_PREFIX}take_over", f"{OWN_PREFIX}language"
CORRECTING = f"{OWN_PREFIX}correct_count"


Offset = Callable[[int], int]  # of a time zone from UTC in ms, at a time in ms since 1970


def utc(_: int) -> int:
    return 0


def is_direct(channel: str) -> bool:
    """Whether a channel id means direct messages: D…, or U… and W… for the person's own."""
    return channel[:1] in {"D", "U", "W"}


@dataclass(frozen=True, slots=True)
class RunLocation:
    """Channel in which Slack shows a run, and the latest turn shown there."""

    channel: str
    turn: int = 0

    @property
    def direct(self) -> bool:
        return is_direct(self.channel)


@dataclass(frozen=True, kw_only=True)
class Press:
    """Use of a button on a given turn of a given run. A repeated press has the same id.

    `location` is set only if it matters where the press was made: the lead may act from anywhere.
    `access`: decisions on who presses by flow, where they are more than that the person may.
    """

    id: str
    run: str
    turn: int
    step: str
    button: str
    by: str
    answer: str = ""
    channel: str = ""  # where it was pressed
    location: RunLocation | None = None
    membership: Membership | None = None  # in who may approve, where that was looked up
    offset: Offset = field(default=utc, compare=False, repr=False)  # where they live
    proof: Fact | None = None  # what AWS confirmed, where it presses
    opens_here: bool = True  # whether a thread may open in the channel where it was pressed
    access: Mapping[str, Access] = field(default_factory=dict, compare=False)
    on_file: PhoneOnFile | None = None  # what AWS says, where it presses for that

    def access_to(self, flow: str) -> Access:
        return self.access.get(flow, Access.ALLOWED)

    @property
    def outside(self) -> bool:
        """Whether the press came from outside the run's channel."""
        return self.location is not None and self.channel != self.location.channel

    @property
    def pressed(self) -> str:
        """Name of the button; with the language if the button changes it."""
        language = self.button == RETELL
        return f"{self.button}:{self.answer}" if language else self.button


def changes_language(pressed: str) -> bool:
    return pressed.startswith(RETELL)
