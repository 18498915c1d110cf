"""The bot with a role in each account, and a small AWS that it asks."""

from collections.abc import AsyncIterator

import pytest

from bot.local.aws.world import ROLE, World
from tests.support import small_aws
from tests.support.bots import Clock, Served, served
from tests.support.slack import Slack


@pytest.fixture
def aws() -> World:
    return small_aws.small_world()


@pytest.fixture
async def bot(
    aws: World, slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    async with (
        small_aws.asked(aws, monkeypatch),
        served(slack, redis_url, clock, aws_reader_role=ROLE) as bot,
    ):
        yield bot
