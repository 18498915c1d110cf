"""The example of a team file, as `mfa-bot try` ships it: what the bot knows, it does not ask."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.conftest import reading
from tests.support.reader import Reader
from tests.support.slack import Slack

KNOWN = "(team.yaml)"

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def tom(browser: Browser, slack: Slack) -> AsyncIterator[Reader]:
    """In no group, so not one of those who may."""
    async with reading(browser, slack, "U0TOM") as reader:
        yield reader


async def newest(reader: Reader, known: set[str]) -> str:
    step = await reader.slack.until(
        lambda: next((m for m in reader.slack.steps() if m.step["run"] not in known), None)
    )
    return str(step.step["run"])


async def test_an_account_is_chosen_and_what_is_known_of_it_is_not_asked(ana: Reader) -> None:
    known = {message.step["run"] for message in ana.slack.steps()}
    await ana.type("/mfa-lost")
    await ana.window.get_by_role("combobox").first.select_option(label="prod · 123456789012")
    await ana.window.get_by_role("button", name="Start").click()
    await ana.join(await newest(ana, known))
    await ana.comes_to("broken", "nothing")
    for answer in ("Standalone or Management", "Phone: @Ben Okafor", "Answered"):
        await expect(ana.thread).to_contain_text(f"{answer} {KNOWN}")
    assert ana.step().step["step"] == "calls_before"
    await ana.comes_to("skip", "back")
    await ana.walk("back")
    await ana.sees("Which phone number does AWS have on file")


async def test_who_is_in_no_group_is_refused_and_told_whom_to_ask(tom: Reader) -> None:
    await tom.type("/mfa-lost prod")
    told = tom.channel.get_by_role("article").last
    await expect(told).to_contain_text("@oncall")
    await expect(told).to_contain_text("林美玲")


async def test_a_second_person_approves_and_the_report_tells_it(ana: Reader) -> None:
    to_gate = ("removing", "understood", "answer=sandbox", "answer=It is closed tomorrow")
    await ana.begin("/mfa-disable", "sandbox", *to_gate)
    await ana.approved()
    await ana.walk("keep")
    await ana.press("report")
    await expect(ana.window).to_contain_text("林美玲")
    await ana.window.get_by_role("button", name="Close").last.click()
    await expect(ana.window).to_be_hidden()


async def test_a_mistyped_account_is_asked_about_and_a_press_takes_the_right_one(
    ana: Reader,
) -> None:
    known = {message.step["run"] for message in ana.slack.steps()}
    await ana.type("/mfa-phone")
    await ana.window.get_by_role("textbox").first.fill("sandbx")
    await ana.window.get_by_role("button", name="Start").click()
    told = ana.channel.get_by_role("article").filter(has_text="I don't know sandbx").last
    await expect(told).to_contain_text("Did you mean sandbox?")
    await expect(told.get_by_role("button")).to_have_text(["Use sandbox", "Go On with sandbx"])
    await told.get_by_role("button", name="Use sandbox").click()
    run = await newest(ana, known)
    assert run.startswith("sandbox.")
    await expect(ana.channel.get_by_text("I don't know sandbx")).to_have_count(0)
    await ana.join(run)
    await ana.walk("stop")
