"""The process is killed while AWS is asked for what a step asks: the next one asks, and goes on."""

import asyncio
import signal
from pathlib import Path

from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, ROLE, Fault
from tests.support import small_aws as support
from tests.support.process import SOON_TAKEN_UP, ForkedProcess
from tests.support.slack import Slack

LATE = 60.0  # a busy machine starts a process slowly


async def test_while_aws_is_asked(slack: Slack, tmp_path: Path, redis_url: str) -> None:
    world = support.small_world()
    world.management.faults["DescribeOrganization"] = Fault.HANGS
    async with LocalAws(world) as aws:
        reader = {**aws.environment, "AWS_READER_ROLE": ROLE, "REDIS_URL": redis_url}
        process = ForkedProcess(slack, tmp_path, SOON_TAKEN_UP, **reader)
        async with process.person() as ana:
            await ana.command("/mfa-lost", MANAGEMENT)
            await slack.until(slack.steps, LATE)
            await ana.press("broken", slack.steps()[-1])
            await slack.until(lambda: slack.steps()[-1].step["step"] == "account_kind", LATE)
            async with asyncio.timeout(LATE):
                while "DescribeOrganization" not in str(world.asked):  # noqa: ASYNC110 -- as below
                    await asyncio.sleep(0.02)  # nothing announces it
            await process.end(signal.SIGKILL)
        world.management.faults.clear()
        async with process.person():
            await slack.until(lambda: slack.steps()[-1].step["step"] == "what_is_left", LATE)
    shown = [message.step["step"] for message in slack.steps()]
    assert shown.count("what_is_left") == 1
