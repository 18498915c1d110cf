"""Presses in the metrics, by what came of them: operators watch these names."""

import pytest
from redis.asyncio import Redis

from bot.core.refusals import RefusalReason
from tests.support.bots import Served
from tests.support.operation import PAGE
from tests.support.person import Person
from tests.support.wired import counted


def presses(result: str) -> float:
    return counted("mfa_presses_total", result=result)


async def test_one_that_moves(bot: Served, ana: Person, run: str) -> None:
    assert run
    before = presses("moved")
    await bot.walk(ana, "broken")
    assert presses("moved") == before + 1


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


@pytest.mark.parametrize("result", ["moved", "lost"])
def test_the_page_for_operators_names_it(result: str) -> None:
    row = next(line for line in PAGE.read_text("utf-8").splitlines() if "mfa_presses_total" in line)
    assert f"`{result}`" in row
