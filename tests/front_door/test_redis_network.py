"""The network to Redis is slow, cut or deaf: in time, and nothing counts twice or is lost."""

from collections.abc import AsyncIterator, Callable
from typing import Literal

import pytest

from tests.front_door.test_redis_away import SENTENCE
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.relay import Relay, relay
from tests.support.slack import Slack
from tests.support.slowest import in_time

A_COMMIT = b'"touches_account"'
UNKNOWN = (
    "I lost my database's answer, so I can't tell whether this was counted."
    " Do not start phone verification in AWS: no SMS text, Voice call or Call me now"
)


@pytest.fixture
async def network(own_redis: RedisServer) -> AsyncIterator[Relay]:
    async with relay(str(own_redis.socket)) as between:
        yield between


@pytest.fixture
async def bot(slack: Slack, network: Relay, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, network.url, clock) as bot:
        yield bot
        network.mend()


@pytest.fixture
async def ready(bot: Served, ana: Person) -> Served:
    """At the step before the call."""
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    return bot


async def calls(bot: Served, ana: Person) -> None:
    """The same button works, and counts once."""
    await ana.press("calling", bot.step())
    await bot.settled()
    assert await bot.used() == 1
    assert bot.step().step["step"] == "the_call"


async def test_a_slow_network_only_takes_its_time(
    ready: Served, ana: Person, network: Relay
) -> None:
    network.delay = 0.05
    answer = await ana.press("calling", ready.step())
    in_time("slow network, 0.1 s there and back", answer.seconds)
    await ready.settled()
    network.mend()
    assert await ready.used() == 1
    assert ready.step().step["step"] == "the_call"


async def test_a_slow_network_may_need_a_new_connection(
    ready: Served, ana: Person, network: Relay
) -> None:
    network.delay = 0.05
    network.cut()
    answer = await ana.press("calling", ready.step())
    in_time("slow network, 0.1 s there and back", answer.seconds)
    network.mend()
    await ready.settled()
    assert await ready.used() == 1


@pytest.mark.parametrize("how", [Relay.cut, Relay.half_close])
async def test_a_connection_that_broke_is_made_anew_without_a_word(
    ready: Served, ana: Person, network: Relay, how: Callable[[Relay], None]
) -> None:
    told = len(ready.slack.told(ana.id))
    how(network)
    await calls(ready, ana)
    assert len(ready.slack.told(ana.id)) == told


async def test_where_no_connection_is_to_be_had_nothing_was_counted(
    ready: Served, ana: Person, network: Relay
) -> None:
    network.closed = True
    network.cut()
    answer = await ana.press("calling", ready.step())
    in_time("network cut", answer.seconds)
    await ready.settled()
    assert ready.slack.told(ana.id)[-1].text.startswith(SENTENCE)
    network.mend()
    assert await ready.used() == 0
    await calls(ready, ana)


@pytest.mark.parametrize(("lost", "counted"), [("deaf", 0), ("mute", 1)])
async def test_where_no_answer_comes_nobody_knows_and_the_same_button_counts_once(
    ready: Served, ana: Person, network: Relay, lost: Literal["deaf", "mute"], counted: int
) -> None:
    """Whether the press was lost on the way there, or its answer on the way back."""
    network.loses, network.by = A_COMMIT, lost
    answer = await ana.press("calling", ready.step())
    in_time(f"network {lost}", answer.seconds)
    await ready.settled()
    assert ready.slack.told(ana.id)[-1].text.startswith(UNKNOWN)
    network.mend()
    network.cut()
    assert await ready.used() == counted
    await calls(ready, ana)
