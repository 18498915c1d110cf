"""HTTP server at one address: listening sockets for IPv4 and IPv6, accepting, and draining."""

import asyncio
import errno
import logging
import resource
import socket
from typing import Any

from aiohttp import web

from bot.process.http_connections import (
    HANDLER_OPTIONS,
    ConnectionLimits,
    HttpConnection,
    HttpConnections,
    hide_server_header,
)

log = logging.getLogger(__name__)

BACKLOG = 4096  # connections that the system keeps until they are accepted
ACCEPTED_AT_ONCE = 100  # connections, before anything else gets its turn
ACCEPT_RETRY_SECONDS = 1.0  # seconds until the next try after accepting failed
FULL_RETRY_SECONDS = 0.05  # seconds until the next try while there is no room for another caller
MAX_DESCRIPTORS = 16_384  # open at once; more are of no use
BODY_SHARE = 0.7  # of the seconds for draining, at most, to read bodies in flight
RECOVERED_SECONDS = 10.0  # seconds without a failure until that counts as over
_NO_FAMILY = (
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
)  # the host resolves to an address that this machine does not have


class ListenError(OSError):
    """Server can't listen; one sentence that names the settings to check."""


def descriptor_limit() -> int:
    """How many file descriptors this process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_DESCRIPTORS if soft == resource.RLIM_INFINITY else soft


def raise_descriptor_limit() -> None:
    """Raise the soft limit of file descriptors to the hard one: the default of 1024 is low."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MAX_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connection_limits() -> ConnectionLimits:
    """Limits for one server: a third of the descriptors; the rest is for the other server, Redis
    and Slack.
    """
    usual, room = ConnectionLimits(), max(descriptor_limit() // 3, 1)
    return ConnectionLimits(min(usual.connections, room), min(usual.most, room))


def url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def bind(host: str, port: int, *, shared: bool = False) -> list[socket.socket]:
    """Listening sockets on all addresses of `host`, with one port. Raises OSError.

    `shared`: with other processes of this user that share it too.
    """
    if host == "::" and socket.has_dualstack_ipv6():
        where = (host, port)
        both = socket.create_server(
            where,
            family=socket.AF_INET6,
            dualstack_ipv6=True,
            backlog=BACKLOG,
            reuse_port=shared,
        )
        return [both]
    bound: list[socket.socket] = []
    missing = None
    flags = socket.AI_PASSIVE
    for found in dict.fromkeys(
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    ):
        family, address = found[0], found[4]
        taken = bound[0].getsockname()[1] if bound else port
        where = (address[0], taken, *address[2:])
        try:
            bound.append(
                socket.create_server(where, family=family, backlog=BACKLOG, reuse_port=shared)
            )
        except OSError as error:
            if error.errno not in _NO_FAMILY:
                for each in bound:
                    each.close()
                raise
            missing = error
    if missing and not bound:
        raise missing
    return bound


def free_port(host: str, port: int) -> int:
    """Port that servers may share: this one, or any free one for 0. Raises ListenError."""
    try:
        bound = bind(host, port)
    except OSError as error:
        raise ListenError(_sentence(error, host, port, ("HOST", "PORT"))) from None
    number = int(bound[0].getsockname()[1])
    for each in bound:
        each.close()
    return number


def _sentence(error: OSError, host: str, port: int, names: tuple[str, str]) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Something already listens on port {port}: stop it, or set another {names[1]}."
    why = error.strerror or error
    return f"Can't listen on {url(host, port)}: {why}. Check {names[0]} and {names[1]}."


class HttpServer:
    """HTTP server of one application.

    names: the settings of its host and port, for errors
    shared: whether other processes listen on the same port
    seconds: the most that `close` waits for requests under way
    """

    def __init__(
        self,
        app: web.Application,
        host: str,
        port: int,
        *,
        names: tuple[str, str] = ("HOST", "PORT"),
        shared: bool = False,
        seconds: float = 0.2,
    ) -> None:
        app.on_response_prepare.append(hide_server_header)
        self._runner = web.AppRunner(app, handle_signals=False)
        self._seconds = seconds
        self._host, self._port, self._names, self._shared = host, port, names, shared
        self._connections = HttpConnections(connection_limits())
        self._sockets: list[socket.socket] = []
        self._accepting: set[asyncio.Task[Any]] = set()
        self._failed_at: float | None = None

    @property
    def url(self) -> str:
        """URL with the real port, also where port 0 asked for any free one."""
        return url(self._host, self._sockets[0].getsockname()[1] if self._sockets else self._port)

    async def start(self) -> None:
        """Bind and begin to accept. Raises ListenError."""
        try:
            self._sockets = bind(self._host, self._port, shared=self._shared)
        except OSError as error:
            sentence = _sentence(error, self._host, self._port, self._names)
            raise ListenError(sentence) from None
        await self._runner.setup()
        for each in self._sockets:
            each.setblocking(False)
            self._listen(each)

    def stop_accepting(self) -> None:
        for each in self._sockets:
            asyncio.get_running_loop().remove_reader(each)
            each.close()
        self._sockets.clear()

    async def close(self) -> None:
        """Drain: read the bodies in flight, then answer the requests, then close."""
        self.stop_accepting()
        loop = asyncio.get_running_loop()
        last = loop.time() + self._seconds
        await self._connections.all_read(BODY_SHARE * self._seconds)
        if server := self._runner.server:
            server.pre_shutdown()
            left = max(last - loop.time(), 0.01)  # aiohttp would take none for endless
            await server.shutdown(left / 2)  # it waits twice: for answers, then for the rest
        await self._runner.cleanup()

    def _listen(self, on: socket.socket) -> None:
        if on in self._sockets:
            asyncio.get_running_loop().add_reader(on, self._accept, on)

    def _accept(self, on: socket.socket) -> None:
        """Accept waiting connections; asyncio itself would log each failure 100 times a second."""
        for _ in range(ACCEPTED_AT_ONCE):
            if not self._connections.has_room():
                self._wait(on, FULL_RETRY_SECONDS)
                return
            try:
                accepted, _address = on.accept()
            except BlockingIOError:
                self._tell_recovered()
                return
            except (InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                self._pause(on, error)
                return
            self._begin(accepted)

    def _begin(self, accepted: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        accepted.setblocking(False)
        task = loop.create_task(loop.connect_accepted_socket(self._connection, accepted))
        self._accepting.add(task)
        task.add_done_callback(self._accepting.discard)

    def _tell_recovered(self) -> None:
        """Log the recovery, after a while: a single descriptor may be all that was free."""
        now = asyncio.get_running_loop().time()
        if self._failed_at is not None and now > self._failed_at + RECOVERED_SECONDS:
            log.info("accepting connections to %s again", self.url)
            self._failed_at = None

    def _pause(self, on: socket.socket, error: OSError) -> None:
        loop = asyncio.get_running_loop()
        if self._failed_at is None:
            why = error.strerror
            if error.errno == errno.EMFILE:
                why = f"all {descriptor_limit()} file descriptors are in use; raise `ulimit -n`"
            log.error("can't accept connections to %s: %s", self.url, why)
        self._failed_at = loop.time()
        self._wait(on, ACCEPT_RETRY_SECONDS)

    def _wait(self, on: socket.socket, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(on)
        loop.call_later(seconds, self._listen, on)

    def _connection(self) -> HttpConnection:
        server = self._runner.server
        if server is None:
            raise ConnectionAbortedError("the server has been closed")
        loop = asyncio.get_running_loop()
        return HttpConnection(server, self._connections, loop=loop, **HANDLER_OPTIONS)
