"""Workers that end are started again, as long as it takes."""

import asyncio
import errno
import logging

import pytest

from bot.serving import supervisor
from bot.serving.supervisor import Supervisor
from bot.serving.worker_process import WorkerProcess
from tests.support.patience import HANGING
from tests.support.wired import counted


class Starved(WorkerProcess):
    """It serves, ends, and finds no room for another process twice."""

    def __init__(self) -> None:
        super().__init__(1, {})
        self.starts = 0
        self.runs = asyncio.Event()
        self.over = asyncio.Event()

    async def start(self) -> bool:
        self.starts += 1
        if self.starts in (2, 3):
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        if self.starts > 1:
            self.runs.set()
        return True

    async def ended(self) -> str:
        if self.starts > 3:
            await self.over.wait()
        return "killed by signal 9"


async def test_where_no_process_can_be_made_it_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    worker, stopping = Starved(), asyncio.Event()
    ends = counted("mfa_worker_ends_total", worker="1")
    serving = asyncio.create_task(Supervisor([worker], 1, "serving").run(stopping))
    await asyncio.wait_for(worker.runs.wait(), HANGING)
    assert caplog.text.count("exited") == counted("mfa_worker_ends_total", worker="1") - ends == 1
    worker.over.set()
    stopping.set()
    await asyncio.wait_for(serving, HANGING)
    assert caplog.text.count("can't be started: Resource temporarily unavailable") == 2
    assert "is serving again" in caplog.text
