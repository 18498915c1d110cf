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
                    await _tries(bot, person, trouble, press)
                await _given_time(bot, step)


async def _given_time(bot: Served, step: Message) -> None:
    """The bot may be at it, or wait until nobody else can be."""
    bot.clock.turn(seconds=1)
    with suppress(TimeoutError):
        await bot.slack.until(lambda: bot.step() is not step, LOOK_EVERY)


async def _tries(bot: Served, person: Person, trouble: str, press: str) -> None:
    """One press, answered in time with whatever there is to say."""
    name, is_typed, text = press.partition("=")
    windows = len(bot.slack.windows)
    answers = [await person.press("answer" if is_typed else name, bot.step())]
    await bot.settled()
    if is_typed and len(bot.slack.windows) > windows:
        answers.append(await person.submit(bot.slack.windows[-1], text))
        await bot.settled()
    for answer in answers:
        assert answer.status == 200
        in_time(trouble, answer.seconds)
