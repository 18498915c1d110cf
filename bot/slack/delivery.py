"""Makes Slack show what Redis says.

A reconciler, not a queue: the run is at turn 7, Slack shows turn 6, so make it show 7. It renders
the run as it is now, so a late or repeated delivery does no harm. What is still to be done stands
on the `due` set, put there by the commit itself; it is taken off when Slack shows it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.change import Due, Snapshot
from bot.core.run import Verb
from bot.core.timers import CALLS_REOPEN, MFA_STILL_OFF, NAMES, QUIET
from bot.core.view import View
from bot.core.words import Words
from bot.flowfiles import Library
from bot.guide import Guide
from bot.records import NewerRecord, Shown
from bot.slack.api import NOT_HERE, SlackApi, SlackAway, SlackRefused
from bot.slack.blocks import card_message, line_message, reminder_message, step_message
from bot.slack.once import Once
from bot.slack.threads import Threads, urgent
from bot.store import Store
from bot.texts import steps

log = logging.getLogger(__name__)

LANES = 16  # deliveries at once: in a rush, presses that wait for their 200 come first
CARD_EVERY = 30_000  # ms between refreshes of the status card that nobody waits for
BUSY_AGAIN = 500  # ms until a run that another process delivers is looked at again
GIVE_UP = 60_000  # ms until a call that Slack refuses for good is tried once more

_REMINDER_VERBS: Mapping[str, tuple[Verb, ...]] = {
    QUIET: (Verb.GO_ON, Verb.STOP),
    CALLS_REOPEN: (Verb.GO_ON,),
    MFA_STILL_OFF: (Verb.DEVICE_ON, Verb.SNOOZE),
}


class Delivery:
    def __init__(self, guide: Guide, library: Library, api: SlackApi) -> None:
        self._guide = guide
        self._store: Store = guide.store
        self._library = library
        self._api = api
        self._once = Once(guide.store, api, guide.clock)
        self._threads = Threads(guide.store, api, self._once, guide.clock)
        self._locks: dict[str, asyncio.Lock] = {}
        self._lanes = asyncio.Semaphore(LANES)

    async def deliver(self, team: str, run_id: str) -> Shown:
        """Show the run as it is now, if it is not shown so already.

        Returns what Slack shows; raises SlackAway, SlackRefused, StoreAway, and leaves the rest
        on `due`.
        """
        async with self._lanes, self._alone(team, run_id) as mine:
            if mine:
                return await self._reconcile(team, run_id)
            found = await self._guide.look(team, run_id)
            turn = str(found.run.turn) if found.run else ""
            soon = self._guide.clock() + BUSY_AGAIN
            await self._store.add_due(team, Due("show", run_id, turn), soon)
            return await self._store.shown(team, run_id)

    async def _reconcile(self, team: str, run_id: str) -> Shown:
        shown = await self._once.settled(team, run_id, await self._store.shown(team, run_id))
        while True:
            found = await self._guide.look(team, run_id)
            if found.run is None or shown.turn >= found.run.turn:
                shown = await self._catch_up(team, found, shown)
                await self._store.mark(team, run_id, shown, _shows(run_id, shown.turn))
                return shown
            shown = await self._show(team, found, shown)

    async def _catch_up(self, team: str, found: Snapshot, shown: Shown) -> Shown:
        """What Slack did not take when the step was shown: lines for former steps, the card."""
        shown = await self._fade(found, shown)
        if found.run is None or not shown.thread:
            return shown
        view = self._guide.view(found)
        if shown.card == urgent(view):
            return shown
        return await self._card(team, view, self._texts(found), found.run.language, shown)

    async def _show(self, team: str, found: Snapshot, shown: Shown) -> Shown:
        """The status card first, where there is none; then the step."""
        run, view, texts = found.run, self._guide.view(found), self._texts(found)
        if run is None:
            raise LookupError("there is no run to show")
        step = step_message(run.language, view, texts)
        if not shown.thread:
            shown = await self._threads.open(team, run, view, texts, shown)
        elif shown.direct_to not in ("", view.lead):  # the new lead can't read another's messages
            shown = await self._threads.open_direct(team, run, view, texts, shown)
        try:
            _, ts = await self._once.post(team, view.run, shown, view.turn, step)
        except SlackRefused as refused:  # the bot was removed, or the channel archived, meanwhile
            if refused.code not in NOT_HERE:
                raise
            shown = await self._threads.open_direct(team, run, view, texts, shown)
            _, ts = await self._once.post(team, view.run, shown, view.turn, step)
        shown = shown.with_step(view.turn, ts)
        await self._store.mark(team, view.run, shown)
        shown = await self._fade(found, shown)
        return await self._card(team, view, texts, run.language, shown)

    async def _fade(self, found: Snapshot, shown: Shown) -> Shown:
        """Turn the messages of former steps into one line each."""
        if found.run is None:
            return shown
        view, language = self._guide.view(found), found.run.language
        for ts, turn in shown.fading:
            move = next((m for m in found.run.moves if m.turn == turn), None)
            words = self._words(move.flow, language) if move else None
            line = steps.done_line(language, view, move, words)
            try:
                await self._api.update(shown.channel, ts, line_message(line))
            except SlackRefused as refused:  # deleted, or closed to edits: its buttons are stale
                log.warning("a former step could not be turned into a line: %s", refused)
            left = tuple(rest for rest in shown.fading if rest[0] != ts)
            shown = replace(shown, fading=left)
        return shown

    async def _card(
        self, team: str, view: View, texts: Mapping[str, Words], language: str, shown: Shown
    ) -> Shown:
        """Refresh the status card: at once when it matters, else at most every 30 s."""
        now = self._guide.clock()
        if shown.card == urgent(view) and now - shown.card_at < CARD_EVERY:
            due = Due("card", view.run)
            await self._store.add_due(team, due, shown.card_at + CARD_EVERY)
            return shown
        try:
            await self._api.update(shown.channel, shown.thread, card_message(language, view, texts))
        except SlackRefused as refused:
            log.warning("the status card could not be refreshed: %s", refused)
        return replace(shown, card=urgent(view), card_at=now)

    async def retire(self, team: str, run_id: str, channel: str, ts: str, turn: int) -> None:
        """A message whose buttons are old, and which nobody turned into a line: a step that Slack
        showed twice, or a reminder.
        """
        found, shown = await self._guide.look(team, run_id), await self._store.shown(team, run_id)
        if found.run and channel == shown.channel and ts not in (shown.ts, shown.thread):
            await self._fade(found, replace(shown, fading=((ts, turn),)))

    async def show(self, team: str, run_id: str, turn: int) -> Shown | None:
        """Deliver what was just pressed; None where Slack is away and it is shown later.

        Raises SlackRefused, StoreAway; in every case what is not shown stays on `due`.
        """
        now, due = self._guide.clock, Due("show", run_id, str(turn))
        try:
            return await self.deliver(team, run_id)
        except SlackAway as away:
            log.info("Slack is away (%s); %s is shown later", away, run_id)
            await self._store.add_due(team, due, now() + int(away.after * 1000))
        except SlackRefused as refused:
            log.error("Slack refuses to show %s: %s", run_id, refused)  # noqa: TRY400
            await self._store.add_due(team, due, now() + GIVE_UP)
            raise
        return None

    async def settle(self, team: str, due: Due) -> None:
        """Do one thing that is due; it stays on `due` until it is done. Raises NewerRecord."""
        try:
            if due.what == "show":
                await self.deliver(team, due.run)
                await self._store.settle(team, due)
            elif due.what == "card":
                await self._refresh_card(team, due)
            elif due.what in NAMES:
                await self._remind(team, due)
            elif (await self._guide.look(team, due.run)).run:
                raise NewerRecord(f"this bot does not know what '{due.what}' is")
            else:
                await self._store.settle(team, due)
        except SlackAway as away:
            log.info("Slack is away (%s); again in %.0f s", away, away.after)
            await self._store.settle(team, due, self._guide.clock() + int(away.after * 1000))
        except SlackRefused as refused:
            log.error("Slack refuses what is due for %s: %s", due.run, refused)  # noqa: TRY400
            await self._store.settle(team, due, self._guide.clock() + GIVE_UP)

    async def _refresh_card(self, team: str, due: Due) -> None:
        async with self._alone(team, due.run) as mine:
            if not mine:
                await self._store.settle(team, due, self._guide.clock() + BUSY_AGAIN)
                return
            found = await self._guide.look(team, due.run)
            shown = await self._store.shown(team, due.run)
            if found.run and shown.thread:
                view, texts = self._guide.view(found), self._texts(found)
                stale = replace(shown, card="")
                shown = await self._card(team, view, texts, found.run.language, stale)
                await self._store.mark(team, due.run, shown)
        await self._store.settle(team, due)

    async def _remind(self, team: str, due: Due) -> None:
        async with self._alone(team, due.run) as mine:
            if not mine:
                await self._store.settle(team, due, self._guide.clock() + BUSY_AGAIN)
                return
            found, ring = await self._guide.ring(team, due)
            shown = await self._store.shown(team, due.run)
            if ring.say and found.run and shown.thread:
                view, texts = self._guide.view(found), self._texts(found)
                verbs = _REMINDER_VERBS.get(due.what, ())
                message = reminder_message(found.run.language, view, due.what, texts, verbs)
                await self._api.post(shown.channel, message, shown.thread)
                shown = await self._catch_up(team, found, shown)  # the card counts as the reminder
                await self._store.mark(team, due.run, shown)  # what reminds must not expire
        await self._store.settle(team, due, ring.again_at)

    @asynccontextmanager
    async def _alone(self, team: str, run_id: str) -> AsyncIterator[bool]:
        """Whether nobody else, here or in another process, is changing what Slack shows."""
        async with (
            self._one_at_a_time(run_id),
            self._store.delivering(team, run_id) as mine,
        ):
            yield mine

    def _one_at_a_time(self, run_id: str) -> asyncio.Lock:
        """Two presses of one run in one process are delivered one after the other."""
        for idle in [r for r, lock in self._locks.items() if not lock.locked() and r != run_id]:
            del self._locks[idle]
        return self._locks.setdefault(run_id, asyncio.Lock())

    def _texts(self, found: Snapshot) -> dict[str, Words]:
        language = found.run.language if found.run else ""
        return {name: self._library.in_language(name, language) for name in self._guide.flows}

    def _words(self, flow: str, language: str) -> Words | None:
        return self._library.in_language(flow, language) if flow in self._guide.flows else None


def _shows(run_id: str, turn: int) -> tuple[Due, ...]:
    """Everything on `due` that showing this turn fulfils: the last few turns are all there are."""
    return tuple(Due("show", run_id, str(n)) for n in range(max(1, turn - 20), turn + 1))
