"""A run: one flow being walked for one account. What it holds, and what can be asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.core.budget import UNDO_WITHIN, Attempt, Attempts
from bot.core.phones.finder import Phone


@dataclass(frozen=True, slots=True)
class Frame:
    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run is. While it visits another flow, the frames below are where it comes back to."""

    frames: tuple[Frame, ...]

    @classmethod
    def at(cls, flow: str, step: str) -> "Place":
        return cls((Frame(flow, step),))

    @property
    def flow(self) -> str:
        return self.frames[-1].flow

    @property
    def step(self) -> str:
        return self.frames[-1].step

    @property
    def visiting(self) -> bool:
        return len(self.frames) > 1

    def to(self, step: str) -> "Place":
        return Place((*self.frames[:-1], Frame(self.flow, step)))

    def visit(self, flow: str, start: str, then: str) -> "Place":
        return Place((*self.to(then).frames, Frame(flow, start)))

    def leave(self) -> "Place":
        return Place(self.frames[:-1])


ANSWER, SKIP = "answer", "skip"
STOPPED = "stopped"
OWN_BUTTON_PREFIX = "run:"  # before the names of the bot's own buttons: see bot/core/verbs.py
TAKING_OVER, RETELL = f"{OWN_BUTTON_PREFIX}take_over", f"{OWN_BUTTON_PREFIX}language"


class Note(StrEnum):
    """What the last move has to tell besides the step that it led to."""

    STARTED_OVER = "started_over"
    STOPPED = "stopped"
    GOES_ON = "goes_on"
    TOOK_OVER = "took_over"
    ASKED = "asked"  # somebody outside the channel asks for the run
    KEPT = "kept"
    HANDED_OVER = "handed_over"
    HANDED_ON = "handed_on"  # out of the lead's direct messages
    UNANSWERED = "unanswered"  # taken over, since the lead did not answer
    BROUGHT_HERE = "brought_here"  # so too, out of the lead's direct messages into a channel
    GIVEN_BACK = "given_back"
    USED_UP = "used_up"  # somebody else took the last attempt
    CHANGED = "changed"  # the flow is newer than the button
    DEVICE_ON = "device_on"
    CONFIRMED = "confirmed"
    SNOOZED = "snoozed"
    COUNT_UNDONE = "count_undone"
    COUNT_CORRECTED = "count_corrected"
    SET_BACK = "set_back"  # Redis lost what came after this turn: a failover, an old backup


@dataclass(frozen=True, slots=True)
class Move:
    """A press that moved the run: which button, on which turn, by whom, when."""

    turn: int
    flow: str
    step: str
    button: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Recount:
    """What somebody's word changed in the count of attempts, to be taken back for two minutes."""

    by: str
    at: int
    place: Place  # where it was said
    gone: tuple[Attempt, ...]
    new: tuple[Attempt, ...]

    def may_undo(self, by: str, now: int) -> bool:
        return by == self.by and now - self.at <= UNDO_WITHIN


@dataclass(frozen=True, slots=True)
class HandoverRequest:
    """What somebody outside the channel asks for: the run. `turn` is the one that says so."""

    by: str
    at: int
    channel: str  # where they asked
    turn: int


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Who said that a device is registered, and when. It counts once somebody confirms it."""

    by: str
    at: int


def account_of(run_id: str) -> str:
    """Run ids are `<account>.<request>`, so that one load finds both."""
    return run_id.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    id: str  # "<account>.<request>": the account is known from the id alone
    account: str
    lead: str
    channel: str  # where it belongs; a person's id stands for their direct messages
    language: str
    region: str  # the country that a number without one is taken to be in
    place: Place
    opened_at: int
    moved_at: int
    turn: int = 1
    trail: tuple[Place, ...] = ()  # the way here, for Back: no place twice
    outcome: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    attempt: str | None = None  # the attempt that this run spent last
    moves: tuple[Move, ...] = ()  # the last few
    note: Note | None = None
    hushed: bool = False  # nothing is left to remind of
    fingerprint: str = ""  # of the flow as it was at the last move
    press: str = ""  # the id of the press that made this turn
    led_since: int = 1  # the turn that made `lead` the lead
    told_since: int = 1  # the turn that made `language` the language
    recount: Recount | None = None
    handover: HandoverRequest | None = None  # that the lead has not answered
    uninvited: str = ""  # who took it over from outside, and whom nobody handed it to
    reported: DeviceReport | None = None

    @property
    def flow(self) -> str:
        """The flow that was started; `place.flow` may be one that it visits."""
        return self.place.frames[0].flow

    @property
    def open(self) -> bool:
        return self.outcome is None

    def may_undo(self, attempts: Attempts, by: str, now: int) -> bool:
        """Whether this person may take back what they said here of attempts.

        Not once anybody has said more of them in another run: that was said of the count as it
        stood, and would be lost with it.
        """
        said = self.recount
        return said is not None and said.may_undo(by, now) and attempts.last_word == self.id

    def moved(self, press: "Press", place: Place, at: int, note: Note | None = None) -> "Run":
        """The next turn: everything that every move changes."""
        move = Move(self.turn, self.place.flow, self.place.step, press.pressed, press.by, at)
        return replace(
            self,
            place=place,
            turn=self.turn + 1,
            moved_at=at,
            note=note,
            press=press.id,
            moves=_latest((*self.moves, move)),
        )


@dataclass(frozen=True, slots=True)
class RunLocation:
    """Where Slack shows a run, and up to which turn."""

    channel: str
    turn: int = 0

    @property
    def direct(self) -> bool:
        return is_direct(self.channel)


def _latest(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """The last three, and the last one that did more than change the language: a note names who."""
    last = moves[-3:]
    if not all(changes_language(move.button) for move in last):
        return last
    did = (move for move in reversed(moves[:-3]) if not changes_language(move.button))
    return (*(move for move in (next(did, None),) if move), *last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button used on a given turn of a given run. The same press always has the same id.

    `location` is set for presses that are judged by where they were made: those of anybody but the
    lead, who may act from anywhere.
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

    @property
    def outside(self) -> bool:
        """Whether it says nothing of this person being in the run's channel."""
        return self.location is not None and self.channel != self.location.channel

    @property
    def pressed(self) -> str:
        """The button, with the language where it is one of those."""
        language = self.button == RETELL
        return f"{self.button}:{self.answer}" if language else self.button


def changes_language(pressed: str) -> bool:
    return pressed.startswith(RETELL)


def is_direct(channel: str) -> bool:
    """Whether one person alone reads along there: D… is Slack's id of direct messages, and U… or
    W… that of the person whose they are.
    """
    return channel[:1] in {"D", "U", "W"}


class RefusalReason(StrEnum):
    """Why a press moved nothing."""

    STALE = "stale"  # the run is at a later turn, or at another step
    AHEAD = "ahead"  # the run is at an earlier turn: Redis was set back
    REPEATED = "repeated"  # what it asks for is so already: most often, this very press was taken
    NOT_LEAD = "not_lead"
    OUTSIDE = "outside"  # it came from outside the run's channel
    ASKED = "asked"  # the lead was asked for the run, and has time to answer
    ASK_IN_CHANNEL = "ask_in_channel"  # asked in direct messages, where no run may go on
    IS_LEAD = "is_lead"  # there is nothing to take over
    ENDED = "ended"
    NO_SUCH_BUTTON = "no_such_button"
    BAD_ANSWER = "bad_answer"
    TOO_LATE = "too_late"  # to give an attempt back
    CANNOT_UNDO = "cannot_undo"  # a count: too late, another one's, or more was said since
    RIVAL = "rival"  # it can't go on: another run of the flow is under way for the account
    FLOW_GONE = "flow_gone"  # the whole flow is gone after an upgrade


# What anybody may hear; all others tell where the run is.
FOR_OUTSIDERS = frozenset(
    {
        RefusalReason.OUTSIDE,
        RefusalReason.ASKED,
        RefusalReason.ASK_IN_CHANNEL,
        RefusalReason.RIVAL,
        RefusalReason.FLOW_GONE,
    }
)


@dataclass(frozen=True, slots=True)
class Refused:
    why: RefusalReason
    run: Run
    detail: str = ""  # BAD_ANSWER: the code of what is wrong with it; RIVAL: the other run's id
    found: tuple[Phone, ...] = field(default=(), repr=False)  # phone numbers in a BAD_ANSWER


@dataclass(frozen=True, slots=True)
class Timer:
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What one accepted press changes. Nothing here has happened until it is committed."""

    run: Run
    attempts: Attempts
    audit: Mapping[str, str]
    timers: tuple[Timer, ...] | None  # None: those that are set stay as they are
