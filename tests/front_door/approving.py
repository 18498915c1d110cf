"""A run that asks for a second person's approval, and what its approvers read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.approval import ApprovalState
from tests.front_door.ways import TO_THE_REASON
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import Message, Slack

ASKED, REASON = "C0GENERAL", "The account is closed tomorrow"
TO_THE_GATE = (*TO_THE_REASON, f"answer={REASON}")
DECIDED = ("This request was already decided", "已經有結果了")  # Mei reads Chinese
WHY = "Nobody else is awake"
RULE = "{by: [S0SECURITY], tell: C0GENERAL, alone: told, again: 15m, expires: 8h}"


@pytest.fixture
def rule() -> str:
    return RULE


@pytest.fixture
async def team(slack: Slack, tmp_path: Path, rule: str) -> str:
    """Team file with that rule; the bot is in the approvers' channel."""
    file = tmp_path / "team.yaml"
    groups = "groups: {security: [U0TOM]}"
    file.write_text(f"{groups}\napproval: {{mfa-disable: {rule}, mfa-lost: {rule}}}\n")
    await slack.do("say", **{"as": "U0ANA"}, channel=ASKED, thread="", text="/invite @mfa-bot")
    return str(file)


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, team: str) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock, team_file=team) as bot:
        yield bot


@pytest.fixture
def mei(bot: Served) -> Person:
    return bot.person("U0MEI")


@pytest.fixture
def tom(bot: Served) -> Person:
    """In no group."""
    return bot.person("U0TOM")


@pytest.fixture
async def gate(bot: Served, ana: Person) -> str:
    """Ana's run, which waits for a second person."""
    run = await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_GATE)
    return run


def requests(bot: Served, channel: str = ASKED) -> list[Message]:
    """What the approvers read there, oldest first."""
    return [m for m in bot.slack.messages if m.channel == channel and not m.to]


def labels(message: Message) -> list[str]:
    return [element["text"]["text"] for element in message.buttons]


async def became(shelf: Shelf) -> list[str]:
    """What the audit tells of approvals, oldest first."""
    return [entry["approval"] for entry in reversed(await shelf.audit()) if "approval" in entry]


async def state(bot: Served) -> ApprovalState | None:
    run = await bot.run()
    return run.approval.state if run.approval else None


async def answered(bot: Served, who: Person, button: str, message: Message | None = None) -> str:
    """What one person alone is told after a press on the request; '' for nothing."""
    known = len(bot.slack.told(who.id))
    at = message or requests(bot)[0]
    found = next(e for e in at.buttons if e["text"]["text"] == button)
    await who.click(at, found)
    await bot.settled()
    return " ".join(m.text for m in bot.slack.told(who.id)[known:])
