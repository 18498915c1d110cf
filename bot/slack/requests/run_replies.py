"""Replies about runs, each as far as the reader may learn of it, and why somebody may not go on."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.core.access import Access, AccessRules
from bot.core.flow import NUMBER
from bot.core.handover import ANSWER_WITHIN
from bot.core.press import is_direct
from bot.core.refusals import FOR_OUTSIDERS, RefusalReason, Refused
from bot.core.shown import Shown
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import Words
from bot.flowfiles.library import Library
from bot.guide import Guide, RunAlreadyOpen, RunNotFound, RunParked
from bot.slack.api.errors import ChannelUnavailable, SlackRefused
from bot.slack.api.installation import Installation
from bot.slack.delivery.thread_urls import thread_url
from bot.slack.render.blocks import Message, thread_link
from bot.slack.requests.requester import Requester
from bot.store.calls import StoreAway
from bot.store.records import NewerRecord
from bot.texts import (
    Channel,
    Link,
    Person,
    Text,
    Timestamp,
    Value,
    drills,
    joined,
    refusals,
    replies,
    sentences,
    steps,
)
from bot.texts import channels as advice
from bot.texts.command_words import CommandWord


@dataclass(frozen=True, slots=True)
class RunReplies:
    guide: Guide
    library: Library
    installation: Installation
    rules: AccessRules

    def words(self, flow: str, language: str) -> Words:
        return self.library.in_language(flow, language)

    def thread_link(self, asks: Requester, shown: Shown | None) -> Link | None:
        """Link to the newest step, in its thread; none into somebody else's direct messages."""
        return thread_link(asks.language, thread_url(self.installation, shown, asks.user))

    def denial(self, asks: Requester, access: Access, flow: str = "", start: str = "") -> Message:
        """Why somebody may not do that, and who may; `start`: what they typed, or could type."""
        return asks.voice.notice(
            refusals.access_denied,
            access,
            start=start,
            command=self.guide.flows[flow].command if flow else "",
            may=self.rules.may.get(flow, ()),
            channels=self.rules.channels,
        )

    async def refusal(self, asks: Requester, refused: Refused | RunNotFound) -> Message:
        """Why a press changed nothing, where the run in question is now, and how to take it
        over.
        """
        if isinstance(refused, RunNotFound):
            return asks.voice.notice(refusals.run_not_found, refused.since)
        why = refused.why
        if why is RefusalReason.NO_ACCESS:
            return self.denial(asks, asks.access_to(refused.run.flow), refused.run.flow)
        which = refused.detail if why is RefusalReason.RIVAL else refused.run.id
        snapshot = await self.guide.look(asks.team, which)
        values = self._visible_values(asks, snapshot)
        if "where" not in values and why not in FOR_OUTSIDERS:
            why, refused = RefusalReason.OUTSIDE, replace(refused, why=RefusalReason.OUTSIDE)
        view = self.guide.view(snapshot)
        if "where" in values and view.outcome:
            root = self.words(view.root, asks.language)
            values["state"] = steps.outcome(asks.language, view.outcome, root)
        link = Text("{thread}", values) if values.get("thread") else None
        text = refusals.press_refused(asks.language, refused, values)
        verbs = (Verb.TAKE_OVER,) if why in (RefusalReason.NOT_LEAD, RefusalReason.ASKED) else ()
        return asks.voice.say(sentences(asks.language, text, link), verbs, view)

    async def already_running(self, asks: Requester, found: RunAlreadyOpen) -> Message:
        """The run that is there already, with what this person may do about it."""
        mine = found.run.lead == asks.user
        snapshot = await self.guide.look(asks.team, found.run.id)
        values = self._visible_values(asks, snapshot)
        verbs = (Verb.GO_ON, Verb.START_OVER) if mine else (Verb.TAKE_OVER,)
        if "where" in values:
            text = replies.under_way(asks.language, values, mine=mine)
        else:
            text = replies.under_way_elsewhere(asks.language, values)
        if mine and not snapshot.in_sight(asks.user, asks.channel):
            way_on = replies.out_of_sight(asks.language, values["start"])
            text = sentences(asks.language, text, way_on)
            verbs = (*verbs, Verb.STOP)
        return asks.voice.say(text, verbs, self.guide.view(snapshot))

    async def parked(self, asks: Requester, found: RunParked) -> Message:
        """The run that could go on, and the choice between that and a new one."""
        snapshot = await self.guide.look(asks.team, found.run.id)
        view, values = self.guide.view(snapshot), self._visible_values(asks, snapshot)
        root = self.words(view.root, asks.language)
        values["state"] = steps.outcome(asks.language, view.outcome or "", root)
        values["since"] = Timestamp(found.run.moved_at)
        here = "where" in values
        verbs = (Verb.GO_ON, Verb.START_NEW) if here else (Verb.START_NEW,)
        return asks.voice.say(replies.parked(asks.language, values, here=here), verbs, view)

    async def other_procedures(
        self, asks: Requester, runs: Iterable[tuple[str, str]]
    ) -> Text | None:
        """Runs of other procedures that are under way for the same account."""
        told = []
        for flow, run_id in runs:
            found = None
            with suppress(StoreAway, NewerRecord):  # the run that was begun is told all the same
                found = (await self.guide.look(asks.team, run_id)).run
            if found and found.open and flow in self.guide.flows:
                title, lead = self.words(flow, asks.language).title, found.lead
                warning = replies.other_procedure(
                    asks.language, title, found.account, lead, mine=lead == asks.user
                )
                told.append(warning)
        return joined(*told) if told else None

    def run_line(self, asks: Requester, found: Snapshot) -> Text:
        return replies.run_line(asks.language, self._visible_values(asks, found))

    async def not_shown(self, asks: Requester, run_id: str, refused: SlackRefused) -> Message:
        if not isinstance(refused, ChannelUnavailable):
            return asks.voice.notice(advice.cannot_post, refused.code)
        view = self.guide.view(await self.guide.look(asks.team, run_id))
        verbs = () if view.outcome else (Verb.STOP,)
        if is_direct(refused.channel):
            start = self._starts(view)
            return asks.voice.notice(
                refusals.access_denied, Access.ALONE, start=start, verbs=verbs, view=view
            )
        there = Channel(refused.channel)
        return asks.voice.notice(replies.unplaced, there, verbs=verbs, view=view)

    def _visible_values(self, asks: Requester, snapshot: Snapshot) -> dict[str, Value]:
        """What this person may learn of a run: outside its channel no more than whom to ask."""
        view, run, shown = self.guide.view(snapshot), snapshot.run, snapshot.shown
        values: dict[str, Value] = {
            "lead": Person(view.lead),
            "account": drills.account(asks.language, view.account) if view.drill else view.account,
            "start": self._starts(view),
        }
        if run and run.handover:
            values["until"] = Timestamp(run.handover.at + ANSWER_WITHIN)
        if not snapshot.open_to(asks.user, asks.channel):
            return values
        point = view.step
        if view.flow in self.guide.flows:
            point = steps.point(asks.language, view, self.words(view.flow, asks.language))
        return {
            **values,
            "where": steps.quoted(asks.language, point),
            "step": steps.step_and_count(asks.language, view),
            "thread": self.thread_link(asks, shown) or "",
        }

    def _starts(self, view: View) -> str:
        """What to type to start a flow; one that is gone may still be served by another process."""
        known = self.guide.flows.get(view.root)
        if known is None:
            return f"/{view.root}"
        if view.drill:
            return f"{known.command} {CommandWord.DRILL} {view.account}"
        return known.command if known.takes == NUMBER else f"{known.command} {view.account}"
