"""Beside the small Slack stands a small AWS: switch what it says, and the thread follows."""

import pytest
from playwright.async_api import Browser, Page, expect

from bot.core.evidence import ASKED_EVERY
from bot.local.aws.world import OUTSIDER
from tests.browser.conftest import reading
from tests.front_door.ways import TO_THE_REASON
from tests.support.each import each
from tests.support.patience import HANGING
from tests.support.reader import Reader
from tests.support.slack import Slack

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def panel(ana: Reader) -> Page:
    async with ana.page.context.expect_page() as opening:
        await ana.page.get_by_role("link", name="Small AWS").click()
    page = await opening.value
    page.set_default_timeout(HANGING * 1000)
    return page


async def test_the_thread_follows_what_is_switched_there(ana: Reader) -> None:
    to_gate = (*TO_THE_REASON, "answer=Account is closed tomorrow")
    await ana.begin("/mfa-disable", "prod", *to_gate)
    await ana.approved()
    await ana.walk("ready")
    assert ana.step().step["step"] == "remove_device"
    await ana.sees("as soon as AWS confirms this, I'll go on automatically")
    aws = await panel(ana)
    account = aws.get_by_role("region", name="prod")
    await expect(account).to_contain_text("Root MFA is on")
    await account.get_by_role("button", name="Turn MFA Off").click()
    await expect(account).to_contain_text("Root MFA is off")
    await ana.slack.do("clock", skip=ASKED_EVERY)
    await ana.slack.until(lambda: ana.step().step["step"] == "removal_seen")
    await expect(ana.thread).to_contain_text("· AWS ·")
    await ana.slack.do("clock", skip=ASKED_EVERY)
    await ana.slack.until(lambda: ana.step().step["step"] == "next_sign_in", seconds=HANGING)
    await account.get_by_role("button", name="Turn MFA On").click()
    await expect(account).to_contain_text("Root MFA is on")
    await ana.skip("24 Hours")
    await ana.sees("AWS confirms that a device is registered. The reminders stop.")
    await aws.close()


async def test_what_aws_knows_of_an_account_is_filled_in(ana: Reader) -> None:
    await ana.begin("/mfa-lost", OUTSIDER)
    await ana.press("broken")
    await ana.slack.until(lambda: ana.step().step["step"] == "what_is_left", seconds=HANGING)
    await expect(ana.thread).to_contain_text("Standalone or Management · AWS ·")
    await ana.walk("nothing")
    await ana.press("skip")
    await ana.slack.until(lambda: ana.step().step["step"] == "calls_before", seconds=HANGING)
    await ana.sees("AWS has +886912345678 on file, not verified.")
    await expect(ana.thread).to_contain_text("Answered · AWS ·")
    await ana.walk("back")
    await ana.sees("Which phone number does AWS have on file", "on file, not verified.")
    aws = await panel(ana)
    account = aws.get_by_role("region", name="outsider")
    await expect(account).to_contain_text("It is in no organization")
    await account.get_by_role("button", name="Join the Organization").click()
    await expect(account).to_contain_text("It is in an organization")
    await account.get_by_role("button", name="Leave the Organization").click()
    await expect(account).to_contain_text("It is in no organization")
    await aws.close()


@each(
    "who, word, off, again, close",
    [
        ("U0ANA", "accounts", "root MFA off", "Check Again", "Close"),
        ("U0MEI", "帳戶", "根使用者 MFA 未啟用", "重新查詢", "關閉"),
    ],
)
async def test_all_accounts_are_in_a_window_and_are_checked_again(
    browser: Browser, slack: Slack, who: str, word: str, off: str, again: str, close: str
) -> None:
    async with reading(browser, slack, who) as reader:
        aws = await panel(reader)
        account = aws.get_by_role("region", name="sandbox")
        await reader.type(f"/mfa-lost {word}")
        check = reader.window.get_by_role("button", name=again)
        await check.wait_for()  # once AWS has answered
        line = reader.window.get_by_role("listitem").filter(has_text="sandbox")
        await expect(line).to_have_count(1)
        await expect(line).not_to_contain_text(off)
        await account.get_by_role("button", name="Turn MFA Off").click()
        await expect(account).to_contain_text("Root MFA is off")
        await check.click()
        await expect(line).to_contain_text(off, timeout=HANGING * 1000)
        await account.get_by_role("button", name="Turn MFA On").click()
        await expect(account).to_contain_text("Root MFA is on")
        await aws.close()
        await check.click()
        await expect(line).not_to_contain_text(off, timeout=HANGING * 1000)
        await reader.window.get_by_role("button", name=close).click()
        await expect(reader.window).to_have_count(0)
