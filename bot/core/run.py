"""Run of one flow for one account: its state, its moves, and the types around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.core.budget import UNDO_WITHIN, Attempt, Attempts


@dataclass(frozen=True, slots=True)
class Frame:
    """Flow and step: one level of a place."""

    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Place:
    """Position of a run: a stack of flow and step; visits return to the frame below."""

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
SUPERSEDED = "superseded"  # a new run was started instead of going on with this one
OWN_OUTCOMES = frozenset({STOPPED, SUPERSEDED})
OWN_PREFIX = "run:"  # of the bot's own buttons, see bot/core/verbs.py
TAKING_OVER, RETELL = f"{OWN_PREFIX}take_over", f"{OWN_PREFIX}language"


class Note(StrEnum):
    """Message about the last move, shown with the step that it led to."""

    STARTED_OVER = "started_over"
    STOPPED = "stopped"
    GOES_ON = "goes_on"
    TOOK_OVER = "took_over"
    ASKED = "asked"  # somebody outside the channel asks to lead the run
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
    LATER = "later"  # so too, of a follow-up
    OVER = "over"
    SUPERSEDED = "superseded"
    COUNT_UNDONE = "count_undone"
    UNDONE = "undone"
    COUNT_CORRECTED = "count_corrected"
    SET_BACK = "set_back"  # Redis lost what came after this turn: a failover, an old backup


@dataclass(frozen=True, slots=True)
class Move:
    """Press that moved the run: button, turn, person, and time (ms since 1970)."""

    turn: int
    flow: str
    step: str
    button: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Mfa:
    """What a press said of root's MFA device; `remind_at`: the first reminder that it is off."""

    off: bool
    remind_at: int = 0


@dataclass(frozen=True, slots=True)
class Undoable:
    """Press that Undo can take back for two minutes, and what it changed."""

    by: str
    at: int
    place: Place  # where it was pressed
    gone: tuple[Attempt, ...]
    new: tuple[Attempt, ...]
    mfa: Mfa | None = None  # as it was before
    passed: bool = False  # the run has gone on, or back, since

    @property
    def counted(self) -> bool:
        """Whether it changed the count of attempts."""
        return bool(self.gone or self.new)

    @property
    def ends_at(self) -> int:
        return self.at + UNDO_WITHIN


@dataclass(frozen=True, slots=True)
class HandoverRequest:
    """Request of somebody outside the channel to lead the run; `turn` shows it to the lead."""

    by: str
    at: int
    channel: str  # where they asked
    turn: int


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Report that an MFA device is registered; it counts once somebody confirms it."""

    by: str
    at: int


def account_of(run_id: str) -> str:
    """Account of a run id, which is `<account>.<request>`, so that one load finds both."""
    return run_id.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """State of one run. Times are ms since 1970."""

    id: str  # "<account>.<request>": the account is known from the id alone
    account: str
    lead: str
    channel: str  # id of its channel; a person's id means their direct messages
    language: str
    region: str  # default country of phone numbers
    place: Place
    opened_at: int
    moved_at: int
    turn: int = 1
    trail: tuple[Place, ...] = ()  # places before this one, for Back; none twice
    outcome: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    attempt: str | None = None  # the attempt that this run spent last
    moves: tuple[Move, ...] = ()  # the last few
    note: Note | None = None
    hushed: bool = False  # reminders are off for good
    fingerprint: str = ""  # of the flow as it was at the last move
    press: str = ""  # the id of the press that made this turn
    led_since: int = 1  # the turn that made `lead` the lead
    told_since: int = 1  # the turn that made `language` the language
    undoable: Undoable | None = None
    handover: HandoverRequest | None = None  # not answered yet by the lead
    uninvited: str = ""  # who took it over from outside without an answer of the lead
    reported: DeviceReport | None = None
    over: bool = False  # somebody said that nothing more is to be asked after the end
    mfa: Mfa | None = None  # None: nobody has said anything of it
    number: int = 1  # of the step shown: it falls by Back, Undo and Start Over alone
    asked: tuple[str, ...] = ()  # kinds of the questions with `once` that it has come past

    @property
    def flow(self) -> str:
        """Flow that was started; `place.flow` may be one that it visits."""
        return self.place.frames[0].flow

    @property
    def open(self) -> bool:
        return self.outcome is None

    def may_undo(self, attempts: Attempts, now: int) -> bool:
        """Whether the last press that allows it can still be taken back.

        A change of the count can, also from a later step, until somebody reports more in another
        run: that report was made on the changed count. Any other press can until the next one.
        """
        said = self.undoable
        if said is None or said.ends_at < now:
            return False
        if said.counted:
            return attempts.last_word == self.id
        return self.undo_leads_back

    @property
    def undo_leads_back(self) -> bool:
        """Whether the run still stands where the press that can be undone led to."""
        said = self.undoable
        return said is not None and not said.passed and self.trail[-1:] == (said.place,)

    def moved(self, press: "Press", place: Place, at: int, note: Note | None = None) -> "Run":
        """Run at its next turn, with everything that every move changes."""
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
    """Channel in which Slack shows a run, and the latest turn shown there."""

    channel: str
    turn: int = 0

    @property
    def direct(self) -> bool:
        return is_direct(self.channel)


def _latest(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Last three moves, and the last that was no change of language: a note names its person."""
    last = moves[-3:]
    if not all(changes_language(move.button) for move in last):
        return last
    did = (move for move in reversed(moves[:-3]) if not changes_language(move.button))
    return (*(move for move in (next(did, None),) if move), *last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Use of a button on a given turn of a given run. A repeated press has the same id.

    `location` is set only if it matters where the press was made: the lead may act from anywhere.
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
        """Whether the press came from outside the run's channel."""
        return self.location is not None and self.channel != self.location.channel

    @property
    def pressed(self) -> str:
        """Name of the button; with the language if the button changes it."""
        language = self.button == RETELL
        return f"{self.button}:{self.answer}" if language else self.button


def changes_language(pressed: str) -> bool:
    return pressed.startswith(RETELL)


def is_direct(channel: str) -> bool:
    """Whether a channel id means direct messages: D…, or U… and W… for the person's own."""
    return channel[:1] in {"D", "U", "W"}


@dataclass(frozen=True, slots=True)
class Timer:
    """Reminder by name, and when it is due (ms since 1970)."""

    name: str
    at: int
    keep: bool = False  # where it is set already that time stands, also one that has come


@dataclass(frozen=True, slots=True)
class Decision:
    """Changes of one accepted press, not written until they are committed."""

    run: Run
    attempts: Attempts
    audit: Mapping[str, str]
    timers: tuple[Timer, ...] | None  # None: keep the present ones
    parked: bool = False  # the run has ended, and can go on
    ends: tuple[str, ...] = ()  # ids of parked runs that this one takes the place of
    learned: Mapping[str, str] = field(default_factory=dict)  # name of the account: who said so
