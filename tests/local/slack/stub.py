"""Stands where the bot would: remembers what Slack sent, and answers as the test says."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import CIMultiDictProxy

from tests.support.slack import Body


@dataclass(frozen=True, slots=True)
class Request:
    body: str
    headers: CIMultiDictProxy[str]

    @property
    def form(self) -> dict[str, str]:
        """A slash command's fields."""
        return dict(parse_qsl(self.body, keep_blank_values=True, strict_parsing=True))

    @property
    def payload(self) -> Body:
        """What came of a button or a window."""
        return dict(json.loads(self.form["payload"]))

    @property
    def json(self) -> Body:
        """What came of an event."""
        return dict(json.loads(self.body))

    @property
    def retry(self) -> tuple[str, str]:
        headers = self.headers
        return headers.get("X-Slack-Retry-Num", ""), headers.get("X-Slack-Retry-Reason", "")


@dataclass(frozen=True, slots=True)
class Says:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class StubBot:
    def __init__(self) -> None:
        self.got: list[Request] = []
        self._next: deque[Says] = deque()
        self._always = Says()
        self._goes_on = asyncio.Event()
        self._goes_on.set()
        app = web.Application()
        app.router.add_post("/slack/events", self._receive)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.goes_on()
        await self._runner.cleanup()

    @property
    def last(self) -> Request:
        return self.got[-1]

    def says(self, what: Any = b"", status: int = 200, **headers: str) -> None:
        """To whatever comes: bytes as they are, other things as JSON."""
        self._always = _says(what, status, headers)

    def says_once(self, what: Any = b"", status: int = 200, **headers: str) -> None:
        self._next.append(_says(what, status, headers))

    def hangs(self) -> None:
        self._goes_on.clear()

    def goes_on(self) -> None:
        self._goes_on.set()

    async def _receive(self, request: web.Request) -> web.Response:
        self.got.append(Request(await request.text(), request.headers))
        said = self._next.popleft() if self._next else self._always
        await self._goes_on.wait()
        return web.Response(body=said.body, status=said.status, headers=said.headers)


def _says(what: Any, status: int, headers: dict[str, str]) -> Says:
    body = what if isinstance(what, bytes) else json.dumps(what).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Says(body, status, named)
