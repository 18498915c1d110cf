"""What changes on the page leaves the rest as it was: the focus, the count, the other parts."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.test_home import open_home
from tests.support.person import Person
from tests.support.reader import Reader

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEN = "U0BEN"


def opened_home(reader: Reader) -> list[str]:
    """Whose look at the Home tab the bot was told of, one after the other."""
    events = [one.body.get("event", {}) for one in reader.slack.deliveries]
    return [
        event["user"]
        for event in events
        if event.get("type") == "app_home_opened" and event["tab"] == "home"
    ]


async def looks_after(told: int, reader: Reader) -> list[str]:
    """Those after so many, once there is one and the bot has answered whatever came with it."""
    await reader.slack.until(lambda: len(opened_home(reader)) > told)
    await Person(reader.slack, reader.id).command("/mfa-lost", "help")
    return opened_home(reader)[told:]


def tab(reader: Reader, name: str) -> Locator:
    return reader.channel.get_by_role("navigation", name="Tabs").get_by_role("link", name=name)


async def test_the_home_tab_takes_the_place_of_a_thread(ana: Reader, account: str) -> None:
    await Person(ana.slack, ana.id, "D0ANA").command("/mfa-lost", account)
    await ana.page.get_by_role("link", name="mfa-bot").first.click()
    await ana.channel.get_by_role("link", name="repl").last.click()
    await expect(ana.thread).to_be_visible()
    told = len(opened_home(ana))
    await tab(ana, "Home").click()
    await expect(ana.thread).to_be_hidden()
    home = ana.page.get_by_label("Home", exact=True)
    await expect(home).to_contain_text("Accounts")
    assert await looks_after(told, ana) == [ana.id]


async def test_a_look_at_home_is_told_once_when_the_person_changes(ana: Reader) -> None:
    told = len(opened_home(ana))
    home = await open_home(ana)
    assert await looks_after(told, ana) == [ana.id]
    await ana.be(BEN)
    await expect(home).to_contain_text("Accounts")
    assert await looks_after(told + 1, ana) == [BEN]


async def test_a_click_counts_though_its_message_changes_meanwhile(
    ana: Reader, account: str
) -> None:
    await ana.sets_out("/mfa-lost", account)
    await ana.card().get_by_role("link", name="repl").hover()
    await ana.page.mouse.down()
    await ana.delivers("broken", "standalone")
    await ana.page.wait_for_timeout(200)  # the page has heard of it
    await ana.page.mouse.up()
    await ana.article(ana.step()).wait_for()


async def test_a_reply_that_is_deleted_is_not_counted(ana: Reader, account: str) -> None:
    await ana.type(f"this is {account}")
    parent = ana.channel.get_by_role("article").filter(has_text=f"this is {account}")
    await parent.hover()
    await parent.get_by_role("button", name="Reply in Thread").click()
    for text in ("one", "two"):
        await ana.type(text, "Reply in thread")
    await expect(parent).to_contain_text("2 replies")
    reply = ana.thread.get_by_role("article").last
    await reply.hover()
    await reply.get_by_role("button", name="Delete").click()
    await expect(parent).to_contain_text("1 reply")


async def test_who_uses_the_keyboard_stays_where_they_are(ana: Reader, account: str) -> None:
    link = ana.page.get_by_role("navigation", name="Channels").get_by_role("link")
    await link.filter(has_text="on-call").click()
    await link.filter(has_text="security").focus()
    said = {"as": BEN, "channel": "C0GENERAL", "thread": "", "text": f"this is {account}"}
    await ana.slack.do("say", **said)
    await expect(link.filter(has_text="general")).to_have_class("unread")
    await expect(link.filter(has_text="security")).to_be_focused()

    home = await open_home(ana)
    await expect(tab(ana, "Home")).to_be_focused()
    button = home.get_by_role("button", name="Recover Root Sign-In")
    await button.focus()
    was = await button.element_handle()
    assert was
    await Person(ana.slack, ana.id).command("/mfa-lost", account)
    await ana.slack.do("clock", skip=31_000)  # it is published at most every half a minute
    await expect(home).to_contain_text(account)
    assert not await was.evaluate("node => node.isConnected")
    await expect(button).to_be_focused()


async def test_a_user_group_that_can_not_be_changed_is_shown_as_it_is(ana: Reader) -> None:
    await ana.page.get_by_role("button", name="Troubles").click()
    box = ana.page.get_by_label("@oncall")
    error = "There is no user group S0ONCALL."
    refusal = {"ok": False, "error": error}
    await ana.page.route("**/local/group", lambda route: route.fulfill(json=refusal), times=1)
    await box.click()
    groups = ana.page.get_by_role("group", name="Your user groups")
    await expect(groups.get_by_role("alert")).to_contain_text(error)
    await expect(box).to_be_checked()
    for was in (True, False):  # and then it can be changed, by the keyboard, too
        await box.focus()
        await ana.page.keyboard.press("Space")
        await expect(box).to_be_checked(checked=not was)
        await expect(ana.page.locator(".who")).not_to_contain_text("@oncall" if was else "nobody")
        await expect(box).to_be_focused()
