"""People who walk flows while the bot dies under them."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.chaos import approvers
from tests.chaos.approvers import Approvers
from tests.chaos.book import Book, Pressed
from tests.support.person import Person
from tests.support.slack import Body, Message, Slack

# At each step the first of these that it offers leads to the phone call, and then to the next.
TO_THE_CALLS = (
    *("broken", "standalone", "nothing", "answer", "use_it", "skip", "opened", "chosen"),
    *("calling", "no_ring", "cause_found", "cause_fixed", "wait"),
)
# So too, to the step that waits for a second person, and past it.
TO_THE_REMOVAL = (
    *("removing", "understood", "answer", "ready", "removed", "none_left", "later", "told"),
)
WAYS = {"/mfa-lost": TO_THE_CALLS, "/mfa-disable": TO_THE_REMOVAL}
COMMANDS = ("/mfa-lost", "/mfa-disable")
ANSWERS = {
    "people": "Ana; Ben",
    "number": "0912 345 678",
    "account_id": "",  # the account's own
    "confirm": "",  # its name
    "reason": "The account is closed tomorrow",
}
GATE = "gate"  # what is pressed where a step waits for a second person: all that may be
ACCOUNTS = 12  # of each walker, that the team file has
NAMED = "people"  # the step that asks who has which role
LEFT_ALONE = {
    *("run:stop", "run:start_over", "run:take_over", "run:language:zh-TW"),
    *("run:differs", "run:correct_count"),  # these move nothing: one is told, the other asks
}
STRAYS, TWICE, MEDDLES = 0.05, 0.1, 0.1  # how often somebody presses otherwise than expected
ALONE, TOO = 0.4, 0.2  # how often whoever helps presses instead of the lead, and beside them
# Seconds before somebody presses again.
A_STEP_TAKES, A_PRESS_TAKES, A_WINDOW_TAKES = 6.0, 0.3, 1.0
A_START_TAKES = 60.0  # seconds at most until a bot is there to begin a run, on a busy machine


def names_of(who: str, number: int) -> tuple[str, str, str]:
    """Names of one account: its nickname, its digits, and another one."""
    name = f"{who.lower()}-{number}"
    return name, f"{int(who[3:]) + 1:06}{number:06}", f"{name}-too"


def team_file(walkers: Sequence[str], helper: str, approving: tuple[str, ...]) -> str:
    """Team file with every account; of each second one it knows all that a step may ask."""
    lines = ["accounts:"]
    for who in walkers:
        for number in range(ACCOUNTS):
            name, digits, other = names_of(who, number)
            lines += [f"  {name}:", f'    id: "{digits}"', f"    also: [{other}]"]
            if number % 2:
                lines += [
                    "    kind: standalone",
                    f"    inbox: [{helper}]",
                    f"    phone: [{helper}]",
                ]
                lines += ['    number: "+886912345678"']
    return "\n".join((*lines, approvers.rules(approving)))


@dataclass(slots=True)
class Walker:
    """`aim` points Slack at a bot that lives, if any does. `helper`: who has both roles."""

    slack: Slack
    id: str
    meddler: str  # somebody else, who leads nothing here
    helper: str
    chance: random.Random
    book: Book
    aim: Callable[[], None]
    run: str = ""
    accounts: Iterator[int] = field(default_factory=itertools.count)
    names: tuple[str, ...] = ()  # of the account
    command: str = ""
    approving: tuple[str, ...] = ()  # who may approve

    async def walk(self, over: asyncio.Event) -> None:
        while not over.is_set():
            step = await self._begin() if not self.run else self._newest(self.run)
            button = self._choice(step) if step else ""
            if not step or not button:
                self.run = ""  # the flow is at its end, or was never begun
                continue
            await self._press(step, button)
            turn = step.step["turn"]
            patience = A_STEP_TAKES if self._accepted(turn) else A_PRESS_TAKES
            await self._seen(partial(self._is_past, turn), patience)

    async def _begin(self) -> Message | None:
        number = next(self.accounts)
        account = names_of(self.id, number)[0]
        self.names = names_of(self.id, number) if number < ACCOUNTS else (account,)
        self.command = self.chance.choice(COMMANDS)
        person = Person(self.slack, self.id)
        until = time.monotonic() + A_START_TAKES
        while time.monotonic() < until:
            self.aim()
            typed = self.chance.choice((*self.names, account.upper()))
            answered = (await person.command(self.command, typed)).status == 200
            patience = A_STEP_TAKES if answered else A_PRESS_TAKES
            if number >= ACCOUNTS:  # its name is like those that the file has: the bot asks
                await self._seen(
                    lambda: self._asked(account) or self._of_account(account), patience
                )
                if question := self._asked(account):
                    self.aim()
                    await person.click(*question)
            if await self._seen(lambda: self._of_account(account), patience):
                found = self._of_account(account)
                assert found
                self.run = found.step["run"]
                return found
        raise AssertionError(f"no run began for {account}")

    def _asked(self, account: str) -> tuple[Message, Body] | None:
        """The question which account is meant, and its button for the name that was typed."""
        for message in reversed(self.slack.told(self.id)):
            for button in message.buttons:
                if button["action_id"].startswith("begin:") and f"|{account}|" in button["value"]:
                    return message, button
        return None

    def _is_past(self, turn: int) -> bool:
        return self._turn(self.run) > turn

    def _accepted(self, turn: int) -> bool:
        return any(p.accepted for p in self.book.at(self.run, turn) if p.by != self.meddler)

    def _choice(self, step: Message) -> str:
        if approvers.holds(step):
            return GATE
        offered = [button["action_id"].removeprefix("press:") for button in step.buttons]
        known = [
            name
            for name in sorted(offered)
            if name not in LEFT_ALONE and (name != "answer" or step.step["step"] in ANSWERS)
        ]
        if not any(name in known for name in offered if not name.startswith("run:")):
            return ""
        if self.chance.random() < STRAYS:
            return self.chance.choice(known)
        expected = [name for name in WAYS[self.command] if name in known]
        return expected[0] if expected else self.chance.choice(known)

    async def _press(self, step: Message, button: str) -> None:
        if button == "answer":
            await self._answer(step)
            return
        if button == GATE:
            await self._approvers().answer(step, A_STEP_TAKES)
            return
        presses = [(self.id, step)]
        if self.chance.random() < TWICE:
            presses *= 2
        if self.chance.random() < MEDDLES:
            presses.append((self.meddler, step))
        if (often := self.chance.random()) < ALONE + TOO and (copy := await self._theirs(step)):
            at = self.chance.choice([copy, step])
            presses = [*(presses if often < TOO else ()), (self.helper, at)]
        begins = [self._begin_too()] if self.chance.random() < MEDDLES else []
        await asyncio.gather(*(self._do(step, who, at, button) for who, at in presses), *begins)

    async def _begin_too(self) -> None:
        """Somebody else asks for the same account, under any of its names."""
        self.aim()
        person, name = Person(self.slack, self.meddler), self.chance.choice(self.names)
        await person.command(self.command, name)

    def _approvers(self) -> Approvers:
        return Approvers(
            self.slack, self.approving, self.id, self.meddler, self.chance, self.book, self.aim
        )

    async def _do(self, step: Message, who: str, at: Message, button: str) -> None:
        pressed = Pressed(step.step["run"], step.step["turn"], button, who)
        found = approvers.find(at, button)
        if found:
            self.aim()
            doing = Person(self.slack, who).click(at, found)
            await self.book.keep(pressed, asyncio.ensure_future(doing))

    async def _answer(self, step: Message) -> None:
        """Open the window, and fill it in; again, when it does not come."""
        about = step.step
        stamp = f"|{about['run']}|{about['turn']}|{about['step']}|answer"
        person, found = Person(self.slack, self.id), approvers.find(step, "answer")
        if not found or self._accepted(about["turn"]):
            return
        self.aim()
        await person.click(step, found)
        if await self._seen(lambda: self._window(stamp), A_WINDOW_TAKES):
            window = self._window(stamp)
            name, digits, _ = names_of(self.id, int(self.names[0].rpartition("-")[2]))
            own = {"account_id": digits, "confirm": name}
            text = own.get(about["step"]) or ANSWERS[about["step"]]
            assert window
            pressed = Pressed(about["run"], about["turn"], "answer", self.id, text)
            self.aim()
            if about["step"] == NAMED:
                pressed.answer = f"<@{self.helper}>\n<@{self.helper}>"
                doing = person.names(window, inbox_reader=self.helper, phone_holder=self.helper)
            else:
                doing = person.submit(window, text)
            await self.book.keep(pressed, asyncio.ensure_future(doing))

    async def _theirs(self, step: Message) -> Message | None:
        """The copy that comes, where the step says whose turn it is."""
        if f"<@{self.helper}>," in step.text:
            await self._seen(lambda: self._copy(step), A_WINDOW_TAKES)
        return self._copy(step)

    def _copy(self, step: Message) -> Message | None:
        """The same step in the direct messages of whoever helps, where it is theirs."""
        run, turn = step.step["run"], step.step["turn"]
        for message in reversed(self.slack.messages[-400:]):
            if message.copy and (message.copy["run"], message.copy["turn"]) == (run, turn):
                return message if message.buttons else None
        return None

    def _window(self, stamp: str) -> Body | None:
        return next((w for w in self.slack.windows[-50:] if stamp in w["private_metadata"]), None)

    async def _seen(self, found: Callable[[], object], seconds: float = A_STEP_TAKES) -> bool:
        try:
            await self.slack.until(found, seconds)
        except TimeoutError:
            return False
        return True

    def _turn(self, run: str) -> int:
        newest = self._newest(run)
        return newest.step["turn"] if newest else 0

    def _newest(self, run: str) -> Message | None:
        return self._last(lambda step: step["run"] == run)

    def _of_account(self, account: str) -> Message | None:
        return self._last(lambda step: step["run"].startswith(f"{account}."))

    def _last(self, fits: Callable[[Body], bool]) -> Message | None:
        recent = (m for m in reversed(self.slack.messages[-400:]) if m.step)
        return next((m for m in recent if fits(m.step)), None)
