"""An account that has another name in the team file than when its run began."""

from pathlib import Path

import pytest

from tests.front_door.ways import TO_THE_COUNT
from tests.support.bots import Clock, served
from tests.support.slack import Slack

BEFORE = 'accounts: {prod: {id: "123456789012"}}\n'
AFTER = 'accounts: {platform: {id: "123456789012", also: [prod]}}\n'


@pytest.mark.parametrize("typed", ["platform", "1234-5678-9012", "prod"])
async def test_under_its_new_name_the_attempts_and_the_run_of_the_old_one_are_found(
    slack: Slack, redis_url: str, clock: Clock, tmp_path: Path, typed: str
) -> None:
    team = tmp_path / "team.yaml"
    team.write_text(BEFORE, encoding="utf-8")
    async with served(slack, redis_url, clock, team_file=str(team)) as bot:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_COUNT, "answer=2, last 4 hours ago")
    team.write_text(AFTER, encoding="utf-8")
    async with served(slack, redis_url, clock, team_file=str(team)) as bot:
        ben = bot.person("U0BEN")
        await ben.command("/mfa-lost", typed)
        await bot.settled()
        assert "<@U0ANA> is already working on prod" in slack.told("U0BEN")[-1].text
        assert "2 of 3 attempts used" in slack.told("U0BEN")[-1].text
        await bot.walk(bot.person("U0ANA"), "back")
        assert len({message.step["run"] for message in slack.steps()}) == 1
