"""What the bot writes, as a browser shows it: lists, code and bold."""

import pytest
from playwright.async_api import expect

from tests.support.reader import Reader

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_numbered_list_is_one_and_its_items_wrap_below_their_text(
    ana: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, "lost")
    items = ana.article(ana.step()).locator("ol > li")
    await expect(items).to_have_count(3)
    await expect(items.first).to_contain_text("Call the phone operator")


async def test_a_command_is_copied_as_it_is_to_be_typed(ana: Reader, account: str) -> None:
    await ana.begin("/mfa-lost", account, "broken", "not_sure")
    code = ana.article(ana.step()).locator("pre")
    copied = await code.evaluate(
        "node => { getSelection().selectAllChildren(node); return `${getSelection()}`; }"
    )
    assert copied.splitlines() == [
        "aws organizations describe-organization --query 'Organization.MasterAccountId'",
        "aws sts get-caller-identity --query Account",
    ]


async def test_bold_shows_between_chinese_characters(mei: Reader, account: str) -> None:
    await mei.sets_out("/mfa-lost", account)
    bold = mei.card().locator("strong", has_text="目前")
    await expect(bold).to_have_text("目前")
    assert "\u200b" not in await mei.card().inner_text()
