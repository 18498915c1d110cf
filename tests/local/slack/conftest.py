"""A local Slack over HTTP: with a bot that the test plays, people, and a clock that it turns."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.local.slack import event_delivery
from bot.local.slack.server import LocalSlack
from tests.local.slack.caller import Caller
from tests.local.slack.stub import StubBot
from tests.local.slack.watched_clock import WatchedClock
from tests.support.person import Person
from tests.support.slack import MANIFEST, SECRET, TOKEN, Slack, following


@pytest.fixture
def clock() -> WatchedClock:
    return WatchedClock()


@pytest.fixture
async def slack(clock: WatchedClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    monkeypatch.setattr(event_delivery, "POLL_SECONDS", 0.005)
    async with LocalSlack(MANIFEST, TOKEN, SECRET, clock) as local, following(local.url) as slack:
        yield slack


@pytest.fixture
async def stub(slack: Slack) -> AsyncIterator[StubBot]:
    async with StubBot() as stub:
        await slack.points_to(stub.url)
        yield stub


@pytest.fixture
def api(slack: Slack) -> Caller:
    return Caller(slack.api_url, slack.session)


@pytest.fixture
def ana(slack: Slack) -> Person:
    return Person(slack, "U0ANA")


@pytest.fixture
def ben(slack: Slack) -> Person:
    return Person(slack, "U0BEN")


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack gives up on the bot at once."""
    monkeypatch.setattr(event_delivery, "PATIENCE", aiohttp.ClientTimeout(total=0.1))
