"""What Slack shows of a run, and the message that is about to be posted."""

from dataclasses import dataclass, replace

CHANNEL_NOTICE = "told"  # instead of a timer's name: a channel is told of a run in direct messages


@dataclass(frozen=True, slots=True)
class Intent:
    """A message that is about to be posted. While it stands here, nobody knows if Slack has it."""

    turn: int  # 0 for the status card
    channel: str
    at: int
    looks: int = 0  # how often Slack did not answer when it was asked for the message
    reminder: str = ""  # the timer that it says, and when that is due again once it is said
    again_at: int | None = None

    @property
    def opens(self) -> bool:
        """Whether it stands in the channel itself, not in the run's thread."""
        return not self.turn or self.reminder == CHANNEL_NOTICE


@dataclass(frozen=True, slots=True)
class PressedMessage:
    """The message in which a button was pressed, and the turn that the button is of."""

    channel: str
    ts: str
    turn: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What Slack shows of a run. Only delivery writes it."""

    channel: str = ""
    thread: str = ""  # ts of the status card, which opens the thread
    turn: int = 0
    ts: str = ""  # of the newest step's message
    fading: tuple[tuple[str, int], ...] = ()  # (ts, turn) of steps still to be turned into a line
    card: str = ""  # what the status card tells now
    card_at: int = 0
    direct_to: str = ""  # whose direct messages the thread is in, where it is in any
    intent: Intent | None = None
    told: int = 0  # `led_since` of the lead whom a channel was told of
    refused: str = ""  # why the thread was just moved; told at once, and not kept

    def with_step(self, turn: int, ts: str) -> "Shown":
        """Slack has the message of that turn; the one before is to become a line."""
        fading = (*self.fading, (self.ts, self.turn)) if self.ts else self.fading
        return replace(self, turn=turn, ts=ts, fading=fading, intent=None)

    def with_pressed(self, pressed: PressedMessage) -> "Shown":
        """It is to become a line, though nobody knew of it: a step that Slack showed twice because
        its first answer was lost, or a reminder about a former step.
        """
        known = {self.ts, self.thread, *(ts for ts, _ in self.fading)}
        if pressed.channel != self.channel or pressed.ts in known:
            return self
        if self.ts and pressed.turn == self.turn and float(pressed.ts) > float(self.ts):
            return self  # a reminder, below the step that it is about
        return replace(self, fading=(*self.fading, (pressed.ts, pressed.turn)))
