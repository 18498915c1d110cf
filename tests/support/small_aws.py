"""Small AWS that the bot under test asks, in this process's environment."""

import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import pytest

from bot.core.evidence import Unknown
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, Fault, World, world
from tests.support.patience import HANGING

MEMBER = "210987654321"
# Why AWS does not answer, by the trouble that calls meet.
UNKNOWN = {
    Fault.DENIED: Unknown.DENIED,
    Fault.THROTTLED: Unknown.THROTTLED,
    Fault.EXPIRED: Unknown.EXPIRED,
    Fault.CLOCK: Unknown.CLOCK,
    Fault.BROKEN: Unknown.AWAY,
}


def small_world() -> World:
    return world({MANAGEMENT: "prod", MEMBER: "sandbox"})


@cache
def models(where: str | None) -> Any:
    """What botocore reads AWS's models of its services with: once for all tests."""
    from botocore.loaders import create_loader  # noqa: PLC0415 -- slow to load

    return create_loader(where)


@asynccontextmanager
async def asked(the_world: World, patch: pytest.MonkeyPatch) -> AsyncIterator[LocalAws]:
    """Small AWS to which botocore is led, whatever this machine's environment says."""
    for thread in threading.enumerate():
        if thread.name.startswith("aws"):  # of another test, and still waiting for its AWS
            thread.join(HANGING)
    async with LocalAws(the_world) as aws:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in aws.environment.items():
            patch.setenv(name, value)
        patch.setattr("botocore.session.create_loader", models)
        yield aws
