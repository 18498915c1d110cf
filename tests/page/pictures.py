"""Takes the README's pictures from the page: `make pictures`."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from tests.door.ways import TO_THE_CALL, TO_THE_COUNT
from tests.support.browser import browsing
from tests.support.reader import Reader
from tests.support.slack import Slack, following
from tests.support.trial import trial

SCHEMES = ("light", "dark")
WIDE = {"width": 1180, "height": 760}
NARROW, LOW = {"width": 640, "height": 1000}, {"width": 640, "height": 560}


async def take(directory: Path) -> None:
    for scheme in SCHEMES:
        with tempfile.TemporaryDirectory() as home:
            async with (
                trial(Path(home)) as url,
                following(url) as slack,
                browsing() as browser,
            ):
                for name, shot in (await shots(browser, slack, scheme)).items():
                    (directory / f"{name}-{scheme}.png").write_bytes(shot)


async def shots(browser: Browser, slack: Slack, scheme: str) -> dict[str, bytes]:
    """Each picture by its name, from an empty local Slack."""
    taken = {}
    async with at_the_page(browser, slack, scheme, WIDE) as page:
        ana = Reader(page, slack)
        await ana.start("/mfa-lost", "prod")
        await ana.walk("standalone", "nothing", "known")
        await ana.skip("10 Minutes")  # the card tells the present step now and then
        await expect(ana.card()).to_contain_text("Step 4 of about")
        await ana.join(ana.run)
        await page.mouse.move(0, 0)
        await page.evaluate("document.activeElement.blur()")
        taken["step"] = await page.screenshot()
    async with at_the_page(browser, slack, scheme, LOW) as page:
        ana = Reader(page, slack)
        await ana.start("/mfa-lost", "staging")
        await ana.walk(*TO_THE_CALL, "calling", "no_ring", "cause_found", "cause_fixed")
        await ana.button("calling").click()
        taken["warning"] = await page.screenshot()
    async with at_the_page(browser, slack, scheme, NARROW) as page:
        ana = Reader(page, slack)
        await ana.start("/mfa-lost", "billing")
        await ana.walk(*TO_THE_COUNT, "answer=3, last 4 hours ago")
        taken["used-up"] = await of(ana.article(ana.step()))
    async with at_the_page(browser, slack, scheme, NARROW) as page:
        ana = Reader(page, slack)
        await ana.type("@mfa-bot 0912 345 678 or +81 90-1234-5678")
        asked = await slack.until(lambda: next((m for m in slack.messages if m.user == ana.id), 0))
        answer = await slack.until(
            lambda: next((m for m in slack.messages if m.thread == asked.ts), None)
        )
        await ana.article(asked).get_by_role("link", name="1 reply").click()
        taken["phone"] = await of(ana.article(answer))
    return taken


@asynccontextmanager
async def at_the_page(
    browser: Browser, slack: Slack, scheme: str, size: dict[str, int]
) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=size, color_scheme=scheme)
    page = await context.new_page()
    await page.goto(slack.url)
    try:
        yield page
    finally:
        await context.close()


async def of(message: Locator) -> bytes:
    await message.page.mouse.move(0, 0)
    return await message.screenshot()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
