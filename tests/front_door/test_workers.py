"""Several worker processes on one port: they serve, die and stop as if they were one."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from tests.support.person import Person
from tests.support.process import LISTENS, NOISE, ForkedProcess, Process
from tests.support.slack import SECRET, TOKEN, Slack
from tests.support.sockets import SocketDoor
from tests.support.wired import APP_TOKEN

SERVES = r"worker (\d) is serving(?: again)? \(pid (\d+)\)"
IN_SOCKET_MODE = r"(\d) workers serve in Socket Mode"
WORKERS = 2


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("d")


@pytest.fixture
def process(slack: Slack, data: Path, redis_url: str) -> ForkedProcess:
    """Only the supervisor is forked off; it starts each worker as it always does."""
    return ForkedProcess(slack, data, REDIS_URL=redis_url, WORKERS=str(WORKERS))


def pids(process: Process) -> dict[str, int]:
    """Of the workers, by their numbers."""
    return {number: int(pid) for number, pid in re.findall(SERVES, process.log)}


async def gone(pid: int) -> None:
    """Until that process has ended: it is nobody's child here, so nothing tells."""
    while alive(pid):  # noqa: ASYNC110
        await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def asked(url: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def samples(process: Process, name: str) -> dict[str, float]:
    """Of one metric, by the number of the worker."""
    _, text = await asked(f"{process.operator}/metrics")
    families = [*text_string_to_metric_families(text)]
    assert len({family.name for family in families}) == len(families)
    found = [sample for family in families for sample in family.samples if sample.name == name]
    by_worker: dict[str, float] = {}
    for sample in found:
        worker = sample.labels["worker"]
        by_worker[worker] = by_worker.get(worker, 0) + sample.value
    return by_worker


async def walk(slack: Slack, ana: Person, account: str) -> None:
    """Begin a run and move it: each request on a connection of its own."""
    known = len(slack.steps())
    assert (await ana.command("/mfa-lost", account)).status == 200
    await slack.until(lambda: len(slack.steps()) == known + 1)
    assert (await ana.press("broken", slack.steps()[-1])).status == 200
    await slack.until(lambda: len(slack.steps()) == known + 2)


async def test_all_serve_one_port_and_one_operators_port_tells_of_all(
    slack: Slack, data: Path, redis_url: str
) -> None:
    """With secrets from files, which reach all workers and stand in no environment."""
    secrets = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "REDIS_URL": redis_url}
    environ = {"WORKERS": str(WORKERS)} | dict.fromkeys(secrets, "")
    for name, secret in secrets.items():
        (data / name).write_text(f"{secret}\n")
        environ[f"{name}_FILE"] = str(data / name)
    process = ForkedProcess(slack, data, **environ)
    async with process.person() as ana:
        assert pids(process).keys() == {"1", "2"}
        for n in range(8):
            await walk(slack, ana, f"account{n}")
        requests = await samples(process, "mfa_requests_total")
        assert sum(requests.values()) == 16
        assert requests.keys() == {"1", "2"}
        assert await samples(process, "mfa_worker_ends_total") == {"1": 0, "2": 0}
        assert (await asked(f"{process.operator}/healthz")) == (200, "alive\n")
        status, text = await asked(f"{process.operator}/readyz")
        assert (status, text) == (200, '{"process": "ok", "redis": "ok", "slack": "ok"}')
        assert (await asked(f"{process.operator}/readyz/redis"))[0] == 200
        for pid in pids(process).values():
            own = Path(f"/proc/{pid}/environ").read_bytes()  # noqa: ASYNC240 -- no disk is read
            assert b"SLACK_BOT_TOKEN_FILE=" in own
            assert not [name for name, secret in secrets.items() if secret.encode() in own]
        assert await process.end(signal.SIGTERM) == 0
    assert not NOISE.search(process.log), process.log
    assert not any(map(alive, pids(process).values()))


async def test_one_that_hangs_is_told_one_that_dies_is_started_again_and_the_others_serve(
    slack: Slack, process: ForkedProcess
) -> None:
    async with process.person() as ana:
        former = pids(process)
        os.kill(former["1"], signal.SIGSTOP)
        try:
            health, ready, troubles = await asyncio.gather(  # each waits as long for an answer
                asked(f"{process.operator}/healthz"),
                asked(f"{process.operator}/readyz/process"),
                samples(process, "mfa_troubles_total"),
            )
            assert health == (503, "Worker 1 does not answer.\n")
            assert ready[0] == 200
            assert troubles.keys() == {"2"}
        finally:
            os.kill(former["1"], signal.SIGCONT)
        os.kill(former["2"], signal.SIGKILL)
        await process.says(r"worker 2 exited \(killed by signal 9\)")
        await walk(slack, ana, "prod")
        await process.says(r"worker 2 is serving again")
        now = pids(process)
        assert (now["1"], now["2"] == former["2"]) == (former["1"], False)
        assert await samples(process, "mfa_worker_ends_total") == {"1": 0, "2": 1}
        await walk(slack, ana, "other")
        assert await process.end(signal.SIGTERM) == 0
    assert not any(map(alive, now.values()))


async def test_one_that_does_not_stop_is_killed_and_that_is_an_error(
    slack: Slack, data: Path, redis_url: str
) -> None:
    soon = "import bot.serving.supervisor as s; s.STOP_SECONDS = s.KILL_SECONDS = 0.5"
    process = ForkedProcess(slack, data, soon, REDIS_URL=redis_url, WORKERS="2")
    async with process.started():
        os.kill(pids(process)["2"], signal.SIGSTOP)
        assert await process.end(signal.SIGTERM) == 1
    assert "Worker 2 did not stop in time and was killed." in process.log
    assert not any(map(alive, pids(process).values()))


async def test_none_is_left_behind_when_the_supervisor_is_killed(process: ForkedProcess) -> None:
    async with process.started():
        await process.end(signal.SIGKILL)
        for pid in pids(process).values():
            await asyncio.wait_for(gone(pid), 30)


async def test_a_second_signal_ends_them_at_once(slack: Slack, data: Path, redis_url: str) -> None:
    process = ForkedProcess(slack, data, REDIS_URL=redis_url, WORKERS="2", STOP_DELAY="60")
    async with process.started():
        process.tell(signal.SIGTERM)
        await process.says("shutting down: stopping the workers")
        status, text = await asked(f"{process.operator}/readyz/process")
        assert (status, "shutting down" in text) == (503, True)
        assert await process.end(signal.SIGTERM) == -signal.SIGTERM
        for pid in pids(process).values():
            await asyncio.wait_for(gone(pid), 30)


async def test_they_share_the_embedded_redis_which_ends_last(slack: Slack, data: Path) -> None:
    process = ForkedProcess(slack, data, WORKERS="2")
    async with process.person() as ana:
        await walk(slack, ana, "prod")
        assert await process.end(signal.SIGTERM) == 0
    assert not NOISE.search(process.log), process.log
    alone = ForkedProcess(slack, data)  # what they wrote is there
    async with alone.person() as ana:
        await ana.press("standalone")
        await slack.until(lambda: slack.steps()[-1].step["turn"] == 3)
        assert await alone.end(signal.SIGTERM) == 0


async def test_what_hinders_one_hinders_all_and_is_said_once(
    slack: Slack, data: Path, redis_url: str
) -> None:
    process = ForkedProcess(
        slack, data, REDIS_URL=redis_url, WORKERS="2", HTTPS_PROXY="socks5://p:1"
    )
    async with failing(process) as status:
        assert status == 1
    assert process.log.count("HTTPS_PROXY must be") == 1, process.log
    assert "Worker 1 did not start" in process.log
    assert "Traceback" not in process.log


async def test_a_port_that_is_taken_is_said_before_any_starts(
    slack: Slack, data: Path, redis_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = ForkedProcess(slack, data, REDIS_URL=redis_url, WORKERS="2", PORT=str(port))
        async with failing(process) as status:
            assert status == 1
    assert f"Something already listens on port {port}" in process.log
    assert "worker 1" not in process.log


@asynccontextmanager
async def failing(process: Process) -> AsyncIterator[int]:
    """The exit status of one that does not start."""
    with pytest.raises(AssertionError):
        async with process.started():
            pass
    yield await process.ended()


async def test_in_socket_mode_each_has_a_connection_of_its_own(
    slack: Slack, data: Path, redis_url: str
) -> None:
    async with SocketDoor() as door:
        process = ForkedProcess(
            slack,
            data,
            REDIS_URL=redis_url,
            SLACK_API_URL=f"{door.url}/api/",
            SLACK_APP_TOKEN=APP_TOKEN,
            WORKERS="2",
        )
        async with process.started(IN_SOCKET_MODE):
            peers = [await door.connected() for _ in range(WORKERS)]
            for peer in peers:
                await peer.hello()
            status, text = await asked(f"{process.operator}/readyz/process")
            assert (status, text) == (200, '{"process": "ok"}')
            assert await process.end(signal.SIGTERM) == 0
    assert not re.search(LISTENS, process.log)
