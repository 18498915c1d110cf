"""Whoever is told to wait waits, and what fails is tried ever more seldom; then one goes first."""

import asyncio
from collections.abc import Callable

import pytest

from bot.slack.api.backoff import IN_A_ROW, LONGEST, Backoff
from bot.slack.api.errors import UNREADABLE, SlackAway, SlackRefused

HERE, THERE = ("chat.postMessage", "C1"), ("chat.postMessage", "C2")


class Line:
    """Calls to Slack, each of which stands still until the test says what comes of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.backoff = Backoff(lambda: self.now, jitter=lambda: 1)
        self.asked: list[asyncio.Future[None]] = []

    def call(self, place: tuple[str, str] = HERE) -> asyncio.Task[None]:
        async def call() -> None:
            with self.backoff.heeded(place):
                answer = asyncio.get_running_loop().create_future()
                self.asked.append(answer)
                await answer

        return asyncio.create_task(call())

    async def fails(self, error: SlackAway, place: tuple[str, str] = HERE) -> float:
        """Seconds until it is to be tried again."""
        task = self.call(place)
        await turns()
        self.asked.pop().set_exception(error)
        with pytest.raises(SlackAway) as raised:
            await task
        return raised.value.after

    async def works(self, place: tuple[str, str] = HERE) -> None:
        task = self.call(place)
        await turns()
        self.asked.pop().set_result(None)
        await task

    async def put_off(self, place: tuple[str, str] = HERE) -> float:
        """Seconds for which a call is put off that is not made."""
        asked = len(self.asked)
        with pytest.raises(SlackAway) as raised:
            await self.call(place)
        assert (len(self.asked), raised.value.not_done) == (asked, True)
        return raised.value.after


def limited(seconds: float = 30) -> SlackAway:
    return SlackAway("429", seconds, asks_to_wait=True, not_done=True, code="ratelimited")


def broken() -> SlackAway:
    return SlackAway("503", code="http_503")


def silent() -> SlackAway:
    return SlackAway("no answer")


def unreadable() -> SlackAway:
    return SlackAway("a login page", code=UNREADABLE)


@pytest.fixture
def line() -> Line:
    return Line()


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_nobody_asks_too_early_and_each_learns_how_long_it_takes(line: Line) -> None:
    assert await line.fails(limited(30)) == 30
    line.now = 10
    assert await line.put_off() == 20


@pytest.mark.parametrize("error", [limited, broken])
async def test_another_channel_does_not_wait(line: Line, error: Callable[[], SlackAway]) -> None:
    for _ in range(IN_A_ROW):
        await line.fails(error())
        await line.works(THERE)
        line.now += 30


def well(call: asyncio.Future[None]) -> None:
    call.set_result(None)


def refused(call: asyncio.Future[None]) -> None:
    call.set_exception(SlackRefused("chat.postMessage", "is_archived"))


@pytest.mark.parametrize("answer", [well, refused])
async def test_when_the_time_is_over_one_goes_first_and_nobody_stands_and_waits_for_it(
    line: Line, answer: Callable[[asyncio.Future[None]], None]
) -> None:
    """A refusal says as well that Slack takes calls again."""
    await line.fails(limited())
    line.now = 31
    first = line.call()
    await turns()
    assert [await line.put_off() for _ in range(5)] == [1] * 5
    answer(line.asked.pop())
    await asyncio.gather(first, return_exceptions=True)
    for _ in range(5):
        await line.works()


@pytest.mark.parametrize("error", [limited(7), broken()], ids=["limited again", "away"])
async def test_where_the_first_finds_it_too_early_the_others_do_not_ask(
    line: Line, error: SlackAway
) -> None:
    await line.fails(limited())
    line.now = 31
    after = await line.fails(error)
    assert await line.put_off() == after
    line.now += after
    await line.works()


async def test_where_the_first_is_given_up_the_next_one_goes_first(line: Line) -> None:
    await line.fails(limited())
    line.now = 31
    first = line.call()
    await turns()
    first.cancel()
    await turns()
    line.asked.clear()
    await line.works()
    await line.works()


async def test_what_was_under_way_when_the_limit_was_told_does_not_lift_it(line: Line) -> None:
    early = line.call()
    await turns()
    answer = line.asked.pop()
    await line.fails(limited())
    answer.set_result(None)
    await early
    await line.put_off()


@pytest.mark.parametrize("error", [broken, silent, unreadable])
async def test_what_fails_again_and_again_is_tried_ever_more_seldom_but_within_ten_seconds(
    line: Line, error: Callable[[], SlackAway]
) -> None:
    pauses = []
    for _ in range(7):
        pauses.append(await line.fails(error()))
        line.now += pauses[-1]
    assert pauses == [1, 2, 4, 8, LONGEST, LONGEST, LONGEST]
    await line.works()
    assert await line.fails(error()) == 1


async def test_calls_that_fail_together_lengthen_the_pause_once(line: Line) -> None:
    calls = [line.call(("chat.update", f"C{n}")) for n in range(5)]
    await turns()
    for each in line.asked:
        each.set_exception(silent())
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert [each.after for each in found if isinstance(each, SlackAway)] == [1] * 5


async def test_of_a_call_that_hung_the_pause_began_with_it(line: Line) -> None:
    """Else what is owed would come a time-out and a pause after Slack's return."""
    for _ in range(6):
        hangs = line.call()
        await turns()
        line.now += 10
        line.asked.pop().set_exception(silent())
        with pytest.raises(SlackAway) as raised:
            await hangs
        line.now += raised.value.after
    assert raised.value.after < 1


async def test_where_nothing_answers_all_channels_wait_for_the_one_that_goes_first(
    line: Line,
) -> None:
    for _ in range(IN_A_ROW):
        line.backoff.raise_if_away()
        line.now += await line.fails(silent())
    first = line.call()
    await turns()
    with pytest.raises(SlackAway):
        line.backoff.raise_if_away()
    await line.put_off(THERE)
    line.asked.pop().set_result(None)
    await first
    line.backoff.raise_if_away()
    await line.works(THERE)


async def test_a_failure_now_and_then_holds_nobody_else_up(line: Line) -> None:
    for _ in range(2 * IN_A_ROW):
        line.now += await line.fails(silent())
        line.backoff.raise_if_away()
        await line.works(THERE)


async def test_a_channel_in_which_nothing_answers_is_tried_seldom_though_others_do(
    line: Line,
) -> None:
    pauses = []
    for _ in range(5):
        pauses.append(await line.fails(silent()))
        await line.works(THERE)
        line.now += pauses[-1]
    assert pauses == [1, 2, 4, 8, LONGEST]
