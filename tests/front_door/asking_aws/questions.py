"""What AWS is asked, where its answer leads, and what the log says where there is none."""

import asyncio
import logging

import pytest

from bot.core.evidence import Unknown
from bot.local.aws.world import MANAGEMENT, World
from tests.support.bots import Served
from tests.support.patience import SLACK_WAITS
from tests.support.person import Person


def plain(text: str) -> str:
    return text.replace("*", "")


async def comes_to(bot: Served, step: str) -> None:
    """Until AWS's answer leads there."""
    await bot.slack.until(lambda: bot.step().step["step"] == step)
    await bot.settled()


def asked(aws: World, operation: str) -> int:
    return sum(called == operation for _, called in aws.asked)


async def until_asked(aws: World) -> None:
    async with asyncio.timeout(10):
        while not aws.asked:  # noqa: ASYNC110 -- nothing announces it
            await asyncio.sleep(0.02)


async def counts_meanwhile(bot: Served, ana: Person, aws: World, press: str, to: str) -> None:
    """A press while AWS is asked and says nothing."""
    await until_asked(aws)
    answer = await ana.press(press, bot.step())
    assert (answer.status, answer.text) == (200, "")
    assert answer.seconds < SLACK_WAITS
    await bot.slack.until(lambda: bot.step().step["step"] == to)


def assert_logged_once(log: pytest.LogCaptureFixture, about: str, why: Unknown) -> None:
    """However often AWS is asked about it."""
    told = [(r.levelno, r.getMessage()) for r in log.records if "from AWS about" in r.getMessage()]
    assert told == [
        (logging.WARNING, f"no answer from AWS about {about} of account {MANAGEMENT}: {why}")
    ]
