"""The step that waits for a second person: asked, answered by one or two, left, or passed alone."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.core.shown import ASK
from bot.core.verbs import Verb
from tests.chaos.book import Book, Pressed
from tests.support.person import Person
from tests.support.shipped import LIBRARY
from tests.support.slack import Body, Message, Slack

T = TypeVar("T")
CHANNEL, REASON = "C0SECURITY", "Nobody else is awake"
WAITS = 0.6  # seconds at most until somebody answers; meanwhile a process may die
ANSWERS = (Verb.APPROVE, Verb.DECLINE)
# Each step that waits, and the button which it holds back.
GATES = {
    step.name: step.held()
    for flow in LIBRARY.flows.values()
    for step in flow.steps.values()
    if step.approval
}


def rules(approvers: tuple[str, ...]) -> str:
    """Part of a team file: who has to approve."""
    rule = f"{{by: [{', '.join(approvers)}], tell: {CHANNEL}, alone: told}}"
    return f"approval: {{mfa-disable: {rule}, mfa-lost: {rule}}}\n"


def holds(step: Message) -> bool:
    """Whether the step that a message shows is held back."""
    name = step.step["step"]
    return name in GATES and find(step, GATES[name]) is None


def find(message: Message, button: str) -> Body | None:
    names = (button, f"press:{button}")
    return next((b for b in message.buttons if b["action_id"] in names), None)


@dataclass(frozen=True, slots=True)
class Approvers:
    """Those who may approve, and who only think so. `aim` points Slack at a bot that lives."""

    slack: Slack
    people: tuple[str, ...]
    lead: str
    meddler: str
    chance: random.Random
    book: Book
    aim: Callable[[], None]

    async def answer(self, step: Message, seconds: float) -> None:
        """Whatever becomes of the request of a step; nothing where there is none to answer."""
        if not find(step, Verb.GO_ALONE):  # the approvers are being told that the lead goes alone
            return
        run, turn = step.step["run"], step.step["turn"]
        asked = await self._seen(lambda: self._request(run, turn), seconds)
        if asked is None:
            return
        await asyncio.sleep(self.chance.uniform(0, WAITS))
        first, second = self.chance.sample(self.people, 2)
        approves = [(first, Verb.APPROVE)]
        ways: list[list[tuple[str, Verb | str]]] = [
            [*approves],
            [*approves, *approves],
            [*approves, (second, Verb.APPROVE)],
            [*approves, (second, Verb.DECLINE)],
            [*approves, (self.lead, Verb.APPROVE), (self.meddler, Verb.APPROVE)],
            [*approves, (self.lead, Verb.GO_ALONE)],
            [(self.lead, Verb.GO_ALONE)],
            [(first, Verb.DECLINE)],
            [(self.lead, Verb.BACK)],
            [(self.lead, "keep")],
        ]
        presses = self.chance.choice(ways)
        await asyncio.gather(
            *(
                self._go_alone(step) if button is Verb.GO_ALONE else self._press(who, button, at)
                for who, button in presses
                for at in (asked if button in ANSWERS else step,)
            )
        )

    async def _press(self, who: str, button: str, at: Message) -> None:
        about = at.step or at.reminder
        if found := find(at, button):
            pressed = Pressed(about["run"], about["turn"], button, who)
            self.aim()
            doing = Person(self.slack, who).click(at, found)
            await self.book.keep(pressed, asyncio.ensure_future(doing))

    async def _go_alone(self, step: Message) -> None:
        about, person, found = step.step, Person(self.slack, self.lead), find(step, Verb.GO_ALONE)
        stamp = f"|{about['run']}|{about['turn']}|{about['step']}|{Verb.GO_ALONE}"
        if found is None:
            return
        self.aim()
        await person.click(step, found)
        window = await self._seen(lambda: self._window(stamp), 1.0)
        if window:
            pressed = Pressed(about["run"], about["turn"], Verb.GO_ALONE, self.lead, REASON)
            self.aim()
            doing = person.submit(window, REASON)
            await self.book.keep(pressed, asyncio.ensure_future(doing))

    def _request(self, run: str, turn: int) -> Message | None:
        wanted = (run, turn, ASK)
        for message in reversed(self.slack.messages[-400:]):
            about = message.reminder
            if about and (about["run"], about["turn"], about["reminder"]) == wanted:
                return message if message.buttons else None
        return None

    def _window(self, stamp: str) -> Body | None:
        return next((w for w in self.slack.windows[-50:] if stamp in w["private_metadata"]), None)

    async def _seen(self, found: Callable[[], T | None], seconds: float) -> T | None:
        try:
            return await self.slack.until(found, seconds)
        except TimeoutError:
            return None
