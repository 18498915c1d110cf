"""HTTP routes for people: the page, its feed of changes, and their actions."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from pydantic import ValidationError

from bot.local.slack import schemas
from bot.local.slack.actions import BUILT_IN, Actions
from bot.local.slack.clock import AdjustableClock
from bot.local.slack.event_delivery import BotResponse
from bot.local.slack.fault_injection import FaultInjector
from bot.local.slack.fault_switches import FaultSwitch
from bot.local.slack.request_bodies import read_body
from bot.local.slack.view_actions import SILENT, ActionError, Pressed, ViewActions
from bot.local.slack.workspace import TEAM, Body, Workspace

PAGE = Path(__file__).with_name("page")
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HOSTS = ("127.0.0.1", "localhost")

# Slack itself shows nothing there when the bot fails.
SILENT_WHERE_IT_FAILS = frozenset({"press", "press_in_view", "shortcut", "shortcut_on"})

Handler = Callable[[Any], Awaitable[BotResponse | None]]


class PageRoutes:
    """Routes of one server. `fault_switches` and `links` (URLs by label) may grow while it runs."""

    def __init__(
        self,
        workspace: Workspace,
        actions: Actions,
        views: ViewActions,
        faults: FaultInjector,
        fault_switches: Mapping[str, FaultSwitch],
        clock: AdjustableClock,
        links: Mapping[str, str],
    ) -> None:
        self._workspace = workspace
        self._actions = actions
        self._views = views
        self._faults = faults
        self._fault_switches = fault_switches
        self._links = links
        self._clock = clock
        self._closing = asyncio.Event()
        self._switching = asyncio.Lock()  # nothing is stopped and started at the same time
        self._handlers: Mapping[str, tuple[type[schemas.PageRequest], Handler]] = {
            "say": (schemas.Say, self._say),
            "press": (schemas.Press, self._press),
            "press_in_view": (schemas.PressInView, self._press_in_view),
            "home": (schemas.OpenHome, self._open_home),
            "shortcut": (schemas.UseShortcut, self._use_shortcut),
            "shortcut_on": (schemas.UseOnMessage, self._use_on_message),
            "submit": (schemas.Submit, self._submit),
            "close": (schemas.Close, self._close),
            "delete": (schemas.Delete, self._delete),
            "redeliver": (schemas.Redeliver, self._redeliver),
            "group": (schemas.SetGroup, self._set_group),
            "clock": (schemas.SkipTime, self._skip_time),
            "fault_switch": (schemas.SwitchFault, self._switch_fault),
            "fault": (schemas.AddFault, self._add_fault),
            "remove_faults": (schemas.RemoveFaults, self._remove_faults),
            "bot_url": (schemas.SetBotUrl, self._set_bot_url),
            "sync": (schemas.Sync, self._sync),
        }

    def add_to(self, app: web.Application) -> None:
        app.middlewares.append(_own_page_only)
        app.router.add_get("/", _page)
        app.router.add_get("/archives/{channel}/{message}", _page)
        app.router.add_static("/page", PAGE)
        app.router.add_get("/local/feed", self._feed)
        app.router.add_post("/local/{action}", self._do)
        app.on_response_prepare.append(_set_page_headers)

    def close(self) -> None:
        """End the feeds."""
        self._closing.set()

    def publish_fault_switches(self) -> None:
        self._workspace.feed.publish(
            "fault_switches", [each.as_json() for each in self._fault_switches.values()]
        )

    async def _feed(self, request: web.Request) -> web.WebSocketResponse:
        """A snapshot of everything, then every change."""
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        with self._workspace.feed.listen() as frames:
            await socket.send_json({"seq": self._workspace.feed.seq, "all": self.state()})
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

    def state(self) -> Body:
        """Snapshot of everything."""
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
            for name, about in {**self._actions.commands, **built_in}.items()
        ]
        return {
            "workspace": {"name": "Acme", "team": TEAM, "url": self._actions.api.site},
            "commands": commands,
            "shortcuts": [*self._actions.shortcuts],
            "clock": self._time(),
            "fault_switches": [each.as_json() for each in self._fault_switches.values()],
            "links": dict(self._links),
            **self._workspace.snapshot(),
        }

    def _time(self) -> Body:
        return {"now": self._clock(), "ahead": self._clock.ahead}

    async def _do(self, request: web.Request) -> web.Response:
        name, body = request.match_info["action"], await read_body(request)
        if name not in self._handlers:
            raise web.HTTPNotFound
        try:
            return web.json_response(await self.act(name, body))
        except ValidationError as error:
            unread = f"This request is not valid: {error.errors()[0]['loc']}"
            return web.json_response({"ok": False, "error": unread}, status=400)

    async def act(self, name: str, body: Body) -> Body:
        """Result of an action: `ok`, or a sentence why not; the bot's answer; the newest change's
        number. Raises ValidationError.
        """
        schema, handler = self._handlers[name]
        about = schema.model_validate(body)
        try:
            result = _as_json(await handler(about), silent=name in SILENT_WHERE_IT_FAILS)
        except ActionError as error:
            result = {"ok": False, "error": str(error)}
        return {"seq": self._workspace.feed.seq, **result}

    async def _say(self, what: schemas.Say) -> BotResponse | None:
        return await self._actions.say(what.by, what.channel, what.thread, what.text)

    async def _press(self, what: schemas.Press) -> BotResponse | None:
        pressed = Pressed(what.action, what.chosen)
        return await self._actions.press(what.by, what.channel, what.ts, pressed, what.values)

    async def _press_in_view(self, what: schemas.PressInView) -> BotResponse | None:
        pressed = Pressed(what.action, what.chosen)
        return await self._views.press(what.by, what.view, pressed, what.values)

    async def _open_home(self, what: schemas.OpenHome) -> BotResponse | None:
        return await self._views.open_home(what.by, what.tab)

    async def _use_shortcut(self, what: schemas.UseShortcut) -> BotResponse | None:
        return await self._actions.use_shortcut(what.by, what.callback_id)

    async def _use_on_message(self, what: schemas.UseOnMessage) -> BotResponse | None:
        where = (what.channel, what.ts)
        return await self._actions.use_on_message(what.by, *where, what.callback_id)

    async def _submit(self, what: schemas.Submit) -> BotResponse | None:
        return await self._views.submit(what.by, what.window, what.values)

    async def _close(self, what: schemas.Close) -> None:
        await self._views.close(what.by, what.window)

    async def _delete(self, what: schemas.Delete) -> BotResponse | None:
        return await self._actions.delete(what.by, what.channel, what.ts)

    async def _redeliver(self, what: schemas.Redeliver) -> BotResponse | None:
        return await self._actions.redeliver(what.by)

    async def _set_group(self, what: schemas.SetGroup) -> None:
        known = self._workspace.groups.get(what.id)
        if known is None:
            raise ActionError(f"There is no user group {what.id}.")
        users = tuple(what.users)
        self._workspace.set_group(replace(known, users=users, disabled=what.disabled))

    async def _skip_time(self, what: schemas.SkipTime) -> None:
        try:
            self._clock.skip(what.skip)
        except ValueError as error:
            raise ActionError(str(error)) from None
        self._workspace.feed.publish("clock", self._time())

    async def _switch_fault(self, what: schemas.SwitchFault) -> None:
        switch = self._fault_switches.get(what.name)
        if switch is None:
            raise ActionError(f"There is no trouble called {what.name}.")
        async with self._switching:
            switch.on = what.on
            try:
                await switch.toggle(what.on)
            except ActionError:
                switch.on = not what.on
                raise
            finally:
                self.publish_fault_switches()

    async def _add_fault(self, what: schemas.AddFault) -> None:
        self._faults.add(what.name, what.rule)

    async def _remove_faults(self, what: schemas.RemoveFaults) -> None:
        self._faults.remove(what.name)

    async def _set_bot_url(self, what: schemas.SetBotUrl) -> None:
        self._actions.delivery.set_bot_url(what.bot)

    async def _sync(self, _: schemas.Sync) -> None: ...


def _as_json(response: BotResponse | None, *, silent: bool) -> Body:
    """`silent`: Slack itself shows nothing when the bot fails, so the page has to."""
    if response is None:
        return {"ok": True}
    failed = {"ok": False, "error": SILENT} if silent and not response.ok else {"ok": True}
    return {**failed, "delivered": asdict(response)}


async def _send(frames: asyncio.Queue[Body], socket: web.WebSocketResponse) -> None:
    while True:
        await socket.send_json(await frames.get())


async def _until_closed(socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type is WSMsgType.ERROR:
            return


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _set_page_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"  # a change of the page shows at once


@web.middleware
async def _own_page_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse requests of other sites that are open in the same browser."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"http://{request.host}"
    if foreign or _host(request) not in HOSTS:
        raise web.HTTPForbidden(text="This Slack is for its own page.")
    return await handler(request)


def _host(request: web.Request) -> str | None:
    try:
        return request.url.host
    except ValueError:  # it is not a URL
        return None
