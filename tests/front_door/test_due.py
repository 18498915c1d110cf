"""What is due is done, however much it is."""

from bot.core.due import CARD, CORRECTED, END, SHOW, Due
from bot.core.timers import TIMER_NAMES
from tests.front_door.freezing import looking
from tests.support.bots import Clock, Served, until_gone
from tests.support.ear import Ear
from tests.support.shelf import Shelf
from tests.support.slack import TEAM


async def test_much_that_is_due_at_once_is_done_without_a_pause(
    bot: Served, shelf: Shelf, clock: Clock
) -> None:
    """As after Redis, or Slack, was away."""
    errands = [Due("an errand", f"of.nobody{n}") for n in range(50)]
    for errand in errands:
        await bot.bot.guide.store.due.add(TEAM, errand, clock() + 1)
    bot.bot.worker.stop()
    clock.skip(1)
    async with looking(bot, every=60):
        await until_gone(shelf.due)


async def test_what_is_due_of_a_forgotten_run_is_done_with_and_slack_hears_nothing(
    bot: Served, shelf: Shelf, clock: Clock, log: Ear
) -> None:
    told = len(bot.slack.calls)
    for what in (SHOW, CARD, END, CORRECTED, *TIMER_NAMES):
        await bot.bot.guide.store.due.add(TEAM, Due(what, "prod.forgotten"), clock() + 1)
    clock.skip(1)
    async with looking(bot, every=60):
        await until_gone(shelf.due)
    assert len(bot.slack.calls) == told
    assert "ERROR" not in log.text
