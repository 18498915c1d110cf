"""/mfa-ready with a team file and an AWS that answers, as far as it comes by itself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local.aws.world import ROLE, World
from tests.support import small_aws as support
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import Slack

TEAM = """
accounts:
  prod:
    id: "123456789012"
    kind: management
    owner: S0PLATFORM
    inbox: [U0ANA]
    phone: [U0BEN]
    number: "+886912345678"
  cn: {kind: china}
"""


PEOPLE_ONLY = ("several", "known", "found", "done")


OWNERS = "<!subteam^S0PLATFORM>"


OTHER_ID = "555566667777"


RENEWAL = "It is time to check"


@pytest.fixture
def aws() -> World:
    world = support.small_world()
    world.management.status = "VERIFIED"
    return world


@pytest.fixture
async def bot(
    aws: World,
    slack: Slack,
    redis_url: str,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Served]:
    file = tmp_path / "team.yaml"
    file.write_text(TEAM, encoding="utf-8")
    async with (
        support.asked(aws, monkeypatch),
        served(slack, redis_url, clock, aws_reader_role=ROLE, team_file=str(file)) as bot,
    ):
        yield bot


async def begin(bot: Served, who: Person, account: str = "prod") -> None:
    """A check, as far as it comes by itself; the clock stands still unless AWS was too slow."""
    await bot.start(who, "/mfa-ready", account)
    while bot.step().step["step"] != "second_device":
        try:
            await bot.slack.until(lambda: bot.step().step["step"] == "second_device", 10)
        except TimeoutError:  # the machine is busy: AWS is asked again
            await bot.pass_time(seconds=30)
    await bot.settled()


def whole(bot: Served) -> str:
    return json.dumps(bot.step().blocks, ensure_ascii=False)


def is_told(bot: Served, line: str) -> bool:
    return any(line in message.text.replace("*", "") for message in bot.slack.messages)


def card(bot: Served) -> str:
    return next(m.text for m in bot.slack.messages if m.ts == bot.step().thread)
