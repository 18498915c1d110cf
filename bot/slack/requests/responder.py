"""What handlers share: who the bot is, what it may say to one person, and what runs on the side."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.core.access import AccessDenial, AccessRules
from bot.core.flow import Flow
from bot.core.handover import ANSWER_WITHIN
from bot.core.run import FOR_OUTSIDERS, RefusalReason, Refused, is_direct
from bot.core.shown import PressedMessage, Shown
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.core.words import Words
from bot.flowfiles.library import Library
from bot.guide import Guide, RunAlreadyOpen
from bot.process.shutdown import cancel_and_wait
from bot.slack.api.client import Identity, ReplyTo, SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused, Unplaced
from bot.slack.api.profiles import Profiles
from bot.slack.api.shared_channels import SharedChannels
from bot.slack.delivery.delivery import Delivery
from bot.slack.render.blocks import Message, notice
from bot.store.records import NewerRecord
from bot.store.store import StoreAway
from bot.texts import (
    Channel,
    Link,
    Person,
    Text,
    Timestamp,
    Value,
    errors,
    label,
    replies,
    sentences,
    steps,
)
from bot.texts import channels as advice

log = logging.getLogger(__name__)

PHONE = "/mfa-phone"  # alone it starts its flow; with a text it formats the numbers in it
NOBODY = ReplyTo("")
TELL_AGAIN = (0.5, 2.0)  # seconds before one person is told again what they may not have heard
OPENED_ALREADY = "exchanged_trigger_id"  # by the same request, which was delivered twice


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom an answer is for, and where they asked: that says how much they may learn of a run."""

    team: str
    user: str
    channel: str
    language: str


@dataclass(slots=True)
class Desk:
    guide: Guide
    delivery: Delivery
    api: SlackApi
    library: Library
    readers: Profiles
    channels: SharedChannels
    region: str
    rules: AccessRules
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
            log.warning("background task failed: %s: %s", type(error).__name__, error)
        except Exception:
            log.exception("error in a background task")

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish; the rest stands on `due`."""
        if self._side:
            await asyncio.wait(self._side, timeout=seconds)

    async def close(self, seconds: float) -> None:
        """As `drain`; and end what is not finished by then."""
        await self.drain(seconds)
        await cancel_and_wait(self._side)

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
        pressed: PressedMessage | None = None,
    ) -> Shown | None:
        """Show a run in its thread; where Slack refuses for good, say so to who waits for it."""
        try:
            return await self.delivery.show(team, run_id, turn, pressed)
        except SlackRefused as refused:
            if to != NOBODY:
                language = await self.readers.language(team, reader)
                await self.tell(to, await self._not_shown(team, run_id, refused, language))
            raise

    async def _not_shown(
        self, team: str, run_id: str, refused: SlackRefused, language: str
    ) -> Message:
        if not isinstance(refused, Unplaced):
            return notice(language, advice.cannot_post(language, refused.code))
        view = self.guide.view(await self.guide.look(team, run_id))
        text = replies.unplaced(language, Channel(refused.channel))
        if is_direct(refused.channel):
            text = replies.barred(
                language, AccessDenial.ALONE, self._starts(view.root, view.account)
            )
        return notice(language, text, () if view.outcome else (Verb.STOP,), view)

    async def bar(self, team: str, user: str, channel: str = "") -> AccessDenial | None:
        """Why this person may not change a run, from this channel where one is given."""
        standing, shared = await asyncio.gather(
            self.readers.standing(team, user), self.channels.shared(channel)
        )
        return self.rules.against_beginning(standing, channel, shared=shared, told=False)

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
            log.warning("could not deliver an answer to one person: %s", "; ".join(hindered))

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
            await self.tell(to, notice(language, errors.no_window(language)))

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
        self, refused: Refused, reader: Reader, *, in_window: bool = False
    ) -> Message:
        """Why a press moved nothing, where the run is that matters now, and how to take it over."""
        why, language = refused.why, reader.language
        which = refused.detail if why is RefusalReason.RIVAL else refused.run.id
        snapshot = await self.guide.look(reader.team, which)
        values = await self._whereabouts(snapshot, reader)
        if "where" not in values and why not in FOR_OUTSIDERS:
            why = RefusalReason.OUTSIDE
        link = Text("{thread}", values) if values.get("thread") else None
        text = replies.refused(language, why, values, in_window=in_window)
        verbs = (Verb.TAKE_OVER,) if why in (RefusalReason.NOT_LEAD, RefusalReason.ASKED) else ()
        return notice(language, sentences(language, text, link), verbs, self.guide.view(snapshot))

    async def under_way(self, found: RunAlreadyOpen, reader: Reader) -> Message:
        """The run that is there already, with what this person may do about it."""
        mine, language = found.run.lead == reader.user, reader.language
        snapshot = await self.guide.look(reader.team, found.run.id)
        values = await self._whereabouts(snapshot, reader)
        if "where" in values:
            text = replies.under_way(language, values, mine=mine)
        else:
            text = replies.under_way_elsewhere(language, values)
        verbs = (Verb.GO_ON, Verb.START_OVER) if mine else (Verb.TAKE_OVER,)
        return notice(language, text, verbs, self.guide.view(snapshot))

    async def run_line(self, found: Snapshot, reader: Reader) -> Text:
        return replies.run_line(reader.language, await self._whereabouts(found, reader))

    async def _whereabouts(self, snapshot: Snapshot, reader: Reader) -> dict[str, Value]:
        """What this person may learn of a run: outside its channel no more than whom to ask."""
        view, run, language = self.guide.view(snapshot), snapshot.run, reader.language
        values: dict[str, Value] = {
            "lead": Person(view.lead),
            "account": view.account,
            "start": self._starts(view.root, view.account),
        }
        if run and run.handover:
            values["until"] = Timestamp(run.handover.at + ANSWER_WITHIN)
        shown = snapshot.shown
        here = shown.channel or (run.channel if run else "")
        if reader.user != view.lead and reader.channel != here:
            return values
        point = (
            steps.point(language, view, self.words(view.flow, language))
            if view.flow in self.guide.flows
            else view.step
        )
        link = self.thread_link(shown, reader.user, language)
        return {
            **values,
            "where": steps.quoted(language, point),
            "n": view.number,
            "m": view.about,
            "used": view.budget.used,
            "limit": view.budget.limit,
            "thread": link or "",
        }

    def _starts(self, flow: str, account: str) -> str:
        known = self.guide.flows.get(flow)
        return starts(known.command, account) if known else "/mfa-lost"


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
