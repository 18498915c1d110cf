"""One connection to the bot, byte by byte."""

import asyncio
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

    async def ended(self) -> bytes:
        return await asyncio.wait_for(self.reader.read(), HANGING)


@asynccontextmanager
async def line_to(bot: Served) -> AsyncIterator[Line]:
    where = urlsplit(bot.door.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
