"""Record of what Slack shows of a run, and of the message that is being posted."""

from dataclasses import dataclass

from bot.core.press import is_direct
from bot.core.replacing import replace

# In `reminder` of an intent, beside the names of timers:
CHANNEL_NOTICE = "told"  # announces a run in direct messages to a channel
COPY = "copy"  # the step, in the direct messages of whoever's turn it is; `channel`: their id
UNREACHED = "unreached"  # says in the thread that Slack refused that
# Of an approval, all but the last where the approvers read it:
ASK = "ask"  # the request; `channel`: their channel, or the id of one of them
ASK_AGAIN = "ask_again:"  # below it; followed by which time it is
ALONE = "alone"  # the lead goes on alone
UNASKED = "unasked"  # says in the thread that Slack refused the request


def is_approvals(reminder: str) -> bool:
    return reminder in (ASK, ALONE, UNASKED) or reminder.startswith(ASK_AGAIN)


@dataclass(frozen=True, slots=True)
class Intent:
    """Message that is being posted: until it is confirmed, Slack may have it or not."""

    turn: int  # 0 for the status card
    channel: str
    at: int
    looks: int = 0  # failed tries to find the message in Slack
    reminder: str = ""  # its timer, and when that is due again after this message
    again_at: int | None = None

    @property
    def opens(self) -> bool:
        """Whether the message is in the channel itself, not in the run's thread."""
        return not self.turn or self.reminder in (CHANNEL_NOTICE, COPY, ASK, ALONE)


@dataclass(frozen=True, slots=True)
class Copy:
    """Direct message with the step of a turn, to the person whose turn it is."""

    to: str
    turn: int
    channel: str = ""
    ts: str = ""
    refused: str = ""  # Slack's word for why there is none
    told: bool = False  # the thread says so


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """Message that asks for an approval, where some of the approvers read it."""

    to: str  # their channel, or the id of one of them
    turn: int  # of the run that asked
    channel: str = ""
    ts: str = ""
    shows: str = ""  # what it tells now
    reminders: int = 0  # posted below it
    told: bool = False  # that the lead goes on alone
    refused: str = ""  # Slack's word for why there is none
    said: bool = False  # the thread says so


@dataclass(frozen=True, slots=True)
class PressedMessage:
    """Message in which a button was pressed, and the turn of that button.

    asked: whom it asks for an approval, as in `ApprovalRequest`; '' for any other message
    """

    channel: str
    ts: str
    turn: int
    asked: str = ""

    def is_copy(self, shown: "Shown") -> bool:
        """Whether it shows a step beside the thread, to whoever's turn it is or was."""
        return not self.asked and is_direct(self.channel) and self.channel != shown.channel


@dataclass(frozen=True)
class Shown:
    """Messages that Slack shows of a run. Only delivery writes this record."""

    channel: str = ""
    thread: str = ""  # ts of the status card, which opens the thread
    turn: int = 0
    ts: str = ""  # of the newest step's message
    fading: tuple[tuple[str, int], ...] = ()  # (ts, turn) of steps still to be turned into a line
    card: str = ""  # content of the status card now
    card_at: int = 0
    direct_to: str = ""  # whose direct messages the thread is in, where it is in any
    intent: Intent | None = None
    told: int = 0  # `led_since` of the lead whom the last channel notice named
    copy: Copy | None = None
    requests: tuple[ApprovalRequest, ...] = ()
    refused: str = ""  # why the thread was just moved; not stored

    def with_request(self, request: ApprovalRequest) -> "Shown":
        """Record with this request, instead of what was known of the same message."""
        others = self.without_request(request).requests
        return replace(self, requests=(*others, request), intent=None)

    def without_request(self, request: ApprovalRequest) -> "Shown":
        same = (request.to, request.turn, request.ts)
        left = tuple(r for r in self.requests if (r.to, r.turn, r.ts) != same)
        return replace(self, requests=left)

    def with_step(self, turn: int, ts: str) -> "Shown":
        """Record with a new step message; the one before is to become a line."""
        fading = (*self.fading, (self.ts, self.turn)) if self.ts else self.fading
        return replace(self, turn=turn, ts=ts, fading=fading, intent=None)

    def with_pressed(self, pressed: PressedMessage) -> "Shown":
        """Record with an unknown message to turn into a line: a step that was posted twice because
        an answer was lost, or a reminder about a former step; or with a request of which a crash
        has lost the place.
        """
        if pressed.asked:
            return self._with_pressed_request(pressed)
        asked = (request.ts for request in self.requests)
        known = {self.ts, self.thread, *asked, *(ts for ts, _ in self.fading)}
        if pressed.channel != self.channel or pressed.ts in known:
            return self
        if self.ts and pressed.turn == self.turn and float(pressed.ts) > float(self.ts):
            return self  # a reminder, below the step that it is about
        return replace(self, fading=(*self.fading, (pressed.ts, pressed.turn)))

    def _with_pressed_request(self, pressed: PressedMessage) -> "Shown":
        place, intent = (pressed.asked, pressed.turn), self.intent
        known = [r for r in self.requests if (r.to, r.turn) == place and r.ts]
        if any(request.ts == pressed.ts for request in known):
            return self
        if intent and (intent.reminder, intent.channel, intent.turn) == (ASK, *place):
            intent = None  # it was posted: there it is
        found = ApprovalRequest(*place, pressed.channel, pressed.ts)
        if known:  # it was posted twice
            found = replace(known[0], ts=pressed.ts, shows="")
        return replace(self.with_request(found), intent=intent)
