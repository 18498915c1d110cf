"""The window of `/mfa-lost accounts`, of a bot that asks AWS."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.local.aws.world import ROLE, World
from tests.support import small_aws as support
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import Body, Slack, texts

ASKS = "GetAccountSummary"


@pytest.fixture
def aws() -> World:
    return support.small_world()


@pytest.fixture
def asked_by() -> dict[str, str]:
    """Settings by which AWS is asked."""
    return {"aws_reader_role": ROLE}


@pytest.fixture
async def bot(
    aws: World,
    asked_by: dict[str, str],
    slack: Slack,
    redis_url: str,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Served]:
    async with (
        support.asked(aws, monkeypatch),
        served(slack, redis_url, clock, **asked_by) as bot,
    ):
        yield bot


async def shown(bot: Served, who: Person, word: str = "accounts") -> Body:
    """The window, once AWS has answered."""
    await who.command("/mfa-lost", word)
    await bot.settled()
    return bot.slack.windows[-1]


async def presses(bot: Served, who: Person, name: str, view: Body | None = None) -> Body:
    view = view or bot.slack.windows[-1]
    (button,) = (b for b in buttons(view) if b["action_id"] == f"accounts:{name}")
    await bot.slack.do("press_in_view", **{"as": who.id}, view=view["id"], action=button)
    await bot.settled()
    return bot.slack.windows[-1]


def buttons(view: Body) -> list[Body]:
    rows = (block for block in view["blocks"] if block["type"] == "actions")
    return [button for row in rows for button in row["elements"]]


def names(view: Body) -> list[str]:
    return [button["action_id"].removeprefix("accounts:") for button in buttons(view)]


def said(view: Body) -> str:
    return "\n".join(texts(view["blocks"]))


def lines(view: Body) -> list[str]:
    """A line for each account."""
    return [
        line for line in said(view).split("\n") if re.match(r"\*.*\* ·|\*.*\* [0-9]{12} ·", line)
    ]


def line_of(view: Body, account: str) -> str:
    (line,) = (line for line in lines(view) if line.startswith(f"*{account}*"))
    return line


def times_asked(aws: World) -> int:
    return sum(operation == ASKS for _, operation in aws.asked)
