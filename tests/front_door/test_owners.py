"""A quiet run asks its lead, and then the owner of the account from the team file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.budget import MINUTE
from tests.front_door.saying import said
from tests.support.bots import Clock, served
from tests.support.slack import Slack

QUIET, UNANSWERED = "Still there?", "has been waiting at"
Owned = Callable[[str], str]


@pytest.fixture
def owned_by(tmp_path: Path) -> Owned:
    """Writes a team file in which the account has that owner; its path."""

    def write(owner: str) -> str:
        file = tmp_path / "team.yaml"
        of = f", owner: {owner}" if owner else ""
        file.write_text(f"accounts: {{prod: {{also: [main]{of}}}}}\n")
        return str(file)

    return write


@pytest.mark.parametrize(
    ("owner", "mention"), [("U0BEN", "<@U0BEN>"), ("S0PLATFORM", "<!subteam^S0PLATFORM>")]
)
async def test_the_owner_is_asked_half_an_hour_after_the_lead_and_can_take_over(
    slack: Slack, redis_url: str, clock: Clock, owned_by: Owned, owner: str, mention: str
) -> None:
    async with served(slack, redis_url, clock, team_file=owned_by(owner)) as bot:
        await bot.start(bot.person("U0ANA"), account="main")
        await bot.pass_time(minutes=31)
        assert (len(said(bot, QUIET)), said(bot, UNANSWERED)) == (1, [])
        await bot.pass_time(minutes=30)
        (asked,) = said(bot, UNANSWERED)
        assert asked.text.startswith(f"{mention} The run for your account prod has been waiting at")
        assert "Ask <@U0ANA>, or press Take Over" in asked.text
        assert [button["text"]["text"] for button in asked.buttons] == ["Take Over"]
        assert asked.thread == bot.step().thread
        await bot.pass_time(hours=10)
        assert (len(said(bot, QUIET)), len(said(bot, UNANSWERED))) == (1, 1)
        await bot.person("U0BEN").press("Take Over", asked)
        await bot.settled()
        assert (await bot.run()).lead == "U0BEN"


@pytest.mark.parametrize("owner", ["", "U0ANA", "U0XDELETED", "U0XBOT", "S0ANA"])
async def test_without_another_owner_who_could_answer_it_stays_with_the_lead(
    slack: Slack, redis_url: str, clock: Clock, owned_by: Owned, owner: str
) -> None:
    async with served(slack, redis_url, clock, team_file=owned_by(owner)) as bot:
        await bot.start(bot.person("U0ANA"))
        await bot.pass_time(minutes=31)
        await bot.pass_time(hours=2)
        assert (len(said(bot, QUIET)), said(bot, UNANSWERED)) == (1, [])


async def test_a_lead_who_answers_is_left_alone(
    slack: Slack, redis_url: str, clock: Clock, owned_by: Owned
) -> None:
    async with served(slack, redis_url, clock, team_file=owned_by("U0BEN")) as bot:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await bot.pass_time(minutes=31)
        await ana.press("Remind Me in an Hour")
        await bot.settled()
        await bot.pass_time(minutes=59)
        assert (len(said(bot, QUIET)), said(bot, UNANSWERED)) == (1, [])
        await bot.pass_time(minutes=2)
        assert (len(said(bot, QUIET)), said(bot, UNANSWERED)) == (2, [])
        await bot.pass_time(minutes=30)
        assert len(said(bot, UNANSWERED)) == 1


async def test_in_direct_messages_nobody_but_the_lead_could_read_it(
    slack: Slack, redis_url: str, clock: Clock, owned_by: Owned
) -> None:
    async with served(slack, redis_url, clock, team_file=owned_by("U0BEN")) as bot:
        ana = bot.person("U0ANA")
        ana.channel = "D0ANA"
        await bot.start(ana)
        await bot.pass_time(minutes=31)
        await bot.pass_time(hours=2)
        assert (len(said(bot, QUIET)), said(bot, UNANSWERED)) == (1, [])


async def test_where_the_bot_was_away_meanwhile_one_message_asks_both(
    slack: Slack, redis_url: str, clock: Clock, owned_by: Owned
) -> None:
    async with served(slack, redis_url, clock, team_file=owned_by("U0BEN")) as bot:
        await bot.start(bot.person("U0ANA"))
    clock.skip(3 * 60 * MINUTE)
    async with served(slack, redis_url, clock, team_file=owned_by("U0BEN")) as bot:
        await bot.pass_time(seconds=1)
        assert said(bot, QUIET) == []
        (asked,) = said(bot, UNANSWERED)
        assert "answered" not in asked.text  # nobody has asked the lead
        assert "<@U0ANA>" in asked.text


async def test_nobody_but_its_lead_is_asked_about_a_drill(
    slack: Slack, redis_url: str, clock: Clock, owned_by: Owned
) -> None:
    async with served(slack, redis_url, clock, team_file=owned_by("U0BEN")) as bot:
        await bot.start(bot.person("U0ANA"), account="drill prod")
        await bot.pass_time(hours=25)
        await bot.pass_time(hours=2)
        assert (len(said(bot, QUIET)), said(bot, UNANSWERED)) == (1, [])
