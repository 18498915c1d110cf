"""What must be true when the storm is over, whatever died in it: broken promises, and figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core import people
from bot.core.approval import BOT, ApprovalState
from bot.core.budget import Limits
from bot.core.flow import Flows
from bot.core.press import OWN_PREFIX
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.core.team import TEAM_FILE, ApprovalRule, Team
from bot.core.verbs import keeps_step
from tests.chaos.approvals import ApprovalJudge, Found
from tests.chaos.approvers import ANSWERS
from tests.chaos.book import Book, Pressed
from tests.chaos.replay import Entry, Replay
from tests.support.slack import Message, Slack

LAST_BREATH = 1.0  # seconds


@dataclass(slots=True)
class Verdict:
    runs: int = 0
    accepted: int = 0
    attempts: int = 0
    lost: int = 0  # steps that Slack never showed
    miscounted: int = 0  # attempts
    twice: int = 0  # steps that Slack shows once more than it should
    threads_twice: int = 0
    copies: int = 0  # steps that were somebody's turn
    approvals: Found = field(default_factory=Found)
    broken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Judge:
    flows: Flows
    limits: Limits
    slack: Slack
    book: Book
    team: Team
    audit: list[Entry]  # oldest first
    runs: Mapping[str, Snapshot]
    killed_at: list[float]  # seconds since 1970
    may_look: bool
    helper: str  # of every lead
    approving: tuple[str, ...]  # who may approve
    rules: Mapping[str, ApprovalRule]  # by flow
    verdict: Verdict = field(default_factory=Verdict)

    def judge(self) -> Verdict:
        moves: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.audit:
            if entry["by"] != TEAM_FILE:  # what the bot answered is of the same turn
                moves[entry["run"]].append(entry)
        replay = self._replay()
        shown: dict[str, list[Message]] = defaultdict(list)
        for message in self.slack.messages:
            if about := message.step or message.card:
                shown[about["run"]].append(message)
        self.verdict.runs = len(moves)
        self.verdict.accepted = sum(p.accepted for p in self.book.presses)
        approvals = self._approvals()
        for run, made in moves.items():
            self._moves(run, made, replay)
            self._stands(run, replay)
            self._shows(run, made, shown[run])
            if found := self.runs[run].run:
                approvals.judge(found, made)
            self._copies(run, [m for m in self.slack.messages if m.copy.get("run") == run])
        for pressed in self.book.presses:
            if pressed.run not in moves:
                self._wrong(pressed.run, "was pressed and is not there")
        return self.verdict

    def _approvals(self) -> ApprovalJudge:
        return ApprovalJudge(
            self.slack,
            self.book,
            self.approving,
            self.may_look,
            self._died_between,
            self._died_after,
            self._wrong,
            self.verdict.approvals,
        )

    def _wrong(self, run: str, what: str) -> None:
        self.verdict.broken.append(f"{run}: {what}")

    def _moves(self, run: str, made: list[Entry], replay: Replay) -> None:
        """Each turn once, by a press that somebody made; and none that got its 200 is missing."""
        turns = [int(entry["turn"]) for entry in made]
        if turns != [*range(1, len(made) + 1)]:
            self._wrong(run, f"has turns {turns}")
        lead = made[0]["by"]
        for turn, entry in enumerate(made[1:], start=1):
            there = {
                (p.by, p.button) for at in _of_same_step(made, turn) for p in self.book.at(run, at)
            }
            # Where the helper and who approves may press, the walk tells.
            allowed = entry["by"] in (lead, self.helper, *self.approving)
            opens = entry["by"] == BOT and made[turn - 1].get("approval") == ApprovalState.TELLING
            if not opens and ((entry["by"], entry["button"]) not in there or not allowed):
                self._wrong(run, f"moved from turn {turn} without a press: {entry}")
        for pressed in self.book.presses:
            counts = pressed.run == run and pressed.accepted and self._may(pressed, lead)
            if counts and pressed.turn >= len(made) and not replay.comes_too_late(pressed):
                self._wrong(run, f"lost a press that was accepted: {pressed}")

    def _was_early(self, run: str, turn: int, entry: Entry) -> bool:
        """Whether nobody pressed that on this turn, but on one before it."""
        pressed = ((p.by, p.button) for p in self.book.at(run, turn))
        return entry["by"] != BOT and (entry["by"], entry["button"]) not in pressed

    def _may(self, pressed: Pressed, lead: str) -> bool:
        """Whether it was theirs to press, so that the run moved, by this press or by another."""
        if pressed.button in ANSWERS:
            return pressed.by in self.approving
        helps = pressed.by == self.helper and not pressed.button.startswith(OWN_PREFIX)
        return helps or pressed.by == lead

    def _replay(self) -> Replay:
        replay = Replay(
            self.flows,
            self.limits,
            self.team,
            self.book,
            self.runs,
            self.approving,
            self.rules,
            self._wrong,
        )
        replay.all_of(self.audit)
        return replay

    def _stands(self, run: str, replay: Replay) -> None:
        """Where the same presses lead without Slack, Redis and death."""
        found, expected = self.runs[run], replay.expected.get(run)
        if found.run is None or expected is None:
            self._wrong(run, "is not in Redis")
            return
        if _place(expected) != _place(found.run):
            self._wrong(run, f"stands at {_place(found.run)}, not at {_place(expected)}")
        counted, wanted = (
            Counter((a.kind, a.by, a.result, a.run) for a in each.made)
            for each in (found.attempts, replay.attempts[expected.account])
        )
        self.verdict.attempts += sum(a.run == run for a in found.attempts.made)
        if counted != wanted:
            self.verdict.miscounted += 1
            self._wrong(run, f"counts {counted}, not {wanted}")

    def _shows(self, run: str, made: list[Entry], messages: list[Message]) -> None:
        """The thread ends with the step where the run is; former ones are lines."""
        turn = len(made)
        # The approvers are told first; the thread may show no more than what comes after that.
        passed = [int(e["turn"]) for e in made if e.get("approval") == ApprovalState.TELLING]
        # So does a press on the step as it was shown before: it was approved meanwhile, say.
        passed += [n for n, entry in enumerate(made[1:], start=1) if self._was_early(run, n, entry)]
        steps = [m for m in messages if m.step]
        turns = Counter(m.step["turn"] for m in steps)
        missing = [each for each in range(1, turn + 1) if each not in (*turns, *passed)]
        if missing:
            self.verdict.lost += len(missing)
            self._wrong(run, f"never showed turns {missing}")
        if steps and steps[-1].step["turn"] != turn:
            self._wrong(run, f"shows turn {steps[-1].step['turn']}, and is at {turn}")
        cards = [m for m in messages if m.card]
        self.verdict.twice += len(steps) - len(turns)
        self.verdict.threads_twice += len(cards) - 1
        for same in (cards, *([m for m in steps if m.step["turn"] == each] for each in turns)):
            for first, second in pairwise(same):
                if self.may_look or not self._died_between(first, second):
                    self._wrong(run, f"showed {first.step or 'its card'} twice for no reason")
        if len({m.thread for m in steps}) > len(cards):
            self._wrong(run, "has a thread that no card opens")
        if self.may_look and any(m.buttons for m in steps[:-1]):
            self._wrong(run, "has buttons on a former step")

    def _copies(self, run: str, copies: list[Message]) -> None:
        """Whoever's turn it is has the step, once; of former ones there are lines."""
        found = self.runs[run].run
        here = found and self.flows.step(found.place.flow, found.place.step)
        theirs = bool(found and here and people.helper(here.turn_of, found))
        turns = {m.copy["turn"] for m in copies}
        for same in ([m for m in copies if m.copy["turn"] == each] for each in turns):
            for first, second in pairwise(same):
                self.verdict.twice += 1
                if self.may_look or not self._died_between(first, second):
                    self._wrong(run, f"sent a copy twice for no reason: {first.copy}")
        open_ = [m for m in copies if m.buttons]
        if theirs and not open_:
            self._wrong(run, "sent no copy to whoever's turn it is")
        if self.may_look and len(open_) > theirs:
            self._wrong(run, "has buttons on a former copy")
        self.verdict.copies += len(turns)

    def _died_after(self, message: Message) -> bool:
        """Whether a process may have died before it could write down where the message is."""
        at = float(message.ts)
        return any(at <= killed <= at + LAST_BREATH for killed in self.killed_at)

    def _died_between(self, first: Message, second: Message) -> bool:
        """Slack may still take what a process sent with its last breath."""
        first_at, second_at = float(first.ts), float(second.ts)
        return any(first_at - LAST_BREATH <= at <= second_at for at in self.killed_at)


def _of_same_step(made: list[Entry], turn: int) -> list[int]:
    """That turn, and those before it which showed the same step: its buttons still count."""
    turns = [turn]
    while turns[-1] > 1 and keeps_step(made[turns[-1] - 1]["button"]):
        turns.append(turns[-1] - 1)
    return turns


def _place(run: Run) -> tuple[object, ...]:
    return run.turn, run.place, run.trail, run.outcome, run.lead, dict(run.values)
