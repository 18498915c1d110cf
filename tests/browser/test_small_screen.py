"""The step of the call on the smallest screen: who holds a ringing phone scrolls to no button."""

import pytest
from playwright.async_api import Browser, Locator, ViewportSize

from tests.browser.conftest import reading
from tests.front_door.ways import TO_THE_CALL
from tests.support.slack import Slack

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL: ViewportSize = {"width": 390, "height": 640}
OUTCOMES = ("signed_in", "no_ring", "failed")


async def bottom(what: Locator) -> float:
    box = await what.bounding_box()
    assert box
    return box["y"] + box["height"]


@pytest.mark.parametrize("who", ["U0ANA", "U0MEI"])
async def test_the_outcome_buttons_of_the_call_need_no_scrolling(
    browser: Browser, slack: Slack, account: str, who: str
) -> None:
    async with reading(browser, slack, who, viewport=SMALL) as reader:
        await reader.start("/mfa-lost", account)
        await reader.walk(*TO_THE_CALL, "calling")
        step = reader.article(reader.step())
        top = await step.bounding_box()
        assert top
        lowest = max([await bottom(reader.button(name)) for name in OUTCOMES])
        needs = lowest - top["y"]
        shown = await reader.page.locator("#thread [role=log]").bounding_box()
        assert shown
        missing = needs - shown["height"]
        assert missing <= 0, f"the outcome buttons are {missing:.0f} px below the screen"
