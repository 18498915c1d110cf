import os
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.aws.client import Aws
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, World, world

MEMBER = "210987654321"


@pytest.fixture
def small_world() -> World:
    return world({MANAGEMENT: "prod", MEMBER: "sandbox"})


@pytest.fixture
async def small_aws(small_world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalAws]:
    async with LocalAws(small_world) as aws:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        for name, value in aws.environment.items():
            monkeypatch.setenv(name, value)
        yield aws


@pytest.fixture
def aws(small_aws: LocalAws) -> Iterator[Aws]:  # noqa: ARG001 -- it answers
    asked = Aws("mfa-bot-reader", seconds=2.0)
    yield asked
    asked.close()
