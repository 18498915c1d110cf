"""What the bot promises to somebody at the screen: nothing lost, nothing counted twice."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT, TO_THE_NUMBER
from tests.support.reader import Reader
from tests.support.shipped import FLOWS

BROKEN = {"ok": False, "error": "broken"}

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_back_returns_to_the_step_before(ana: Reader, account: str) -> None:
    await ana.begin("/mfa-lost", account, "broken")
    await ana.walk("back")
    assert ana.step().step["step"] == FLOWS["mfa-lost"].start
    await ana.sees("What happened to the root MFA device")


async def test_stop_keeps_the_place_and_go_on_returns_to_it(ana: Reader, account: str) -> None:
    await ana.begin("/mfa-lost", account, "broken", "standalone")
    await ana.walk("stop")
    await ana.sees("Stopped")
    await ana.walk("go_on")
    assert ana.step().step["step"] == "what_is_left"


async def test_a_run_goes_on_where_it_was_when_the_bot_was_killed(
    ana: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, "broken")
    await ana.trouble("The bot is killed")
    await ana.press("standalone")
    await expect(ana.article(ana.step())).to_contain_text("mfa-bot did not answer")
    await ana.trouble("The bot is killed")
    await ana.walk("standalone")


async def test_while_redis_is_away_nothing_moves_and_the_same_button_works_after(
    ana: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account)
    await ana.trouble("Redis is unavailable")
    await ana.press("broken")
    await ana.sees("Only visible to you", "I can't reach my database")
    await ana.trouble("Redis is unavailable")
    await ana.walk("broken")


async def test_while_slack_fails_a_press_is_kept_and_shown_once(ana: Reader, account: str) -> None:
    await ana.begin("/mfa-lost", account)
    before = ana.step()
    await ana.trouble("Slack answers 500")
    await ana.press("broken")
    await ana.slack.until(lambda: ana.slack.calls and ana.slack.calls[-1].answer == BROKEN)
    await ana.trouble("Slack answers 500")
    after = await ana.slack.until(lambda: ana.next(before))
    await expect(ana.article(after)).to_be_visible()
    await ana.walk("standalone")
    turns = [message.step["turn"] for message in ana.slack.steps(ana.run)]
    assert turns == [1, 2, 3]


async def test_everything_delivered_twice_moves_and_counts_once(ana: Reader, account: str) -> None:
    await ana.trouble("Deliver everything twice")
    await ana.begin("/mfa-lost", account, *TO_THE_CALL)
    await ana.walk("calling")
    await ana.trouble("Deliver everything twice")
    await expect(ana.card()).to_contain_text("1 of 3 attempts")
    sent = ana.slack.deliveries
    assert sent[0::2] == sent[1::2]
    assert len(sent) > 2 * len(TO_THE_CALL)
    assert [m.step["turn"] for m in ana.slack.steps(ana.run)] == [*range(1, len(TO_THE_CALL) + 3)]


async def test_a_wrong_answer_is_told_in_the_window_and_nothing_typed_is_lost(
    ana: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, *TO_THE_NUMBER)
    await ana.press("answer")
    await ana.fill("somewhere in the office")
    field = ana.window.get_by_role("textbox")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_accessible_description(re.compile("Write it like 0912 345 678"))
    await expect(field).to_have_value("somewhere in the office")
    before = ana.step()
    await ana.fill("0912 345 678")
    await expect(ana.window).to_have_count(0)
    await ana.slack.until(lambda: ana.next(before))
    await ana.sees("+886912345678")


async def test_an_old_button_moves_nothing_and_the_person_is_told_where_the_run_is(
    ana: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    await ana.page.route("**/local/press", hold, times=1)
    await ana.press("lost")
    await ana.slack.do("press", **ana.pressing("broken"))
    await ana.sees("standalone, or in an organization")
    await held[0].continue_()
    await ana.sees("Only visible to you", "moved on since", "standalone, or in an organization")
    assert ana.step().step["turn"] == 2


async def test_a_run_is_handed_over_by_one_press_and_both_are_told(
    ana: Reader, ben: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, "broken")
    await ben.join(ana.run)
    await ben.press("standalone")
    await ben.sees("Only visible to you", "Ana Ruiz")
    await expect(ana.thread.get_by_text("Only visible to you")).to_have_count(0)
    before = ana.step()
    await ben.thread.get_by_role("button", name="Take Over").click()
    await ana.slack.until(lambda: ana.next(before))
    await ana.sees("Ben Okafor took over")
    await expect(ana.card()).to_contain_text("Lead @Ben Okafor")
    await ana.press("standalone")
    await ana.sees("Only visible to you", "Ben Okafor leads")
    await ben.walk("standalone")


async def test_two_who_press_the_call_together_spend_one_attempt(
    ana: Reader, ben: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, *TO_THE_CALL)
    await ben.join(ana.run)
    his = ben.pressing("calling")  # as a page that has not heard of hers sends it
    await asyncio.gather(ana.press("calling"), ben.slack.do("press", **his))
    await expect(ben.thread.get_by_text("Only visible to you")).to_be_visible()
    await expect(ana.card()).to_contain_text("1 of 3 attempts")
    assert ana.step().step["step"] == "the_call"


async def test_a_budget_that_is_used_up_bars_the_call_until_it_reopens(
    ana: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, *TO_THE_COUNT)
    await ana.walk("answer=3, 1 h")
    await ana.sees("It is closed for everybody.")
    buttons = ana.thread.get_by_role("button")
    await expect(buttons.filter(has_text="Call Me Now")).to_have_count(0)
    await ana.walk("wait")
    await ana.skip("24 Hours")
    free = ana.thread.get_by_role("article").filter(has_text="3 of 3 attempts left")
    before = ana.step()
    await free.get_by_role("button", name="Go On").click()
    await ana.slack.until(lambda: ana.next(before))
    assert ana.step().step["step"] == "calls_before"


async def test_a_mention_with_a_phone_number_is_answered_in_its_thread(ana: Reader) -> None:
    await ana.type("@mfa-bot is 0912 345 678 right?")
    asked = ana.channel.get_by_role("article").filter(has_text="0912 345 678 right?").last
    await asked.get_by_role("link", name="1 reply").click()
    await ana.sees("+886912345678")


async def test_a_direct_message_is_answered_beside_it(ben: Reader) -> None:
    channels = ben.page.get_by_role("navigation", name="Channels")
    await channels.get_by_role("link", name="mfa-bot").click()
    await ben.type("０９１２－３４５－６７８", "Message mfa-bot")
    await expect(ben.channel.get_by_role("article").last).to_contain_text("+886912345678")


async def test_where_the_bot_is_not_a_run_moves_to_direct_messages(
    mei: Reader, account: str
) -> None:
    channels = mei.page.get_by_role("navigation", name="Channels")
    await channels.get_by_role("link", name="#finance").click()
    await mei.type(f"/mfa-lost {account}", "Message #finance")
    told = mei.channel.get_by_role("article").filter(has_text=account)
    await told.get_by_role("link", name=mei.reads("Open the thread")).last.click()
    await expect(mei.page.get_by_role("region", name="mfa-bot")).to_be_visible()
    await expect(mei.thread.get_by_role("button", name="遺失了")).to_be_visible()
