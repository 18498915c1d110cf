"""Entries of the `due` set in Redis: messages to post and reminders to say, by time."""

from dataclasses import dataclass

SHOW, CARD = "show", "card"
END = "end"  # a parked run, in whose place another was started; its `turn` names who did


@dataclass(frozen=True, slots=True)
class Due:
    """Entry of the `due` set: `show`, `card` or a timer's name, and the run it is about."""

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
