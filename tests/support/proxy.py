"""TLS with a certificate made for the test, and a company's proxy on the way: CONNECT, loopback."""

import asyncio
import contextlib
import ssl
import subprocess
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """Of 127.0.0.1; `file` is also the authority that vouches for it."""

    file: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.file, self.key)
        return context


def certificate(home: Path) -> Certificate:
    made = Certificate(home / "cert.pem", home / "key.pem")
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=t"
    where = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", made.key, "-out", made.file)
    subprocess.run(["openssl", *asked.split(), *where], check=True, capture_output=True)  # noqa: S603, S607
    return made


@dataclass(slots=True)
class Proxy:
    """`status` is what it answers to CONNECT, where that is not 200."""

    user: str = ""
    status: int = 200
    port: int = 0
    ports: set[int] = field(default_factory=set)  # from which it went on
    reached: list[str] = field(default_factory=list)  # what it was asked for, with or without right
    stops: Callable[[], None] = lambda: None  # listening
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://{self.user}{'@' if self.user else ''}127.0.0.1:{self.port}"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, where, _ = head.split("\r\n")[0].split(" ")
        self.reached.append(f"{method} {where}")
        wanted = f"Proxy-Authorization: Basic {b64encode(self.user.encode()).decode()}\r\n"
        status = 407 if self.user and wanted not in head else self.status
        if status != 200:
            writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
            writer.close()
            return
        host, port = where.rsplit(":", 1)
        there, away = await asyncio.open_connection(host, int(port))
        self._open |= {writer, away}
        self.ports.add(away.get_extra_info("sockname")[1])
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pass(reader, away), _pass(there, writer), return_exceptions=True)

    def cut(self) -> None:
        """All that are open: a bot that was killed leaves those to Slack, which wait for its word
        that TLS ends.
        """
        for writer in self._open:
            writer.transport.abort()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def proxy(user: str = "", status: int = 200, port: int = 0) -> AsyncIterator[Proxy]:
    found = Proxy(user, status)
    server = await asyncio.start_server(found.take, "127.0.0.1", port)
    found.port, found.stops = server.sockets[0].getsockname()[1], server.close
    try:
        yield found
    finally:
        server.close()
        found.cut()
