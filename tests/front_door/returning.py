"""Slack, and time, after a while in which it failed."""

from collections.abc import Callable

from tests.support.bots import Served


async def back(bot: Served, shown: Callable[[], bool]) -> None:
    """Slack answers again, and time goes on until everything due is done."""
    await bot.slack.mended()
    bot.clock.turn(seconds=61)
    while True:
        try:
            await bot.slack.until(shown, 0.5)
            break
        except TimeoutError:  # a call took too long on a busy machine: it comes again, in time
            bot.clock.turn(seconds=2)
    await bot.slack.until(lambda: not any(m.buttons for m in bot.slack.steps()[:-1]))


async def delivered(bot: Served) -> None:
    """Time goes on until nothing is left to be shown."""
    while await bot.undone():
        await bot.pass_time(seconds=2)
    await bot.settled()
