"""Three people at the page: one leads, the others get their step in their own direct messages."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.guide import opening
from bot.local.slack.server import LocalSlack
from tests.browser.conftest import reading
from tests.support import helping
from tests.support.bots import Clock, served
from tests.support.reader import LOCALES, Reader
from tests.support.redis_server import RedisServer
from tests.support.slack import MANIFEST, SECRET, TOKEN, Slack, following

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = {
    "en-US": {
        "mail": "Open the link",
        "opened": "It Is Open",
        "rang": "It Rang",
        "answer": "Type the Number",
        "done": "Both have done it.",
    },
    "zh-TW": {
        "mail": "打開 AWS",
        "opened": "打開了",
        "rang": "響了",
        "answer": "輸入號碼",
        "done": "兩位都完成了。",
    },
}


@pytest_asyncio.fixture(loop_scope="session")
async def slack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Slack]:
    """A Slack whose bot knows one small flow, with two roles."""
    redis, clock = RedisServer(tmp_path_factory.mktemp("r")), Clock()
    library = helping.library(tmp_path_factory.mktemp("flows"))
    redis.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(opening, "load", lambda *_, **__: library)
            async with (
                LocalSlack(MANIFEST, TOKEN, SECRET, clock) as local,
                following(local.url) as slack,
                served(slack, redis.url, clock),
            ):
                yield slack
                await slack.caught_up()
                assert slack.violations == []
    finally:
        redis.kill()


async def names(lead: Reader, *people: str) -> None:
    """In the window: a person of this Slack for each role in turn, by their id, or a name."""
    await lead.press("answer")
    for n, who in enumerate(people):
        if who in LOCALES:
            await lead.window.get_by_role("combobox").nth(n).select_option(who)
        else:
            await lead.window.get_by_role("textbox").nth(n).fill(who)
    await lead.window.get_by_role("button", name=lead.reads("Save")).click()


async def goes_to_their_messages(reader: Reader) -> None:
    messages = reader.page.get_by_role("link", name="mfa-bot")
    await expect(messages).to_have_accessible_name("mfa-bot, unread")
    await messages.click()


def button(reader: Reader, name: str) -> Locator:
    """In the newest of their direct messages, in their language."""
    last = reader.channel.get_by_role("article").last
    return last.get_by_role("button", name=WORDS[LOCALES[reader.id]][name], exact=True)


@pytest.mark.parametrize(("who", "other"), [("U0ANA", "U0MEI"), ("U0MEI", "U0ANA")])
async def test_each_does_their_step_where_they_are_and_in_their_language(
    browser: Browser, slack: Slack, who: str, other: str
) -> None:
    async with (
        reading(browser, slack, who) as lead,
        reading(browser, slack, "U0BEN") as ben,
        reading(browser, slack, other) as third,
    ):
        await lead.start("/mfa-lost", f"by-{who.lower()}")
        await names(lead, "U0BEN", other)
        await lead.sees("@Ben Okafor", WORDS[LOCALES[who]]["mail"])
        await goes_to_their_messages(ben)
        await button(ben, "opened").click()
        line = ben.channel.get_by_role("article").last
        await expect(line).to_contain_text("✓ Open the link in AWS's mail → It Is Open")
        await expect(button(ben, "opened")).to_have_count(0)
        await goes_to_their_messages(third)
        await button(third, "rang").click()
        await button(third, "answer").click()
        await third.fill("0912 345 678")
        await expect(button(third, "answer")).to_have_count(0)
        await lead.sees(WORDS[LOCALES[who]]["done"])


async def test_a_name_that_can_not_be_one_is_told_below_its_field_and_nothing_is_lost(
    browser: Browser, slack: Slack
) -> None:
    async with reading(browser, slack, "U0ANA") as ana:
        await ana.start("/mfa-lost", "names")
        await names(ana, "U0BEN", "Carol 0912 345 678")
        wrong = ana.window.get_by_role("textbox").nth(1)
        await expect(wrong).to_have_attribute("aria-invalid", "true")
        await expect(wrong).to_have_value("Carol 0912 345 678")
        await expect(ana.window.get_by_role("combobox").first).to_have_value("U0BEN")
        await wrong.fill("Carol")
        await ana.window.get_by_role("button", name="Save").click()
        await ana.sees("@Ben Okafor", "Carol waits with the phone")
