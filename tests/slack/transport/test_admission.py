"""In a rush everybody hears in time what came of it, or that the bot is busy."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.process.background_tasks import BackgroundTasks
from bot.process.foreground import Foreground
from bot.slack.requests.busy_replies import BusyReplies
from bot.slack.requests.payload import Body
from bot.slack.transport import admission
from bot.slack.transport.admission import (
    AT_ONCE,
    MOST_WAIT,
    MOST_WAIT_IN_RUSH,
    RUSH_OVER_SECONDS,
    Admission,
)
from tests.support.patience import SLACK_WAITS

A_MOMENT = 0.01  # seconds


@dataclass(slots=True)
class Rush:
    """Requests one after the other, to a bot that answers those that the test lets it answer."""

    now: float = 1000.0
    served: list[int] = field(default_factory=list)  # the requests that reached Bolt
    refused: list[int] = field(default_factory=list)
    answers: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    foreground: Foreground = field(default_factory=Foreground)
    background: BackgroundTasks = field(default_factory=BackgroundTasks)
    admission: Admission = field(init=False)

    def __post_init__(self) -> None:
        own = cast("AsyncApp", self), cast("BusyReplies", self), self.foreground, self.background
        self.admission = Admission(*own, clock=lambda: self.now)

    async def async_dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        n = request.body["n"]
        self.served.append(n)
        self.answers[n] = asyncio.get_running_loop().create_future()
        await self.answers[n]
        return BoltResponse(status=200)

    def reply(self, body: Body) -> BoltResponse:
        self.refused.append(body["n"])
        return BoltResponse(status=200)

    async def come(self, *numbers: int) -> list[asyncio.Task[BoltResponse]]:
        requests = [AsyncBoltRequest(body={"n": n}, mode="socket_mode") for n in numbers]
        tasks = [asyncio.create_task(self.admission.dispatch(r)) for r in requests]
        await turns()
        return tasks

    async def answer(self, *numbers: int) -> None:
        for n in numbers:
            self.answers.pop(n).set_result(None)
            await turns()

    async def answer_all(self) -> None:
        while self.answers:
            await self.answer(*self.answers)


@pytest.fixture
async def full() -> Rush:
    """As many at once as it takes; whoever comes now waits."""
    rush = Rush()
    await rush.come(*range(AT_ONCE))
    assert len(rush.served) == AT_ONCE
    return rush


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_whoever_comes_first_is_served_first(full: Rush) -> None:
    await full.come(1001, 1002, 1003)
    assert len(full.served) == AT_ONCE
    await full.answer(0, 1)
    assert full.served[AT_ONCE:] == [1001, 1002]
    await full.answer_all()
    assert (full.served[-1], full.refused) == (1003, [])


async def test_who_has_waited_too_long_gives_way_to_those_who_can_still_be_in_time(
    full: Rush,
) -> None:
    await full.come(1001)
    full.now += A_MOMENT
    await full.come(1002)
    full.now += MOST_WAIT
    assert full.refused == []
    await full.come(1003)
    assert full.refused == [1001]
    await full.answer(0, 1)
    assert full.served[-2:] == [1002, 1003]
    assert MOST_WAIT < SLACK_WAITS - 1  # time for the answer itself


async def test_where_nobody_comes_behind_a_late_answer_is_better_than_none(full: Rush) -> None:
    await full.come(1001, 1002)
    full.now += 2 * SLACK_WAITS
    await full.answer_all()
    assert full.refused == []
    assert full.served[-2:] == [1001, 1002]


async def test_in_a_rush_nobody_waits_for_long(full: Rush) -> None:
    """Where some would be refused anyway, they hear it soon, and so does everybody else."""
    await full.come(1001)
    full.now += MOST_WAIT - MOST_WAIT_IN_RUSH
    await full.come(1002)
    full.now += MOST_WAIT_IN_RUSH + A_MOMENT
    await full.come(1003)
    assert full.refused == [1001]
    full.now += RUSH_OVER_SECONDS / 2
    await full.come(1004)
    assert full.refused == [1001, 1002]
    await full.answer(0, 1)
    assert full.served[-2:] == [1003, 1004]


async def test_when_a_rush_is_over_one_may_wait_for_as_long_as_before(full: Rush) -> None:
    await full.come(1001)
    full.now += MOST_WAIT + A_MOMENT
    await full.come(1002)
    assert full.refused == [1001]
    full.now += MOST_WAIT_IN_RUSH + RUSH_OVER_SECONDS
    await full.come(1003)
    assert full.refused == [1001]
    await full.answer(0)
    assert full.served[-1] == 1002


async def test_whoever_hangs_up_leaves_the_queue(full: Rush) -> None:
    (gone,) = await full.come(1001)
    gone.cancel()
    await turns()
    full.now += MOST_WAIT + A_MOMENT
    await full.come(1002)
    await full.answer(0)
    assert full.served[-1] == 1002
    assert full.refused == []


async def test_memory_is_bounded_also_by_what_is_still_to_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "MOST_LEFT", 2)
    rush, shown = Rush(), asyncio.Event()
    for _ in range(2):
        rush.background.start(_wait_for(shown))
    await rush.come(1)
    assert (rush.served, rush.refused) == ([], [1])
    shown.set()
    await turns()
    await rush.come(2)
    assert rush.served == [2]


async def _wait_for(shown: asyncio.Event) -> None:
    await shown.wait()


async def test_background_work_lets_requests_go_first_but_is_not_held_up_for_long() -> None:
    rush = Rush()
    await asyncio.wait_for(rush.foreground.wait_until_idle(), 0.01)
    await rush.come(1)
    working = asyncio.create_task(rush.foreground.wait_until_idle())
    await turns()
    assert not working.done()
    await rush.answer(1)
    assert working.done()
    await rush.come(2)
    await asyncio.wait_for(rush.foreground.wait_until_idle(), 5)
    assert rush.answers
