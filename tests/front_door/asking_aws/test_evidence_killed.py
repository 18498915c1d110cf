"""The process is killed while a run waits for AWS: nothing is lost, and nothing pressed twice."""

import asyncio
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.core.press import AWS
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, ROLE, Fault, World
from bot.local.slack.fault_injection import Slow
from tests.front_door.asking_aws.test_evidence import TO_REMOVAL
from tests.support import small_aws as support
from tests.support.person import Person
from tests.support.process import ForkedProcess
from tests.support.shelf import Shelf
from tests.support.slack import Slack

LATE = 60.0  # a busy machine starts a process slowly
# AWS is asked at once and often, and what a killed process held is soon taken up.
HURRIED = """
from bot import app
from bot.core import evidence, timers
from bot.slack.transport import rate_limiter
from bot.store import commit, due_set, holds
evidence.ASKED_EVERY = timers.ASKED_EVERY = 300
commit.LEASE_MS = due_set.LEASE_MS = 1_200
holds.HOLD_MS = 1_000
app.AT_REST = 0.1
rate_limiter.lift()
"""
BY_AWS = [("remove_device", "removed"), ("removal_seen", "none_left")]


@pytest.fixture
def world() -> World:
    return support.small_world()


@pytest.fixture
async def process(
    slack: Slack, tmp_path: Path, redis_url: str, world: World
) -> AsyncIterator[ForkedProcess]:
    async with LocalAws(world) as aws:
        reader = {**aws.environment, "AWS_READER_ROLE": ROLE, "REDIS_URL": redis_url}
        yield ForkedProcess(slack, tmp_path, HURRIED, **reader)


async def waits(ana: Person) -> None:
    """Until a run stands where AWS's word would press."""
    await ana.command("/mfa-disable", MANAGEMENT)
    await ana.slack.until(ana.slack.steps, LATE)
    for press in TO_REMOVAL:
        known = len(ana.slack.steps())
        name, typed, text = press.partition("=")
        await (ana.answer(text) if typed else ana.press(name, ana.slack.steps()[-1]))
        await ana.slack.until(partial(shows_more, ana.slack, known), LATE)
    assert here(ana.slack) == "remove_device"


def shows_more(slack: Slack, steps: int) -> bool:
    return len(slack.steps()) > steps


async def asked(world: World, before: int = 0) -> None:
    """Until AWS has been asked once more."""
    async with asyncio.timeout(LATE):
        while len(world.asked) <= before:  # noqa: ASYNC110 -- nothing announces it
            await asyncio.sleep(0.02)


def here(slack: Slack) -> str:
    return str(slack.steps()[-1].step["step"])


async def followed_once(slack: Slack, shelf: Shelf, world: World) -> None:
    """Until the thread stands where AWS's word leads: each press and each step is there once."""
    await slack.until(lambda: here(slack) == "next_sign_in", LATE)
    before = len(world.asked)
    await asked(world, before)  # it hears the same again, and presses nothing by it
    await slack.caught_up()
    steps = [message.step["step"] for message in slack.steps()]
    assert steps[-3:] == ["remove_device", "removal_seen", "next_sign_in"]
    assert len(steps) == len(set(steps))
    entries = [one for one in reversed(await shelf.audit()) if one["by"] == AWS]
    assert [(one["from"], one["button"]) for one in entries] == BY_AWS
    assert sum("· AWS ·" in message.text for message in slack.messages) == len(BY_AWS)


async def test_between_two_questions(
    slack: Slack, process: ForkedProcess, shelf: Shelf, world: World
) -> None:
    async with process.person() as ana:
        await waits(ana)
        await asked(world)
        await process.end(signal.SIGKILL)
    world.management.mfa = False
    async with process.person():
        await followed_once(slack, shelf, world)


async def test_while_aws_is_about_to_answer(
    slack: Slack, process: ForkedProcess, shelf: Shelf, world: World
) -> None:
    world.management.faults[""] = Fault.HANGS
    async with process.person() as ana:
        await waits(ana)
        await asked(world)
        await process.end(signal.SIGKILL)
    world.management.faults.clear()
    world.management.mfa = False
    async with process.person():
        await followed_once(slack, shelf, world)


async def test_between_the_press_of_aws_and_what_is_shown_of_it(
    slack: Slack, process: ForkedProcess, shelf: Shelf, world: World
) -> None:
    async with process.person() as ana:
        await waits(ana)
        await slack.meets(Slow(seconds=2), "chat.")
        world.management.mfa = False
        async with asyncio.timeout(LATE):
            while not [one for one in await shelf.audit() if one["by"] == AWS]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert here(slack) == "remove_device"
        await process.end(signal.SIGKILL)
    await slack.mended()
    async with process.person():
        await followed_once(slack, shelf, world)
