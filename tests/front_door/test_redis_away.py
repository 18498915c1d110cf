"""Redis does not answer: the person hears it in time, nothing moves, and later it goes on."""

from collections.abc import AsyncIterator, Callable

import pytest

from bot.local.slack.fault_injection import Limited
from tests.front_door.ways import TO_THE_CALL, TO_THE_NUMBER
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack, texts
from tests.support.slowest import in_time

SENTENCE = (
    "I can't reach my database; nothing was counted."
    " Do not start phone verification in AWS: no SMS text, Voice call or Call me now"
)


@pytest.fixture
async def bot(slack: Slack, own_redis: RedisServer, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, own_redis.url, clock) as bot:
        yield bot
        own_redis.thaw()


@pytest.fixture(params=["killed", "frozen"])
def how(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def away(own_redis: RedisServer, how: str) -> Callable[[], None]:
    return own_redis.kill if how == "killed" else own_redis.freeze


@pytest.fixture
def back(own_redis: RedisServer) -> Callable[[], None]:
    return own_redis.start_again


async def test_a_command_is_answered_in_time(
    bot: Served, ana: Person, how: str, away: Callable[[], None], back: Callable[[], None]
) -> None:
    away()
    answer = await ana.command("/mfa-lost", "prod")
    assert (answer.status, answer.json["response_type"]) == (200, "ephemeral")
    assert answer.json["text"].startswith(SENTENCE)
    in_time(how, answer.seconds)
    back()
    await bot.start(ana)


@pytest.mark.parametrize(
    ("who", "name"), [("U0ANA", "the printed runbook"), ("U0MEI", "印好的維運手冊")]
)
async def test_the_printed_runbook_is_linked_where_there_is_one(
    slack: Slack, own_redis: RedisServer, clock: Clock, who: str, name: str
) -> None:
    url = "https://wiki.example.com/runbooks?a=b&c=d"
    async with served(slack, own_redis.url, clock, runbook_url=url) as bot:
        await bot.person(who).command("/mfa-lost", "help")  # the language is known from now on
        window = await bot.person(who).asks_window("/mfa-lost")
        own_redis.kill()
        answer = await bot.person(who).command("/mfa-lost", "prod")
        assert f"<{url}|{name}>" in " ".join(texts(answer.json["blocks"]))
        answer = await bot.person(who).submit(window, "prod")
        error = answer.json["errors"]["answer"]  # plain text
        assert f"{name} ({url})" in error
        assert not [mark for mark in ("<", ">", "|", "&amp;") if mark in error]
        own_redis.start_again()


async def test_a_command_alone_is_answered_in_time(
    bot: Served, ana: Person, own_redis: RedisServer
) -> None:
    own_redis.kill()
    answer = await ana.command("/mfa-lost")
    assert answer.json["text"].startswith(SENTENCE)
    in_time("killed", answer.seconds)
    assert not bot.slack.windows


async def test_a_button_is_answered_in_time_and_the_same_one_works_later(
    bot: Served, ana: Person, how: str, away: Callable[[], None], back: Callable[[], None]
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    before, step = await bot.run(), bot.step()
    away()
    answer = await ana.press("calling", step)
    assert answer.status == 200
    in_time(how, answer.seconds)
    await bot.settled()
    assert bot.slack.told(ana.id)[-1].text.startswith(SENTENCE)
    assert bot.step() is step
    back()
    assert await bot.run() == before
    assert await bot.used() == 0
    await ana.press("calling", step)
    await bot.settled()
    assert await bot.used() == 1
    assert bot.step().step["step"] == "the_call"


async def test_a_window_is_answered_in_time_and_the_same_one_works_later(
    bot: Served, ana: Person, how: str, away: Callable[[], None], back: Callable[[], None]
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER)
    window = await ana.window()
    away()
    answer = await ana.submit(window, "0912 345 678")
    assert answer.status == 200
    in_time(how, answer.seconds)
    assert answer.json["errors"]["answer"].startswith(SENTENCE)
    back()
    assert (await ana.submit(window, "0912 345 678")).text == ""
    await bot.settled()
    assert bot.step().step["step"] == "number_check"


async def test_a_button_for_a_window_is_answered_in_time(
    bot: Served, ana: Person, own_redis: RedisServer
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER)
    own_redis.kill()
    answer = await ana.press("answer")
    assert answer.status == 200
    in_time("killed", answer.seconds)
    await bot.settled()
    assert bot.slack.told(ana.id)[-1].text.startswith(SENTENCE)


async def test_a_number_and_help_need_no_memory(
    bot: Served, ana: Person, own_redis: RedisServer
) -> None:
    own_redis.kill()
    assert "+886912345678" in (await ana.command("/mfa-phone", "0912 345 678")).text
    assert "/mfa-lost prod" in (await ana.command("/mfa-lost", "help")).text
    assert bot.slack.told(ana.id)


async def test_a_phone_number_is_formatted_without_redis(
    bot: Served, ana: Person, own_redis: RedisServer
) -> None:
    """Nothing needs to be remembered for it."""
    own_redis.kill()
    assert (await ana.direct("0912 345 678")).status == 200
    await bot.settled()
    assert len(bot.slack.of("chat.postMessage")) == 1


async def test_the_bot_is_alive_and_not_ready(bot: Served, own_redis: RedisServer) -> None:
    own_redis.kill()
    assert (await bot.door.get("/healthz")).status == 200
    ready = await bot.door.get("/readyz")
    assert ready.status == 503
    assert ready.json["redis"].startswith("Redis is unavailable: ")


async def test_a_press_whose_step_was_not_shown_yet_is_shown_when_redis_is_back(
    bot: Served, ana: Person, own_redis: RedisServer
) -> None:
    """Redis dies after the press is kept, before Slack was told."""
    await bot.start(ana)
    await bot.slack.meets(Limited(), "chat.")
    await ana.press("broken")
    await bot.settled()
    own_redis.kill()
    await bot.slack.mended()
    own_redis.start_again()
    bot.clock.turn(seconds=16)
    await bot.slack.until(lambda: bot.step().step["turn"] == 2)
    assert len(bot.slack.steps()) == 2
