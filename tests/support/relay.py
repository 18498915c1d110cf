"""A network between the bot and its Redis that is slow, cut, or deaf in one direction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Relay:
    """Passes bytes on as it finds its fields when they arrive."""

    socket: str  # of the server
    port: int = 0
    delay: float = 0.0  # seconds, each way
    deaf: bool = False  # takes connections and requests, and passes nothing on
    mute: bool = False  # passes requests on, and no answer back
    closed: bool = False  # refuses connections
    loses: bytes = b""  # becomes deaf or mute when this is in what the bot sends
    by: Literal["deaf", "mute"] = "deaf"
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """All that are open, as a firewall does that has restarted."""
        for writer in self._open:
            writer.transport.abort()

    def half_close(self) -> None:
        """The bot hears that nothing more will come; what it sends is taken still."""
        for writer in self._open:
            if writer.get_extra_info("peername") and writer.can_write_eof():
                writer.write_eof()

    def mend(self) -> None:
        self.delay, self.loses = 0.0, b""
        self.deaf = self.mute = self.closed = False

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.closed:
            writer.transport.abort()
            return
        theirs = await asyncio.open_unix_connection(self.socket)
        self._open |= {writer, theirs[1]}
        ways = (self._pass(reader, theirs[1], asks=True), self._pass(theirs[0], writer, asks=False))
        for way in ways:
            task = asyncio.create_task(way)
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asks: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await asyncio.sleep(self.delay)
                if asks and self.loses and self.loses in data:
                    setattr(self, self.by, True)
                if not (self.deaf or (self.mute and not asks)):
                    writer.write(data)
                    await writer.drain()
        writer.close()
        self._open.discard(writer)

    async def end(self) -> None:
        self.cut()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)


@asynccontextmanager
async def relay(socket: str) -> AsyncIterator[Relay]:
    between = Relay(socket)
    server = await asyncio.start_server(between.take, "127.0.0.1", 0)
    between.port = server.sockets[0].getsockname()[1]
    async with server:
        yield between
        await between.end()
