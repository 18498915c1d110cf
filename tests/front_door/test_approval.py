"""A second person agrees before root's MFA is removed, where the team's rule asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.approval import ApprovalState
from tests.front_door.ways import TO_THE_REASON
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import Message, Slack

ASKED, REASON = "C0GENERAL", "The account is closed tomorrow"
TO_THE_GATE = (*TO_THE_REASON, f"answer={REASON}")
RULE = "{by: [S0SECURITY], tell: C0GENERAL, alone: told, again: 15m, expires: 8h}"


@pytest.fixture
def rule() -> str:
    return RULE


@pytest.fixture
async def bot(
    slack: Slack, redis_url: str, clock: Clock, tmp_path: Path, rule: str
) -> AsyncIterator[Served]:
    file = tmp_path / "team.yaml"
    file.write_text(f"approval: {{mfa-disable: {rule}, mfa-lost: {rule}}}\n")
    await slack.do("say", **{"as": "U0ANA"}, channel=ASKED, thread="", text="/invite @mfa-bot")
    async with served(slack, redis_url, clock, team_file=str(file)) as bot:
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


async def state(bot: Served) -> ApprovalState | None:
    run = await bot.run()
    return run.approval.state if run.approval else None


@pytest.mark.usefixtures("gate")
async def test_the_approvers_read_who_asks_for_what_and_why(bot: Served) -> None:
    (asked,) = requests(bot)
    for part in ("<@U0ANA>", "prod", REASON, "<!subteam^S0SECURITY>", "AWS does not know"):
        assert part in asked.text, asked.text
    assert labels(asked) == ["Approve", "Decline"]


@pytest.mark.usefixtures("gate")
async def test_until_somebody_answers_the_step_keeps_only_what_is_safe(bot: Served) -> None:
    names = labels(bot.step())
    assert "Go On to the Removal" not in names
    assert {"Keep MFA", "Back", "Stop", "Go On Alone"} <= set(names)
    assert "AWS does not know of this approval; it is your team's rule." in bot.step().text


@pytest.mark.usefixtures("gate")
async def test_once_somebody_approves_it_goes_on_and_the_request_says_who_did(
    bot: Served, ana: Person, mei: Person
) -> None:
    await mei.press("Approve", requests(bot)[0])
    await bot.settled()
    assert "<@U0MEI> approved" in bot.step().text
    (asked,) = requests(bot)
    assert (asked.buttons, "<@U0MEI> approved" in asked.text) == ([], True)
    await bot.walk(ana, "ready")
    assert bot.step().step["step"] == "remove_device"
