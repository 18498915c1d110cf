"""Where people are: the page, its feed of changes, and what they do."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from pydantic import ValidationError

from bot.local.slack import schemas
from bot.local.slack.actions import BUILT_IN, SILENT, Doings, Mistake
from bot.local.slack.clock import AdjustableClock
from bot.local.slack.event_delivery import Receipt
from bot.local.slack.fault_injection import Faults
from bot.local.slack.fault_switches import Trouble
from bot.local.slack.request_bodies import body_of
from bot.local.slack.workspace import TEAM, Body, Workspace

PAGE = Path(__file__).with_name("page")
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HOSTS = ("127.0.0.1", "localhost")

Doing = Callable[[Any], Awaitable[Receipt | None]]


class PageDoor:
    """`troubles` may grow while it serves."""

    def __init__(
        self,
        workspace: Workspace,
        doings: Doings,
        faults: Faults,
        troubles: Mapping[str, Trouble],
        clock: AdjustableClock,
    ) -> None:
        self._workspace = workspace
        self._doings = doings
        self._faults = faults
        self._troubles = troubles
        self._clock = clock
        self._closing = asyncio.Event()
        self._turning = asyncio.Lock()  # what is stopped is not started at the same time
        self._known: Mapping[str, tuple[type[schemas.Asked], Doing]] = {
            "say": (schemas.Say, self._say),
            "press": (schemas.Press, self._press),
            "submit": (schemas.Submit, self._submit),
            "close": (schemas.Close, self._close),
            "delete": (schemas.Delete, self._delete),
            "again": (schemas.Again, self._again),
            "clock": (schemas.Skip, self._skip),
            "trouble": (schemas.Turn, self._trouble),
            "fault": (schemas.Meet, self._fault),
            "mend": (schemas.Mend, self._mend),
            "points": (schemas.Points, self._points),
            "look": (schemas.Look, self._look),
        }

    def add_to(self, app: web.Application) -> None:
        app.middlewares.append(_own_page_only)
        app.router.add_get("/", _page)
        app.router.add_get("/archives/{channel}/{message}", _page)
        app.router.add_static("/page", PAGE)
        app.router.add_get("/local/feed", self._feed)
        app.router.add_post("/local/{doing}", self._do)
        app.on_response_prepare.append(_as_own_page)

    def close(self) -> None:
        """End the feeds."""
        self._closing.set()

    def tell_troubles(self) -> None:
        self._workspace.feed.tell("troubles", [each.told() for each in self._troubles.values()])

    async def _feed(self, request: web.Request) -> web.WebSocketResponse:
        """All that there is, then every change."""
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        with self._workspace.feed.listen() as frames:
            await socket.send_json({"seq": self._workspace.feed.seq, "all": self._state()})
            tasks = [
                asyncio.create_task(_send(frames, socket)),
                asyncio.create_task(_until_closed(socket)),
                asyncio.create_task(self._closing.wait()),
            ]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
        await socket.close()
        return socket

    def _state(self) -> Body:
        built_in = {
            name: {"description": what, "usage_hint": hint}
            for name, (what, hint) in BUILT_IN.items()
        }
        commands = [
            {
                "command": name,
                "description": about["description"],
                "usage_hint": about.get("usage_hint", ""),
            }
            for name, about in {**self._doings.commands, **built_in}.items()
        ]
        return {
            "workspace": {"name": "Acme", "team": TEAM, "url": self._doings.api.site},
            "commands": commands,
            "clock": self._time(),
            "troubles": [each.told() for each in self._troubles.values()],
            **self._workspace.everything(),
        }

    def _time(self) -> Body:
        return {"now": self._clock(), "ahead": self._clock.ahead}

    async def _do(self, request: web.Request) -> web.Response:
        """`ok` and, where not, a sentence; how the bot took it; the newest change's number."""
        name, body = request.match_info["doing"], await body_of(request)
        if name not in self._known:
            raise web.HTTPNotFound
        shape, doing = self._known[name]
        try:
            about = shape.model_validate(body)
        except ValidationError as error:
            unread = f"What is asked can't be read: {error.errors()[0]['loc']}"
            return web.json_response({"ok": False, "error": unread}, status=400)
        try:
            told = _told(await doing(about), silent=name == "press")
        except Mistake as mistake:
            told = {"ok": False, "error": str(mistake)}
        return web.json_response({"seq": self._workspace.feed.seq, **told})

    async def _say(self, what: schemas.Say) -> Receipt | None:
        return await self._doings.say(what.by, what.channel, what.thread, what.text)

    async def _press(self, what: schemas.Press) -> Receipt | None:
        return await self._doings.press(what.by, what.channel, what.ts, what.action)

    async def _submit(self, what: schemas.Submit) -> Receipt | None:
        return await self._doings.submit(what.by, what.window, what.values)

    async def _close(self, what: schemas.Close) -> None:
        await self._doings.close(what.by, what.window)

    async def _delete(self, what: schemas.Delete) -> Receipt | None:
        return await self._doings.delete(what.by, what.channel, what.ts)

    async def _again(self, what: schemas.Again) -> Receipt | None:
        return await self._doings.again(what.by)

    async def _skip(self, what: schemas.Skip) -> None:
        try:
            self._clock.skip(what.skip)
        except ValueError as error:
            raise Mistake(str(error)) from None
        self._workspace.feed.tell("clock", self._time())

    async def _trouble(self, what: schemas.Turn) -> None:
        trouble = self._troubles.get(what.name)
        if trouble is None:
            raise Mistake(f"There is no trouble called {what.name}.")
        async with self._turning:
            trouble.on = what.on
            try:
                await trouble.turn(what.on)
            except Mistake:
                trouble.on = not what.on
                raise
            finally:
                self.tell_troubles()

    async def _fault(self, what: schemas.Meet) -> None:
        self._faults.add(what.name, what.rule)

    async def _mend(self, what: schemas.Mend) -> None:
        self._faults.mend(what.name)

    async def _points(self, what: schemas.Points) -> None:
        self._doings.courier.points_to(what.bot)

    async def _look(self, _: schemas.Look) -> None: ...


def _told(receipt: Receipt | None, *, silent: bool) -> Body:
    """`silent`: nothing in Slack shows that the bot failed, so the page must."""
    if receipt is None:
        return {"ok": True}
    failed = {"ok": False, "error": SILENT} if silent and not receipt.ok else {"ok": True}
    return {**failed, "delivered": asdict(receipt)}


async def _send(frames: asyncio.Queue[Body], socket: web.WebSocketResponse) -> None:
    while True:
        await socket.send_json(await frames.get())


async def _until_closed(socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type is WSMsgType.ERROR:
            return


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _as_own_page(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"  # who changes the page sees it at once


@web.middleware
async def _own_page_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A page from elsewhere, open in the same browser, must not drive this one."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"http://{request.host}"
    if foreign or _host(request) not in HOSTS:
        raise web.HTTPForbidden(text="This Slack is for its own page.")
    return await handler(request)


def _host(request: web.Request) -> str | None:
    try:
        return request.url.host
    except ValueError:  # no address at all
        return None
