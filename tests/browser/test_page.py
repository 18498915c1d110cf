"""The page itself: what people know of Slack works here as they know it."""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from bot.local.slack.server import LocalSlack
from tests.browser.conftest import reading
from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT
from tests.support.bots import Clock
from tests.support.each import each
from tests.support.reader import Reader
from tests.support.slack import MANIFEST, SECRET, TOKEN, Slack, following
from tests.support.trial import trial

# Texts of the bar's controls whose left, middle or right is below something else.
COVERED = """() => [...document.querySelectorAll(".topbar :is(button, select, a, time, small)")]
  .filter((one) => one.checkVisibility() && one.closest("h1") === null)
  .filter((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return [left + 4, (left + right) / 2, right - 4].some((x) =>
      !one.contains(document.elementFromPoint(x, (top + bottom) / 2)));
  })
  .map((one) => one.textContent)"""

pytestmark = pytest.mark.asyncio(loop_scope="session")

DARKEST: dict[Literal["light", "dark"], int] = {"light": 200, "dark": 0}
BUTTON = {
    "type": "button",
    "action_id": "planted",
    "text": {"type": "plain_text", "text": "B" * 76},
}


async def test_a_slash_offers_the_commands_and_the_keyboard_chooses(ana: Reader) -> None:
    box = ana.page.get_by_role("textbox", name="Message #on-call")
    await box.press_sequentially("/mfa")
    offered = ana.page.locator("[role=listbox] [role=option]")
    await expect(offered).to_have_count(4)
    await expect(offered.first).to_contain_text("/mfa-disable")
    await expect(offered.first).to_contain_text("Replace or remove")
    await box.press("ArrowDown")
    await box.press("Enter")
    await expect(box).to_have_value(re.compile(r"^/mfa-lost\s?$"))
    await expect(offered).to_have_count(0)


async def test_a_run_can_be_begun_and_walked_by_keys_alone(ana: Reader, account: str) -> None:
    keys = ana.page.keyboard
    await ana.page.get_by_role("textbox", name="Message #on-call").focus()
    await keys.type(f"/mfa-lost {account}")
    await keys.press("Enter")
    await expect(ana.channel).to_have_role("main")
    told = ana.channel.get_by_role("article").filter(has_text=account)
    await told.get_by_role("link", name="Open the thread").focus()
    await keys.press("Enter")
    await expect(ana.thread.get_by_role("article").last).to_be_focused()
    thread = ana.page.get_by_role("complementary", name="Thread")
    await thread.get_by_role("button", name="Broken").focus()
    await keys.press("Enter")
    await ana.sees("standalone, or in an organization")


async def test_a_window_takes_the_keyboard_and_gives_it_back(ana: Reader, account: str) -> None:
    await ana.start("/mfa-phone", account)
    await ana.press("answer")
    field = ana.window.get_by_role("textbox")
    await expect(field).to_be_focused()
    await expect(ana.window.get_by_role("note")).to_have_text("Never type a code or password here.")
    for _ in range(6):
        await ana.page.keyboard.press("Tab")
    inside = "document.querySelector('[role=dialog]').contains(document.activeElement)"
    assert await ana.page.evaluate(inside)
    await ana.page.keyboard.press("Escape")
    await expect(ana.window).to_have_count(0)
    await expect(ana.button("answer")).to_be_focused()


async def test_what_can_not_be_sent_is_told_and_stays_in_the_composer(
    ana: Reader, account: str
) -> None:
    await ana.type("/mfa-found prod")
    box = ana.page.get_by_role("textbox", name="Message #on-call")
    await expect(ana.channel.get_by_role("alert")).to_contain_text("/mfa-found is not a command")
    await expect(box).to_have_value("/mfa-found prod")
    await box.fill("")
    await ana.begin("/mfa-lost", account)
    await ana.type("/mfa-lost other", "Reply in thread")
    await expect(ana.thread.get_by_role("alert")).to_contain_text("does not work in threads")


async def test_an_own_message_can_be_deleted(ana: Reader, account: str) -> None:
    await ana.type(f"this is {account}")
    said = ana.channel.get_by_role("article").filter(has_text=f"this is {account}")
    await said.hover()
    await said.get_by_role("button", name="Delete").click()
    await expect(said).to_have_count(0)


async def test_times_are_in_the_zone_and_the_language_of_who_reads(
    ana: Reader, mei: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, *TO_THE_COUNT, "answer=3, 1 h")
    await mei.join(ana.run)
    free = re.compile(r"possible (.+?)\.")
    read = [free.search(await r.article(r.step()).inner_text()) for r in (ana, mei)]
    english, chinese = (found[1] for found in read if found)
    assert re.search(r"\d:\d\d [AP]M", english)
    assert re.search(r"(今天|明天).*(凌晨|早上|清晨|上午|中午|下午|晚上)\d+:\d\d", chinese)


async def test_a_link_to_a_message_opens_its_thread_and_a_reload_stays_there(
    ana: Reader, account: str
) -> None:
    await ana.sets_out("/mfa-lost", account)
    step = ana.step()
    path = f"archives/{step.channel}/p{step.ts.replace('.', '')}"
    await ana.page.goto(f"{ana.slack.url}{path}?thread_ts={step.thread}&cid={step.channel}")
    await expect(ana.article(step)).to_be_in_viewport()
    await ana.page.reload()
    await expect(ana.article(step)).to_be_in_viewport()


async def test_it_is_light_or_dark_as_the_reader_has_set_it(ana: Reader) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    for scheme, darkest in DARKEST.items():
        await ana.page.emulate_media(color_scheme=scheme)
        ground = [int(n) for n in re.findall(r"\d+", await ana.page.evaluate(colour))[:3]]
        assert len(ground) == 3
        assert all(darkest <= n <= darkest + 55 for n in ground), scheme
    await ana.page.emulate_media(color_scheme="null")


async def test_a_narrow_screen_shows_one_thing_at_a_time_and_scrolls_no_sideways(
    browser: Browser, slack: Slack, account: str
) -> None:
    small = {"width": 390, "height": 760}
    async with reading(browser, slack, "U0ANA", viewport=small) as ana:
        await expect(ana.page.get_by_role("navigation", name="Channels")).not_to_be_in_viewport()
        await ana.start("/mfa-lost", account)
        await expect(ana.page.get_by_role("textbox", name="Message #on-call")).to_be_hidden()
        await ana.walk("broken", "standalone")
        width = "document.documentElement.scrollWidth"
        assert await ana.page.evaluate(width) <= 390
        await ana.thread.get_by_role("button", name="Close Thread").click()
        await expect(ana.page.get_by_role("textbox", name="Message #on-call")).to_be_visible()


async def test_a_window_that_is_only_read_begins_at_its_top(
    browser: Browser, slack: Slack, account: str
) -> None:
    async with reading(browser, slack, "U0ANA", viewport={"width": 390, "height": 640}) as reader:
        await reader.begin("/mfa-lost", account, *TO_THE_CALL, "stop")
        await reader.press("report")
        await expect(reader.window.get_by_role("heading").first).to_be_in_viewport()
        await expect(reader.window.get_by_text("Every Press")).not_to_be_in_viewport()
        await reader.page.keyboard.press("Escape")


async def test_what_slack_would_refuse_stands_in_red_at_the_top(browser: Browser) -> None:
    blocks = [{"type": "actions", "elements": [BUTTON]}]
    async with (
        LocalSlack(MANIFEST, TOKEN, SECRET, Clock()) as local,
        following(local.url) as slack,
        reading(browser, slack, "U0ANA") as ana,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as bot,
    ):
        planted = {"channel": "C0ONCALL", "text": "Planted", "blocks": blocks}
        async with bot.post(f"{local.api_url}chat.postMessage", json=planted) as answer:
            assert await answer.json() == {"ok": False, "error": "invalid_blocks"}
        bar = ana.page.get_by_role("alert").filter(has_text="Slack refuses this")
        await expect(bar).to_contain_text("/blocks/0/elements/0/text")
        red = await bar.locator("details").evaluate("e => getComputedStyle(e).backgroundColor")
        r, g, b = map(int, re.findall(r"\d+", red)[:3])
        assert r > g
        assert r > b
        assert slack.messages == []


async def test_when_it_stops_the_page_says_so_and_goes_on_when_it_is_started_again(
    browser: Browser, tmp_path: Path, account: str
) -> None:
    page = await browser.new_page()
    stopped = page.get_by_role("alert").filter(has_text="has stopped")
    async with trial(tmp_path) as url, following(url) as slack:
        await page.goto(url)
        ana = Reader(page, slack)
        await ana.start("/mfa-lost", account)
        await ana.walk("broken")
        await ana.skip("24 Hours")
    await expect(stopped).to_be_visible()
    async with trial(tmp_path, port=urlsplit(url).port or 0) as url, following(url) as slack:
        await expect(stopped).to_have_count(0)
        ana = Reader(page, slack, run=ana.run)
        await ana.walk("standalone")
        await expect(page.get_by_role("group", name="Clock")).to_contain_text("+24 h")
    await page.close()


@each("who", ["U0ANA", "U0MEI"])
async def test_nothing_at_the_top_covers_anything_else(
    browser: Browser, slack: Slack, who: str
) -> None:
    covered: dict[int, list[str]] = {}
    async with reading(browser, slack, who, viewport={"width": 1600, "height": 760}) as reader:
        for width in (390, 640, 1180, 1280, 1600):
            await reader.page.set_viewport_size({"width": width, "height": 760})
            if texts := await reader.page.evaluate(COVERED):
                covered[width] = texts
    assert covered == {}
