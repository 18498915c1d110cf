"""The steps of the call on the smallest screen: who holds a ringing phone scrolls to no button,
and who looks for a cause reads it together with the ways on.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, ViewportSize

from bot.core.budget import AttemptResult
from bot.core.flow import Step
from tests.browser.conftest import reading
from tests.front_door.ways import TO_THE_CALL
from tests.support.each import each
from tests.support.person import Person
from tests.support.reader import Reader
from tests.support.shipped import FLOWS
from tests.support.slack import Message, Slack
from tests.support.trial import trial

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL: ViewportSize = {"width": 390, "height": 640}
FLOW = FLOWS["mfa-lost"]
AGAIN = ("cause_found", "opened", "chosen", "opened")
WAYS = {
    "ready_to_call": TO_THE_CALL,
    "the_call": (*TO_THE_CALL, "calling"),
    "the_text": (*TO_THE_CALL, "texting"),
    # after the checks before a risky attempt, and before a very risky one
    "ready_to_call: risky": (*TO_THE_CALL, "calling", "no_ring", *AGAIN, "cause_fixed"),
    "the_call: very risky": (
        *(*TO_THE_CALL, "calling", "no_ring", *AGAIN, "cause_fixed"),
        *("texting", "failed", *AGAIN, "cause_fixed", "calling"),
    ),
}

CHECKS = {
    "no_ring_checks": (*TO_THE_CALL, "calling", "no_ring"),
    "no_text_checks": (*TO_THE_CALL, "texting", "no_text"),
    "failed_checks": (*TO_THE_CALL, "calling", "failed"),
    "second_call_checks": WAYS["ready_to_call: risky"][:-1],
    "third_call_checks": WAYS["the_call: very risky"][:-2],
}
PLACES = WAYS | CHECKS
# Those that no other goes on from: all places are on one of them.
LONGEST = [
    way
    for way in PLACES.values()
    if not any(way != other and way == other[: len(way)] for other in PLACES.values())
]
SINCE = {"U0ANA": "I have counted since", "U0MEI": "才開始計數"}
WAYS_ON = ("cause_found", "cause_fixed", "no_cause", "stop_here", "wait")


def outcomes(step: Step) -> list[str]:
    """Buttons of a step that make an attempt, or say at once what came of it."""
    spends = [button.name for button in step.buttons.values() if button.spends]
    return spends or [*step.buttons_first]


def ways_on(step: Step) -> list[str]:
    """Buttons below a list of causes: to go on, and to stop without another attempt."""
    return [name for name in step.buttons if name in WAYS_ON]


async def missing(reader: Reader, step: Message, names: list[str], log: Locator) -> float:
    """Pixels by which the lowest of these buttons is below the screen."""
    message = reader.article(step)
    top, shown = await message.bounding_box(), await log.bounding_box()
    assert top
    assert shown
    needs = 0.0
    for name in names:
        label = next(b["text"]["text"] for b in step.buttons if b["action_id"] == f"press:{name}")
        box = await message.get_by_role("button", name=label, exact=True).bounding_box()
        assert box
        needs = max(needs, box["y"] + box["height"] - top["y"])
    return needs - shown["height"]


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """A trial for each test: in its first day, a line says since when attempts are counted."""
    async with trial(tmp_path) as address:
        yield address


async def comes_to_widest_time(slack: Slack, zone: str) -> None:
    """Skip to 12:48 AM there: a wide hour can take a line more."""
    await slack.do("clock", skip=1_000)
    now = datetime.fromtimestamp(slack.now / 1000, ZoneInfo(zone))
    ahead = (now.replace(hour=0, minute=48, second=0) - now) % timedelta(days=1)
    await slack.do("clock", skip=ahead // timedelta(milliseconds=1))


@pytest.mark.parametrize(("who", "zone"), [("U0ANA", "Europe/Madrid"), ("U0MEI", "Asia/Taipei")])
async def test_outcomes_and_ways_on_need_no_scrolling(
    browser: Browser, slack: Slack, accounts: Iterator[str], who: str, zone: str
) -> None:
    """The outcomes of the call, and what to check with its ways on, at each place of each way; also
    where the page's clock is ahead, and at an hour that takes the most room.
    """
    below: dict[str, str] = {}
    told_since = False
    left = sorted(PLACES, key=lambda place: len(PLACES[place]))
    async with reading(browser, slack, who, viewport=SMALL) as reader:
        log = reader.page.locator("#thread [role=log]")
        await comes_to_widest_time(slack, zone)
        for way in LONGEST:
            places = [place for place in left if way[: len(PLACES[place])] == PLACES[place]]
            walked = len(PLACES[places[0]])
            await reader.begin("/mfa-lost", next(accounts), *way[:walked])
            for place in places:
                await reader.comes_to(*way[walked : len(PLACES[place])])
                walked, step = len(PLACES[place]), reader.step()
                assert step.step["step"] == place.partition(":")[0]
                told_since |= await reader.thread.get_by_text(SINCE[who]).count() > 0
                names = (ways_on if place in CHECKS else outcomes)(FLOW.steps[step.step["step"]])
                if (lacks := await missing(reader, step, names, log)) > 0:
                    below[place] = f"the buttons are {lacks:.0f} px below the screen"
                left.remove(place)
            await reader.thread.get_by_role("button", name="Close Thread").click()
    assert left == []
    assert told_since
    assert below == {}


@each("holder", ["U0BEN", "U0MEI"])
async def test_nor_do_they_in_the_copy_for_whoever_holds_the_phone(
    browser: Browser, slack: Slack, accounts: Iterator[str], holder: str
) -> None:
    async with reading(browser, slack, holder, viewport=SMALL) as reader:
        ana = Reader(reader.page, slack)  # whose own page does not matter
        await ana.sets_out("/mfa-lost", next(accounts), "broken", "standalone", "nothing")
        people, person = ana.step(), Person(slack, "U0ANA")
        await person.names(await person.window(), inbox_reader="U0ANA", phone_holder=holder)
        await slack.until(lambda: ana.next(people))
        await ana.delivers("answer=+886912345678", "skip", "opened", "chosen", "opened", "calling")
        copy = await slack.until(
            lambda: next((m for m in slack.messages if m.copy.get("run") == ana.run), None)
        )
        await reader.page.goto(f"{slack.url}#{copy.channel}")
        await reader.article(copy).wait_for()
        log = reader.channel.get_by_role("log")
        below = await missing(reader, copy, outcomes(FLOW.steps["the_call"]), log)
        assert below <= 0, f"the buttons are {below:.0f} px below the screen"


async def test_no_step_of_the_call_is_left_out() -> None:
    """Each step that makes an attempt, or asks what came of the one that is under way; and each
    list of causes after it, and before a risky one.
    """
    made = {button.go for step in FLOW.steps.values() for button in step.buttons.values()
            if button.spends}  # fmt: skip
    said = {AttemptResult.SIGNED_IN, AttemptResult.NO_RING, AttemptResult.FAILED}
    steps = {
        step.name
        for step in FLOW.steps.values()
        if any(button.spends or button.records in said for button in step.buttons.values())
    }
    assert steps | made == {way.partition(":")[0] for way in WAYS}
    assert {step.name for step in FLOW.steps.values() if set(WAYS_ON[:2]) & set(step.buttons)} == {
        *CHECKS
    }
