"""Health and metrics of all workers together, for the operator's port."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from prometheus_client import REGISTRY, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from bot.health.endpoints import Check
from bot.process.shutdown import cancel_and_wait
from bot.serving.worker_process import WorkerProcess
from bot.slack.api.installation import PROBE_SECONDS

# A worker that waits for Slack itself answers in time: it is not the one that hangs.
ASK_SECONDS = PROBE_SECONDS + 0.5
OWN = ("mfa_worker_ends_total",)  # metrics of the supervisor itself
NONE_RUNS = "No worker is running: they are starting, or the log says why not."


@dataclass(frozen=True, slots=True)
class WorkerGroup:
    _workers: Sequence[WorkerProcess]
    _session: aiohttp.ClientSession
    _stopping: asyncio.Event

    @property
    def checks(self) -> dict[str, Check]:
        return {
            "process": self._check_process,
            "redis": self._complaint_of("redis"),
            "slack": self._complaint_of("slack"),
        }

    async def alive(self) -> str:
        """Complaint about workers that hang; one that ended is restarted, so it does not count."""
        answers = await self._ask("/healthz")
        hanging = [str(w.number) for w, answer in answers if not answer]
        return f"Worker {', '.join(hanging)} does not answer." if hanging else ""

    async def _check_process(self) -> str:
        """Complaint if no worker takes requests. While one does, all is well, and nobody waits for
        one that hangs: a load balancer's probe is over sooner.
        """
        if self._stopping.is_set():
            return "It is shutting down."
        asking = [asyncio.create_task(self._answer(w, "process")) for w in self._serving]
        try:
            for answer in asyncio.as_completed(asking):
                if not await answer:
                    return ""
        finally:
            await cancel_and_wait(asking)
        return asking[0].result() if asking else NONE_RUNS

    def _complaint_of(self, check: str) -> Callable[[], Awaitable[str]]:
        async def complaint() -> str:
            found = await asyncio.gather(*(self._answer(w, check) for w in self._serving))
            return next(filter(None, found), "") if found else NONE_RUNS

        return complaint

    async def _answer(self, worker: WorkerProcess, check: str) -> str:
        """Answer of one worker to one check: '' if it is well."""
        answer = await self._get(f"{worker.operator_url}/readyz/{check}")
        return _reason(answer, check) if answer else f"Worker {worker.number} does not answer."

    @property
    def _serving(self) -> list[WorkerProcess]:
        return [worker for worker in self._workers if worker.operator_url]

    async def metrics(self) -> bytes:
        """Samples of all workers, each with its worker's number, for Prometheus to sum."""
        answers = await self._ask("/metrics")
        own = generate_latest(REGISTRY.restricted_registry(OWN)).decode()
        of_workers = [({"worker": str(worker.number)}, answer) for worker, answer in answers]
        return generate_latest(_Labelled([({}, own), *of_workers]))

    async def _ask(self, path: str) -> list[tuple[WorkerProcess, str]]:
        """Answers of the workers that serve; '' if one does not answer in time."""
        serving = self._serving
        answers = await asyncio.gather(*(self._get(w.operator_url + path) for w in serving))
        return list(zip(serving, answers, strict=True))

    async def _get(self, url: str) -> str:
        timeout = aiohttp.ClientTimeout(total=ASK_SECONDS)
        try:
            async with self._session.get(url, timeout=timeout) as answer:
                return await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return ""


def _reason(answer: str, check: str) -> str:
    said = str(json.loads(answer)[check])
    return "" if said == "ok" else said


class _Labelled(Collector):
    """Collector of the metrics of several processes, with labels for each process."""

    def __init__(self, texts: Iterable[tuple[Mapping[str, str], str]]) -> None:
        self._texts = texts

    def collect(self) -> Iterable[Metric]:
        merged: dict[str, Metric] = {}
        for labels, text in self._texts:
            for family in text_string_to_metric_families(text):
                about = Metric(family.name, family.documentation, family.type)
                into = merged.setdefault(family.name, about)
                for sample in family.samples:
                    into.add_sample(sample.name, {**sample.labels, **labels}, sample.value)
        return merged.values()
