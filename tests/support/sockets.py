"""Slack's side of Socket Mode: envelopes instead of requests, and what the bot says to each."""

import asyncio
import itertools
import json
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.support.slack import Body


class SocketDoor:
    """Stands where the bot's address would be: what is delivered there goes over the connection."""

    def __init__(self) -> None:
        self.opened: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.tokens: list[str] = []
        self._socket: web.WebSocketResponse | None = None
        self._replies: dict[str, asyncio.Future[Body]] = {}
        self._numbers = itertools.count(1)
        app = web.Application()
        app.router.add_post("/slack/events", self._deliver)
        app.router.add_post("/api/apps.connections.open", self._connect)
        app.router.add_get("/socket", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.address = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self.hang_up()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    async def hang_up(self) -> None:
        if self._socket:
            await self._socket.close()

    async def connected(self) -> None:
        self._socket = await asyncio.wait_for(self.opened.get(), 5)
        await self._socket.send_json({"type": "hello", "num_connections": 1})

    async def _deliver(self, request: web.Request) -> web.Response:
        """Nothing is signed on the way: the connection itself is what Slack vouches for."""
        body = await request.text()
        if request.content_type == "application/json":
            reply = await self._send("events_api", json.loads(body))
        else:
            fields = dict(parse_qsl(body, keep_blank_values=True))
            kind = "interactive" if "payload" in fields else "slash_commands"
            payload = json.loads(fields["payload"]) if "payload" in fields else fields
            reply = await self._send(kind, payload)
        said = reply.get("payload")
        return web.json_response(said) if said else web.Response()

    async def _send(self, kind: str, payload: Body) -> Body:
        assert self._socket
        envelope = f"envelope-{next(self._numbers)}"
        self._replies[envelope] = asyncio.get_running_loop().create_future()
        await self._socket.send_json(
            {
                "envelope_id": envelope,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind != "events_api",
            }
        )
        return await asyncio.wait_for(self._replies[envelope], 3)

    async def _connect(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers.get("Authorization", ""))
        return web.json_response({"ok": True, "url": f"ws://{self.address}/socket"})

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened.put_nowait(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT and (reply := json.loads(message.data)):
                self._replies[reply["envelope_id"]].set_result(reply)
        return socket
