"""What must be true of approvals when the storm is over, by the audit and by Slack alone.

The bot's own decisions are no witness here: what each request became is read off the audit.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise

from bot.core.approval import BOT, ApprovalState
from bot.core.run import Run
from bot.core.shown import ALONE, ASK
from tests.chaos.approvers import ANSWERS, CHANNEL, GATES
from tests.chaos.book import Book
from tests.support.slack import Message, Slack

Entry = dict[str, str]
GIVEN = (ApprovalState.APPROVED, ApprovalState.ALONE)
# What a request turns into.
BECAME = {
    ApprovalState.APPROVED: "<@{by}> approved",
    ApprovalState.DECLINED: "<@{by}> declined",
    ApprovalState.ALONE: "<@{by}> went on alone",
    ApprovalState.WITHDRAWN: "No longer needed",
}


@dataclass(slots=True)
class Found:
    asked: int = 0
    decided: int = 0
    doubled: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class ApprovalJudge:
    """`died_between`: whether a process was killed between two messages; `died_after`: soon after
    one.
    """

    slack: Slack
    book: Book
    approvers: Collection[str]
    may_look: bool
    died_between: Callable[[Message, Message], bool]
    died_after: Callable[[Message], bool]
    wrong: Callable[[str, str], None]
    found: Found

    def judge(self, run: Run, made: list[Entry]) -> None:
        became: dict[int, list[Entry]] = {}  # by the turn that asked, each decision
        for entry in made:
            state = entry.get("approval", "")
            if state == ApprovalState.WAITING:
                became[int(entry["turn"])] = []
            elif state and state != ApprovalState.TELLING:
                became[max(became)].append(entry)
            if GATES.get(entry["from"]) == entry["button"]:
                self._passed_the_wall(run.id, became, made, entry)
        self.found.asked += len(became)
        for turn, decisions in became.items():
            self.found.decided += len(decisions)
            if len(decisions) > 1:
                self._doubled(run.id, f"decided {len(decisions)} times what it asked at {turn}")
            self._answered(run, turn, decisions)
            self._asked(run, turn, decisions)

    def _passed_the_wall(
        self, run: str, became: dict[int, list[Entry]], made: list[Entry], entry: Entry
    ) -> None:
        """Only after a decision that somebody else made, or the lead alone with a reason."""
        last = became[max(became)][-1] if became and became[max(became)] else {}
        approved = last.get("approval") == ApprovalState.APPROVED and last["by"] in self.approvers
        told = [e for e in made if e.get("approval") == ApprovalState.TELLING and e.get("reason")]
        alone = last.get("approval") == ApprovalState.ALONE and last["by"] == BOT and told
        if not (approved or alone):
            self.wrong(run, f"passed the wall without a decision: {entry}")

    def _answered(self, run: Run, turn: int, decisions: list[Entry]) -> None:
        """An answer that got its 200 while nobody else had decided is one of the decisions."""
        answers = [
            p
            for p in self.book.at(run.id, turn)
            if p.accepted and p.by in self.approvers and p.button in ANSWERS
        ]
        waits = run.approval is not None and run.approval.turn == turn and run.approval.pending
        if answers and not decisions and not waits:
            self._lost(run.id, f"lost an answer: {answers[0]}")
        if answers and waits and run.approval and run.approval.waiting:
            self._lost(run.id, f"still waits for what was answered: {answers[0]}")

    def _asked(self, run: Run, turn: int, decisions: list[Entry]) -> None:
        """In the approvers' channel: one request, one word of a lead who goes alone, one end."""
        state = decisions[-1]["approval"] if decisions else ""
        requests = self._said(run.id, turn, ASK)
        if not requests and state != ApprovalState.WITHDRAWN:
            self._lost(run.id, f"never asked for the approval of turn {turn}")
        told = self._said(run.id, turn, ALONE)
        if state == ApprovalState.ALONE and not told:
            self._lost(run.id, f"never told that the lead goes on alone from turn {turn}")
        for same in (requests, told):
            for first, second in pairwise(same):
                if self.may_look or not self.died_between(first, second):
                    self._doubled(run.id, f"said twice in the approvers' channel: {second.text}")
        waits = run.approval is not None and run.approval.turn == turn and run.approval.waiting
        if self.may_look and any(m.buttons for m in requests) and not waits:
            self.wrong(run.id, f"still has buttons on the request of turn {turn}")
        last = run.approval if run.approval and run.approval.turn == turn else None
        if last and requests and last.state in BECAME:
            end = BECAME[last.state].format(by=last.by)
            said = sum(end in request.text for request in requests)
            # Who may not look has lost where it is, until somebody presses its buttons.
            lost = not self.may_look and any(map(self.died_after, requests))
            if (said > 1 and self.may_look) or (said == 0 and not lost):
                self.wrong(run.id, f"does not say once how turn {turn} ended: {end}")

    def _said(self, run: str, turn: int, kind: str) -> list[Message]:
        return [
            m
            for m in self.slack.messages
            if m.channel == CHANNEL
            and m.reminder.get("reminder") == kind
            and (m.reminder["run"], m.reminder["turn"]) == (run, turn)
        ]

    def _doubled(self, run: str, what: str) -> None:
        self.found.doubled += 1
        self.wrong(run, what)

    def _lost(self, run: str, what: str) -> None:
        self.found.lost += 1
        self.wrong(run, what)
