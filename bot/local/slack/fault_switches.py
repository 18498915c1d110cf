"""The switches on the page that turn faults on and off."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bot.local.slack.event_delivery import EventDelivery
from bot.local.slack.fault_injection import (
    Broken,
    Fault,
    FaultInjector,
    Limited,
    Refuse,
    Rule,
    Slow,
)
from bot.local.slack.workspace import Body

Toggle = Callable[[bool], Awaitable[None]]


@dataclass(slots=True)
class FaultSwitch:
    name: str
    title: str
    hint: str
    toggle: Toggle
    on: bool = False

    def as_json(self) -> Body:
        return {"name": self.name, "title": self.title, "hint": self.hint, "on": self.on}


def of_slack(faults: FaultInjector, delivery: EventDelivery) -> Iterator[FaultSwitch]:
    """The switches for faults of Slack itself."""

    def fails(name: str, fault: Fault, method: str = "") -> Toggle:
        async def toggle(on: bool) -> None:
            faults.remove(name)
            if on:
                faults.add(name, Rule(fault=fault, method=method))

        return toggle

    async def twice(on: bool) -> None:
        delivery.twice = on

    yield FaultSwitch(
        "slack_slow",
        "Slack is slow",
        "Each answer of Slack's API takes four seconds.",
        fails("slack_slow", Slow(seconds=4)),
    )
    yield FaultSwitch(
        "slack_429",
        "Slack answers 429",
        "Too many requests: the bot is told to wait five seconds.",
        fails("slack_429", Limited(seconds=5)),
    )
    yield FaultSwitch(
        "slack_500",
        "Slack answers 500",
        "Every call that the bot makes to Slack fails.",
        fails("slack_500", Broken()),
    )
    yield FaultSwitch(
        "free_plan",
        "The plan has no user groups",
        "As on Slack's free plan: requests for a group's members are refused.",
        fails("free_plan", Refuse(error="plan_upgrade_required"), "usergroups."),
    )
    yield FaultSwitch(
        "twice",
        "Deliver everything twice",
        "Each command, press, window and event reaches the bot twice.",
        twice,
    )
