"""Entries of the `due` set in Redis: messages to post and reminders to say, by time."""

from dataclasses import dataclass

SHOW, CARD = "show", "card"
END = "end"  # a parked run, in whose place somebody started another
HOMES = "homes"  # the Home tabs of all who look at theirs; its `run` is none
CORRECTED = "corrected"  # a run for whose account the operator corrected the count
_DETAILS = {END: "by", CORRECTED: "reason"}  # the field that an entry has beside its run


@dataclass(frozen=True, slots=True)
class Due:
    """Entry of the `due` set: `show`, `card`, or another name of what is due, and its run."""

    what: str
    run: str
    turn: str = ""
    lease: int = 0
    by: str = ""  # of END: who started the other run
    reason: str = ""  # of CORRECTED: why the count was wrong

    @property
    def member(self) -> str:
        detail = self.turn or self.by or self.reason
        return f"{self.what}:{self.run}" + (f":{detail}" if detail else "")

    @classmethod
    def parse(cls, member: str, lease: int) -> "Due":
        what, run, *detail = member.split(":", 2)
        known = dict.fromkeys([_DETAILS.get(what, "turn")], "".join(detail))
        return cls(what, run, lease=lease, **known)
