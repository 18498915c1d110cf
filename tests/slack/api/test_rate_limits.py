"""Whoever is told to wait waits, by a clock that is never set back; then one call goes first."""

import asyncio
from collections.abc import Callable

import pytest

from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.api.rate_limits import RateLimits

HERE, THERE = ("chat.postMessage", "C1"), ("chat.postMessage", "C2")


class Line:
    """Calls to Slack, each of which stands still until the test says what comes of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.limits = RateLimits(lambda: self.now)
        self.asked: list[asyncio.Future[None]] = []

    def call(self, place: tuple[str, str] = HERE) -> asyncio.Task[None]:
        async def call() -> None:
            async with self.limits.heeded(place):
                answer = asyncio.get_running_loop().create_future()
                self.asked.append(answer)
                await answer

        return asyncio.create_task(call())

    async def limited(self, seconds: float = 30) -> None:
        task = self.call()
        await turns()
        self.asked.pop().set_exception(SlackAway("429", seconds, told=True, undone=True))
        with pytest.raises(SlackAway):
            await task


@pytest.fixture
def line() -> Line:
    return Line()


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_nobody_asks_too_early_and_each_learns_how_long_it_takes(line: Line) -> None:
    await line.limited()
    line.now = 10
    with pytest.raises(SlackAway) as raised:
        await line.call()
    assert (raised.value.after, raised.value.undone) == (20, True)
    assert line.asked == []


async def test_another_channel_does_not_wait(line: Line) -> None:
    await line.limited()
    there = line.call(THERE)
    await turns()
    line.asked.pop().set_result(None)
    await there


def well(call: asyncio.Future[None]) -> None:
    call.set_result(None)


def refused(call: asyncio.Future[None]) -> None:
    call.set_exception(SlackRefused("chat.postMessage", "is_archived"))


@pytest.mark.parametrize("answer", [well, refused])
async def test_when_the_time_is_over_one_goes_first_and_the_others_follow(
    line: Line, answer: Callable[[asyncio.Future[None]], None]
) -> None:
    """A refusal says as well that Slack takes calls again."""
    await line.limited()
    line.now = 31
    calls = [line.call() for _ in range(5)]
    await turns()
    (first,) = line.asked
    answer(first)
    await turns()
    assert len(line.asked) == 5
    for each in line.asked[1:]:
        each.set_result(None)
    await asyncio.gather(*calls, return_exceptions=True)


@pytest.mark.parametrize("told", [True, False], ids=["limited again", "away"])
async def test_where_the_first_finds_it_too_early_the_others_do_not_ask(
    line: Line, *, told: bool
) -> None:
    await line.limited()
    line.now = 31
    calls = [line.call() for _ in range(5)]
    await turns()
    line.asked[0].set_exception(SlackAway("no", 7, told=told))
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(each, SlackAway) for each in found] == [True] * 5
    assert len(line.asked) == 1
    line.now = 39
    again = line.call()
    await turns()
    line.asked[1].set_result(None)
    await again


async def test_where_the_first_is_given_up_the_next_one_goes_first(line: Line) -> None:
    await line.limited()
    line.now = 31
    first, *others = [line.call() for _ in range(4)]
    await turns()
    first.cancel()
    await turns()
    assert len(line.asked) == 2
    line.asked[1].set_result(None)
    await turns()
    for each in line.asked[2:]:
        each.set_result(None)
    await asyncio.gather(*others)


async def test_what_was_under_way_when_the_limit_was_told_does_not_lift_it(line: Line) -> None:
    early = line.call()
    await turns()
    answer = line.asked.pop()
    await line.limited()
    answer.set_result(None)
    await early
    with pytest.raises(SlackAway):
        await line.call()
