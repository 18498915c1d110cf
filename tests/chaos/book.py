"""The book of what people pressed, and of what the bot said that it had taken."""

import asyncio
from dataclasses import dataclass, field

from bot.core.verbs import Verb
from tests.support.door import Answer


@dataclass(slots=True)
class Pressed:
    run: str
    turn: int
    button: str
    by: str
    answer: str = ""
    accepted: bool = False  # with a 200


@dataclass(slots=True)
class Book:
    presses: list[Pressed] = field(default_factory=list)
    slowest: float = 0.0

    async def keep(self, pressed: Pressed, doing: "asyncio.Future[Answer]") -> None:
        self.presses.append(pressed)
        answer = await doing
        if answer.status == 200:
            self.slowest = max(self.slowest, answer.seconds)
            pressed.accepted = "response_action" not in answer.json  # else the window says why not

    @property
    def calls(self) -> int:
        """Presses that spend an attempt, as far as people know."""
        return sum(pressed.accepted and pressed.button == "calling" for pressed in self.presses)

    @property
    def answers(self) -> int:
        """Presses that approve or decline."""
        answers = (Verb.APPROVE, Verb.DECLINE)
        return sum(pressed.accepted and pressed.button in answers for pressed in self.presses)

    def at(self, run: str, turn: int) -> list[Pressed]:
        return [p for p in self.presses if (p.run, p.turn) == (run, turn)]
