"""Memory for callers that are not known yet: who makes room, and who waits for it."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.process.request_memory import RequestMemory
from tests.support.patience import HANGING


@dataclass(eq=False)
class Caller:
    is_read: bool = True

    def stop_reading(self) -> None:
        self.is_read = False

    def read_again(self) -> None:
        self.is_read = True


@dataclass
class Door:
    """`seconds`: the most that a request may take while others wait."""

    seconds: float = HANGING
    callers: list[Caller] = field(default_factory=list)
    dropped: list[Caller] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory = RequestMemory[Caller](1000, self.seconds, self.drop, lambda: self.callers)

    def meets(self) -> Caller:
        caller = Caller()
        self.callers.append(caller)
        self.memory.add(caller)
        return caller

    def drop(self, caller: Caller) -> None:
        self.dropped.append(caller)
        self.memory.release(caller)


async def test_where_all_requests_are_whole_the_others_wait_and_nobody_is_dropped() -> None:
    door = Door()
    first, second, quiet = door.meets(), door.meets(), door.meets()
    door.memory.hold(first, 600)
    assert quiet.is_read
    door.memory.hold(second, 600)
    late = door.meets()
    assert [c.is_read for c in (first, second, quiet, late)] == [True, True, False, False]
    door.memory.release(first)
    door.memory.release(second)
    assert (quiet.is_read, late.is_read) == (True, True)
    assert door.dropped == []


@pytest.mark.parametrize("awaited", [True, False], ids=["its body is waited for", "in two pieces"])
async def test_half_a_request_makes_room_at_once_the_oldest_first(*, awaited: bool) -> None:
    door = Door()
    whole, half, other = door.meets(), door.meets(), door.meets()
    door.memory.hold(whole, 100)
    for each in (half, other):
        door.memory.hold(each, 200)
        if awaited:
            door.memory.awaited(each, more=True)
        else:
            door.memory.hold(each, 200)
    door.memory.hold(door.meets(), 1000 - (500 if awaited else 900) + 1)
    assert door.dropped == [half]
    assert whole.is_read


async def test_while_others_wait_whoever_turns_out_to_send_half_a_request_makes_room() -> None:
    door = Door()
    first, second, waiting = door.meets(), door.meets(), door.meets()
    for each in (first, second):
        door.memory.hold(each, 600)
    for each in (first, second):
        door.memory.awaited(each, more=True)
    await asyncio.sleep(0)
    assert door.dropped == [first, second]
    assert waiting.is_read


async def test_who_takes_too_long_makes_room_for_those_who_wait() -> None:
    door = Door(seconds=0.02)
    slow, waiting = door.meets(), door.meets()
    door.memory.hold(slow, 1001)
    assert not waiting.is_read
    async with asyncio.timeout(HANGING):
        while not door.dropped:  # noqa: ASYNC110 -- nothing announces it
            await asyncio.sleep(0.005)
    assert door.dropped == [slow]
    assert waiting.is_read


async def test_one_timer_alone_looks_who_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look = RequestMemory._look_again

    def counted(memory: RequestMemory[Caller]) -> None:
        nonlocal looks
        looks += 1
        look(memory)

    monkeypatch.setattr(RequestMemory, "_look_again", counted)
    door = Door(seconds=0.4)
    for _ in range(100):
        caller = door.meets()
        door.memory.hold(caller, 1001)
        door.memory.release(caller)
    await asyncio.sleep(0.25)
    assert looks == 100
