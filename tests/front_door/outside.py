"""Somebody who is never in the channel of a run, and asks to lead it."""

import json
import re

import pytest

from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import Message

ELSEWHERE, PRIVATE, DIRECT = "C0GENERAL", "C0FINANCE", "D0BEN"
NUMBER = "0912 345 678"
WHERE = {"a channel": "C0ONCALL", "direct messages": "D0ANA"}


@pytest.fixture
def ben(bot: Served) -> Person:
    """Ben, who is never in the channel where Ana works."""
    return Person(bot.slack, "U0BEN", ELSEWHERE)


@pytest.fixture(params=WHERE.values(), ids=list(WHERE))
def ana(bot: Served, request: pytest.FixtureRequest) -> Person:
    return Person(bot.slack, "U0ANA", request.param)


async def asks(bot: Served, ben: Person, channel: str = ELSEWHERE) -> Message:
    """Ben, to lead the run, from outside; and what he is told."""
    await ben.command("/mfa-lost", "prod", channel)
    await ben.press("Take Over")
    await bot.settled()
    return bot.slack.told(ben.id)[-1]


def tells_no_more_than_whom_to_ask(message: Message) -> bool:
    """No link, no step, no number, nobody else, no count."""
    people = set(re.findall(r"<@(\w+)>", message.text))
    blocks = [b for b in message.blocks if b["type"] != "actions"]
    text = message.text + json.dumps(blocks)
    leaks = ("archives/", "step", "of about", "attempts", "http", "“", "D0ANA", "C0ONCALL")
    return people == {"U0ANA"} and not [leak for leak in leaks if leak in text]
