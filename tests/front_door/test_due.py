"""What is due is done, however much it is."""

from bot.core.due import Due
from tests.front_door.freezing import looking
from tests.support.bots import Clock, Served, until_gone
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
