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
    """Whether somebody's command starts a run, for an account where nobody else is at work.

    Where it does not, nothing is shown to anybody else.
    """
    shown, posted = len(bot.slack.steps()), len(bot.slack.of("chat.postMessage"))
    await bot.person(who).command(command, f"prod-{shown}" if shown else "prod")
    await bot.settled()
    if len(bot.slack.steps()) > shown:
        return True
    assert len(bot.slack.of("chat.postMessage")) == posted
    return False
