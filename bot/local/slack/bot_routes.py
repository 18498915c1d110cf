"""HTTP routes for the bot: the Web API and response URLs, with injected faults."""

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from bot.local.slack.fault_injection import Answers, FaultInjector, Hang, Lose, Reset, Slow
from bot.local.slack.lookups import READS
from bot.local.slack.request_bodies import read_body
from bot.local.slack.web_api import WebApi
from bot.local.slack.workspace import Body, Workspace

FORM = "application/x-www-form-urlencoded"  # which every method takes


class BotRoutes:
    def __init__(self, workspace: Workspace, api: WebApi, faults: FaultInjector) -> None:
        self._workspace = workspace
        self._api = api
        self._faults = faults
        self._closing = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/api/{method}", self._call)
        app.router.add_get("/api/{method}", self._call)
        app.router.add_post("/hooks/{hook}", self._hook)

    def close(self) -> None:
        """End the calls that hang."""
        self._closing.set()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        in_query = method in READS and request.content_type != FORM
        body = dict(request.query) if in_query else await read_body(request)
        authorization = request.headers.get("Authorization", "")
        began = time.perf_counter()

        def answer() -> web.Response:
            said = self._api.answer(method, authorization, body)
            self._log(method, 200, began, body, said)
            scopes = ",".join(sorted(self._api.scopes))
            return web.json_response(said, headers={"X-OAuth-Scopes": scopes})

        return await self._answer_or_fault(request, method, body, answer)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        name, body = request.match_info["hook"], await read_body(request)
        began = time.perf_counter()

        def answer() -> web.Response:
            status, text = self._api.respond(name, body)
            self._log("response_url", status, began, body, text, hook=name)
            return web.Response(status=status, text=text)

        return await self._answer_or_fault(request, "response_url", body, answer)

    async def _answer_or_fault(
        self, request: web.Request, method: str, body: Body, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        fault, began = self._faults.fault_for(method, body), time.perf_counter()
        match fault:
            case None:
                return answer()
            case Slow(seconds=seconds):
                await asyncio.sleep(seconds)
                return answer()
            case Lose():
                answer()
                return _aborted(request)
            case Answers(taken=True):
                answer()
                return fault.response()
        status = fault.response().status if hasattr(fault, "response") else 0
        self._log(method, status, began, body, {"ok": False, "error": fault.kind})
        match fault:
            case Hang():
                await self._closing.wait()
                return web.Response()
            case Reset():
                return _aborted(request)
            case _:
                return fault.response()

    def _log(
        self,
        method: str,
        status: int,
        began: float,
        body: Body,
        answer: object,
        **about: str,
    ) -> None:
        ms = round((time.perf_counter() - began) * 1000, 1)
        self._workspace.log_traffic(
            "slack", method, status=status, ms=ms, retry=0, sent=body, answer=answer, **about
        )


def _aborted(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
