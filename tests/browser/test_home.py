"""The Home tab, shortcuts and lists on the page, as people use them."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.support.person import Person
from tests.support.reader import Reader

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def open_home(reader: Reader) -> Locator:
    await reader.page.get_by_role("link", name="mfa-bot").first.click()
    await reader.page.get_by_role("link", name="Home", exact=True).click()
    home = reader.page.get_by_label("Home", exact=True)
    await expect(home).to_be_visible()
    return home


async def fill(reader: Reader, account: str) -> None:
    """The window that asks for account and channel."""
    await reader.window.get_by_role("textbox").fill(account)
    await reader.window.get_by_label(reader.reads("Channel for the thread")).select_option(
        "C0ONCALL"
    )
    await reader.window.get_by_role("button", name=reader.reads("Start"), exact=True).click()
    await expect(reader.window).to_have_count(0)


async def test_a_procedure_is_started_from_the_home_tab_which_then_shows_the_run(
    ana: Reader, account: str
) -> None:
    home = await open_home(ana)
    await expect(home).to_contain_text("Accounts")
    await home.get_by_role("button", name="Recover Root Sign-In").click()
    await fill(ana, account)
    step = await ana.slack.until(
        lambda: next((s for s in ana.slack.steps() if s.step["run"].startswith(account)), None)
    )
    assert step.channel == "C0ONCALL"
    await ana.slack.do("clock", skip=31_000)  # it is published at most every half a minute
    line = home.get_by_text(re.compile(rf"{account} · Lead"))
    await expect(line).to_be_visible()
    await home.get_by_role("link", name="Open the thread").first.click()
    await expect(ana.thread).to_be_visible()


async def test_another_person_sees_on_theirs_whom_to_ask_in_their_language(
    mei: Reader, account: str
) -> None:
    await Person(mei.slack, "U0ANA").command("/mfa-lost", account)
    await mei.slack.do("clock", skip=31_000)
    home = await open_home(mei)
    theirs = re.compile(rf"{account} · [^·]*電話驗證已用 0/3 次.*流程進行中，請問 @Ana Ruiz")
    await expect(home).to_contain_text(theirs)
    await expect(home.get_by_role("button", name="恢復根使用者登入")).to_be_visible()


async def test_the_guest_sees_why_there_is_nothing(ana: Reader) -> None:
    await ana.be("U0GIA")
    home = await open_home(ana)
    await expect(home).to_contain_text("Guests can't start a recovery here")
    await expect(home.get_by_role("button")).to_have_count(0)


async def test_a_shortcut_starts_a_procedure_from_anywhere(mei: Reader, account: str) -> None:
    await mei.page.get_by_text("Shortcuts", exact=True).first.click()
    await mei.page.get_by_role("button", name="Recover Root Sign-In").click()
    await fill(mei, account)
    await mei.slack.until(lambda: any(s.step["run"].startswith(account) for s in mei.slack.steps()))


async def test_the_numbers_of_a_message_are_shown_to_whoever_asks(ana: Reader, ben: Reader) -> None:
    await ben.type("Please call 0987 654 321")
    message = ana.channel.get_by_role("article").filter(has_text="0987 654 321").last
    await message.hover()
    await message.get_by_text("More Actions").click()
    await message.get_by_role("button", name="Format the Phone Numbers").click()
    answer = ana.channel.get_by_role("article").filter(has_text="Only visible to you").last
    await expect(answer).to_contain_text("987654321")
    theirs = ben.channel.get_by_role("article").filter(has_text="Only visible to you")
    await expect(theirs.filter(has_text="987654321")).to_have_count(0)


async def test_the_list_of_runs(ana: Reader, account: str) -> None:
    await ana.sets_out("/mfa-lost", account)
    await ana.type("/mfa-lost list")
    told = ana.channel.get_by_role("article").filter(has_text="Under way").last
    await expect(told).to_contain_text(f"{account} · Lead @Ana Ruiz")
    await expect(told.get_by_role("link", name="Open the thread").first).to_be_visible()


async def test_somebody_leaves_a_user_group_and_joins_it_again(ana: Reader) -> None:
    who = ana.page.locator(".who")
    await expect(who).to_contain_text("@oncall")
    await ana.page.get_by_role("button", name="Troubles").click()
    box = ana.page.get_by_label("@oncall")
    await box.uncheck()
    await expect(who).not_to_contain_text("@oncall")
    await ana.page.get_by_label("@oncall").check()
    await expect(who).to_contain_text("@oncall")
