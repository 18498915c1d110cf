"""The bot with a role in each account, and a small AWS that it asks."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest

from bot.local.aws.world import ROLE, World
from tests.support import small_aws
from tests.support.bots import Clock, Served, served
from tests.support.slack import Slack

# One process of the bot, with the settings that are given beside the role.
Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def aws() -> World:
    return small_aws.small_world()


@pytest.fixture
async def serve(
    aws: World, slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Serve]:
    async with small_aws.asked(aws, monkeypatch):
        yield partial(served, slack, redis_url, clock, aws_reader_role=ROLE)


@pytest.fixture
async def bot(serve: Serve) -> AsyncIterator[Served]:
    async with serve() as bot:
        yield bot
