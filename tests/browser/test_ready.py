"""An account is checked: AWS and the team file tick what they know, and the gaps are listed."""

import pytest
from playwright.async_api import expect

from tests.support.patience import HANGING
from tests.support.reader import Reader

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_prod_is_checked_down_to_a_list_of_gaps(ana: Reader) -> None:
    await ana.begin("/mfa-ready", "prod")
    await ana.slack.until(lambda: ana.step().step["step"] == "second_device", seconds=HANGING)
    for line in (
        "→ Standalone or Management (team.yaml)",
        "Does root of prod have an MFA device? → Yes · AWS",
        "→ Answered (team.yaml)",
        "exactly the number that AWS has on file for prod? → Exactly This · AWS",
        "Has AWS verified +886912345678? → Anything Else · AWS",
    ):
        await expect(ana.thread).to_contain_text(line)
    await expect(ana.card()).not_to_contain_text("attempts")
    await ana.comes_to("one", "several", "known", "not_printed")
    await ana.walk("done")
    await ana.sees(
        "This is left to do for prod.",
        "Verify the phone number that AWS has on file for prod (/mfa-phone): @Ben",
        "Register a second MFA device for root of prod, and keep it in another place:",
        "Print the runbook for prod, and tell everybody where it is kept:",
    )
