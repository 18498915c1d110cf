"""The real process: started, stopped, killed, and started again where it was."""

import re
import signal
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from bot.local.slack.fault_injection import Refuse
from tests.support.bots import until_gone
from tests.support.process import ForkedProcess, Process
from tests.support.slack import Slack


async def rests(home: Path) -> None:
    """Nobody is in the middle of showing a step: another process waits for one that is."""
    async with Redis(unix_socket_path=f"{home}/redis/redis.sock") as redis:
        await until_gone(redis.keys, "*:delivering:*")


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("d")


@pytest.fixture
def process(slack: Slack, data: Path) -> ForkedProcess:
    return ForkedProcess(slack, data)


async def shown(slack: Slack, turn: int) -> None:
    await slack.until(lambda: slack.steps() and slack.steps()[-1].step["turn"] == turn, 20)


async def test_it_goes_on_where_it_was_whether_it_was_killed_or_stopped(
    slack: Slack, process: Process, data: Path
) -> None:
    async with process.person() as ana:
        await ana.command("/mfa-lost", "prod")
        await shown(slack, 1)
        await ana.press("broken")
        await shown(slack, 2)
        await slack.until(lambda: not slack.steps()[0].buttons)
        await rests(data)
        assert await process.end(signal.SIGKILL) == -signal.SIGKILL
    for turn, (first, then) in ((2, ("standalone", "nothing")), (4, ("back", "nothing"))):
        async with process.person() as ana:
            await ana.press(first)
            await shown(slack, turn + 1)
            await ana.press(then)
            await shown(slack, turn + 2)
            assert await process.end(signal.SIGTERM) == 0
    assert not re.search("Traceback|ERROR|WARNING", process.log)


async def test_presses_do_not_wait_for_garbage_collection(slack: Slack, data: Path) -> None:
    hurried = "from bot.slack.transport import rate_limiter\nrate_limiter.lift()"
    process = Process(slack, data, hurried)
    async with process.person() as ana:
        await ana.command("/mfa-lost", "prod")
        await shown(slack, 1)
        before = await collections(process)
        for n in range(40):
            await ana.press("run:back" if n % 2 else "broken")
            await shown(slack, n + 2)
        assert await collections(process) == before


async def collections(process: Process) -> dict[str, float]:
    """How often each generation of objects was looked through, by its number."""
    async with ClientSession() as session, session.get(f"{process.operator}/metrics") as answer:
        families = text_string_to_metric_families(await answer.text())
    found = next(f for f in families if f.name == "python_gc_collections")
    return {sample.labels["generation"]: sample.value for sample in found.samples}


async def test_a_press_that_slack_did_not_see_yet_is_not_lost_by_a_stop(
    slack: Slack, process: Process
) -> None:
    async with process.person() as ana:
        await ana.command("/mfa-lost", "prod")
        await shown(slack, 1)
        await slack.meets(Refuse(error="internal_error"), "chat.", channel=ana.channel)
        assert (await ana.press("broken")).status == 200
        await slack.until(lambda: not slack.of("chat.postMessage")[-1].answer["ok"])
        assert await process.end(signal.SIGTERM) == 0
    await slack.mended()
    async with process.person():
        await shown(slack, 2)
    assert len(slack.steps()) == 2
