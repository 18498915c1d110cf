"""The presses of a storm once more, through the core alone: where they lead without any death."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.accounts import KnownId
from bot.core.advance import advance, begin
from bot.core.approval import BOT
from bot.core.approving import UNTOLD
from bot.core.budget import Attempts, Limits
from bot.core.context import Context
from bot.core.decision import Decision
from bot.core.flow import Flows
from bot.core.membership import Membership
from bot.core.place import Place
from bot.core.press import Press
from bot.core.run import Run, account_of
from bot.core.snapshot import Snapshot
from bot.core.team import TEAM_FILE, ApprovalRule, Team
from tests.chaos.approvers import ANSWERS
from tests.chaos.book import Book, Pressed

Entry = dict[str, str]  # of the audit: one for each move that was committed


@dataclass(slots=True)
class Replay:
    """`runs`: as Redis has them; `rules`: by flow, who approves. `wrong` notes a broken promise."""

    flows: Flows
    limits: Limits
    team: Team
    book: Book
    runs: Mapping[str, Snapshot]
    approving: tuple[str, ...]
    rules: Mapping[str, ApprovalRule]
    wrong: Callable[[str, str], None]
    expected: dict[str, Run] = field(default_factory=dict)
    attempts: dict[str, Attempts] = field(default_factory=dict)  # by account
    answered: dict[str, list[tuple[str, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def all_of(self, audit: Iterable[Entry]) -> None:
        """All presses of the audit, oldest first: runs of one account share its attempts."""
        for entry in audit:
            if entry["by"] == TEAM_FILE:
                self._answered(entry)
            elif before := self.expected.get(entry["run"]):
                self._press(before, entry)
            else:
                self._start(entry)
        for run, left in self.answered.items():
            if left:
                self.wrong(run, f"did not tell what it answered: {left}")

    def comes_too_late(self, pressed: Pressed) -> bool:
        """Whether there is no call to give back: a step that Back shows again still offers it."""
        run = self.expected.get(pressed.run)
        here = run and self.flows.step(run.flow, run.place.step)
        button = here and here.buttons.get(pressed.button)
        if not run or not button or not button.gives_back:
            return False
        spent = self.attempts[run.account].find(run.attempt or "")
        return spent is None or spent.result is not None

    def _start(self, entry: Entry) -> None:
        found = self.runs[entry["run"]].run
        if found is None:
            return
        account = account_of(found.id)
        opened = Run(
            id=found.id,
            account=account,
            lead=entry["by"],
            channel=found.channel,
            language=found.language,
            region=found.region,
            values={"account_id": known.id} if (known := self.team.account(account)) else {},
            place=Place.at(found.flow, ""),
            opened_at=found.opened_at,
            moved_at=found.opened_at,
        )
        start = Press(id="1", run=found.id, turn=0, step="", button="start", by=opened.lead)
        attempts = self.attempts.get(account, Attempts((), self.limits))
        self._is_alone(opened)
        self._goes_on(begin(self.flows, opened, attempts, start, self._context(opened)))

    def _is_alone(self, opened: Run) -> None:
        """No account has two open runs of one flow, whatever it is called."""
        for other in self.expected.values():
            if other.account == opened.account and other.open:
                self.wrong(opened.id, f"began beside {other.id}")

    def _press(self, before: Run, entry: Entry) -> None:
        answers = [p.answer for p in self.book.at(before.id, before.turn) if p.answer]
        if entry["by"] == BOT:
            answers = [UNTOLD] if "untold" in entry else []
        asked = before.approval
        decides = asked and (entry["by"] == BOT or entry["button"] in ANSWERS)
        press = Press(
            id=f"{before.id} {entry['turn']}",
            run=before.id,
            turn=asked.turn if asked and decides else before.turn,
            step=before.place.step,
            button=entry["button"],
            by=entry["by"],
            answer=answers[0] if answers else "",
            membership=Membership.YES if entry["by"] in self.approving else Membership.NO,
        )
        attempts, now = self.attempts[before.account], int(entry["at"])
        result = advance(self.flows, before, attempts, press, now, self._context(before))
        if isinstance(result, Decision):
            self._goes_on(result)
        else:
            self.wrong(before.id, f"took a press that it must refuse ({result.why}): {entry}")

    def _goes_on(self, result: Decision) -> None:
        run = result.run
        self.expected[run.id] = run
        self.attempts[run.account] = result.attempts
        told = [(str(run.turn), one.step, one.button) for one in run.answered]
        self.answered[run.id] += told

    def _answered(self, entry: Entry) -> None:
        """An answer of the bot's own, in the audit: the first one that it has not told yet."""
        told = self.answered[entry["run"]]
        if not told or told.pop(0) != (entry["turn"], entry["from"], entry["button"]):
            self.wrong(entry["run"], f"answered by itself what it must not: {entry}")

    def _context(self, run: Run) -> Context:
        known = self.team.account(run.account)
        identity = KnownId(known.id) if known else None
        return Context(identity=identity, approvals=self.rules, account=known)
