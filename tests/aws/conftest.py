from collections.abc import AsyncIterator, Iterator

import pytest

from bot.aws.client import Aws
from bot.local.aws.server import LocalAws
from bot.local.aws.world import ROLE, World
from tests.support import small_aws as support
from tests.support.patience import HANGING


@pytest.fixture
def small_world() -> World:
    return support.small_world()


@pytest.fixture
async def small_aws(small_world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalAws]:
    async with support.asked(small_world, monkeypatch) as aws:
        yield aws


@pytest.fixture
def aws(small_aws: LocalAws) -> Iterator[Aws]:  # noqa: ARG001 -- it answers
    asked = Aws(ROLE, seconds=HANGING)
    yield asked
    asked.close()
