"""The local Slack as a test sees it: beside it in one process, or over HTTP, as its page does."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import aiohttp

from bot.core.shown import COPY
from bot.files.manifest import manifest
from bot.local.slack import workspace
from bot.local.slack.fault_injection import Fault, Rule
from bot.local.slack.server import LocalSlack
from tests.support.patience import HANGING
from tests.support.rich import read

MANIFEST = manifest(None)
TOKEN, SECRET = "xoxb-planted-token", "5ec2e7" + 13 * "0a"
TEAM, BOT_USER = "T0ACME", "U0BOT"

T = TypeVar("T")
Body = dict[str, Any]


@dataclass(slots=True)
class Message(workspace.Message):
    @property
    def buttons(self) -> list[Body]:
        rows = [block for block in self.blocks if block["type"] == "actions"]
        return [
            {**element, "block_id": row.get("block_id", "")}
            for row in rows
            for element in row["elements"]
        ]

    @property
    def step(self) -> Body:
        """What the bot says of the step that the message shows; empty for other messages."""
        return self._stamp("mfa_step")

    @property
    def card(self) -> Body:
        """What the bot says of the run whose status card this is; empty for other messages."""
        return self._stamp("mfa_card")

    @property
    def copy(self) -> Body:
        """What the bot says of the step that it sent to whoever's turn it is; so too."""
        return self.reminder if self.reminder.get("reminder") == COPY else {}

    @property
    def reminder(self) -> Body:
        """What the bot says of a message beside the steps, such as a request for an approval."""
        return self._stamp("mfa_reminder")

    def _stamp(self, kind: str) -> Body:
        is_that = self.metadata.get("event_type") == kind
        return dict(self.metadata["event_payload"]) if is_that else {}


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    body: Body
    answer: Any
    hook: str = ""  # of a response_url: its name


@dataclass(slots=True)
class Slack:
    """A mirror, kept by the feed of changes."""

    url: str
    session: aiohttp.ClientSession = field(init=False, repr=False)  # where it is asked over HTTP
    messages: list[Message] = field(default_factory=list)  # oldest first, ephemeral ones too
    windows: list[Body] = field(default_factory=list)  # every view that was ever opened
    calls: list[Call] = field(default_factory=list)
    deliveries: list[Call] = field(default_factory=list)  # what the bot was sent
    violations: list[str] = field(default_factory=list)
    fault_switches: list[Body] = field(default_factory=list)
    seq: int = -1
    now: int = 0  # ms on its clock, when it was last told
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _names: Iterator[int] = field(default_factory=itertools.count)

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"

    # What a test asks.

    async def until(self, found: Callable[[], T | None], seconds: float = HANGING) -> T:
        """Wait until `found` finds something, looking whenever something changes in Slack."""
        async with asyncio.timeout(seconds):
            while not (result := found()):
                self._news.clear()
                await self._news.wait()
            return result

    async def caught_up(self) -> None:
        """Until all that is so in Slack is known here."""
        await self.do("sync")

    def seen_by(self, user: str, channel: str = "") -> list[Message]:
        direct = f"D{user[1:]}"  # of others nobody sees those
        return [
            m
            for m in self.messages
            if m.to in ("", user)
            and m.channel == (channel or m.channel)
            and (m.channel == direct or not m.channel.startswith("D"))
        ]

    def steps(self, run: str = "") -> list[Message]:
        """Messages that show or showed a step, of one run or of all, oldest first."""
        return [m for m in self.messages if m.step and (not run or m.step["run"] == run)]

    def told(self, user: str) -> list[Message]:
        """What one person alone was told."""
        return [m for m in self.messages if m.to == user]

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    # What a test brings about.

    async def _act(self, action: str, about: Body) -> Body:
        raise NotImplementedError

    async def do(self, action: str, /, **about: Any) -> Body:
        """One of the page's actions; returns when this mirror knows what came of it."""
        told = await self._act(action, about)
        await self.until(lambda: self.seq >= told["seq"])
        return told

    async def points_to(self, bot: str) -> None:
        """Where the bot is, as its settings in Slack say."""
        await self.do("bot_url", bot=bot)

    async def meets(self, fault: Fault, method: str = "", **where: Any) -> None:
        """From now on, calls of this method meet this fault: `channel`, `ts`, `times` narrow it."""
        rule = Rule(fault=fault, method=method, **where)
        name = f"{next(self._names)}"
        await self.do("fault", name=name, rule=rule.model_dump(mode="json"))

    async def meets_once(self, fault: Fault, method: str, **where: Any) -> None:
        await self.meets(fault, method, times=1, **where)

    async def mended(self) -> None:
        await self.do("remove_faults")

    # The feed.

    def learn(self, seq: int, kind: str, value: Any) -> None:
        """A change, by its number; `all` is everything as it is."""
        self.seq = seq
        self._learn(kind, value)
        self._news.set()

    def _learn(self, kind: str, value: Any) -> None:
        match kind:
            case "message":
                self._put(Message(**value))
            case "gone":
                self.messages = [m for m in self.messages if m.ts != value["ts"]]
            case "window" if not value["errors"] and not value["failed"]:
                self.windows.append(value["view"])
            case "traffic":
                seen = self.calls if value["toward"] == "slack" else self.deliveries
                hook = value.get("hook", "")
                seen.append(Call(value["name"], value["sent"], value["answer"], hook))
            case "clock":
                self.now = value["now"]
            case "all":
                self.now = value["clock"]["now"]
                self.fault_switches = value["fault_switches"]
                self.messages = [Message(**known) for known in value["messages"]]
            case "fault_switches":
                self.fault_switches = value
            case "violation":
                self.violations.append(f"{value['where']}: {value['what']}")

    def _put(self, message: Message) -> None:
        """In place, so that who holds a message sees it change."""
        for known in self.messages:
            if (known.channel, known.ts) == (message.channel, message.ts):
                for name in (each.name for each in fields(Message)):
                    setattr(known, name, getattr(message, name))
                return
        self.messages.append(message)


@dataclass(slots=True, kw_only=True)
class SlackBeside(Slack):
    """In the process of that Slack: what its page asks over HTTP costs more than most tests do."""

    local: LocalSlack

    async def _act(self, action: str, about: Body) -> Body:
        return await self.local.act(action, about)


def beside(local: LocalSlack) -> Slack:
    slack, feed = SlackBeside(local.url, local=local), local.workspace.feed
    slack.learn(feed.seq, "all", local.state())
    feed.subscribe(lambda kind, value: slack.learn(feed.seq, kind, value))
    return slack


class SlackOverHttp(Slack):
    """In another process, or as its page sees it."""

    async def _act(self, action: str, about: Body) -> Body:
        async with self.session.post(f"{self.url}local/{action}", json=about) as response:
            assert response.status == 200, await response.text()
            told: Body = await response.json()
        return told

    async def follow(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame = json.loads(message.data)
            seq = frame.pop("seq")
            for kind, value in frame.items():
                self.learn(seq, kind, value)


@asynccontextmanager
async def following(url: str) -> AsyncIterator[Slack]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{url}local/feed") as socket,
    ):
        slack = SlackOverHttp(url)
        slack.session = session
        task = asyncio.create_task(slack.follow(socket))
        try:
            await slack.until(lambda: slack.seq >= 0)
            yield slack
        finally:
            await socket.close()
            await task


def texts(value: Any) -> Iterator[str]:
    """Every text object in blocks, as one reads them from top to bottom."""
    if isinstance(value, dict) and value.get("type") == "rich_text":
        yield read(value)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value["text"]
        else:
            yield from (text for item in value.values() for text in texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in texts(item))


def fields_of(window: Body) -> list[Body]:
    """Where one types or chooses in a window, from top to bottom."""
    return [block for block in window["blocks"] if block["type"] == "input"]
