"""What an operator hears of several workers: who is well, who is not, and each one's figures."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.health import endpoints, healthcheck
from bot.health.endpoints import Check
from bot.process.http_server import HttpServer
from bot.serving import worker_group
from bot.serving.worker_group import WorkerGroup
from bot.serving.worker_process import WorkerProcess
from bot.slack.api import installation

ROOT = Path(__file__).parents[2]
DEPLOYMENT = "deploy/kubernetes/deployment.yaml"
EXPOSED = """\
# HELP mfa_presses_total Buttons pressed
# TYPE mfa_presses_total counter
mfa_presses_total{{result="moved"}} {moved}
# HELP mfa_request_seconds Time
# TYPE mfa_request_seconds histogram
mfa_request_seconds_bucket{{le="0.5"}} 1.0
mfa_request_seconds_bucket{{le="+Inf"}} 2.0
mfa_request_seconds_count 2.0
mfa_request_seconds_sum 1.5
# HELP mfa_overdue Things
# TYPE mfa_overdue gauge
mfa_overdue 3.0
"""


@dataclass(slots=True)
class Told:
    """What a worker says of itself."""

    process: str = ""
    redis: str = ""
    slack: str = ""
    moved: float = 0
    hangs: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def checks(self) -> dict[str, Check]:
        return {name: self._check(name) for name in ("process", "redis", "slack")}

    def _check(self, name: str) -> Check:
        async def check() -> str:
            if self.hangs.is_set():
                await asyncio.Event().wait()
            return str(getattr(self, name))

        return check

    async def alive(self) -> str:
        if self.hangs.is_set():
            await asyncio.Event().wait()
        return ""

    async def metrics(self) -> bytes:
        return EXPOSED.format(moved=self.moved).encode()


@asynccontextmanager
async def serving(told: Told, number: int) -> AsyncIterator[WorkerProcess]:
    app = endpoints.build(told.checks, told.alive, told.metrics)
    server = HttpServer(app, "127.0.0.1", 0)
    await server.start()
    try:
        yield WorkerProcess(number, {}, server.url)
    finally:
        await server.close()


@pytest.fixture
def one() -> Told:
    return Told(moved=3)


@pytest.fixture
def other() -> Told:
    return Told(moved=4)


@pytest.fixture
def stopping() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def workers(one: Told, other: Told) -> AsyncIterator[list[WorkerProcess]]:
    async with serving(one, 1) as first, serving(other, 2) as second:
        yield [first, second]


@pytest.fixture
async def all_(workers: list[WorkerProcess], stopping: asyncio.Event) -> AsyncIterator[WorkerGroup]:
    async with ClientSession() as session:
        yield WorkerGroup(workers, session, stopping)


async def found(all_: WorkerGroup) -> dict[str, str]:
    return {name: await check() for name, check in all_.checks.items()}


async def test_where_all_are_well_nothing_is_wrong(all_: WorkerGroup) -> None:
    assert await found(all_) == {"process": "", "redis": "", "slack": ""}
    assert await all_.alive() == ""


async def test_requests_are_wanted_while_one_worker_takes_them(
    all_: WorkerGroup, one: Told, other: Told, stopping: asyncio.Event
) -> None:
    one.process = "It is shutting down."
    assert (await found(all_))["process"] == ""
    other.process = "Socket Mode is not connected."
    assert (await found(all_))["process"] == "It is shutting down."
    one.process = ""
    stopping.set()
    assert (await found(all_))["process"] == "It is shutting down."


@pytest.mark.parametrize("check", ["redis", "slack"])
async def test_what_one_worker_lacks_is_told(all_: WorkerGroup, other: Told, check: str) -> None:
    setattr(other, check, "It is away.")
    assert (await found(all_))[check] == "It is away."


async def test_one_that_is_being_started_again_is_not_asked_and_all_of_them_are_a_fault(
    all_: WorkerGroup, workers: list[WorkerProcess]
) -> None:
    workers[0].operator_url = ""
    assert set((await found(all_)).values()) == {""}
    workers[1].operator_url = ""
    assert set((await found(all_)).values()) == {worker_group.NONE_RUNS}
    assert await all_.alive() == ""


async def test_one_that_hangs_is_named(
    all_: WorkerGroup, other: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_group, "ASK_SECONDS", 0.2)
    other.hangs.set()
    assert await all_.alive() == "Worker 2 does not answer."


async def test_where_one_hangs_requests_are_wanted_at_once(all_: WorkerGroup, one: Told) -> None:
    """Kubernetes waits a second for the answer, and takes the pod out at the first that is late."""
    one.hangs.set()
    async with asyncio.timeout(worker_group.ASK_SECONDS / 2):
        assert await all_.checks["process"]() == ""


async def test_all_that_hang_are_a_fault(
    all_: WorkerGroup, one: Told, other: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_group, "ASK_SECONDS", 0.2)
    one.hangs.set()
    other.hangs.set()
    assert set((await found(all_)).values()) == {"Worker 1 does not answer."}


def test_who_asks_waits_longer_than_who_is_asked() -> None:
    """Or a worker that waits for Slack would be said to hang."""
    container = re.search(r"^HEALTHCHECK .*--timeout=(\d+)s", read("Dockerfile"), re.MULTILINE)
    pods = re.search(r"livenessProbe:.*?timeoutSeconds: (\d+)", read(DEPLOYMENT), re.DOTALL)
    assert container
    assert pods
    waits = installation.PROBE_SECONDS, worker_group.ASK_SECONDS, healthcheck.TIMEOUT_SECONDS
    for last in (container, pods):
        order = [*waits, float(last[1])]
        assert all(sooner < later for sooner, later in pairwise(order))


def read(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


async def test_one_that_can_not_be_reached_is_named(
    all_: WorkerGroup, workers: list[WorkerProcess]
) -> None:
    workers[0].operator_url = "http://127.0.0.1:1"
    assert await found(all_) == {
        "process": "",
        "redis": "Worker 1 does not answer.",
        "slack": "Worker 1 does not answer.",
    }


async def test_each_sample_has_its_worker_and_each_family_stands_once(all_: WorkerGroup) -> None:
    text = (await all_.metrics()).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert text.count("# TYPE mfa_presses_total counter") == 1
    assert families["mfa_request_seconds"].type == "histogram"
    moved = {s.labels["worker"]: (s.labels, s.value) for s in families["mfa_presses"].samples}
    assert moved == {
        "1": ({"result": "moved", "worker": "1"}, 3),
        "2": ({"result": "moved", "worker": "2"}, 4),
    }
    buckets = [s for s in families["mfa_request_seconds"].samples if s.name.endswith("_bucket")]
    assert [(s.labels["le"], s.labels["worker"]) for s in buckets] == [
        ("0.5", "1"),
        ("+Inf", "1"),
        ("0.5", "2"),
        ("+Inf", "2"),
    ]
