"""A Slack on loopback: answers what the bot asks of it, refuses as Slack does, and remembers.

`violations` holds every payload that the real Slack would not take, or that breaks a rule of its
documentation; a fixture fails the test when there is one.
"""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.support.blockkit import LONGEST_TEXT, mistakes, view_mistakes
from tests.support.faults import Fault, Hang, Lose, Refuse, Reset

TOKEN = "xoxb-planted-token"
TEAM, BOT_USER, BOT_ID = "T0ACME", "U0BOT", "B0BOT"
SITE = "https://acme.slack.com/"

T = TypeVar("T")
Body = dict[str, Any]


@dataclass(slots=True)
class Message:
    channel: str
    ts: str
    text: str
    blocks: list[Body]
    thread: str = ""
    metadata: Body = field(default_factory=dict)
    to: str = ""  # the one person who sees it; nobody in particular where empty
    updates: int = 0

    @property
    def buttons(self) -> list[Body]:
        rows = [block for block in self.blocks if block["type"] == "actions"]
        return [element for row in rows for element in row["elements"]]

    @property
    def step(self) -> Body:
        """What the bot says of the step that the message shows; empty for other messages."""
        return dict(self.metadata.get("event_payload", {}))


@dataclass(slots=True)
class Call:
    method: str
    body: Body
    answer: Body


@dataclass(slots=True)
class Hook:
    """A response_url: whom it speaks to, and the ephemeral message that it came from."""

    channel: str
    user: str
    message: Message | None
    uses: int = 0


class Slack:
    def __init__(self) -> None:
        self.token = TOKEN
        self.calls: list[Call] = []
        self.messages: list[Message] = []  # oldest first, ephemeral ones too
        self.windows: list[Body] = []
        self.violations: list[str] = []
        self.refusing: dict[str, str] = {}  # channel -> the word for why nobody may post there
        self.faults: list[tuple[str, Fault]] = []  # the next such call meets them, in order
        self.always: tuple[str, Fault] | None = None  # until it is taken away
        self._numbers = itertools.count(1)
        self._triggers: set[str] = set()
        self._hooks: dict[str, Hook] = {}
        self._news = asyncio.Condition()
        self._closing = asyncio.Event()
        self._runner = web.AppRunner(self._app(), shutdown_timeout=0.1)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._closing.set()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/hooks/{hook}", self._respond)
        return app

    # What a test asks.

    async def until(self, found: Callable[[], T], seconds: float = 5) -> T:
        """Wait until `found` finds something, looking whenever Slack was called."""
        async with asyncio.timeout(seconds), self._news:
            while not (result := found()):
                await self._news.wait()
            return result

    def seen_by(self, user: str, channel: str = "") -> list[Message]:
        return [
            m for m in self.messages if m.to in ("", user) and (not channel or m.channel == channel)
        ]

    def steps(self, run: str = "") -> list[Message]:
        """Messages that show or showed a step, of one run or of all, oldest first."""
        return [m for m in self.messages if m.step and (not run or m.step["run"] == run)]

    def told(self, user: str) -> list[Message]:
        """What one person alone was told."""
        return [m for m in self.messages if m.to == user]

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    # What a person does here.

    def trigger(self) -> str:
        trigger = f"{next(self._numbers)}.trigger"
        self._triggers.add(trigger)
        return trigger

    def hook(self, channel: str, user: str, message: Message | None = None) -> str:
        name = f"{next(self._numbers)}"
        self._hooks[name] = Hook(channel, user, message)
        return f"{self.url}/hooks/{name}"

    def whisper(self, channel: str, user: str, body: Body) -> None:
        """An answer to one person, as the reply to a command or through a response_url."""
        self._check_message("an answer to one person", body)
        if body.get("response_type", "ephemeral") != "ephemeral":
            self.violations.append(f"an answer for everybody: {body}")
        self._keep(Message(channel, self._ts(), body["text"], body.get("blocks", []), to=user))

    async def tell_news(self) -> None:
        async with self._news:
            self._news.notify_all()

    # What the bot does here.

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, body = request.match_info["method"], await request.json()
        fault = self._fault(method, body.get("ts", ""))
        if fault and not isinstance(fault, Lose):
            self._note(method, body, {"ok": False, "error": type(fault).__name__})
            return await self._strike(request, fault)
        answer = self._answer(request, method, body)
        self._note(method, body, answer)
        await self.tell_news()
        if fault:
            return await self._strike(request, Reset())
        return web.json_response(answer)

    def _note(self, method: str, body: Body, answer: Body) -> None:
        self.calls.append(Call(method, body, answer))

    def _fault(self, method: str, ts: str) -> Fault | None:
        for n, (wanted, fault) in enumerate(self.faults):
            if wanted in (method, f"{method} {ts}"):
                del self.faults[n]
                return fault
        if self.always and method.startswith(self.always[0]):
            return self.always[1]
        return None

    async def _strike(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        await self.tell_news()
        match fault:
            case Hang():
                await self._closing.wait()
            case Refuse(error):
                return web.json_response({"ok": False, "error": error})
            case Reset() if request.transport:
                request.transport.abort()
            case _:
                return fault.response()
        return web.Response()

    def _answer(self, request: web.Request, method: str, body: Body) -> Body:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _no("invalid_auth")
        match method:
            case "auth.test":
                who = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID}
                return {"ok": True, "url": SITE, "team": "Acme", "user": "mfa-bot", **who}
            case "chat.postMessage":
                return self._post(body)
            case "chat.update":
                return self._update(body)
            case "views.open":
                return self._open(body)
        self.violations.append(f"{method} is not among what the bot may ask for")
        return _no("unknown_method")

    def _post(self, body: Body) -> Body:
        channel = body.get("channel", "")
        if why := self.refusing.get(channel):
            return _no(why)
        known = "channel text blocks metadata thread_ts unfurl_links unfurl_media"
        if wrong := self._check_message("chat.postMessage", body, known):
            return _no(wrong)
        if channel.startswith("U"):
            channel = f"D{channel[1:]}"
        thread = body.get("thread_ts", "")
        if thread and not self._find(channel, thread):
            self.violations.append(f"there is no message {thread} in {channel} to answer to")
            return _no("thread_not_found")
        message = Message(
            channel,
            self._ts(),
            body["text"],
            body.get("blocks", []),
            thread,
            body.get("metadata", {}),
        )
        self._keep(message)
        return {"ok": True, "channel": channel, "ts": message.ts}

    def _update(self, body: Body) -> Body:
        if why := self.refusing.get(body.get("channel", "")):
            return _no(why)
        if wrong := self._check_message("chat.update", body, "channel ts text blocks metadata"):
            return _no(wrong)
        message = self._find(body["channel"], body["ts"])
        if message is None:
            return _no("message_not_found")
        old = {block["block_id"] for block in message.blocks if "block_id" in block}
        if old & {block.get("block_id") for block in body.get("blocks", [])}:
            self.violations.append("a block_id stayed the same in an update")
        message.text, message.blocks = body["text"], body.get("blocks", [])
        message.metadata = body.get("metadata", message.metadata)
        message.updates += 1
        return {"ok": True, "channel": message.channel, "ts": message.ts, "text": message.text}

    def _open(self, body: Body) -> Body:
        trigger, view = body.get("trigger_id"), body.get("view", {})
        if trigger not in self._triggers:
            self.violations.append("a trigger_id was used twice, or never given")
            return _no("exchanged_trigger_id")
        self._triggers.remove(trigger)
        if slips := view_mistakes(view):
            self.violations += [f"views.open: {slip}" for slip in slips]
            return _no("invalid_arguments")
        opened = {**view, "id": f"V{next(self._numbers)}", "team_id": TEAM}
        self.windows.append(opened)
        return {"ok": True, "view": opened}

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body, hook = await request.json(), self._hooks[request.match_info["hook"]]
        fault = self._fault("response_url", "")
        self._note("response_url", body, {"ok": not fault})
        if fault:
            return await self._strike(request, fault)
        hook.uses += 1
        if hook.uses > 5:
            self.violations.append("a response_url was used more than five times")
            return web.Response(status=404, text="used_url")
        if body.get("replace_original"):
            if hook.message is None or not hook.message.to:
                self.violations.append("replaces a message that is not one person's own")
            else:
                self.messages.remove(hook.message)
        self.whisper(hook.channel, hook.user, body)
        await self.tell_news()
        return web.Response(text="ok")

    def _check_message(self, where: str, body: Body, known: str = "") -> str:
        """Slack's word for what is wrong with it; every mistake is kept as a violation."""
        known = known or "response_type replace_original text blocks"
        slips = [f"it has no field {name}" for name in body.keys() - set(known.split())]
        text = body.get("text")
        if not isinstance(text, str) or not text.strip():
            slips.append("it has no text for screen readers")
        too_long = isinstance(text, str) and len(text) > LONGEST_TEXT
        wrong = mistakes(body.get("blocks", []))
        self.violations += [f"{where}: {slip}" for slip in (*slips, *wrong)]
        if too_long:
            self.violations.append(f"{where}: its text is longer than {LONGEST_TEXT}")
            return "msg_too_long"
        return "invalid_blocks" if wrong else "no_text" if slips else ""

    def _find(self, channel: str, ts: str) -> Message | None:
        return next(
            (m for m in self.messages if (m.channel, m.ts, m.to) == (channel, ts, "")), None
        )

    def _keep(self, message: Message) -> None:
        self.messages.append(message)

    def _ts(self) -> str:
        return f"1795000000.{next(self._numbers):06d}"


def texts(value: Any) -> Iterator[str]:
    """Every text object in blocks, as one reads them from top to bottom."""
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value["text"]
        else:
            yield from (text for item in value.values() for text in texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in texts(item))


def _no(error: str) -> Body:
    return {"ok": False, "error": error}


def pretty(messages: list[Message]) -> str:
    """For the report of a failing test."""
    return json.dumps([[m.channel, m.to, m.text] for m in messages], ensure_ascii=False, indent=1)
