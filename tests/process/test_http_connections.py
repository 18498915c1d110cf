"""Memory for callers that are not known yet, and who waits for it."""

import asyncio
from typing import cast

import pytest

from bot.process.http_connections import ConnectionLimits, HttpConnection, HttpConnections


class Caller:
    def __init__(self) -> None:
        self.read, self.dropped = True, False

    def wait(self) -> None:
        self.read = False

    def go_on(self) -> None:
        self.read = True

    def drop(self) -> None:
        self.dropped = True


def met(all_: HttpConnections) -> tuple[Caller, HttpConnection]:
    caller = Caller()
    connection = cast("HttpConnection", caller)
    all_.add(connection)
    return caller, connection


async def test_who_has_sent_nothing_waits_until_there_is_memory() -> None:
    all_ = HttpConnections(ConnectionLimits(unknown_bytes=1000))
    quiet, _ = met(all_)
    loud, sending = met(all_)
    all_.hold(sending, 501)
    late, _ = met(all_)
    assert [loud.read, quiet.read, late.read] == [True, False, False]
    all_.know(sending)
    assert [quiet.read, late.read] == [True, True]


async def test_half_a_request_makes_room_for_those_who_wait() -> None:
    all_ = HttpConnections(ConnectionLimits(unknown_bytes=1000, half_sent_seconds=0.01))
    waiting, _ = met(all_)
    half, sending = met(all_)
    all_.hold(sending, 501)
    async with asyncio.timeout(30):
        while not half.dropped:  # noqa: ASYNC110 -- nothing announces it
            await asyncio.sleep(0.005)
    assert waiting.read
    assert not waiting.dropped


async def test_one_timer_alone_looks_who_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look = HttpConnections._make_room

    def counted(all_: HttpConnections) -> None:
        nonlocal looks
        looks += 1
        look(all_)

    monkeypatch.setattr(HttpConnections, "_make_room", counted)
    all_ = HttpConnections(ConnectionLimits(unknown_bytes=1000, half_sent_seconds=0.4))
    for _ in range(100):
        _, connection = met(all_)
        all_.hold(connection, 501)
        all_.know(connection)
    await asyncio.sleep(0.25)
    assert looks == 100
