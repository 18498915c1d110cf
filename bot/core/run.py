"""Run of one flow for one account: its state, and what it remembers of presses and people."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.accounts import is_account_id
from bot.core.approval import Approval
from bot.core.budget import UNDO_WITHIN, Attempt, Attempts
from bot.core.notes import Note
from bot.core.place import Place
from bot.core.press import Press, changes_language
from bot.core.replacing import replace

STOPPED = "stopped"
SUPERSEDED = "superseded"  # a new run was started instead of going on with this one
OWN_OUTCOMES = frozenset({STOPPED, SUPERSEDED})
ON_FILE, ON_FILE_STATUS = "on_file", "on_file_status"  # values: the phone as AWS has it


@dataclass(frozen=True, slots=True)
class Move:
    """Press that moved the run: button, turn, person, and time (ms since 1970)."""

    turn: int
    flow: str
    step: str
    button: str
    by: str
    at: int
    answered: "tuple[Answered, ...]" = ()  # before its step, since the move before


@dataclass(frozen=True, slots=True)
class Answered:
    """Step that the bot answered itself, from what `by` knows; `filled`: names of the values."""

    flow: str
    step: str
    button: str
    by: str
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What a step found to be missing: the note that says what to do, and whose task it is."""

    flow: str
    step: str
    todo: str
    owners: tuple[str, ...]  # people and user groups, or names that were typed


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


DRILL = "drill~"  # begins the account in the id of a drill: no account has a name like that


def is_drill(run_id: str) -> bool:
    """Whether a run is practice. Under its own account name nothing of the real one is touched."""
    return run_id.startswith(DRILL)


def drill_of(account: str) -> str:
    """Name that the account of a drill has in Redis."""
    return f"{DRILL}{account}"


def account_of(run_id: str) -> str:
    """Account of a run id, which is `<account>.<request>`, so that one load finds both."""
    return run_id.rsplit(".", 1)[0]


def request_of(run_id: str) -> str:
    """Last part of a run id: it tells the runs of one account apart."""
    return run_id.rsplit(".", 1)[-1]


@dataclass(frozen=True, kw_only=True)
class Run:
    """State of one run. Times are ms since 1970."""

    id: str  # "<account>.<request>": the account is known from the id alone
    account: str  # also of a drill the name of the real one
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
    ended_at: int = 0  # while it has an outcome; 0 too where an older bot ended it
    values: Mapping[str, str] = field(default_factory=dict)
    attempt: str | None = None  # the attempt that this run spent last
    moves: tuple[Move, ...] = ()  # the last few
    note: Note | None = None
    reminders_off: bool = False  # for good
    fingerprint: str = ""  # of the flow as it was at the last move
    press: str = ""  # the id of the press that made this turn
    led_since: int = 1  # the turn that made `lead` the lead
    told_since: int = 1  # the turn that made `language` the language
    undoable: Undoable | None = None
    handover: HandoverRequest | None = None  # not answered yet by the lead
    uninvited: str = ""  # who took it over from outside without an answer of the lead
    reported: DeviceReport | None = None
    concluded: bool = False  # somebody said that nothing more is to be asked after the end
    mfa: Mfa | None = None  # None: nobody has said anything of it
    number: int = 1  # of the step shown: it falls by Back, Undo and Start Over alone
    approval: Approval | None = None  # by a second person: the latest that was asked for
    snoozed_until: int = 0  # what the last move put off; 0 if it put off nothing
    # Kinds of the questions that are asked once and that it has come past, and steps (`flow/step`)
    # with a known answer that somebody answered by hand: the bot does not answer these again.
    settled: tuple[str, ...] = ()
    answered: tuple[Answered, ...] = ()  # on the way to the present step, in this turn
    gaps: tuple[Gap, ...] = ()  # of the steps on the way here

    @property
    def flow(self) -> str:
        """Flow that was started; `place.flow` may be one that it visits."""
        return self.place.frames[0].flow

    @property
    def account_id(self) -> str:
        """Twelve digits of the account; empty where they are not known."""
        return self.account if is_account_id(self.account) else self.values.get("account_id", "")

    @property
    def open(self) -> bool:
        return self.outcome is None

    @property
    def drill(self) -> bool:
        return is_drill(self.id)

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

    def moved(
        self, press: Press, place: Place, at: int, note: Note | None = None, snoozed_until: int = 0
    ) -> "Run":
        """Run at its next turn, with everything that every move changes."""
        move = Move(
            self.turn, self.place.flow, self.place.step, press.pressed, press.by, at, self.answered
        )
        return replace(
            self,
            place=place,
            turn=self.turn + 1,
            moved_at=at,
            note=note,
            snoozed_until=snoozed_until,
            press=press.id,
            moves=_recent_moves((*self.moves, move), place),
            answered=(),
        )


def holds(run: Run) -> bool:
    """Whether the run's step waits for a second person."""
    asked, place = run.approval, run.place
    return asked is not None and asked.pending and asked.is_of(place.flow, place.step)


def _recent_moves(moves: tuple[Move, ...], place: Place) -> tuple[Move, ...]:
    """Last three moves; with the last that was no change of language, since a note names its
    person, and the last that led to the present step, since AWS does not press after Back.
    """
    following = [*((move.flow, move.step) for move in moves[1:]), (place.flow, place.step)]
    pairs = zip(moves, following, strict=True)
    led_here = [move for move, then in pairs if (move.flow, move.step) != then]
    did = [move for move in moves if not changes_language(move.button)]
    kept = {move.turn for move in (*led_here[-1:], *did[-1:], *moves[-3:])}
    return tuple(move for move in moves if move.turn in kept)
