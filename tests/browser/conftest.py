"""The page of `mfa-bot try` in a real browser: real processes, nothing faked but the time of day.

One trial serves all tests here; each has an account of its own.
"""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, expect

from tests.support.browser import LEFT_OUT, browsing
from tests.support.patience import HANGING
from tests.support.reader import Reader
from tests.support.slack import Slack, following
from tests.support.trial import trial

_numbers = itertools.count(1)
expect.set_options(timeout=HANGING * 1000)


def pytest_ignore_collect() -> bool | None:
    return True if LEFT_OUT else None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with trial(tmp_path_factory.mktemp("t")) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def slack(address: str) -> AsyncIterator[Slack]:
    async with following(address) as slack:
        yield slack
        for switch in slack.fault_switches:  # one that a failed test has left
            if switch["on"]:
                await slack.do("fault_switch", name=switch["name"], on=False)
        await slack.caught_up()
        assert slack.violations == []


@asynccontextmanager
async def reading(browser: Browser, slack: Slack, who: str, **how: Any) -> AsyncIterator[Reader]:
    """Somebody with a window of their own; it must not say that something is wrong with it."""
    look: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", **how}
    context = await browser.new_context(**look)
    page = await context.new_page()
    page.set_default_timeout(HANGING * 1000)
    reader = Reader(page, slack, who)
    page.on("pageerror", lambda error: reader.errors.append(str(error)))
    page.on("console", partial(note_errors, reader))
    await page.goto(slack.url)
    await reader.be(who)
    try:
        yield reader
    finally:
        await context.close()
    assert reader.errors == []


def note_errors(reader: Reader, said: ConsoleMessage) -> None:
    if said.type == "error":
        reader.errors.append(said.text)


@pytest_asyncio.fixture(loop_scope="session")
async def ana(browser: Browser, slack: Slack) -> AsyncIterator[Reader]:
    async with reading(browser, slack, "U0ANA") as reader:
        yield reader


@pytest_asyncio.fixture(loop_scope="session")
async def ben(browser: Browser, slack: Slack) -> AsyncIterator[Reader]:
    async with reading(browser, slack, "U0BEN") as reader:
        yield reader


@pytest_asyncio.fixture(loop_scope="session")
async def mei(browser: Browser, slack: Slack) -> AsyncIterator[Reader]:
    """Her Slack is set to Traditional Chinese, her clock to Taipei."""
    async with reading(browser, slack, "U0MEI") as reader:
        yield reader


@pytest.fixture
def account() -> str:
    return f"account-{next(_numbers):03}"
