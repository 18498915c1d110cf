"""A Slack that says yes, as lean as it can be: what it costs must not be counted as the bot's.

It speaks just as much HTTP as the bot's client and bolt-js do.
"""

import asyncio
import itertools
import json
import time
from collections import Counter
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from tests.support.slack import BOT_USER, TEAM

SLACK_SECONDS = 0.075  # until Slack answers, as a rule

Fields = dict[str, Any]


class YesSlack:
    """`delay`: seconds until it answers."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.calls: Counter[str] = Counter()
        # When which method was called with what, while somebody reads it.
        self.calls_seen: list[tuple[float, str, Fields]] | None = None
        self.steps: dict[str, int] = {}  # run -> the newest turn that is shown; account -> 0
        self.url = ""
        self._awaited: dict[tuple[str, int], asyncio.Future[None]] = {}
        self._begun: dict[str, str] = {}  # account -> run
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Connection(self), "127.0.0.1", 0, backlog=4096
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()

    async def shown(self, run: str, turn: int, seconds: float = 60) -> None:
        """Wait until Slack has answered the post of that turn's step, or of a later one's."""
        if self.steps.get(run, -1) >= turn:
            return
        found = self._awaited.setdefault((run, turn), asyncio.get_running_loop().create_future())
        async with asyncio.timeout(seconds):
            await asyncio.shield(found)

    async def begun(self, account: str) -> str:
        """The run of an account whose first step is shown."""
        await self.shown(account, 0)
        return self._begun[account]

    def end(self, step: tuple[str, int] | None) -> None:
        """A call is answered, which showed that run at that turn, if it showed one."""
        if step and step[1] > self.steps.get(step[0], -1):
            run, turn = step
            self.steps[run] = turn
            account = run.rpartition(".")[0]
            if account not in self.steps:
                self.steps[account], self._begun[account] = 0, run
            for known in (step, (account, 0)):
                if waiting := self._awaited.pop(known, None):
                    waiting.set_result(None)

    def answer(self, method: str, body: Fields) -> tuple[Fields, tuple[str, int] | None]:
        """The answer to a call, and the run and turn that it shows."""
        self.calls[method] += 1
        if self.calls_seen is not None:
            self.calls_seen.append((time.time(), method, body))
        match method:
            case "auth.test":
                who = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT"}
                return {"ok": True, "url": f"{self.url}/", **who}, None
            case "chat.postMessage" | "chat.update":
                return self._message(body)
        return {"ok": True, "user": {}, "channel": {}}, None

    def _message(self, body: Fields) -> tuple[Fields, tuple[str, int] | None]:
        ts = body.get("ts") or f"1795000000.{next(self._numbers):06d}"
        stamp = body.get("metadata") or {}
        step = None
        if stamp.get("event_type") == "mfa_step":
            step = stamp["event_payload"]["run"], stamp["event_payload"]["turn"]
        return {"ok": True, "channel": body["channel"], "ts": ts}, step


class _Connection(asyncio.Protocol):
    def __init__(self, slack: YesSlack) -> None:
        self._slack = slack
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while request := taken(self._read):
            path, kind, body, self._read = request
            said, step = self._slack.answer(path.rsplit("/", 1)[-1], fields(kind, body))
            head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            text = json.dumps(said)
            answer = f"{head}{len(text)}\r\n\r\n{text}".encode()
            if self._slack.delay:
                loop = asyncio.get_running_loop()
                loop.call_later(self._slack.delay, self._answer, answer, step)
            else:
                self._answer(answer, step)

    def _answer(self, answer: bytes, step: tuple[str, int] | None) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(answer)
        self._slack.end(step)


def taken(read: bytes) -> tuple[str, str, bytes, bytes] | None:
    """The first request of what was read: path, content type, body, and the rest; None as long as
    it is not complete.
    """
    head, end, rest = read.partition(b"\r\n\r\n")
    if not end:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (n.partition(":") for n in lines)}
    length = int(headers.get("content-length", 0))
    if len(rest) < length:
        return None
    path = first.split(" ")[1].partition("?")[0]
    return path, headers.get("content-type", ""), rest[:length], rest[length:]


def fields(kind: str, body: bytes) -> Fields:
    """JSON as the bot sends it, or the form that bolt-js sends, with JSON in its fields."""
    if "json" in kind:
        return dict(json.loads(body))
    form: Fields = dict(parse_qsl(body.decode()))
    if "metadata" in form:
        form["metadata"] = json.loads(form["metadata"])
    return form
