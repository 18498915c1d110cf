"""A number asked about in Chinese: in full width, beside its country's name, among other words."""

import pytest

from bot.texts.countries import country
from tests.front_door.ways import TO_THE_NUMBER
from tests.support.bots import Served
from tests.support.person import CHANNEL, Person

TAIWANESE = ("+886912345678", "+886 912345678", "0912345678", country("zh-TW", "TW"))
JAPANESE = ("+81312345678", "+81 312345678", "0312345678", country("zh-TW", "JP"))


@pytest.fixture
def mei(bot: Served) -> Person:
    """Her Slack is in zh-TW."""
    return bot.person("U0MEI")


async def test_a_mention_is_answered_in_its_thread(bot: Served, mei: Person) -> None:
    assert (await mei.mention("幫我格式化 ０９１２－３４５－６７８，謝謝")).status == 200
    await bot.settled()
    question, reply = bot.slack.messages
    assert (reply.channel, reply.thread) == (CHANNEL, question.ts)
    assert all(told in reply.text for told in TAIWANESE)


async def test_a_country_is_named_in_a_direct_message(bot: Served, mei: Person) -> None:
    await mei.direct("日本的號碼：０３－１２３４－５６７８、台灣手機 0912345678")
    await bot.settled()
    reply = bot.slack.messages[-1]
    assert (reply.channel, reply.thread) == ("D0MEI", "")
    assert all(told in reply.text for told in (*JAPANESE, *TAIWANESE))


async def test_a_country_is_named_beside_a_command(mei: Person) -> None:
    answer = await mei.command("/mfa-phone", "０３－１２３４－５６７８（日本）")
    assert all(told in answer.json["text"] for told in JAPANESE)


async def test_a_country_is_named_inside_a_run(bot: Served, mei: Person) -> None:
    await bot.start(mei)
    await bot.walk(mei, *TO_THE_NUMBER, "answer=日本 ０３－１２３４－５６７８")
    assert (await bot.run()).values["e164"] == "+81312345678"


async def test_a_bank_is_no_country(bot: Served, mei: Person) -> None:
    """中國信託 is in Taiwan, which is assumed, and said."""
    await mei.direct("中國信託的電話 02-2345-6789")
    await bot.settled()
    reply = bot.slack.messages[-1]
    assert "+886223456789" in reply.text
    assert reply.text.count(country("zh-TW", "TW")) == 2


async def test_whoever_reads_english_may_paste_chinese(bot: Served, ana: Person) -> None:
    """What people write need not be in the language that they read."""
    await ana.direct("03-1234-5678 日本")
    await bot.settled()
    reply = bot.slack.messages[-1]
    assert "+81312345678" in reply.text
    assert "Japan" in reply.text
