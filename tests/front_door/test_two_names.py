"""A nickname and an account ID in one command name one account, or nothing begins."""

import pytest

from tests.front_door.test_unknown_accounts import TEAM_YAML, labels
from tests.support.bots import Served
from tests.support.person import Person

pytestmark = pytest.mark.parametrize("team_yaml", [TEAM_YAML])


@pytest.mark.parametrize(
    "text", ["prod 210987654321", "sandbox: 1234-5678-9012", "production (345678901234)"]
)
async def test_a_nickname_with_the_id_of_another_account_begins_nothing(
    bot: Served, ben: Person, text: str
) -> None:
    await ben.command("/mfa-lost", text)
    await bot.settled()
    assert bot.slack.steps() == []
    told = bot.slack.told(ben.id)[-1].text
    assert "are two accounts. Name only the one that you mean: /mfa-lost " in told


async def test_a_nickname_that_has_a_run_is_asked_about_beside_an_id(
    bot: Served, ana: Person, ben: Person
) -> None:
    """Else one account would have two counts."""
    await bot.start(ana, account="payroll")
    known = len(bot.slack.steps())
    await ben.command("/mfa-lost", "payroll 345678901234")
    await bot.settled()
    assert len(bot.slack.steps()) == known
    question = bot.slack.told(ben.id)[-1]
    assert "I don't know 345678901234. Did you mean payroll?" in question.text
    assert labels(question) == ["Use payroll", "Go On with 345678901234"]
