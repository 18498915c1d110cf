"""A run whose lead names who reads the mail and who holds the phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.flowfiles.library import Library
from bot.guide import opening
from tests.support import helping
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import Message, Slack


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return helping.library(Path(tmp_path_factory.mktemp("flows")))


@pytest.fixture(autouse=True)
def _that_flow_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "load", lambda *_, **__: library)


@pytest.fixture
async def bot(
    _that_flow_alone: None, slack: Slack, redis_url: str, clock: Clock
) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock) as bot:
        yield bot


@pytest.fixture
def mei(bot: Served) -> Person:
    return bot.person("U0MEI")


def direct(bot: Served, who: Person) -> list[Message]:
    """What somebody has in their direct messages."""
    return [m for m in bot.slack.messages if m.channel == f"D{who.id[1:]}" and m.user == "U0BOT"]


def pressable(message: Message) -> list[str]:
    return [button["action_id"].removeprefix("press:") for button in message.buttons]


async def named(bot: Served, lead: Person, **people: str) -> None:
    """Who has which role, as the lead fills in the window."""
    await lead.names(await lead.window(), **people)
    await bot.settled()


async def helped(bot: Served, ana: Person, account: str = "prod") -> None:
    """At the step of whoever reads the mail: Ben."""
    await bot.start(ana, account=account)
    await named(bot, ana, inbox_reader="U0BEN", phone_holder="U0MEI")
    assert bot.step().step["step"] == "mail"
