"""A secret typed to the bot is nowhere afterwards, and whoever typed it is told what to do."""

import re
from collections.abc import AsyncIterator
from itertools import product

import pytest

from tests.front_door.planted import CORES, POSSIBLE, SECRETS
from tests.front_door.ways import TO_THE_NUMBER, TO_THE_REASON
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack, fields_of

PLANTED = each("secret, remedy", SECRETS.values())


@pytest.fixture
async def bot(
    slack: Slack, own_redis: RedisServer, clock: Clock, log: Ear
) -> AsyncIterator[Served]:
    """Afterwards nothing of any planted secret is in Redis, on its disk, in the log or in Slack."""
    async with served(slack, own_redis.url, clock) as bot:
        yield bot
    kept = own_redis.written()
    assert "mfa:" in kept or not slack.steps()
    said = str([call.body for call in slack.calls]) + str(slack.told("U0ANA"))
    for core in (*CORES, *POSSIBLE):
        assert core not in kept
        assert core not in log.text
        assert core not in said


async def refusal(person: Person, text: str, field: str) -> str:
    """What a window says of a text; `field`: the name beside a chooser, in a window with those."""
    window = await person.window()
    chooses = any(block["block_id"].startswith("inbox_reader") for block in fields_of(window))
    fills = person.names(window, **{field: text}) if chooses else person.submit(window, text)
    (told,) = (await fills).json["errors"].values()
    return str(told)


@PLANTED
async def test_in_a_command(bot: Served, ana: Person, secret: str, remedy: str) -> None:
    for command in ("/mfa-lost", "/mfa-disable", "/mfa-phone"):
        known = len(bot.slack.told(ana.id))
        await ana.command(command, secret)
        (told,) = bot.slack.told(ana.id)[known:]
        assert "looks like" in told.text
        assert remedy in told.text


@PLANTED
async def test_in_the_window_for_the_account(
    bot: Served, ana: Person, secret: str, remedy: str
) -> None:
    del remedy
    answer = await ana.submit(await ana.asks_window("/mfa-lost"), secret)
    assert "looks like a secret" in answer.json["errors"]["answer"]
    assert not bot.slack.steps()


async def test_in_the_window_for_an_answer(
    bot: Served, ana: Person, subtests: pytest.Subtests
) -> None:
    await bot.start(ana)
    for place, presses in (("name", TO_THE_NUMBER[:3]), ("number", TO_THE_NUMBER[3:])):
        await bot.walk(ana, *presses)
        for secret, _ in SECRETS.values():
            with subtests.test(place=place, secret=secret):
                assert "looks like a secret" in await refusal(ana, secret, "inbox_reader_name")


async def test_in_a_reason(bot: Served, ana: Person) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_REASON)
    answer = await ana.answer("the old one, password: Hunter2!planted")
    assert "looks like a secret" in answer.json["errors"]["answer"]


@PLANTED
async def test_in_a_mention_and_in_a_direct_message(
    bot: Served, ana: Person, secret: str, remedy: str
) -> None:
    known = len(bot.slack.of("chat.postMessage"))
    await ana.mention(secret)
    await bot.settled()
    await ana.direct(secret)
    await bot.settled()
    replies = bot.slack.of("chat.postMessage")[known:]
    assert len(replies) == 2
    for reply in replies:
        assert "Delete your message" in reply.body["text"]
        assert remedy in reply.body["text"]
        assert f"<@{ana.id}>" in reply.body["text"]


@each("typed", POSSIBLE)
async def test_what_only_may_be_one_is_not_kept_as_an_account(
    bot: Served, ana: Person, typed: str
) -> None:
    known = len(bot.slack.told(ana.id))
    await ana.command("/mfa-lost", typed)
    (told,) = bot.slack.told(ana.id)[known:]
    assert "twelve digits or by a plain nickname" in told.text or (
        "letters, digits, dots" in told.text
    )
    answer = await ana.submit(await ana.asks_window("/mfa-lost"), typed)
    assert "/mfa" not in answer.json["errors"]["answer"]
    assert not bot.slack.steps()


async def test_what_only_may_be_one_is_not_kept_as_an_answer(
    bot: Served, ana: Person, subtests: pytest.Subtests
) -> None:
    for command, presses, fields in (
        ("/mfa-lost", TO_THE_NUMBER[:3], ("inbox_reader_name", "phone_holder_name")),
        ("/mfa-disable", TO_THE_REASON, ("",)),
    ):
        await bot.start(ana, command)
        await bot.walk(ana, *presses)
        for field, typed in product(fields, POSSIBLE):
            with subtests.test(command=command, field=field, typed=typed):
                told = await refusal(ana, f"the old one {typed}", field)
                assert "looks like a password, a key or a code" in told


async def test_no_phone_number_is_kept_with_a_name_or_a_reason(
    bot: Served, ana: Person, own_redis: RedisServer, subtests: pytest.Subtests
) -> None:
    typed = (
        "Ana 0912·345·678",
        "Ana0912345678",
        "安娜 零九一二三四五六七八",
        "Ana, oh nine double one, three triple four five six",
    )
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_REASON)
    for number in typed:
        with subtests.test(number, place="reason"):
            answer = await ana.answer(f"new key, call {number}")
            assert "six digits at most" in answer.json["errors"]["answer"]
    await bot.start(ana, "/mfa-lost")
    await bot.walk(ana, *TO_THE_NUMBER[:3])
    for number in typed:
        with subtests.test(number, place="name"):
            assert "six digits at most" in await refusal(ana, number, "phone_holder_name")
    await bot.settled()
    kept = own_redis.written()
    assert not [number for number in typed if number in kept]
    assert not re.search(r"912\D?345\D?678", kept)


async def test_a_number_beside_a_secret_is_not_repeated(bot: Served, ana: Person) -> None:
    """The answer to a number shows it as it was typed; to a secret it shows nothing."""
    for secret, _ in SECRETS.values():
        await ana.command("/mfa-phone", f"0912 345 678 {secret}")
        assert "345" not in bot.slack.told(ana.id)[-1].text
