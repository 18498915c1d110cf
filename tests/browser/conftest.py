"""The page of `mfa-bot try` in a real browser: real processes, nothing faked but the time of day.

One trial serves all tests here; each has an account of its own.
"""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.support.browser import LEFT_OUT, browsing
from tests.support.patience import HANGING
from tests.support.reader import Reader
from tests.support.slack import Slack, following
from tests.support.trial import trial

_accounts = (f"account-{number:03}" for number in itertools.count(1))
_left: dict[tuple[str, str], Page] = {}  # windows that nobody looks at, by who did, and its look
FIRST = "#C0ONCALL"  # the place that the page begins with
# Of whoever had the window before: where there is any, it is loaded anew.
LEFT_THERE = (
    "dialog[open], .drawer:not([hidden]), textarea:not(:placeholder-shown), [role=alert] > *"
)
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
async def reading(
    browser: Browser, slack: Slack, who: str, *, stays: bool = False, **how: Any
) -> AsyncIterator[Reader]:
    """Somebody with a window of their own; it must not say that something is wrong with it.

    One who `stays` goes back to the first channel afterwards, and the window goes on with the feed.
    """
    page = await window(browser, who, how)
    reader = Reader(page, slack, who)
    listeners: dict[Any, Callable[..., None]] = {
        "pageerror": lambda error: reader.errors.append(str(error)),
        "console": partial(note_errors, reader),
    }
    for event, heard in listeners.items():
        page.on(event, heard)
    if page.url != f"{slack.url}{FIRST}" or await page.locator(LEFT_THERE).count():
        await page.goto(slack.url)
    if await page.locator("select#who").input_value() != who:  # a tab keeps who somebody was
        await reader.be(who)
    try:
        yield reader
    except BaseException:
        await page.context.close()
        raise
    for event, heard in listeners.items():
        page.remove_listener(event, heard)
    await leave(page, f"{slack.url}{FIRST}" if stays else "about:blank")
    _left[who, repr(how)] = page
    assert reader.errors == []


async def window(browser: Browser, who: str, how: dict[str, Any]) -> Page:
    """One that somebody has left, or a new one, which takes three times as long to show Slack."""
    if left := _left.pop((who, repr(how)), None):
        return left
    look: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", **how}
    page = await (await browser.new_context(**look)).new_page()
    page.set_default_timeout(HANGING * 1000)
    return page


async def leave(page: Page, to: str) -> None:
    """As somebody may find it who is to see nothing of what was done there."""
    for other in page.context.pages:
        if other != page:
            await other.close()
    await page.unroute_all()
    await page.mouse.move(0, 0)
    await page.goto(to)


def note_errors(reader: Reader, said: ConsoleMessage) -> None:
    if said.type == "error":
        reader.errors.append(said.text)


@pytest_asyncio.fixture(loop_scope="session")
async def ana(browser: Browser, slack: Slack) -> AsyncIterator[Reader]:
    """She has her window open all along."""
    async with reading(browser, slack, "U0ANA", stays=True) as reader:
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
    return next(_accounts)


@pytest.fixture
def accounts() -> Iterator[str]:
    """For a test with several cases: one for each."""
    return _accounts
