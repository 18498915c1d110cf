"""Record of a run in Redis. Older records are still read, and older bots go on reading what they
can.
"""

from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

from bot.core import people
from bot.core.answers import ROLES
from bot.core.approval import Approval, ApprovalState
from bot.core.notes import Note
from bot.core.place import Frame, Place
from bot.core.run import (
    Answered,
    DeviceReport,
    Gap,
    HandoverRequest,
    Mfa,
    Move,
    Run,
    Undoable,
)
from bot.core.team import Alone, ApprovalRule
from bot.store.records import NewerRecord, decode, dump_attempt, encode, load_attempt

FIRST_VERSION = 1
# Fields of a newer version are written only if they are set: else an older bot can read the record.
# 2: since when it is led and told; 3: what can be undone, who asks for it, who took it, what is
# reported; 4: what is said of root's MFA device; 5: what a second person is asked to approve
LAST_VERSION = 5


def dump_run(run: Run) -> str:
    version, added = _added(run)
    return encode(
        {
            "v": version,
            "id": run.id,
            "turn": run.turn,
            "press": run.press,
            "account": run.account,
            "lead": run.lead,
            "channel": run.channel,
            "language": run.language,
            "region": run.region,
            "flow": run.flow,
            "place": _place_text(run.place),
            "trail": [_place_text(place) for place in run.trail],
            "opened": run.opened_at,
            "moved": run.moved_at,
            "outcome": run.outcome,
            "values": dict(run.values),
            "attempt": run.attempt,
            "moves": [[m.turn, m.flow, m.step, m.button, m.by, m.at] for m in run.moves],
            "note": run.note,
            "hushed": run.reminders_off,
            "print": run.fingerprint,
            **added,
        }
    )


def _added(run: Run) -> tuple[int, dict[str, Any]]:
    """Fields of later record versions, and the version that a reader needs."""
    since = {"led": run.led_since, "told": run.told_since}
    version, added = (2, dict[str, Any](since)) if max(since.values()) > 1 else (FIRST_VERSION, {})
    if said := run.undoable:
        lists = [[dump_attempt(a) for a in some] for some in (said.gone, said.new)]
        mfa = list(astuple(said.mfa)) if said.mfa else []
        added["recount"] = [said.by, said.at, _place_text(said.place), *lists, *mfa]
        if said.passed:
            added["passed"] = True
    handed = {
        "handover": list(astuple(run.handover)) if run.handover else None,
        "uninvited": run.uninvited,
        "reported": list(astuple(run.reported)) if run.reported else None,
    }
    added |= {name: value for name, value in handed.items() if value}
    if added.keys() - since.keys():
        version = 3
    if run.mfa:
        version, added["mfa"] = 4, list(astuple(run.mfa))
    if run.approval:  # an older bot would open the step
        version, added["approval"] = LAST_VERSION, asdict(run.approval)
    return version, added | _droppable(run)


def _droppable(run: Run) -> dict[str, Any]:
    """Fields that an older bot may drop: it counts again, asks again, tells of fewer steps, takes
    the last press for the end, says that reminders are put off for a week, and knows no procedure
    that notes gaps.
    """
    added = {
        "over": run.concluded,
        "ended": run.ended_at,
        "snoozed": run.snoozed_until,
        "number": run.number if run.number != len(run.trail) + 1 else None,
        "asked": list(run.settled),
        "answered": _told(run),
        "gaps": [[gap.flow, gap.step, gap.todo, *gap.owners] for gap in run.gaps],
        "users": [role for role in _roles(run.values) if _looks_typed(run.values[role])],
    }
    return {name: value for name, value in added.items() if value}


def _told(run: Run) -> dict[str, Any]:
    """What the bot answered itself, by turn."""
    by_turn = {move.turn: move.answered for move in run.moves} | {run.turn: run.answered}
    return {
        str(turn): [[a.flow, a.step, a.button, a.by, *a.filled] for a in some]
        for turn, some in by_turn.items()
        if some
    }


def load_run(text: str) -> Run:
    """Run of a JSON record. Raises NewerRecord."""
    data = decode(text, LAST_VERSION)
    answered = {
        int(turn): tuple(_answered(*one) for one in some)
        for turn, some in data.get("answered", {}).items()
    }
    return Run(
        id=data["id"],
        turn=data["turn"],
        press=data["press"],
        account=data["account"],
        lead=data["lead"],
        channel=data["channel"],
        language=data["language"],
        region=data["region"],
        place=_place(data["flow"], data["place"]),
        trail=tuple(_place(data["flow"], place) for place in data["trail"]),
        opened_at=data["opened"],
        moved_at=data["moved"],
        outcome=data["outcome"],
        values={**data["values"], **_people(data)},
        attempt=data["attempt"],
        moves=tuple(Move(*(*move, answered.get(move[0], ()))) for move in data["moves"]),
        note=_note(data["note"]),
        reminders_off=data["hushed"],
        fingerprint=data["print"],
        led_since=data.get("led", 1),
        told_since=data.get("told", 1),
        undoable=_undoable(data) if "recount" in data else None,
        handover=HandoverRequest(*data["handover"]) if "handover" in data else None,
        uninvited=data.get("uninvited", ""),
        reported=DeviceReport(*data["reported"]) if "reported" in data else None,
        mfa=Mfa(*data["mfa"]) if "mfa" in data else None,
        concluded=data.get("over", False),
        ended_at=data.get("ended", 0),
        number=data.get("number", len(data["trail"]) + 1),
        settled=tuple(data.get("asked", ())),
        approval=_approval(data["approval"]) if "approval" in data else None,
        snoozed_until=data.get("snoozed", 0),
        answered=answered.get(data["turn"], ()),
        gaps=tuple(_gap(*one) for one in data.get("gaps", ())),
    )


def _gap(flow: str, step: str, todo: str, *owners: str) -> Gap:
    return Gap(flow, step, todo, owners)


def _answered(flow: str, step: str, button: str, by: str, *filled: str) -> Answered:
    return Answered(flow, step, button, by, filled)


def _roles(values: Mapping[str, str]) -> list[str]:
    return [role for role in ROLES if role in values]


def _looks_typed(value: str) -> bool:
    """Whether a user id would be read as a name that an older bot kept as typed."""
    return people.is_user(value) and people.read(value) != value


def _people(data: Any) -> dict[str, str]:
    """Who has which role; what an older bot kept as typed is read as if it were typed now."""
    values, users = data["values"], data.get("users", ())
    return {r: values[r] if r in users else people.read(values[r]) for r in _roles(values)}


def _undoable(data: Any) -> Undoable:
    by, at, place, gone, new, *mfa = data["recount"]
    was, now = (tuple(map(load_attempt, some)) for some in (gone, new))
    before, passed = Mfa(*mfa) if mfa else None, data.get("passed", False)
    return Undoable(by, at, _place(data["flow"], place), was, now, before, passed)


def _approval(data: Any) -> Approval:
    rule = data["rule"]
    known = ApprovalRule(**{**rule, "by": tuple(rule["by"]), "alone": Alone(rule["alone"])})
    state, led = ApprovalState(data["state"]), tuple(data["led"])
    return Approval(**{**data, "rule": known, "state": state, "led": led})


def _note(name: str | None) -> Note | None:
    try:
        return Note(name) if name else None
    except ValueError as error:
        raise NewerRecord("a note that this bot does not know") from error


def _place_text(place: Place) -> str:
    """Text of a place: `step`, or `step>other-flow/step` on a visit."""
    first, *visited = place.frames
    return ">".join((first.step, *(f"{frame.flow}/{frame.step}" for frame in visited)))


def _place(flow: str, text: str) -> Place:
    step, *visited = text.split(">")
    return Place((Frame(flow, step), *(Frame(*frame.split("/")) for frame in visited)))
