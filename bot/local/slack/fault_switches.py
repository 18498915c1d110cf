"""What goes wrong when a person wants it to."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bot.local.slack.event_delivery import Courier
from bot.local.slack.fault_injection import Broken, Fault, Faults, Limited, Rule, Slow
from bot.local.slack.workspace import Body

Turn = Callable[[bool], Awaitable[None]]


@dataclass(slots=True)
class Trouble:
    name: str
    title: str
    hint: str
    turn: Turn
    on: bool = False

    def told(self) -> Body:
        return {"name": self.name, "title": self.title, "hint": self.hint, "on": self.on}


def of_slack(faults: Faults, courier: Courier) -> Iterator[Trouble]:
    """The troubles that this Slack makes by itself."""

    def fails(name: str, fault: Fault) -> Turn:
        async def turn(on: bool) -> None:
            faults.mend(name)
            if on:
                faults.add(name, Rule(fault=fault))

        return turn

    async def twice(on: bool) -> None:
        courier.twice = on

    yield Trouble(
        "slack_slow",
        "Slack is slow",
        "Each answer of Slack's API takes four seconds.",
        fails("slack_slow", Slow(seconds=4)),
    )
    yield Trouble(
        "slack_429",
        "Slack answers 429",
        "Too many requests: the bot is told to wait five seconds.",
        fails("slack_429", Limited(seconds=5)),
    )
    yield Trouble(
        "slack_500",
        "Slack answers 500",
        "Nothing that the bot asks of Slack works.",
        fails("slack_500", Broken()),
    )
    yield Trouble(
        "twice",
        "Deliver everything twice",
        "Each command, press, window and event reaches the bot two times.",
        twice,
    )
