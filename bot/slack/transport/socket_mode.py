"""Socket Mode: always one connection that works, and every envelope answered once it is durable.

Slack's own client is not used. It closes the old connection before it opens the next, retries a
one-time address, and keeps no record of the requests in flight, so that a shutdown could not wait
for them.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
from prometheus_client import Counter, Gauge
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.process.proxies import Proxies, connection_error
from bot.process.shutdown import cancel_and_wait
from bot.slack.api.errors import TOKEN, SlackAway, SlackRefused, read
from bot.slack.requests.payload import Body
from bot.slack.transport.admission import Admission
from bot.slack.transport.shapes import odd_field
from bot.slack.transport.socket_connection import BROKEN, Connection, EndReason, NoHello, Pace

log = logging.getLogger(__name__)

CONNECTIONS = Gauge("mfa_socket_connections", "Socket Mode connections that are open")
TRIES = Counter("mfa_socket_tries_total", "Tries to connect in Socket Mode", ["result"])
ENDINGS = Counter(
    "mfa_socket_endings_total",
    "Socket Mode connections that ended or were replaced, by reason",
    ["why"],
)
ENVELOPES = Counter("mfa_socket_envelopes_total", "Socket Mode envelopes, by result", ["result"])
METHOD = "apps.connections.open"
TAKES_ON = 3.0  # seconds of a stop; the rest of it is for answers
ADVICE = {
    EndReason.TOO_MANY: "The app has its ten connections already: stop other processes that use"
    " this SLACK_APP_TOKEN.",
    EndReason.DISABLED: "Socket Mode is turned off for this app: turn it on in its settings (Socket"
    " Mode), or unset SLACK_APP_TOKEN to use HTTP.",
}
REFUSED = (
    "Slack refuses SLACK_APP_TOKEN ({code}): make an app-level token with the scope"
    " connections:write (Basic Information, App-Level Tokens) and start again."
)
NO_APP_TOKEN = TOKEN | {"not_allowed_token_type", "no_permission"}


class NoConnection(Exception):
    """`after`: seconds to wait at least. `advice`: to the operator, where there is any."""

    def __init__(self, why: str, after: float = 0, advice: str = "") -> None:
        super().__init__(advice or why)
        self.after = after
        self.advice = advice


@dataclass(slots=True)
class SocketMode:
    """Keeper of one working Socket Mode connection. `url`: of the Web API, ending in a slash."""

    admission: Admission
    token: str = field(repr=False)
    url: str
    session: aiohttp.ClientSession
    proxies: Proxies
    pace: Pace = field(default_factory=Pace)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _takes_until: float = field(default=0.0, init=False)
    _open: list[Connection] = field(default_factory=list, init=False)  # the newest one last
    _closing: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _advice: str = field(default="", init=False)

    def __post_init__(self) -> None:
        CONNECTIONS.set_function(lambda: sum(c.alive for c in self._open))

    @property
    def trouble(self) -> str:
        """Why there is no connection; '' while there is one."""
        if any(connection.alive for connection in self._open):
            return ""
        return f"Socket Mode is not connected. {self._advice}".strip()

    def stop(self) -> None:
        """Begin to stop: `run` ends once the requests in flight are answered. Those that arrive
        until then are taken too, for a while: no other process gets what comes over an open
        connection.
        """
        self._takes_until = asyncio.get_running_loop().time() + TAKES_ON
        self._stopping.set()

    async def run(self) -> None:
        """Stay connected until `stop`. Cancelled, it closes at once."""
        keeping = asyncio.create_task(self._keep())
        stop = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([keeping, stop], return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                await keeping  # it does not end by itself: tell why it did
            while self._under_way:
                await asyncio.wait(self._under_way)
        finally:
            await cancel_and_wait((keeping, stop, *self._closing, *self._under_way))
            await asyncio.gather(*(connection.close() for connection in self._open))
            self._open.clear()

    async def _keep(self) -> None:
        """Replaces each connection in time, while Slack still sends on the old one."""
        failed = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                connection = await self._connect()
            except NoConnection as no:
                failed += 1
                TRIES.labels("failed").inc()
                self._advice = no.advice
                await self._wait(max(no.after, self._delay(failed)), f"no connection ({no})")
                continue
            TRIES.labels("connected").inc()
            log.info("Socket Mode: connected%s", connection.others(len(self._open)))
            self._advice = ""
            self._open.append(connection)
            ending = await connection.left(self.pace.age)
            ENDINGS.labels(ending).inc()
            lasted = asyncio.get_running_loop().time() - began
            failed = 0 if lasted > self.pace.steady else failed + 1
            await self._follow(connection, ending, failed)

    async def _follow(self, old: Connection, ending: EndReason, failed: int) -> None:
        if ending in ADVICE:  # another connection only adds to it
            await self._retire(old, 0)
            self._advice = ADVICE[ending]
            await self._wait(self.pace.most, f"no connection ({self._advice})")
            return
        task = asyncio.create_task(self._retire(old, self.pace.handover))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        if delay := self._delay(failed):
            await self._wait(delay, f"connection ended ({ending})")
        else:
            log.info("Socket Mode: reconnecting (reason: %s)", ending)

    async def _retire(self, old: Connection, seconds: float) -> None:
        await old.ended(within=seconds)
        await old.close()
        self._open.remove(old)

    async def _wait(self, seconds: float, why: str) -> None:
        log.warning("Socket Mode: %s; next try in %.0f s", why, seconds)
        await self.sleep(seconds)

    def _delay(self, failed: int) -> float:
        """Seconds to wait: more each time, and random, so that replicas differ."""
        if not failed:
            return 0
        longest = min(self.pace.most, self.pace.first * 2.0 ** min(failed - 1, 30))
        return longest * random.uniform(0.5, 1)  # noqa: S311 -- no secret hangs on it

    async def _connect(self) -> Connection:
        try:
            async with asyncio.timeout(self.pace.hello):
                url = await self._address()
                proxy = self.proxies.for_url(url)
                return await Connection.open(self.session, url, proxy, self.pace, self._take)
        except NoHello as no:
            advice = ADVICE.get(no.ending, "")
            after = self.pace.most if advice else 0
            raise NoConnection(f"no hello: {no.ending}", after, advice) from no
        except (*BROKEN, ValueError, RecursionError) as error:  # the last two: an odd answer
            raise NoConnection(connection_error(error)) from None

    async def _address(self) -> str:
        """Address to connect to, good for one try."""
        url, headers = f"{self.url}{METHOD}", {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(
            url, headers=headers, proxy=self.proxies.for_url(url), allow_redirects=False
        ) as asked:
            said = asked.status, asked.headers, await asked.read()
        try:
            return str(read(METHOD, *said).get("url", ""))
        except SlackAway as away:
            raise NoConnection(str(away), away.after if away.asks_to_wait else 0) from None
        except SlackRefused as no:
            if no.code in NO_APP_TOKEN:
                advice = REFUSED.format(code=no.code)
                raise NoConnection(no.code, self.pace.most, advice) from None
            raise NoConnection(f"{METHOD}: {no.code}") from None

    def _take(self, connection: Connection, envelope: Body) -> None:
        if not self._takes():  # Slack gives it to another process, or shows that it failed
            ENVELOPES.labels("left").inc()
            return
        if name := odd_field(envelope["payload"]):
            ENVELOPES.labels("failed").inc()
            log.warning("Socket Mode: ignored an envelope: field %s has an unexpected type", name)
            return
        task = asyncio.create_task(self._answer(connection, envelope))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _takes(self) -> bool:
        if not self._stopping.is_set():
            return True
        return bool(self._under_way) and asyncio.get_running_loop().time() < self._takes_until

    async def _answer(self, connection: Connection, envelope: Body) -> None:
        """Acknowledge an envelope, unless it failed: Slack then sends an event again."""
        request = AsyncBoltRequest(mode="socket_mode", body=envelope["payload"])
        try:
            response = await self.admission.dispatch(request)
            reply = _reply(envelope, response)
        except Exception:
            log.exception("error in a Socket Mode request")
            reply = None
        if reply is None:
            ENVELOPES.labels("failed").inc()
            return
        ENVELOPES.labels("answered" if await self._send(connection, reply) else "unsent").inc()

    async def _send(self, connection: Connection, reply: Body) -> bool:
        """Reply on the connection that brought it; on the newest one where that has ended
        meanwhile.
        """
        for way in (connection, *self._open[-1:]):
            if way.alive:
                try:
                    await way.send(reply)
                except BROKEN:
                    continue
                return True
        log.warning(
            "Socket Mode: no open connection to send a reply on; the request itself was processed"
        )
        return False


def _reply(envelope: Body, response: BoltResponse) -> Body | None:
    """Reply to a request; None where it failed."""
    if response.status != 200:  # noqa: PLR2004 -- HTTP's own
        return None
    reply = {"envelope_id": envelope["envelope_id"]}
    return {**reply, "payload": json.loads(response.body)} if response.body else reply
