"""What Slack refuses or does not answer, in the metrics: operators watch these names."""

import pytest

from bot.local.slack.fault_injection import Broken, Fault, Refuse
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.wired import counted


def troubles(kind: str) -> float:
    return counted("mfa_troubles_total", kind=kind)


@pytest.mark.usefixtures("slack_is_asked_again_at_once")
@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Refuse(error="invalid_blocks"), "slack_refused"), (Broken(), "slack_away")],
    ids=["refused", "away"],
)
async def test_an_answer_to_a_message(bot: Served, ana: Person, fault: Fault, kind: str) -> None:
    before = troubles(kind)
    await bot.slack.meets(fault, "chat.postMessage")
    await ana.mention("0912 345 678")
    await bot.settled()
    await bot.slack.mended()
    assert troubles(kind) == before + 1
