"""What handlers share: who the bot is, what it may say to one person, and what runs on the side."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.change import Snapshot
from bot.core.flow import Flow
from bot.core.run import Refused, Verb, Why
from bot.core.words import Words
from bot.flowfiles import Library
from bot.guide import Guide, UnderWay
from bot.records import NewerRecord, Pressed, Shown
from bot.slack.api import Identity, ReplyTo, SlackApi
from bot.slack.blocks import Message, notice
from bot.slack.delivery import Delivery
from bot.slack.readers import Readers
from bot.slack.refusals import SlackAway, SlackRefused
from bot.stopping import end
from bot.store import StoreAway
from bot.texts import Link, Person, Text, Value, channels, label, replies, sentences, steps

log = logging.getLogger(__name__)

PHONE = "/mfa-phone"  # alone it starts its flow; with a text it formats the numbers in it
NOBODY = ReplyTo("")
TELL_AGAIN = (0.5, 2.0)  # seconds before one person is told again what they may not have heard
OPENED_ALREADY = "exchanged_trigger_id"  # by the same request, which was delivered twice


@dataclass(slots=True)
class Desk:
    guide: Guide
    delivery: Delivery
    api: SlackApi
    library: Library
    readers: Readers
    region: str
    identity: Identity | None = None
    _side: set[asyncio.Task[None]] = field(default_factory=set)

    def aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it after the 200. A reference is kept, so that stopping can wait for it."""
        task = asyncio.create_task(self._quietly(work))
        self._side.add(task)
        task.add_done_callback(self._side.discard)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (SlackAway, SlackRefused, StoreAway, NewerRecord) as error:
            # What is to be shown stands on `due`; what one person was to be told is not.
            log.warning("cut short after an answer: %s: %s", type(error).__name__, error)
        except Exception:
            log.exception("work after an answer broke")

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish; the rest stands on `due`."""
        if self._side:
            await asyncio.wait(self._side, timeout=seconds)

    async def close(self, seconds: float) -> None:
        """As `drain`; and end what is not finished by then."""
        await self.drain(seconds)
        await end(self._side)

    def words(self, flow: str, language: str) -> Words:
        return self.library.in_language(flow, language)

    def flow_of(self, command: str) -> Flow | None:
        return self.guide.flows.by_command(command)

    async def show(
        self,
        team: str,
        run_id: str,
        turn: int,
        *,
        to: ReplyTo = NOBODY,
        reader: str = "",
        pressed: Pressed | None = None,
    ) -> Shown | None:
        """Show a run in its thread; where Slack refuses for good, say so to who waits for it."""
        try:
            return await self.delivery.show(team, run_id, turn, pressed)
        except SlackRefused as refused:
            if to != NOBODY:
                language = await self.readers.language(team, reader)
                await self.tell(to, notice(language, channels.cannot_post(language, refused.code)))
            raise

    async def tell(self, to: ReplyTo, message: Message, *, replace: bool = False) -> None:
        """To one person, where they are; in direct messages where Slack takes nothing there."""
        ways: list[Callable[[], Awaitable[object]]] = []
        if to.url:
            ways.append(partial(self.api.respond, to, message, replace=replace))
        if to.user:
            ways.append(partial(self.api.post, to.user, message))
        hindered = []
        for way in ways:
            if not (why := await _in_a_few_tries(way)):
                return
            hindered.append(why)
        if hindered:
            log.warning("somebody was not told: %s", "; ".join(hindered))

    async def open_window(
        self, trigger: str, window: Mapping[str, Any], to: ReplyTo, language: str
    ) -> None:
        """Where Slack does not open it (it gives 3 s), whoever waits for it is told."""
        try:
            await self.api.open_view(trigger, window)
        except (SlackAway, SlackRefused) as error:
            if isinstance(error, SlackRefused) and error.code == OPENED_ALREADY:
                return
            log.warning("a window could not be opened: %s", error)
            await self.tell(to, notice(language, replies.no_window(language)))

    def thread_link(self, shown: Shown | None, reader: str, language: str) -> Link | None:
        """To the newest step, in its thread; none into somebody else's direct messages."""
        if shown is None or not shown.thread or not (self.identity and self.identity.url):
            return None
        if shown.direct_to not in ("", reader):
            return None
        ts = (shown.ts or shown.thread).replace(".", "")
        query = f"?thread_ts={shown.thread}&cid={shown.channel}" if shown.ts else ""
        url = f"{self.identity.url}archives/{shown.channel}/p{ts}{query}"
        return Link(url, label(language, "Open the thread"))

    async def refusal(
        self, team: str, refused: Refused, reader: str, language: str, *, in_window: bool = False
    ) -> Message:
        """Why a press moved nothing, where the run is that matters now, and how to take it over."""
        which = refused.detail if refused.why is Why.RIVAL else refused.run.id
        snapshot = await self.guide.look(team, which)
        values = await self._whereabouts(team, snapshot, reader, language)
        link = Text("{thread}", values) if values["thread"] else None
        text = sentences(
            language, replies.refused(language, refused.why, values, in_window=in_window), link
        )
        verbs = (Verb.TAKE_OVER,) if refused.why is Why.NOT_LEAD else ()
        return notice(language, text, verbs, self.guide.view(snapshot))

    async def under_way(self, team: str, found: UnderWay, user: str, language: str) -> Message:
        """The run that is there already, with what this person may do about it."""
        mine = found.run.lead == user
        snapshot = await self.guide.look(team, found.run.id)
        values = await self._whereabouts(team, snapshot, user, language)
        text = replies.under_way(language, values, mine=mine)
        verbs = (Verb.GO_ON, Verb.START_OVER) if mine else (Verb.TAKE_OVER,)
        return notice(language, text, verbs, self.guide.view(snapshot))

    async def run_line(self, team: str, found: Snapshot, reader: str, language: str) -> Text:
        return replies.run_line(language, await self._whereabouts(team, found, reader, language))

    async def _whereabouts(
        self, team: str, snapshot: Snapshot, reader: str, language: str
    ) -> dict[str, Value]:
        view = self.guide.view(snapshot)
        shown = await self.guide.store.shown(team, view.run)
        flow = self.guide.flows.get(view.root)
        here = (
            steps.point(language, view, self.words(view.flow, language))
            if view.flow in self.guide.flows
            else view.step
        )
        link = self.thread_link(shown, reader, language)
        return {
            "lead": Person(view.lead),
            "account": view.account,
            "where": steps.quoted(language, here),
            "start": starts(flow.command, view.account) if flow else "/mfa-lost",
            "n": view.number,
            "m": view.about,
            "used": view.budget.used,
            "limit": view.budget.limit,
            "thread": link or "",
        }


async def _in_a_few_tries(tell: Callable[[], Awaitable[object]]) -> str:
    """'' once it is told: nobody says it later, and a sentence read twice does no harm."""
    for pause in (*TELL_AGAIN, None):
        try:
            await tell()
        except SlackAway as away:
            if pause is None:
                return str(away)
            await asyncio.sleep(max(pause, away.after) if away.told else pause)
        except SlackRefused as refused:
            return str(refused)
        else:
            break
    return ""


def starts(command: str, account: str) -> str:
    """What to type to start a flow: what follows /mfa-phone is a number, not an account."""
    return command if command == PHONE else f"{command} {account}"
