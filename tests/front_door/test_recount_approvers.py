"""Whoever may approve in a procedure corrects its count too, beside the lead."""

from pathlib import Path

from tests.front_door.ways import TO_THE_COUNT
from tests.support.bots import Clock, served
from tests.support.slack import Slack

SLIP = {"answer": {"answer": "1"}, "last": {"answer": "4 h"}, "reason": {"answer": "a slip"}}
RULE = "{by: [S0SECURITY], alone: told, tell: C0ONCALL, again: 15m, expires: 8h}"


async def test_an_approver_does_and_nobody_else(
    slack: Slack, redis_url: str, clock: Clock, tmp_path: Path
) -> None:
    team = tmp_path / "team.yaml"
    team.write_text(f"approval: {{mfa-lost: {RULE}}}\n")
    async with served(slack, redis_url, clock, team_file=str(team)) as bot:
        ana, tom, mei = (bot.person(f"U0{name}") for name in ("ANA", "TOM", "MEI"))
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_COUNT, "answer=20")
        known = len(slack.windows)
        await tom.press("correct_count")
        await bot.settled()
        assert len(slack.windows) == known
        assert "leads this run" in slack.told("U0TOM")[-1].text
        window = await mei.window("correct_count")
        told = await mei._do("submit", window=window["id"], values=SLIP)
        assert (told.status, told.text) == (200, "")
        await bot.settled()
        assert await bot.used() == 1
        assert "<@U0MEI> corrected the count: 1 of 3" in bot.step().text
        assert (await bot.run()).lead == "U0ANA"
