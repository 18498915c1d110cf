"""A machine, a Slack and a Redis that are well, until a test says otherwise."""

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from bot.flowfiles import library
from bot.health import doctor
from tests.support.examined import SECRET
from tests.support.redis_server import RedisServer
from tests.support.stub_slack import BOT_TOKEN, StubSlack

LOAD = cache(library.load)


@pytest.fixture(autouse=True)
def _flows_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "load", LOAD)


@pytest.fixture
async def slack() -> AsyncIterator[StubSlack]:
    stub = StubSlack()
    runner = await stub.serve()
    yield stub
    stub._closing.set()
    await runner.cleanup()


@pytest.fixture
def redis(own_redis: RedisServer) -> RedisServer:
    return own_redis


@pytest.fixture
def environ(slack: StubSlack, tmp_path: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.url,
        "DATA_DIR": str(tmp_path / "data"),
        "PORT": "0",
        "OPERATE_PORT": "0",
    }
