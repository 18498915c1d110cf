"""A person who presses again, as they were told to."""

import asyncio
from contextlib import suppress

from tests.support.bots import LOOK_EVERY, Served
from tests.support.person import Person
from tests.support.slack import Message
from tests.support.slowest import in_time

SECONDS = 30.0  # for everything to be well again


async def insists(bot: Served, person: Person, trouble: str, *presses: str) -> None:
    """Each press until another step is shown, which it must be when the trouble is over."""
    for press in presses:
        step = bot.step()
        async with asyncio.timeout(SECONDS):
            while bot.step() is step:
                if step.buttons:
                    in_time(trouble, await _tries(bot, person, press, step))
                bot.clock.turn(seconds=1)
                with suppress(TimeoutError):  # the bot may be at it, or wait until nobody else can
                    await bot.slack.until(lambda old=step: bot.step() is not old, LOOK_EVERY)


async def _tries(bot: Served, person: Person, press: str, step: Message) -> float:
    """Seconds of the slowest answer."""
    name, is_typed, text = press.partition("=")
    windows = len(bot.slack.windows)
    answers = [await person.press("answer" if is_typed else name, step)]
    await bot.settled()
    if is_typed and len(bot.slack.windows) > windows:
        answers.append(await person.submit(bot.slack.windows[-1], text))
        await bot.settled()
    assert {answer.status for answer in answers} == {200}
    return max(answer.seconds for answer in answers)
