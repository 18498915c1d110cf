"""The bot as a process of these tests: the real one, but it kills itself where it is told to.

Its settings are its environment; `CHAOS_POINT` and `CHAOS_CROSSING` name the place in the way of a
press where it dies, and how many times it passes there unharmed before it does.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot import app
from bot.core.shown import Shown
from bot.guide import opening
from bot.process import logs
from bot.settings import settings
from bot.slack.api.client import SlackApi
from bot.slack.delivery import delivery
from bot.slack.render.blocks import Message
from bot.slack.transport import rate_limiter
from bot.store import commit, due_set, holds
from bot.store.holds import Hold, Holds
from bot.store.store import Store
from tests.support.shipped import LIBRARY  # once, before processes are forked off

POINTS = (
    *("before the commit", "after the commit", "after the 200"),
    *("before the post", "after the post", "before the mark", "after the mark"),
)
PATCH = pytest.MonkeyPatch()  # never undone: the process is the test's own

Work = Callable[..., Awaitable[Any]]


def serve(environ: Mapping[str, str], log: Path) -> None:
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
    logs.log_to_stderr("INFO")
    _hasten()
    PATCH.setattr(opening, "load", lambda *_, **__: LIBRARY)
    if point := environ.get("CHAOS_POINT"):
        _lay(Wire(point, int(environ["CHAOS_CROSSING"])))
    asyncio.run(app.run(settings.read(environ)))


def _hasten() -> None:
    """The bot's own pace would only make tests wait."""
    for lease in (commit, due_set):
        PATCH.setattr(lease, "LEASE_MS", 1_200)
    PATCH.setattr(holds, "HOLD_MS", 1_000)
    PATCH.setattr(delivery, "BUSY_AGAIN", 100)
    PATCH.setattr(app, "AT_REST", 0.1)
    rate_limiter.lift()


@dataclass(slots=True)
class Wire:
    point: str
    left: int

    def cross(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, work: Work, name: str, when: Callable[..., bool] = lambda *_: True) -> Work:
        async def wired(*args: Any, **kwargs: Any) -> Any:
            counts = when(*args)
            if counts:
                self.cross(f"before the {name}")
            done = await work(*args, **kwargs)
            if counts:
                self.cross(f"after the {name}")
            return done

        return wired


def _lay(wire: Wire) -> None:
    said = wire.around(web.Response.write_eof, "200", _is_said_to_slack)
    PATCH.setattr(web.Response, "write_eof", said)
    PATCH.setattr(Store, "commit", wire.around(Store.commit, "commit"))
    PATCH.setattr(Holds, "mark", wire.around(Holds.mark, "mark", _tells_what_is_shown))
    PATCH.setattr(SlackApi, "post", wire.around(SlackApi.post, "post", _is_of_a_run))


def _tells_what_is_shown(_: Holds, __: Hold, shown: Shown, *___: Any) -> bool:
    return shown.intent is None


def _is_of_a_run(_: SlackApi, __: str, message: Message, *___: Any) -> bool:
    return message.metadata is not None


def _is_said_to_slack(response: web.Response, *_: Any) -> bool:
    request = response._req
    return response.status == 200 and request is not None and request.method == "POST"
