"""Slack's side of Socket Mode: envelopes instead of requests, and all that can go wrong there."""

import asyncio
import itertools
import json
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from aiohttp import ClientConnectionResetError, ClientSession, WSCloseCode, WSMsgType, web

from tests.support.patience import HANGING
from tests.support.slack import Body


class Peer:
    """Slack's end of one connection."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self.from_port = int(self._transport.get_extra_info("peername")[1])
        self._answers: dict[str, asyncio.Future[Body]] = {}
        self.deaf = False  # the connection stays open, and nobody is at it
        self._gone = asyncio.Event()
        self.closed = asyncio.Event()
        self.pongs: list[bytes] = []

    @property
    def close_code(self) -> int | None:
        return self._socket.close_code

    async def serve(self) -> None:
        async for message in self._socket:
            if self.deaf:
                await self._gone.wait()
            if message.type is WSMsgType.PING:
                await self._socket.pong(message.data)
            elif message.type is WSMsgType.PONG:
                self.pongs.append(message.data)
            elif message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                self._answers[answer["envelope_id"]].set_result(answer)
        self.closed.set()

    async def says(self, **message: object) -> None:
        await self._socket.send_json(message)

    async def says_text(self, text: str) -> None:
        await self._socket.send_str(text)

    async def says_bytes(self, data: bytes) -> None:
        await self._socket.send_bytes(data)

    async def hello(self) -> None:
        await self.says(type="hello", num_connections=1)

    async def pings(self, data: bytes) -> None:
        await self._socket.ping(data)

    async def envelope(
        self, name: str, kind: str, payload: Body, **more: object
    ) -> asyncio.Future[Body]:
        """What the bot will answer to it, if it does."""
        answer = self.expects(name)
        await self.says(
            envelope_id=name,
            type=kind,
            payload=payload,
            accepts_response_payload=kind != "events_api",
            **more,
        )
        return answer

    def expects(self, name: str) -> asyncio.Future[Body]:
        """The answer to an envelope, whichever connection brought that."""
        return self._answers.setdefault(name, asyncio.get_running_loop().create_future())

    async def closes(self) -> None:
        self._gone.set()
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    def breaks_off(self) -> None:
        """In the middle of a frame: its head says that there is more."""
        self._raw(b"\x81\x7e\x10\x00and then")
        self._transport.close()

    def half_closes(self) -> None:
        """It will say nothing more, but would listen."""
        self._transport.write_eof()

    def _raw(self, data: bytes) -> None:
        self._transport.write(data)

    @property
    def _transport(self) -> asyncio.Transport:
        assert isinstance(self._request.transport, asyncio.Transport)
        return self._request.transport


Manner = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SocketDoor:
    """Stands where the bot's address would be: what is delivered there goes over the connection.

    `refusals` are answers of apps.connections.open, and `manners` what happens at the addresses
    that it gives, before all goes well.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.tokens: list[str] = []
        self.refusals: list[web.Response] = []
        self.manners: list[Manner] = []
        self.peers: list[Peer] = []
        self.way: Callable[[str, Body], Awaitable[Body]] = self.newest
        self._opened: asyncio.Queue[Peer] = asyncio.Queue()
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._closing = asyncio.Event()
        self.api_url = ""  # of the Slack that answers whatever else is asked
        app = web.Application()
        app.router.add_post("/slack/events", self._deliver)
        app.router.add_post("/api/apps.connections.open", self._connect)
        app.router.add_post("/api/{method}", self._forward)
        app.router.add_get("/socket", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.address = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls).start()
        self.address = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._closing.set()
        for peer in self.peers:
            await peer.closes()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.address}"

    async def connected(self) -> Peer:
        """The next connection, greeted; one that the bot has given up meanwhile is passed over."""
        while True:
            peer = await self.reached()
            with suppress(ClientConnectionResetError):
                await peer.hello()
                return peer

    async def reached(self) -> Peer:
        """The next connection, not greeted."""
        return await asyncio.wait_for(self._opened.get(), HANGING)

    # What happens at the address of a connection.

    async def never_answers(self, _: web.Request) -> web.StreamResponse:
        await self._closing.wait()
        return web.Response()

    async def turns_away(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=403)

    # How an envelope is delivered.

    def name(self) -> str:
        return f"envelope-{next(self._numbers)}"

    async def newest(self, kind: str, payload: Body) -> Body:
        answer = await self.peers[-1].envelope(self.name(), kind, payload)
        return await asyncio.wait_for(answer, 3)

    async def everywhere(self, kind: str, payload: Body) -> Body:
        """The same payload, on each connection."""
        open_ = [peer for peer in self.peers if not peer.closed.is_set()]
        answers = [await peer.envelope(self.name(), kind, payload) for peer in open_]
        first, *_ = [await asyncio.wait_for(answer, 3) for answer in answers]
        return first

    async def again(self, kind: str, payload: Body) -> Body:
        """Slack has not seen the answer, and asks once more."""
        await self.newest(kind, payload)
        answer = await self.peers[-1].envelope(
            self.name(), kind, payload, retry_attempt=1, retry_reason="timeout"
        )
        return await asyncio.wait_for(answer, 3)

    async def _deliver(self, request: web.Request) -> web.Response:
        """Nothing is signed on the way: the connection itself is what Slack vouches for."""
        body = await request.text()
        if request.content_type == "application/json":
            reply = await self.way("events_api", json.loads(body))
        else:
            fields = dict(parse_qsl(body, keep_blank_values=True))
            kind = "interactive" if "payload" in fields else "slash_commands"
            payload = json.loads(fields["payload"]) if "payload" in fields else fields
            reply = await self.way(kind, payload)
        said = reply.get("payload")
        return web.json_response(said) if said else web.Response()

    async def _connect(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers.get("Authorization", ""))
        if self.refusals:
            return self.refusals.pop(0)
        ticket = f"ticket-{len(self.tokens)}"
        self._tickets.add(ticket)
        url = f"{self.url.replace('http', 'ws', 1)}/socket?ticket={ticket}"
        return web.json_response({"ok": True, "url": url})

    async def _forward(self, request: web.Request) -> web.Response:
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
        url, body = f"{self.api_url}{request.match_info['method']}", await request.read()
        async with (
            ClientSession() as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            return web.Response(body=await answer.read(), content_type=answer.content_type)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        if self.manners:
            return await self.manners.pop(0)(request)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        peer = Peer(request, socket)
        self.peers.append(peer)
        self._opened.put_nowait(peer)
        await peer.serve()
        return socket


def refused(error: str, status: int = 200, **headers: str) -> web.Response:
    """An answer of apps.connections.open."""
    return web.json_response({"ok": False, "error": error}, status=status, headers=headers)


def said(text: str, ts: str = "1795000000.000100") -> Body:
    """A direct message: what the bot answers is posted before the envelope is answered."""
    event = {
        "type": "message",
        "channel_type": "im",
        "user": "U0ANA",
        "channel": "D0ANA",
        "ts": ts,
        "text": text,
    }
    return {
        "type": "event_callback",
        "team_id": "T0ACME",
        "event_id": "Ev1",
        "event": event,
        "authorizations": [{"team_id": "T0ACME", "user_id": "U0BOT", "is_bot": True}],
    }
