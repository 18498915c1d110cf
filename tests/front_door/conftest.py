"""The bot behind its front door, between a Slack on loopback and a real Redis."""

from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import aiohttp
import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from bot import app
from bot.core.rate_limit import Rate
from bot.flowfiles import library
from bot.guide import opening
from bot.local.slack.server import LocalSlack
from bot.local.slack.workspace import CHANNELS, GROUPS, PEOPLE, Channel, UserGroup
from bot.local.slack.workspace import Person as Known
from bot.slack.api import backoff, errors
from bot.slack.requests import responder
from bot.slack.transport import rate_limiter
from tests.front_door import planted
from tests.support.bots import Clock, Served, served
from tests.support.ear import Ear
from tests.support.patience import HANGING, wait_for_redis, wait_for_slack
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.shelf import Shelf
from tests.support.slack import MANIFEST, SECRET, TOKEN, Slack, beside
from tests.support.sockets import SocketDoor

# For races of many; every other one reads Chinese.
CROWD = tuple(
    Known(f"U0{n}", f"n{n}", f"Number {n}", "zh-TW" if n % 2 else "en-US", "UTC") for n in range(20)
)

# No full members of the workspace; the id says what each is.
OTHERS = tuple(
    Known(f"U0X{kind.replace('_', '').upper()}", kind, f"A {kind}", "en-US", "UTC", kind)
    for kind in ("guest", "single_channel_guest", "stranger", "deleted", "bot")
)
# In Enterprise Grid people have ids with a W; and somebody of another company.
GRID = Known("W0WEI", "wei", "Wei", "en-US", "UTC")
PARTNER = Known("U0PARTNER", "partner", "Of a partner", "en-US", "UTC", team="T0OTHER")
NIGHTS = UserGroup("S0NIGHTS", "Nights", "nights", ("U0ANA", GRID.id))
ANA_ALONE = UserGroup("S0ANA", "Ana alone", "ana-alone", ("U0ANA",))
# Shared with another company, with one that is only invited, and inside the own organization.
SHARED = (
    Channel("C0PARTNER", "partner", bot_in=True, shared="connected"),
    Channel("C0SECRET", "secret", private=True, bot_in=True, shared="connected"),
    Channel("C0INVITED", "invited", bot_in=True, shared="invited"),
    Channel("C0SISTER", "sister", bot_in=True, shared="organization"),
)


@pytest.fixture(scope="session", autouse=True)
def _flows_are_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "load", cache(library.load))
        yield


@pytest.fixture(autouse=True)
def _nobody_is_too_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests walk as no person does; those of the limits set them again."""
    boundless = dict.fromkeys(rate_limiter.RATES, Rate(burst=10**6, seconds=1))
    monkeypatch.setattr(rate_limiter, "RATES", boundless)


@pytest.fixture(scope="package", autouse=True)
def _nothing_planted_is_ever_logged() -> Iterator[None]:
    """Whatever these suites plant, and however they break things."""
    with Ear().listening() as ear:
        yield
    assert [line for line in (*ear.lines, *ear.in_json) if planted.found_in(line)] == []


@pytest.fixture(scope="session")
def _redis_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """It is never killed to see what it has kept, so no test waits for the disk of this machine."""
    server = RedisServer(tmp_path_factory.mktemp("r"), "--appendfsync", "no")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def _emptier(_redis_for_all: RedisServer) -> Iterator[Redis]:
    with Redis.from_url(_redis_for_all.url, socket_timeout=HANGING) as redis:
        yield redis


@pytest.fixture
def redis_url(_redis_for_all: RedisServer, _emptier: Redis, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty Redis, in no trouble: the bot's time limits are for one that is."""
    wait_for_redis(monkeypatch)
    _emptier.flushall()
    return _redis_for_all.url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def withheld() -> tuple[str, ...]:
    """Scopes that the app was not granted."""
    return ()


@pytest.fixture
async def slack(
    clock: Clock,
    withheld: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Slack]:
    """A Slack that fails the test when it was sent what the real one would not take.

    Each waits for the other, however busy the machine is; the time limits of the bot stand where
    they are tested (`in_time`).
    """
    wait_for_slack(monkeypatch, bot=not request.node.get_closest_marker("in_time"))
    async with LocalSlack(
        MANIFEST,
        TOKEN,
        SECRET,
        clock,
        (*PEOPLE, *CROWD, *OTHERS, GRID, PARTNER),
        withheld=withheld,
        channels=(*CHANNELS, *SHARED),
        groups=(*GROUPS, NIGHTS, ANA_ALONE),
    ) as local:
        slack = beside(local)
        yield slack
        assert slack.violations == []


@pytest.fixture
def team_yaml() -> str:
    """Content of the team file; without any there is no file."""
    return ""


@pytest.fixture
def team_file(tmp_path: Path, team_yaml: str) -> str:
    if not team_yaml:
        return ""
    path = tmp_path / "team.yaml"
    path.write_text(team_yaml, encoding="utf-8")
    return str(path)


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, team_file: str) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock, team_file=team_file) as bot:
        yield bot


@pytest.fixture
async def pair(
    slack: Slack, redis_url: str, clock: Clock, team_file: str
) -> AsyncIterator[tuple[Served, Served]]:
    """Two replicas; Slack speaks to the first one, and only the second one looks what is due."""
    async with (
        served(slack, redis_url, clock, team_file=team_file) as one,
        served(slack, redis_url, clock, team_file=team_file) as other,
    ):
        one.bot.worker.stop()
        await slack.points_to(one.door.url)
        yield one, other


@pytest.fixture
def ana(bot: Served) -> Person:
    return bot.person("U0ANA")


@pytest.fixture
def ben(bot: Served) -> Person:
    return bot.person("U0BEN")


@pytest.fixture
def log() -> Iterator[Ear]:
    """All that is logged, also what only a debugging operator sees."""
    with Ear().listening() as ear:
        yield ear


@pytest.fixture
async def shelf(redis_url: str) -> AsyncIterator[Shelf]:
    async with AsyncRedis.from_url(redis_url, decode_responses=True) as redis:
        yield Shelf(redis)


@pytest.fixture
async def run(bot: Served, ana: Person) -> str:
    """A run that Ana has just begun."""
    return await bot.start(ana)


@pytest.fixture
def slack_is_given_up_on_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    soon = aiohttp.ClientTimeout(total=0.5)  # a busy machine stalls for longer than 0.2 s
    monkeypatch.setattr(app, "TIMEOUT", soon)


@pytest.fixture
def slack_is_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Slack does not answer, or does not say for how long to wait."""
    for module in (errors, backoff):
        monkeypatch.setattr(module, "SHORTEST_WAIT", 0.02)
    monkeypatch.setattr(backoff, "LONGEST", 0.02)
    monkeypatch.setattr(responder, "RETRY_SECONDS", (0.01, 0.01))


@pytest.fixture
async def door() -> AsyncIterator[SocketDoor]:
    """Slack's side of Socket Mode."""
    async with SocketDoor() as door:
        yield door
