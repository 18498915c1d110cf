"""Background tasks: tracked so that a shutdown can wait for them; errors are logged."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.process.shutdown import cancel_and_wait

log = logging.getLogger(__name__)


class BackgroundTasks:
    """Set of running tasks; `expected`: errors that are logged without a traceback."""

    def __init__(self, *expected: type[Exception]) -> None:
        self._expected = expected
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except self._expected as error:
            log.warning("background task failed: %s: %s", type(error).__name__, error)
        except Exception:
            log.exception("error in a background task")

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Do the same as `drain`, then cancel what is not finished."""
        await self.drain(seconds)
        await cancel_and_wait(self._tasks)
