"""A run: one flow being walked for one account. What it holds, and what can be asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.core.budget import GIVE_BACK_WITHIN, Attempt, Attempts
from bot.core.phone import Phone


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


class Verb(StrEnum):
    """The bot's own buttons; the colon keeps them apart from the buttons of a flow."""

    BACK = "run:back"
    STOP = "run:stop"
    START_OVER = "run:start_over"
    GO_ON = "run:go_on"
    TAKE_OVER = "run:take_over"
    NEAREST = "run:nearest"  # after an upgrade that removed the step
    DEVICE_ON = "run:device_on"
    SNOOZE = "run:snooze"
    LANGUAGE = "run:language"  # the press's answer is the language
    UNDO_COUNT = "run:undo_count"  # what somebody has just said about attempts
    CORRECT_COUNT = "run:correct_count"  # the press's answer is the count, and the reason


ANSWER, SKIP = "answer", "skip"
STOPPED = "stopped"


class Note(StrEnum):
    """What the last move has to tell besides the step that it led to."""

    STARTED_OVER = "started_over"
    STOPPED = "stopped"
    GOES_ON = "goes_on"
    TOOK_OVER = "took_over"
    GIVEN_BACK = "given_back"
    USED_UP = "used_up"  # somebody else took the last attempt
    CHANGED = "changed"  # the flow is newer than the button
    DEVICE_ON = "device_on"
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
        return by == self.by and now - self.at <= GIVE_BACK_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    id: str  # "<account>.<request>": the account is known from the id alone
    account: str
    lead: str
    channel: str  # where it was asked for
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

    @property
    def flow(self) -> str:
        """The flow that was started; `place.flow` may be one that it visits."""
        return self.place.frames[0].flow

    @property
    def open(self) -> bool:
        return self.outcome is None

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
            moves=(*self.moves, move)[-3:],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button used on a given turn of a given run. The same press always has the same id."""

    id: str
    run: str
    turn: int
    step: str
    button: str
    by: str
    answer: str = ""

    @property
    def pressed(self) -> str:
        """The button, with the language where it is one of those."""
        language = self.button == Verb.LANGUAGE
        return f"{self.button}:{self.answer}" if language else self.button


def changes_language(pressed: str) -> bool:
    return pressed.startswith(Verb.LANGUAGE)


class Why(StrEnum):
    """Why a press moved nothing."""

    STALE = "stale"  # the run is at a later turn, or at another step
    AHEAD = "ahead"  # the run is at an earlier turn: Redis was set back
    REPEATED = "repeated"  # what it asks for is so already: most often, this very press was taken
    NOT_LEAD = "not_lead"
    IS_LEAD = "is_lead"  # there is nothing to take over
    ENDED = "ended"
    NO_SUCH_BUTTON = "no_such_button"
    BAD_ANSWER = "bad_answer"
    TOO_LATE = "too_late"  # to give an attempt back
    CANNOT_UNDO = "cannot_undo"  # a count: too late, or another one's
    RIVAL = "rival"  # it can't go on: another run of the flow is under way for the account
    FLOW_GONE = "flow_gone"  # the whole flow is gone after an upgrade


@dataclass(frozen=True, slots=True)
class Refused:
    why: Why
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
