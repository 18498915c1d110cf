"""One Socket Mode connection: from Slack's hello to its end.

The protocol: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp
from aiohttp import ClientWebSocketResponse, ClientWSTimeout, WSMsgType
from yarl import URL

from bot.process.shutdown import cancel_and_wait
from bot.slack.requests.payload import Body

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024  # of one frame; a longer one ends the connection
QUIET_TIMES = 3  # how often in a row nothing is heard until a connection counts as dead
BROKEN = (aiohttp.ClientError, OSError)  # a TimeoutError is an OSError
OTHERS = (
    "other connections of this app: {n}. Slack sends each request over only one of them, so all of"
    " them must belong to this bot"
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Time limits of a connection, in seconds."""

    hello: float = 10.0  # from asking Slack where to connect, to its hello
    quiet: float = 10.0  # without a frame, until Slack is pinged; thrice in a row is the end
    close: float = 1.0
    first: float = 1.0  # until the next try after one that failed; doubled each time, up to…
    most: float = 60.0
    steady: float = 30.0  # a connection that lasted so long was no failed try
    handover: float = 30.0  # in which Slack closes the old one: it says about 10 s
    age: float = 3600.0  # a connection may answer pings and bring nothing else: no older than this


class EndReason(StrEnum):
    """Why a connection is left."""

    CLOSED = "closed"  # by Slack, or on the way to it
    SILENT = "silent"  # open, and dead
    REFRESH = "refresh"  # Slack will close it in a few seconds
    OLD = "old"
    TOO_MANY = "too_many_websockets"  # Slack allows an app ten
    DISABLED = "link_disabled"  # Socket Mode was turned off for the app
    STOPPED = "stopped"


class NoHello(ConnectionError):
    """Connection that Slack, or a proxy in between, closed before its hello."""

    def __init__(self, ending: EndReason) -> None:
        super().__init__(ending)
        self.ending = ending


class Connection:
    """Connection of Socket Mode. `take` is called with each envelope, and the connection to answer
    on.
    """

    def __init__(
        self,
        socket: ClientWebSocketResponse,
        pace: Pace,
        take: Callable[["Connection", Body], None],
    ) -> None:
        self._socket = socket
        self._pace = pace
        self._take = take
        self._greeted = False
        self._known = asyncio.Event()  # whether it was greeted, or left before that
        self._left = asyncio.Event()
        self._reader = asyncio.create_task(self._read())
        self.ending: EndReason | None = None
        self.counted = 1  # connections of the app, as Slack's hello counts them

    @classmethod
    async def open(
        cls,
        session: aiohttp.ClientSession,
        url: str,
        proxy: URL | None,
        pace: Pace,
        take: Callable[["Connection", Body], None],
    ) -> "Connection":
        """Return when Slack has said hello: one that does not may never bring anything.

        Raises NoHello, aiohttp.ClientError, OSError.
        """
        socket = await session.ws_connect(
            url,
            proxy=proxy,
            autoping=False,  # what is heard is counted here
            max_msg_size=MOST_BYTES,
            timeout=ClientWSTimeout(ws_close=pace.close),
        )
        connection = cls(socket, pace, take)
        try:
            await connection._greeting()
        except BaseException:
            await connection.close()
            raise
        return connection

    @property
    def alive(self) -> bool:
        return self._greeted and not self._reader.done()

    def others(self, own: int) -> str:
        """Addition to the log: connections beside this one and the `own` others of its process."""
        left = self.counted - 1 - own
        return f"; {OTHERS.format(n=left)}" if left > 0 else ""

    async def _greeting(self) -> None:
        await self._known.wait()
        if not self._greeted:
            raise NoHello(self.ending or EndReason.CLOSED)

    async def left(self, after: float) -> EndReason:
        """Wait until it has ended, or will soon, or is `after` seconds older."""
        try:
            await asyncio.wait_for(self._left.wait(), after)
        except TimeoutError:
            self._leave(EndReason.OLD)
        return self.ending or EndReason.CLOSED

    async def ended(self, within: float) -> None:
        await asyncio.wait([self._reader], timeout=within)

    async def send(self, body: Body) -> None:
        """Raises aiohttp.ClientError, OSError."""
        async with asyncio.timeout(self._pace.quiet):
            await self._socket.send_str(json.dumps(body))

    async def close(self) -> None:
        self._leave(EndReason.STOPPED)
        try:
            async with asyncio.timeout(2 * self._pace.close):
                await self._socket.close()
        except BROKEN:
            log.debug("Socket Mode: a connection did not close cleanly")
        await cancel_and_wait([self._reader])

    async def _read(self) -> None:
        try:
            self._leave(await self._until_end())
        except BROKEN:
            self._leave(EndReason.CLOSED)

    async def _until_end(self) -> EndReason:
        quiet = 0
        while quiet < QUIET_TIMES:
            try:
                frame = await self._socket.receive(self._pace.quiet)
            except TimeoutError:
                quiet += 1
                async with asyncio.timeout(self._pace.quiet):
                    await self._socket.ping()
                continue
            quiet = 0
            match frame.type:
                case WSMsgType.PING:
                    await self._socket.pong(frame.data)
                case WSMsgType.TEXT:
                    self._heard(frame.data)
                case WSMsgType.CLOSE | WSMsgType.CLOSING | WSMsgType.CLOSED | WSMsgType.ERROR:
                    return EndReason.CLOSED
        return EndReason.SILENT

    def _heard(self, text: str) -> None:
        match _message(text):
            case {"type": "hello", **about}:
                counted = about.get("num_connections")
                self.counted = counted if isinstance(counted, int) else 1
                self._greeted = True
                self._known.set()
            case {
                "type": "disconnect",
                "reason": EndReason.TOO_MANY | EndReason.DISABLED as reason,
            }:
                self._leave(EndReason(reason))
            case {"type": "disconnect"}:
                self._leave(EndReason.REFRESH)
            case {"envelope_id": str(), "type": str(), "payload": dict()} as envelope:
                self._take(self, envelope)
            case _:
                log.warning("Socket Mode: ignored a message that could not be parsed")

    def _leave(self, why: EndReason) -> None:
        self.ending = self.ending or why
        self._known.set()
        self._left.set()


def _message(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
