"""Serialization of a Decision for `commit.lua`."""

from collections.abc import Mapping
from typing import Any

from bot.core.budget import DAY, Attempts
from bot.core.decision import Correction, Decision
from bot.core.due import END, HOMES, SHOW, Due
from bot.core.readiness import MARGIN
from bot.core.replacing import replace
from bot.core.run import is_drill, request_of
from bot.core.snapshot import Snapshot
from bot.core.timers import ALL_TIMERS, Timer, TimerMode
from bot.store.lost_attempts import AttemptsSummary
from bot.store.records import dump_attempt, dump_readiness, encode
from bot.store.run_records import dump_run

PARKED = "~"  # before the entry of a run that has ended and can go on; an older bot skips it
# Before that of one that ended for good with root's MFA off. An older bot reads it as a parked run
# with an unknown id, and ignores it.
UNSAFE = f"{PARKED}!"
MARKS = ("", PARKED, UNSAFE)  # before the entry of a run, all that there are
KEEP_RUN = 30 * DAY
KEEP_AUDIT = 400 * DAY
HOMES_AFTER, EVERYBODY = 2_000, "all"  # ms until the Home tabs are looked at, and whose
LEASE_MS = 15_000  # in which the process that committed a press shows it; then another may


def serialized(before: Snapshot, decision: Decision, *, trims: bool) -> str:
    """JSON argument of `commit.lua`; scores of sorted sets are strings.

    trims: whether data too old to matter may be deleted
    """
    run, was, now = decision.run, before.run, before.now
    attempts = decision.attempts
    # Dropping old attempts changes no other decision.
    changed = replace(attempts, since=before.attempts.since) != before.attempts
    opens = run.open != (was is not None and was.open)
    wanted = {Due(timer.name, run.id).member: timer for timer in decision.timers or ()}
    timers = {Due(name, run.id).member for name in ALL_TIMERS}
    show = Due(SHOW, run.id, str(run.turn)).member
    entry = f"{run.flow}/{run.id}"
    mark = _mark(decision)
    ends = [[str(now), Due(END, parked, by=run.lead).member] for parked in decision.supersedes]
    done = [decision.done.member] if decision.done else []
    change = _change(before, attempts, trims=trims) | {
        "press": run.press,
        "turn": was.turn if was else 0,
        "learned": _pairs(decision.learned),
        "touches_account": opens or changed or bool(decision.learned),
        "request": request_of(run.id),
        "entry": "" if decision.unsafe or mark is None else mark + entry,
        "listed": "" if mark is None else mark + entry,
        "mine": f"{mark}{run.id}",
        "mine_off": [one + run.id for one in MARKS],
        "entries_off": [
            *(one + entry for one in MARKS),
            *(f"{PARKED}{run.flow}/{i}" for i in decision.supersedes),
        ],
        "run": dump_run(run),
        "keep_run": str(_keep_run(decision)),
        "readiness": _readiness(decision, now),
        "moved_at": str(run.moved_at),
        "due": {
            "off": done if decision.timers is None else [*done, *sorted(timers - wanted.keys())],
            "on": [
                [str(now + LEASE_MS), show],
                *_due_at(wanted, TimerMode.SET),
                *ends,
            ],
            "kept": _due_at(wanted, TimerMode.KEEP),
        },
        "audit": [_pairs(entry) for entry in (decision.audit, *decision.answered)],
    }
    if trims:
        change["trim"] = {  # up to this time, ms since 1970
            "runs": str(now - KEEP_RUN),  # that moved last then: they are gone themselves
            "attempts": str(now - attempts.limits.kept),
            "audit": str(now - KEEP_AUDIT),
        }
    return encode(change)


def _due_at(timers: Mapping[str, Timer], mode: TimerMode) -> list[list[str]]:
    """Times and members of the `due` set, of the timers of one mode."""
    return [[str(timer.at), member] for member, timer in timers.items() if timer.mode is mode]


def _keep_run(decision: Decision) -> int:
    """How long a run is kept: a check as long as it counts, but what was typed never longer than in
    any other run.
    """
    typed = decision.run.values.keys() - {"account_id"}
    return KEEP_RUN + (0 if typed else decision.counts_for)


def _mark(decision: Decision) -> str | None:
    """What stands before the entry of a run in lists; None where it is in none."""
    if decision.run.open:
        return ""
    return PARKED if decision.parked else UNSAFE if decision.unsafe else None


def serialized_correction(before: Snapshot, correction: Correction, *, trims: bool) -> str:
    """JSON argument as of `serialized`, for a correction, which no run makes."""
    on = [[str(before.now), due.member] for due in correction.tells]
    change = _change(before, correction.attempts, trims=trims) | {
        "press": correction.id,
        "due": {"off": [], "on": on, "kept": []},
        "audit": [_pairs(correction.audit)],
    }
    return encode(change)


def _change(before: Snapshot, attempts: Attempts, *, trims: bool) -> dict[str, Any]:
    """Changes to an account that are the same with and without a run."""
    now = before.now
    kept = attempts.forget(now) if trims else attempts
    old = {dump_attempt(a) for a in before.attempts.made}
    new = {dump_attempt(a): a.at for a in kept.made}
    return {
        "revisions": before.revision.split("/"),
        "keep": str(KEEP_RUN),
        "keep_audit": str(KEEP_AUDIT),
        # With real attempts.
        "account": "".join(name for name in before.names[:1] if not is_drill(name)),
        "homes": [str(now + HOMES_AFTER), Due(HOMES, EVERYBODY).member],
        "attempts": {
            "gone": sorted(old - new.keys()),
            "new": [[str(at), text] for text, at in new.items() if text not in old],
            "keep": str(attempts.limits.kept),
        },
        "counted": str(AttemptsSummary.of(kept)),
        "joined": " ".join(before.names),
        "word": attempts.last_word,
        "turn": 0,
        "learned": [],
        "touches_account": True,
        **dict.fromkeys(("request", "entry", "listed", "mine", "run", "keep_run"), ""),
        **dict.fromkeys(("mine_off", "entries_off", "readiness"), ()),
        "trim": None,
    }


def _readiness(decision: Decision, now: int) -> list[str]:
    """What a check found, by when, how long it is kept, and what is older than that."""
    found, run = decision.readiness, decision.run
    if found is None:
        return []
    keep = decision.counts_for + MARGIN
    return [str(found.at), dump_readiness(run.account, found), str(keep), str(now - keep)]


def _pairs(fields: Mapping[str, str]) -> list[str]:
    return [part for field in fields.items() for part in field]
