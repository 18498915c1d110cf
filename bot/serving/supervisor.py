"""Supervisor of several worker processes on one port: restarted when they end, stopped together.

Each worker is a whole bot, and binds the port with SO_REUSEPORT: the system spreads connections
among the running workers. What they share belongs to the supervisor: the embedded Redis, and the
operator's port, which reports on all of them.
"""

import asyncio
import logging
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from time import monotonic

import aiohttp
from prometheus_client import Counter

from bot.health import endpoints
from bot.process.http_server import HttpServer, free_port, raise_descriptor_limit, url
from bot.process.shutdown import cancel_and_wait, run_until, stop_event
from bot.serving.process import STOP_SECONDS
from bot.serving.worker_group import WorkerGroup
from bot.serving.worker_process import WorkerProcess
from bot.settings.run_requirements import require_for_run
from bot.settings.settings import Settings
from bot.store.embedded.server import EmbeddedServer

log = logging.getLogger(__name__)

ENDS = Counter("mfa_worker_ends_total", "Worker processes that ended by themselves", ["worker"])
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 30.0  # seconds until a worker that ended is started again
STEADY_SECONDS = 60.0  # of life, after which the pauses are short again
KILL_SECONDS = 3.0  # after the time that a worker may take to stop


class WorkerFailed(RuntimeError):
    """Worker that did not start, or did not stop; the message is one sentence."""


async def run(settings: Settings) -> None:
    """Serve with `settings.workers` processes until SIGTERM or SIGINT.

    Raises BadSettings, ListenError, EmbeddedError, WorkerFailed.
    """
    require_for_run(settings)
    raise_descriptor_limit()
    with stop_event() as stopping:
        log.info("starting mfa-bot %s with %d workers", version("mfa-bot"), settings.workers)
        async with AsyncExitStack() as stack:
            ports = _ports(settings)
            environ = {**os.environ, **ports}
            if not settings.redis_url:
                embedded = EmbeddedServer(settings.data_dir)
                environ["REDIS_URL"] = await stack.enter_async_context(embedded)
            workers = [WorkerProcess(n, environ) for n in range(1, settings.workers + 1)]
            session = await stack.enter_async_context(aiohttp.ClientSession())
            group = WorkerGroup(workers, session, stopping)
            operator = HttpServer(
                endpoints.build(group.checks, group.alive, group.metrics),
                settings.operate_host,
                settings.operate_port,
                names=("OPERATE_HOST", "OPERATE_PORT"),
            )
            await operator.start()
            stack.push_async_callback(operator.close)
            log.info("health and metrics on %s", operator.url)
            serves = f"{settings.workers} workers serve in Socket Mode"
            if port := ports.get("PORT"):
                where = url(settings.host, int(port))
                serves = f"listening on {where} with {settings.workers} workers"
            seconds = settings.stop_delay + STOP_SECONDS
            await Supervisor(workers, seconds, serves).run(stopping)
    log.info("stopped")


def _ports(settings: Settings) -> dict[str, str]:
    """Settings of the ports of all workers. Raises ListenError."""
    own = {"OPERATE_HOST": "127.0.0.1", "OPERATE_PORT": "0"}
    if settings.slack_app_token:
        return own
    return {**own, "PORT": str(free_port(settings.host, settings.port))}


@dataclass(slots=True)
class Supervisor:
    """Supervisor of these workers, from start to stop.

    `seconds`: the most that a worker may take to stop. `serves`: log line once all serve.
    """

    workers: list[WorkerProcess]
    seconds: float
    serves: str
    _keeping: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    async def run(self, stopping: asyncio.Event) -> None:
        """Keep the workers running until `stopping`, then stop them. Raises WorkerFailed."""
        try:
            await run_until(stopping, self._start_all())
            if not stopping.is_set():
                log.info(self.serves)
            await stopping.wait()
            log.info("shutting down: stopping the workers")
        finally:
            await cancel_and_wait(self._keeping)
            await self._stop_all()

    async def _start_all(self) -> None:
        """Start the first worker alone: an error that stops it would stop all, and is told once."""
        first, *others = self.workers
        await self._start(first)
        started = await asyncio.gather(*map(self._start, others), return_exceptions=True)
        for failed in filter(None, started):
            raise failed

    async def _start(self, worker: WorkerProcess) -> None:
        ENDS.labels(str(worker.number))  # from the start, for alerts
        if not await worker.start():
            await worker.ended()
            raise WorkerFailed(f"Worker {worker.number} did not start: see above.")
        log.info("worker %d is serving (pid %d)", worker.number, worker.pid)
        self._keeping.append(asyncio.create_task(self._keep_running(worker)))

    async def _keep_running(self, worker: WorkerProcess) -> None:
        pause = FIRST_PAUSE
        while True:
            began = monotonic()
            how = await worker.ended()
            ENDS.labels(str(worker.number)).inc()
            if monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            log.error("worker %d exited (%s); restarting it in %.1f s", worker.number, how, pause)
            pause = await self._start_again(worker, pause)

    async def _start_again(self, worker: WorkerProcess, pause: float) -> float:
        """Start a worker, with as many tries as it takes; return the pause before the next start.

        A worker that starts but ends before it serves is left to the caller: that is another end.
        """
        while True:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            try:
                serves = await worker.start()
            except OSError as error:  # the machine may have memory, processes or files again soon
                log.warning(
                    "worker %d can't be started: %s; next try in %.1f s",
                    *(worker.number, error.strerror, pause),
                )
                continue
            if serves:
                log.info("worker %d is serving again (pid %d)", worker.number, worker.pid)
            return pause

    async def _stop_all(self) -> None:
        for worker in self.workers:
            worker.terminate()
        limit = self.seconds + KILL_SECONDS
        ended = await asyncio.gather(*(worker.end(limit) for worker in self.workers))
        stopped = zip(self.workers, ended, strict=True)
        if slow := [str(worker.number) for worker, in_time in stopped if not in_time]:
            raise WorkerFailed(f"Worker {', '.join(slow)} did not stop in time and was killed.")
