"""A name that is one slip away from an account with attempts is asked about, also without a team
file that says which accounts there are: begun under the wrong name, a run would count from 0.
"""

from tests.front_door import test_cost_of_a_press as cost
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Served
from tests.support.person import Person

counted = cost.counted  # a fixture


async def tried(bot: Served, who: Person, account: str = "prod") -> None:
    """An attempt of the account."""
    await bot.start(who, account=account)
    await bot.walk(who, *TO_THE_CALL, "calling")


async def test_a_slip_leads_to_the_account_that_has_the_attempts(
    bot: Served, ana: Person, ben: Person
) -> None:
    await tried(bot, ana)
    await ben.command("/mfa-disable", "prdo")
    await bot.settled()
    question = bot.slack.told(ben.id)[-1]
    assert "I don't know prdo. Did you mean prod?" in question.text
    await ben.press("Use prod", question)
    await bot.settled()
    run = await bot.run()
    assert (run.flow, run.account) == ("mfa-disable", "prod")
    assert await bot.used(run.account) == 1


async def test_whoever_means_it_is_asked_once(bot: Served, ana: Person, ben: Person) -> None:
    await tried(bot, ana)
    await ben.command("/mfa-disable", "prdo")
    await bot.settled()
    await ben.press("Go On with prdo")
    await bot.settled()
    assert (await bot.run()).account == "prdo"
    assert "team.yaml" not in bot.slack.told(ben.id)[-1].text
    await bot.start(ben, account="prdo")  # it is known now
    assert (await bot.run()).flow == "mfa-lost"


async def test_other_numbers_and_names_like_no_other_begin_at_once(
    bot: Served, ana: Person, ben: Person
) -> None:
    await tried(bot, ana, "prod-1")
    for account in ("prod-2", "prod", "dev"):
        await bot.start(ben, account=account)
        assert (await bot.run()).account == account


async def test_a_run_that_has_no_attempt_yet_is_asked_about_too(
    bot: Served, ana: Person, ben: Person
) -> None:
    """It may have its first one any minute."""
    await bot.start(ana, account="staging")
    await ben.command("/mfa-lost", "stagign")
    await bot.settled()
    assert "Did you mean staging?" in bot.slack.told(ben.id)[-1].text


async def test_attempts_and_runs_that_are_gone_are_not_asked_about(
    bot: Served, ana: Person, ben: Person
) -> None:
    await tried(bot, ana)
    await bot.walk(ana, "stop")
    await bot.pass_time(hours=24 * 31)
    await bot.start(ana, account="dev")  # drops what is too old to matter
    await bot.start(ben, account="prdo")
    assert (await bot.run()).account == "prdo"


async def test_a_start_costs_no_more_than_it_did(
    bot: Served, ana: Person, ben: Person, counted: dict[str, int]
) -> None:
    await tried(bot, ana)
    await bot.start(ben, account="dev")
    counted.clear()
    await bot.start(ben, account="billing")
    assert counted[cost.TRIP] <= cost.BEFORE + cost.AFTER
