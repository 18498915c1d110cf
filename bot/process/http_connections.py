"""Limits on HTTP connections of callers that have sent no genuine request yet.

A caller is unknown until the application has found one of its requests genuine. Unknown callers
share a limited number of connections, and the oldest is closed to make room. In a rush all genuine
callers are unknown for a moment, so none is closed for that reason within its first seconds.
"""

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from struct import unpack_from
from typing import Any

from aiohttp import web
from prometheus_client import Counter

from bot.process.request_memory import RequestMemory

# For every connection. An idle one of a known caller stays longer than proxies keep theirs (60 s),
# so that none sends into a closed one. A header has at most 8 KiB, as aiohttp has it.
HANDLER_OPTIONS: dict[str, Any] = {
    "keepalive_timeout": 75.0,
    "lingering_time": 1.0,  # for the rest of a body that was refused
    "auto_decompress": False,  # Slack compresses nothing
    "access_log": None,  # the metrics count; a line of log would hold what strangers put into it
}


READ_BYTES = 32 * 1024  # that are read from a connection at once, at most


# Place, in bytes, of tcpi_last_data_recv in Linux's struct tcp_info: how many ms ago a connection's
# last data arrived. No other system tells.
LAST_DATA = 52 if sys.platform == "linux" else None


class CloseReason(StrEnum):
    SILENT = "silent"  # no genuine request in time
    TOO_MANY = "too_many"
    TOO_MUCH = "too_much"  # unfinished requests filled the memory that they share


CLOSED = Counter(
    "mfa_connections_closed_total",
    "HTTP connections closed because the caller had sent nothing that Slack signed",
    ["why"],
)
for _why in CloseReason:
    CLOSED.labels(_why)


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Numbers of connections, seconds and bytes for one server."""

    connections: int = 500  # above it the oldest unknown one is closed, if older than young_seconds
    most: int = 5_000  # above it no connection is accepted
    young_seconds: float = 3.0  # in a rush even a genuine one is read after a second or two
    unknown_seconds: float = 10.0  # without a genuine request; Slack's comes at once
    unknown_bytes: int = 16 * 1024 * 1024  # of all requests together that are not known as genuine
    half_sent_seconds: float = 1.0  # for a request, while others wait for that memory


class HttpConnection(web.RequestHandler):
    """Connection of one caller. Error responses name no software and close it."""

    __slots__ = ("_all",)

    def __init__(self, server: web.Server, all_: "HttpConnections", **handling: Any) -> None:
        super().__init__(server, **handling)
        self._all = all_

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # asyncio's own 256 KiB from each of them, before any is looked at, would be too much
        transport.max_size = READ_BYTES  # type: ignore[attr-defined]
        self._all.add(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._all.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if data:
            self._all.hold(self, len(data))
        super().data_received(data)

    @contextmanager
    def reading_body(self) -> Iterator[None]:
        """Context of reading a body: draining waits for it, since aiohttp reads nothing more once
        it shuts down.
        """
        self._all.reading(self)
        try:
            yield
        finally:
            self._all.has_read(self)

    def mark_genuine(self) -> None:
        """Mark the caller as known: one of its requests was genuine."""
        self._all.know(self)

    def unread_for(self) -> float:
        """Seconds since the last of its data arrived at this machine: in a rush it waits there
        unread, for longer than in this process. 0 where the system does not tell.
        """
        connected = self.transport.get_extra_info("socket") if self.transport else None
        if connected is None or not LAST_DATA:
            return 0
        told = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, LAST_DATA + 4)
        return float(unpack_from("=I", told, LAST_DATA)[0]) / 1000

    def stop_reading(self) -> None:
        """Read no more: the caller waits once the system's buffers are full. (`pause_reading` is
        aiohttp's own, for a body that nobody takes.)
        """
        if self.transport:
            self.transport.pause_reading()

    def read_again(self) -> None:
        if self.transport:
            self.transport.resume_reading()

    def drop(self) -> None:
        transport = self.transport
        self.force_close()
        if transport:
            transport.abort()  # closing alone would wait for a caller that reads nothing

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        super().handle_error(request, status, exc, message)
        answer = _ErrorResponse(status=status, text=f"{HTTPStatus(status).phrase}\n")
        answer.force_close()
        return answer


class _ErrorResponse(web.Response):
    """Response without a Server header, for errors that aiohttp answers by itself."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.popall("Server", None)


class HttpConnections:
    """Open connections of one server, oldest first, within its limits."""

    def __init__(self, bounds: ConnectionLimits) -> None:
        self._bounds = bounds
        self._open: set[HttpConnection] = set()
        self._unknown: dict[HttpConnection, asyncio.TimerHandle] = {}  # until when it may be so
        self._memory = RequestMemory[HttpConnection](
            bounds.unknown_bytes,
            bounds.half_sent_seconds,
            partial(self._drop, why=CloseReason.TOO_MUCH),
            lambda: self._unknown,
        )
        self._reading: set[HttpConnection] = set()
        self._all_read = asyncio.Event()
        self._all_read.set()

    def add(self, connection: HttpConnection) -> None:
        self._open.add(connection)
        while len(self._open) > self._bounds.connections and (oldest := self._oldest()):
            self._drop(oldest, CloseReason.TOO_MANY)
        self._unknown[connection] = asyncio.get_running_loop().call_later(
            self._bounds.unknown_seconds, self._drop, connection, CloseReason.SILENT
        )
        self._memory.add(connection)

    def has_room(self) -> bool:
        """Whether one more connection may be accepted now."""
        if len(self._open) >= self._bounds.most and (oldest := self._oldest()):
            self._drop(oldest, CloseReason.TOO_MANY)
        return len(self._open) < self._bounds.most

    def _oldest(self) -> HttpConnection | None:
        """Oldest connection of an unknown caller; None if it is younger than `young_seconds`."""
        for connection, timer in self._unknown.items():
            left = timer.when() - asyncio.get_running_loop().time()
            since = self._bounds.unknown_seconds - left
            return connection if since >= self._bounds.young_seconds else None
        return None

    def reading(self, connection: HttpConnection) -> None:
        self._reading.add(connection)
        self._memory.awaited(connection, more=True)
        self._all_read.clear()

    def has_read(self, connection: HttpConnection) -> None:
        self._reading.discard(connection)
        self._memory.awaited(connection, more=False)
        if not self._reading:
            self._all_read.set()

    async def all_read(self, seconds: float) -> None:
        """Wait until no body is being read, for `seconds` at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_read.wait(), seconds)

    def discard(self, connection: HttpConnection) -> None:
        self._open.discard(connection)
        self.has_read(connection)
        self.know(connection)

    def hold(self, connection: HttpConnection, count: int) -> None:
        """Count the bytes of an unknown caller, which may be dropped for them."""
        self._memory.hold(connection, count)

    def know(self, connection: HttpConnection) -> None:
        self._memory.release(connection)
        if timer := self._unknown.pop(connection, None):
            timer.cancel()

    def _drop(self, connection: HttpConnection, why: CloseReason) -> None:
        CLOSED.labels(why).inc()
        self.discard(connection)
        connection.drop()


async def hide_server_header(_: web.Request, response: web.StreamResponse) -> None:
    """Signal handler for `on_response_prepare`: removes the Server header, closes on errors."""
    response.headers.popall("Server", None)
    if response.status >= HTTPStatus.BAD_REQUEST:
        close_after(response)


def close_after(response: web.StreamResponse) -> None:
    """Close the connection after this response, and announce it: a proxy must not reuse it."""
    response.headers["Connection"] = "close"
    response.force_close()
