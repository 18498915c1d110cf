"""Entries of the `due` set: what is still to be shown or said, about which run."""

from dataclasses import dataclass

SHOW, CARD = "show", "card"


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
