"""A decision as the change that `commit.lua` writes, and the snapshot that it is held against."""

import json
from dataclasses import dataclass

from bot.core.budget import BLOCKED_FOR, DAY, Attempts, Limits
from bot.core.run import Decision, Run
from bot.core.timers import NAMES
from bot.counted import Counted
from bot.records import dump_attempt, dump_run

KEEP_RUN = 30 * DAY
KEEP_AUDIT = 400 * DAY
LEASE = 15_000  # ms in which the process that took a press shows it, before another does


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a run and its account: what a decision is made on, and held against."""

    run: Run | None
    attempts: Attempts
    revision: str
    open: tuple[tuple[str, str], ...]  # (flow, run id) under way for the account
    now: int  # that moment, in milliseconds since 1970
    since: int = 0  # since when attempts are counted for the workspace

    def rival(self, flow: str, run: str = "") -> str:
        """The id of another open run of that flow."""
        return next((i for f, i in self.open if f == flow and i != run), "")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was due at one look, for this process alone to do."""

    due: tuple["Due", ...]
    left: int  # how many more are due
    next_at: int | None  # when something is due next
    since: int | None  # of the oldest entry of the audit: since when attempts are counted
    now: int


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be shown (`show`, `card`) or said (a timer's name) about a run."""

    what: str
    run: str
    turn: str = ""
    lease: int = 0

    @property
    def member(self) -> str:
        return f"{self.what}:{self.run}" + (f":{self.turn}" if self.turn else "")

    @classmethod
    def parse(cls, member: str, lease: int) -> "Due":
        what, run, *turn = member.split(":")
        return cls(what, run, turn[0] if turn else "", lease)


def account_of(run_id: str) -> str:
    """Run ids are `<account>.<request>`, so that one load finds both."""
    return run_id.rsplit(".", 1)[0]


def _keep_attempts(limits: Limits) -> int:
    """As long as they can count, in the window or for a block, and a day more."""
    return max(limits.window, BLOCKED_FOR) + DAY


def change(before: Snapshot, decision: Decision, limits: Limits, *, trims: bool) -> str:
    """What `commit.lua` is to do, as JSON; numbers that are scores are strings.

    `trims`: whether what is too old to matter may be deleted.
    """
    run, was, now = decision.run, before.run, before.now
    old = {dump_attempt(a) for a in before.attempts.made}
    new = {dump_attempt(a): a.at for a in decision.attempts.made}
    opens = run.open != (was is not None and was.open)
    wanted = {Due(timer.name, run.id).member: str(timer.at) for timer in decision.timers or ()}
    timers = {Due(name, run.id).member for name in NAMES}
    show = Due("show", run.id, str(run.turn)).member
    known = decision.attempts.made or decision.attempts.since > before.since
    return json.dumps(
        {
            "press": run.press,
            "turn": was.turn if was else 0,
            "revision": before.revision,
            "touches_account": opens or old != new.keys(),
            "id": run.id,
            "entry": f"{run.flow}/{run.id}",
            "run": dump_run(run),
            "keep": str(KEEP_RUN),
            "open": run.open,
            "moved_at": str(run.moved_at),
            "attempts": {
                "gone": sorted(old - new.keys()),
                "new": [[str(at), text] for text, at in new.items() if text not in old],
                "keep": str(_keep_attempts(limits)),
            },
            "counted": str(Counted.of(decision.attempts)) if known else "",
            "trim": {  # up to when
                "runs": str(now - KEEP_RUN),  # that moved last then: they are gone themselves
                "attempts": f"({now - _keep_attempts(limits)}",
                "audit": str(now - KEEP_AUDIT),
            }
            if trims
            else None,
            "due": {
                "off": [] if decision.timers is None else sorted(timers - wanted.keys()),
                "on": [[str(now + LEASE), show], *([at, m] for m, at in wanted.items())],
            },
            "audit": [part for field in decision.audit.items() for part in field],
        },
        ensure_ascii=False,
    )
