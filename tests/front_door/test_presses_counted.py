"""Presses in the metrics, by what came of them: operators watch these names."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.core.access import Access
from bot.core.refusals import RefusalReason
from tests.front_door.ways import TO_THE_NUMBER, TO_WAITING
from tests.support.bots import Clock, Served, served
from tests.support.operation import PAGE
from tests.support.person import Person
from tests.support.slack import Slack
from tests.support.wired import counted


def presses(result: str) -> float:
    return counted("mfa_presses_total", result=result)


async def test_one_that_moves(bot: Served, ana: Person, run: str) -> None:
    assert run
    before = presses("moved")
    await bot.walk(ana, "broken")
    assert presses("moved") == before + 1


async def test_a_typed_answer_that_moves_and_one_that_can_not_be_read(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER)
    before = presses("moved"), presses(RefusalReason.BAD_ANSWER)
    window = await ana.window()
    await ana.submit(window, "no idea")
    await ana.submit(window, "0912 345 678")
    assert (presses("moved"), presses(RefusalReason.BAD_ANSWER)) == (before[0] + 1, before[1] + 1)


async def test_one_that_opens_no_window_any_more(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER)
    old, button = ana.find("answer")
    await bot.walk(ana, "skip")
    before = presses(RefusalReason.STALE)
    await ana.click(old, button)
    await bot.settled()
    assert presses(RefusalReason.STALE) == before + 1


async def test_one_of_a_run_that_is_gone(
    bot: Served, ana: Person, run: str, redis_url: str
) -> None:
    before = presses("lost")
    async with Redis.from_url(redis_url) as redis:
        assert await redis.delete(f"mfa:{{T0ACME}}:run:{run}")
    await ana.press("broken")
    await bot.settled()
    assert presses("lost") == before + 1


async def test_one_of_somebody_else(bot: Served, ben: Person, run: str) -> None:
    assert run
    before = presses(RefusalReason.NOT_LEAD)
    await ben.press("broken")
    await bot.settled()
    assert presses(RefusalReason.NOT_LEAD) == before + 1


async def test_a_new_run_of_somebody_who_may_not_any_more(
    bot: Served, ana: Person, slack: Slack, redis_url: str, clock: Clock, tmp_path: Path
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    await ana.command("/mfa-lost", "prod")
    await bot.settled()
    offer = bot.slack.told(ana.id)[-1]
    before = presses(Access.NOT_LISTED)
    team = tmp_path / "team.yaml"
    team.write_text("may: {mfa-lost: [U0BEN]}", encoding="utf-8")
    async with served(slack, redis_url, clock, team_file=str(team)) as later:
        await ana.press("Start a New One", offer)
        await later.settled()
    assert presses(Access.NOT_LISTED) == before + 1


@pytest.mark.parametrize("result", ["moved", "lost"])
def test_the_page_for_operators_names_it(result: str) -> None:
    row = next(line for line in PAGE.read_text("utf-8").splitlines() if "mfa_presses_total" in line)
    assert f"`{result}`" in row
