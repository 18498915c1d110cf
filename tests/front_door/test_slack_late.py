"""Slack delivers twice, out of order, or an hour late: one move, one answer, one count."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest

from bot.local.slack.fault_injection import Answers, Fault, Lose, Reset
from bot.store.calls import StoreAway
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import BOT_USER, Body


async def test_one_message_that_comes_with_several_event_ids_is_answered_once(
    bot: Served, ana: Person
) -> None:
    said = await event_held_back(bot, ana, "@mfa-bot 0912 345 678")
    answers = await asyncio.gather(*(bot.door.event(said, f"Ev{n}") for n in range(11)))
    assert {answer.status for answer in answers} <= {200, 503}  # refused while one is at it
    assert (await bot.door.event(said, "Ev11")).status == 200
    assert len(bot.slack.of("chat.postMessage")) == 1


async def test_messages_that_come_in_another_order_are_each_answered_once(
    bot: Served, ana: Person
) -> None:
    said = [await event_held_back(bot, ana, f"@mfa-bot 0912 345 67{n}") for n in range(3)]
    for each in (said[2], said[0], said[1], *said):
        assert (await bot.door.event(each, f"Ev{each['ts']}")).status == 200
    threads = [call.body["thread_ts"] for call in bot.slack.of("chat.postMessage")]
    assert threads == [said[n]["ts"] for n in (2, 0, 1)]


async def test_a_mention_that_comes_an_hour_late_is_answered_once(bot: Served, ana: Person) -> None:
    """And not again when the same comes still later, with whatever event id."""
    said = await event_held_back(bot, ana, "@mfa-bot 0912 345 678")
    for hour in range(24):
        bot.clock.turn(hours=1)
        answer = await bot.door.event(said, f"Ev{hour}")
        assert answer.status in (200, 503)  # the local Slack may be sending it again just then
    assert (await bot.door.event(said, "Ev24")).status == 200
    assert len(bot.slack.of("chat.postMessage")) == 1


@pytest.mark.parametrize("text", ["@mfa-bot 0912 345 678", "0912 345 678"])
@pytest.mark.parametrize(
    "fault",
    [
        Lose(),
        Answers(status=200, text="<html>Log in</html>", taken=True),
        Answers(status=503, taken=True),
    ],
    ids=str,
)
async def test_an_answer_that_slack_took_without_saying_so_is_not_given_again(
    bot: Served, ana: Person, text: str, fault: Fault
) -> None:
    said = await event_held_back(bot, ana, text, "" if "@" in text else "D0ANA")
    await bot.slack.meets_once(fault, "chat.postMessage")
    for n in range(3):
        assert (await bot.door.event(said, f"Ev{n}")).status == 200
    await bot.settled()
    (answer,) = (m for m in bot.slack.messages if m.user == BOT_USER)
    assert "+886912345678" in answer.text


async def test_one_that_it_did_not_take_is(bot: Served, ana: Person) -> None:
    said = await event_held_back(bot, ana, "@mfa-bot 0912 345 678")
    await bot.slack.meets_once(Reset(), "chat.postMessage")
    assert (await bot.door.event(said, "Ev0")).status == 200
    await bot.settled()
    assert len([m for m in bot.slack.messages if m.user == BOT_USER]) == 1


class TestRedisIsAway:
    """Each process still knows what it has answered itself."""

    @pytest.fixture
    def redis_url(self, own_redis: RedisServer) -> str:
        return own_redis.url

    async def test_a_message_is_answered_once(
        self, bot: Served, ana: Person, own_redis: RedisServer
    ) -> None:
        said = await event_held_back(bot, ana, "@mfa-bot 0912 345 678")
        own_redis.kill()
        for n in range(3):
            assert (await bot.door.event(said, f"Ev{n}")).status == 200
        own_redis.start_again()
        assert (await bot.door.event(said, "Ev3")).status == 200
        assert len(bot.slack.of("chat.postMessage")) == 1

    async def test_also_where_it_comes_several_times_at_once(
        self, bot: Served, ana: Person, own_redis: RedisServer
    ) -> None:
        said = await event_held_back(bot, ana, "@mfa-bot 0912 345 678")
        own_redis.kill()
        answers = await asyncio.gather(*(bot.door.event(said, f"Ev{n}") for n in range(5)))
        assert {answer.status for answer in answers} == {200}
        assert (await bot.door.event(said, "Ev5")).status == 200
        assert len(bot.slack.of("chat.postMessage")) == 1

    async def test_or_goes_away_while_it_is_asked(
        self, bot: Served, ana: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = await event_held_back(bot, ana, "@mfa-bot 0912 345 678")
        with monkeypatch.context() as patch:
            patch.setattr(bot.bot.guide.store, "first_to_see", _away)
            assert (await bot.door.event(said, "Ev0")).status == 200
        for n in range(1, 4):  # Slack sends it again within the hour
            bot.clock.turn(minutes=15)
            assert (await bot.door.event(said, f"Ev{n}")).status == 200
        await bot.settled()
        assert len(bot.slack.of("chat.postMessage")) == 1

    async def test_what_slack_did_not_take_is_tried_again(
        self, bot: Served, ana: Person, own_redis: RedisServer
    ) -> None:
        said = await event_held_back(bot, ana, "@mfa-bot 0912 345 678")
        own_redis.kill()
        await bot.slack.meets_once(Reset(), "chat.postMessage")
        assert (await bot.door.event(said, "Ev0")).status == 200
        await bot.settled()
        answers = [c for c in bot.slack.of("chat.postMessage") if c.answer.get("ts")]
        assert len(answers) == 1


async def _away(*_: object) -> None:
    raise StoreAway("gone")


async def test_a_press_that_comes_an_hour_late_on_its_own_step_still_works(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL)
    payload = await held_back(bot, ana, "calling")
    bot.clock.turn(hours=1)
    assert (await bot.door.signed(payload)).status == 200
    await bot.settled()
    assert bot.step().step["step"] == "the_call"
    assert await bot.used() == 1


async def test_a_press_that_comes_an_hour_late_on_a_former_step_is_refused_kindly(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    payload = await held_back(bot, ana, "lost")
    await bot.walk(ana, "broken", "standalone")
    bot.clock.turn(hours=1)
    told = len(bot.slack.told(ana.id))
    assert (await bot.door.signed(payload)).status == 200
    await bot.settled()
    assert (await bot.run()).turn == 3
    assert len(bot.slack.told(ana.id)) <= told + 1  # its response_url is too old by then


async def test_two_presses_that_come_in_another_order_move_one_step(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    first = await held_back(bot, ana, "lost")
    second = await held_back(bot, ana, "broken")
    for payload in (second, first, second, first):
        assert (await bot.door.signed(payload)).status == 200
        await bot.settled()
    run = await bot.run()
    assert (run.turn, run.place.step) == (2, "account_kind")


async def held_back(bot: Served, by: Person, button: str) -> str:
    """What Slack delivers of this press, an hour from now."""
    async with keeping(bot):
        await by.press(button, bot.step())
    return urlencode({"payload": json.dumps(bot.slack.deliveries[-1].body)})


async def event_held_back(bot: Served, by: Person, text: str, channel: str = "") -> Body:
    async with keeping(bot):
        await by.say(text, channel)
    return dict(bot.slack.deliveries[-1].body["event"])


@asynccontextmanager
async def keeping(bot: Served) -> AsyncIterator[None]:
    """What Slack delivers meanwhile reaches nobody."""
    await bot.slack.points_to("http://127.0.0.1:9")
    yield
    await bot.slack.points_to(bot.door.url)
