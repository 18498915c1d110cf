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
from bot.serving.worker_process import WorkerProcess

ASK_SECONDS = 3.0
OWN = ("mfa_worker_ends_total",)  # metrics of the supervisor itself


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
        """Complaint if no worker takes requests; while one does, all is well."""
        if self._stopping.is_set():
            return "It is shutting down."
        found = await self._answers_to("process")
        return "" if "" in found else found[0]

    def _complaint_of(self, check: str) -> Callable[[], Awaitable[str]]:
        async def complaint() -> str:
            return next((why for why in await self._answers_to(check) if why), "")

        return complaint

    async def _answers_to(self, check: str) -> list[str]:
        """Answer of each worker to one check: '' if it is well."""
        answers = await self._ask(f"/readyz/{check}")
        found = [
            _reason(answer, check) if answer else f"Worker {worker.number} does not answer."
            for worker, answer in answers
        ]
        return found or ["No worker is running; the log says why."]

    async def metrics(self) -> bytes:
        """Samples of all workers, each with its worker's number, for Prometheus to sum."""
        answers = await self._ask("/metrics")
        own = generate_latest(REGISTRY.restricted_registry(OWN)).decode()
        of_workers = [({"worker": str(worker.number)}, answer) for worker, answer in answers]
        return generate_latest(_Labelled([({}, own), *of_workers]))

    async def _ask(self, path: str) -> list[tuple[WorkerProcess, str]]:
        """Answers of the workers that serve; '' if one does not answer in time."""
        serving = [worker for worker in self._workers if worker.operator_url]
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
