"""/mfa-ready as practice: kept nowhere, and nobody else is named."""

import pytest

from tests.front_door import readiness
from tests.front_door.home_tab import opens, seen
from tests.front_door.readiness import PEOPLE_ONLY, RENEWAL, begin, whole
from tests.front_door.saying import said
from tests.support.bots import Served
from tests.support.person import Person

aws, bot = readiness.aws, readiness.bot  # fixtures


async def test_a_drill_of_it_is_kept_nowhere(bot: Served, ana: Person) -> None:
    await ana.command("/mfa-ready", "drill prod")
    await bot.settled()
    await bot.walk(ana, "has_one", "same", "verified", "two", *PEOPLE_ONLY)
    await opens(bot, ana)
    assert seen(bot.slack, ana.id).count("not checked") == 2
    await bot.pass_time(hours=91 * 24)
    assert said(bot, RENEWAL) == []


AGAIN = {"U0ANA": ("90 days", "check again ("), "U0MEI": ("90 天", "再檢查一次")}


@pytest.mark.parametrize("who", AGAIN)
@pytest.mark.parametrize("devices", ["one", "two"])
async def test_a_drill_of_it_names_nobody_else_and_promises_nothing(
    bot: Served, who: str, devices: str
) -> None:
    lead = bot.person(who)
    await lead.command("/mfa-ready", "drill prod")
    await bot.settled()
    known = ("known", "found", "done")
    inbox = "several" if devices == "two" else "one_person"
    await bot.walk(lead, "has_one", "same", "verified", devices, inbox, *known)
    assert (await bot.run()).outcome == ("ready" if devices == "two" else "gaps")
    assert bot.step().text.count(f"<@{who}>") == (0 if devices == "two" else 2)
    for other in ("S0PLATFORM", "U0ANA", "U0BEN"):
        assert other == who or other not in whole(bot)
    assert not any(promise in whole(bot) for promise in AGAIN[who])
    await begin(bot, lead)
    await bot.walk(lead, devices, *PEOPLE_ONLY)
    assert AGAIN[who][0] in whole(bot)
