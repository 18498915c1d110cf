"""A second person agrees before root's device is removed, as team.example.yaml wants it."""

import pytest
from playwright.async_api import expect

from tests.front_door.ways import TO_THE_REASON
from tests.support.reader import Reader

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_mei_approves_in_the_approvers_channel(
    ana: Reader, mei: Reader, account: str
) -> None:
    to_gate = (press.replace("=prod", f"={account}") for press in TO_THE_REASON)
    await ana.begin("/mfa-disable", account, *to_gate, "answer=Account is closed tomorrow")
    await ana.sees("a second person has to approve this step")
    with pytest.raises(LookupError):
        ana.element("ready")
    await mei.page.get_by_role("link", name="security").click()
    asked = mei.channel.get_by_role("article").filter(has_text=account)
    await expect(asked).to_contain_text("AWS does not know of this approval")
    before = ana.step()
    await asked.get_by_role("button", name="Approve").click()
    await ana.slack.until(lambda: ana.next(before))
    await ana.sees("林美玲 approved")
    await expect(asked).to_contain_text("approved")
    await expect(asked.get_by_role("button", name="Approve")).to_have_count(0)
    await ana.walk("ready")
    assert ana.step().step["step"] == "remove_device"
