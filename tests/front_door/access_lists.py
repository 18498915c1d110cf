"""People, and a list of `team.yaml` that names some of them."""

import pytest

from tests.support.bots import Served

ANA, BEN, MEI, TOM, GUEST = "U0ANA", "U0BEN", "U0MEI", "U0TOM", "U0GIA"
WEI, PARTNER = "W0WEI", "U0PARTNER"
NIGHTS = "S0NIGHTS"
BY_GROUP = "may: {mfa-lost: [S0NIGHTS]}"


@pytest.fixture
def team_yaml() -> str:
    return BY_GROUP


def told(bot: Served, who: str) -> str:
    return bot.slack.told(who)[-1].text


async def starts(bot: Served, who: str, command: str = "/mfa-lost") -> bool:
    """Whether somebody's command starts a run; where not, nothing is shown to anybody else."""
    await bot.person(who).command(command, "prod")
    await bot.settled()
    if bot.slack.steps():
        return True
    assert not bot.slack.of("chat.postMessage")
    return False
