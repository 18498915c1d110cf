"""A Slack that says yes: what it costs must not be counted as the bot's."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.support.slack import BOT_USER, TEAM


class YesSlack:
    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.of_steps = 0  # calls that show a step or turn an old one into a line
        self._cards: set[str] = set()
        self._answers = asyncio.Event()
        self._answers.set()
        self.steps: dict[str, dict[str, Any]] = {}  # run -> what its newest step is stamped with
        self.news = asyncio.Condition()
        self._numbers = itertools.count(1)
        app = web.Application()
        app.router.add_post("/api/{method}", self._answer)
        app.router.add_get("/api/{method}", self._answer)
        app.router.add_post("/hooks", self._hook)
        self._runner = web.AppRunner(app)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def until(self, seen: Any, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(seen)

    @asynccontextmanager
    async def silent(self) -> AsyncIterator[None]:
        """Whoever asks waits: what follows a press must not be counted as the next one's."""
        self._answers.clear()
        try:
            yield
        finally:
            self._answers.set()

    async def _answer(self, request: web.Request) -> web.Response:
        await self._answers.wait()
        method = request.match_info["method"]
        self.calls[method] += 1
        said: dict[str, Any] = {"ok": True}
        if method == "auth.test":
            said |= {"team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT", "url": f"{self.url}/"}
        elif request.method == "GET":  # of people and channels
            said |= {"user": {}, "channel": {}}
        else:
            body = await request.json()
            ts = body.get("ts") or f"1795000000.{next(self._numbers):06d}"
            said |= {"channel": body["channel"], "ts": ts}
            if "thread_ts" in body or ("ts" in body and ts not in self._cards):
                self.of_steps += 1
            elif "ts" not in body:
                self._cards.add(ts)
            stamp = body.get("metadata", {})
            if stamp.get("event_type") == "mfa_step":
                step = stamp["event_payload"]
                self.steps[step["run"]] = step
        async with self.news:
            self.news.notify_all()
        return web.json_response(said)

    async def _hook(self, _: web.Request) -> web.Response:
        self.calls["response_url"] += 1
        return web.Response(text="ok")
