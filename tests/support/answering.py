"""A proxy before Redis, or something that only looks like it: answers some commands itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Command = tuple[str, ...]
ALL = "*"
HANG_UP = b"close"


@dataclass(slots=True)
class Answering:
    """`answer` is given the command, and all that was ever sent here, and makes bytes of it; where
    it makes none, the server is asked. `HANG_UP` closes the connection.
    """

    socket: str  # of the server that is asked the rest; without one it is said to be OK
    answer: Callable[[Command, str], bytes]
    to: frozenset[str]  # commands by their first word; ALL: all of them
    port: int = 0
    sent: list[Command] = field(default_factory=list)  # to it, since it began
    answered: int = 0  # by itself
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self.port}"

    def cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        behind: asyncio.StreamWriter | None = None
        passing: asyncio.Task[None] | None = None
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while raw := await reader.readline():
                parts = [raw]
                for _ in range(int(raw[1:])):
                    size = await reader.readline()
                    parts += [size, await reader.readexactly(int(size[1:]) + 2)]
                command = tuple(part[:-2].decode() for part in parts[2::2])
                self.sent.append(command)
                name = command[0].split()[0].upper()
                said = self.answer(command, str(self.sent)) if self.to & {ALL, name} else b""
                if said == HANG_UP:
                    break
                if said:
                    self.answered += 1
                    writer.write(said)
                elif not self.socket:
                    writer.write(b"+OK\r\n")
                else:
                    if behind is None:
                        theirs, behind = await asyncio.open_unix_connection(self.socket)
                        passing = asyncio.create_task(_pass(theirs, writer))
                    behind.write(b"".join(parts))
        writer.close()
        self._open.discard(writer)
        if behind and passing:
            behind.close()
            await asyncio.gather(passing, return_exceptions=True)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def answering(
    socket: str, answer: Callable[[Command, str], bytes], *to: str
) -> AsyncIterator[Answering]:
    proxy = Answering(socket, answer, frozenset(to))
    server = await asyncio.start_server(proxy.take, "127.0.0.1", 0, limit=2**22)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy
        proxy.cut()


def unknown(command: Command, _: str = "") -> bytes:
    """As Redis says that it does not know a command: with what was sent."""
    rest = " ".join(f"'{word}'" for word in command[1:])
    return f"-ERR unknown command '{command[0]}', with args beginning with: {rest}\r\n".encode()
