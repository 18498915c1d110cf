"""Takes the READMEs' pictures from the page, each in its language: `make pictures`."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal, get_args

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT
from tests.support.browser import browsing
from tests.support.reader import Reader
from tests.support.slack import Slack, following
from tests.support.trial import trial

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
READERS = {"": "U0ANA", ".zh-TW": "U0MEI"}  # whose Slack is in the language of README{this}.md
WIDE: ViewportSize = {"width": 1180, "height": 760}
NARROW: ViewportSize = {"width": 640, "height": 1200}
LOW: ViewportSize = {"width": 640, "height": 560}
# A line ends before or after a phone number.
UNBROKEN: ViewportSize = {"width": 670, "height": 1200}


async def take(directory: Path) -> None:
    for (tag, who), scheme in product(READERS.items(), SCHEMES):
        with tempfile.TemporaryDirectory() as home:
            async with (
                trial(Path(home)) as url,
                following(url) as slack,
                browsing() as browser,
            ):
                for name, shot in (await shots(Desk(browser, slack, who, scheme))).items():
                    (directory / f"{name}-{scheme}{tag}.png").write_bytes(shot)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody reads the local Slack, in the light or in the dark."""

    browser: Browser
    slack: Slack
    who: str
    scheme: Scheme

    @asynccontextmanager
    async def reader(self, size: ViewportSize) -> AsyncIterator[Reader]:
        context = await self.browser.new_context(viewport=size, color_scheme=self.scheme)
        reader = Reader(await context.new_page(), self.slack)
        await reader.page.goto(self.slack.url)
        await reader.be(self.who)
        try:
            yield reader
        finally:
            await context.close()


async def shots(desk: Desk) -> dict[str, bytes]:
    """Each picture by its name, from an empty local Slack."""
    taken = {}
    async with desk.reader(WIDE) as reader:
        await reader.start("/mfa-lost", "shop")
        await reader.walk("broken", "standalone", "nothing")
        await reader.skip("10 Minutes")  # the card tells the present step now and then
        await expect(reader.card()).to_contain_text(reader.point())
        await reader.join(reader.run)
        await at_rest(reader.page)
        taken["step"] = await reader.page.screenshot()
    async with desk.reader(LOW) as reader:
        await reader.start("/mfa-lost", "staging")
        await reader.walk(
            *TO_THE_CALL, "calling", "no_ring", "cause_found", *TO_THE_CALL[-3:], "cause_fixed"
        )
        await reader.button("calling").click()
        taken["warning"] = await reader.page.screenshot()
    async with desk.reader(NARROW) as reader:
        await reader.start("/mfa-lost", "website")
        await reader.walk(*TO_THE_CALL, "calling")
        taken["call"] = await of(reader.article(reader.step()))
    async with desk.reader(NARROW) as reader:
        await reader.start("/mfa-lost", "billing")
        await reader.walk(*TO_THE_COUNT, "answer=3, 4 h")
        taken["used-up"] = await of(reader.article(reader.step()))
    async with desk.reader(UNBROKEN) as reader:
        await reader.type("@mfa-bot 0912 345 678, +81 90-1234-5678")
        slack = desk.slack
        asked = await slack.until(
            lambda: next((m for m in slack.messages if m.user == desk.who), None)
        )
        answer = await slack.until(
            lambda: next((m for m in slack.messages if m.thread == asked.ts), None)
        )
        await reader.article(asked).get_by_role("link", name="1 reply").click()
        taken["phone"] = await of(reader.article(answer))
    return taken


async def of(message: Locator) -> bytes:
    await at_rest(message.page)
    return await message.screenshot()


async def at_rest(page: Page) -> None:
    """Nothing is pointed at or has the focus: both show."""
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
