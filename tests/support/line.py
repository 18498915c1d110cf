"""One connection to the bot, byte by byte."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.support.bots import Served
from tests.support.patience import HANGING


@dataclass(slots=True)
class Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def status(self) -> int:
        """Of the next answer; 0 where the connection is closed without one."""
        line = await asyncio.wait_for(self.reader.readline(), HANGING)
        return int(line.split()[1]) if line else 0

    async def headers(self) -> bytes:
        return await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), HANGING)

    async def rest(self) -> bytes:
        """What follows the status, of an answer without a body."""
        head = await self.headers()
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return await asyncio.wait_for(self.reader.readexactly(length), HANGING)

    async def ended(self) -> bytes:
        """All until the connection is closed, in order or not."""
        with contextlib.suppress(ConnectionResetError):
            return await asyncio.wait_for(self.reader.read(), HANGING)
        return b""


@asynccontextmanager
async def line_to(bot: Served) -> AsyncIterator[Line]:
    async with line_at(bot.door.url) as line:
        yield line


@asynccontextmanager
async def line_at(url: str) -> AsyncIterator[Line]:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
