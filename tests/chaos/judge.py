"""What must be true when the storm is over, whatever died in it: broken promises, and figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core import people
from bot.core.advance import advance, begin
from bot.core.budget import Attempts, Limits
from bot.core.decision import Decision
from bot.core.flow import Flows
from bot.core.place import Place
from bot.core.press import OWN_PREFIX, Press
from bot.core.run import Run, account_of
from bot.core.snapshot import Snapshot
from tests.chaos.walker import Book
from tests.support.slack import Message, Slack

LAST_BREATH = 1.0  # seconds
Entry = dict[str, str]  # of the audit: one for each move that was committed


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
    broken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Judge:
    flows: Flows
    limits: Limits
    slack: Slack
    book: Book
    audit: list[Entry]  # oldest first
    runs: Mapping[str, Snapshot]
    killed_at: list[float]  # seconds since 1970
    may_look: bool
    helper: str  # of every lead
    verdict: Verdict = field(default_factory=Verdict)

    def judge(self) -> Verdict:
        moves: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.audit:
            moves[entry["run"]].append(entry)
        shown: dict[str, list[Message]] = defaultdict(list)
        for message in self.slack.messages:
            if about := message.step or message.card:
                shown[about["run"]].append(message)
        self.verdict.runs = len(moves)
        self.verdict.accepted = sum(p.accepted for p in self.book.presses)
        for run, made in moves.items():
            self._moves(run, made)
            self._stands(run, made)
            self._shows(run, len(made), shown[run])
            self._copies(run, [m for m in self.slack.messages if m.copy.get("run") == run])
        for pressed in self.book.presses:
            if pressed.run not in moves:
                self._wrong(pressed.run, "was pressed and is not there")
        return self.verdict

    def _wrong(self, run: str, what: str) -> None:
        self.verdict.broken.append(f"{run}: {what}")

    def _moves(self, run: str, made: list[Entry]) -> None:
        """Each turn once, by a press that somebody made; and none that got its 200 is missing."""
        turns = [int(entry["turn"]) for entry in made]
        if turns != [*range(1, len(made) + 1)]:
            self._wrong(run, f"has turns {turns}")
        lead = made[0]["by"]
        for turn, entry in enumerate(made[1:], start=1):
            there = {(p.by, p.button) for p in self.book.at(run, turn)}
            allowed = entry["by"] in (lead, self.helper)  # where that may press, the walk tells
            if (entry["by"], entry["button"]) not in there or not allowed:
                self._wrong(run, f"moved from turn {turn} without a press: {entry}")
        for pressed in self.book.presses:
            helps = pressed.by == self.helper and not pressed.button.startswith(OWN_PREFIX)
            counts = pressed.run == run and pressed.accepted and (helps or pressed.by == lead)
            if counts and pressed.turn >= len(made):
                self._wrong(run, f"lost a press that was accepted: {pressed}")

    def _stands(self, run: str, made: list[Entry]) -> None:
        """Where the same presses lead without Slack, Redis and death."""
        found = self.runs[run]
        if found.run is None:
            self._wrong(run, "is not in Redis")
            return
        expected, attempts = self._walked(found.run, made)
        if _place(expected) != _place(found.run):
            self._wrong(run, f"stands at {_place(found.run)}, not at {_place(expected)}")
        counted, wanted = (
            Counter((a.kind, a.by, a.result) for a in each.made)
            for each in (found.attempts, attempts)
        )
        self.verdict.attempts += counted.total()
        if counted != wanted:
            self.verdict.miscounted += 1
            self._wrong(run, f"counts {counted}, not {wanted}")

    def _walked(self, run: Run, made: list[Entry]) -> tuple[Run, Attempts]:
        opened = Run(
            id=run.id,
            account=account_of(run.id),
            lead=made[0]["by"],
            channel=run.channel,
            language=run.language,
            region=run.region,
            place=Place.at(run.flow, ""),
            opened_at=run.opened_at,
            moved_at=run.opened_at,
        )
        start = Press(id="1", run=run.id, turn=0, step="", button="start", by=opened.lead)
        state = begin(self.flows, opened, Attempts((), self.limits), start)
        for entry in made[1:]:
            before = state.run
            answers = [p.answer for p in self.book.at(run.id, before.turn) if p.answer]
            press = Press(
                id=entry["turn"],
                run=run.id,
                turn=before.turn,
                step=before.place.step,
                button=entry["button"],
                by=entry["by"],
                answer=answers[0] if answers else "",
            )
            result = advance(self.flows, before, state.attempts, press, int(entry["at"]))
            if not isinstance(result, Decision):
                self._wrong(run.id, f"took a press that it must refuse ({result.why}): {entry}")
                break
            state = result
        return state.run, state.attempts

    def _shows(self, run: str, turn: int, messages: list[Message]) -> None:
        """The thread ends with the step where the run is; former ones are lines."""
        steps = [m for m in messages if m.step]
        turns = Counter(m.step["turn"] for m in steps)
        missing = [each for each in range(1, turn + 1) if each not in turns]
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

    def _died_between(self, first: Message, second: Message) -> bool:
        """Slack may still take what a process sent with its last breath."""
        first_at, second_at = float(first.ts), float(second.ts)
        return any(first_at - LAST_BREATH <= at <= second_at for at in self.killed_at)


def _place(run: Run) -> tuple[object, ...]:
    return run.turn, run.place, run.trail, run.outcome, run.lead, dict(run.values)
