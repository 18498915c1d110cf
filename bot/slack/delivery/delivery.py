"""Makes Slack show what Redis says.

A reconciler, not a queue: the run is at turn 7, Slack shows turn 6, so make it show 7. It renders
the run as it is now, so a late or repeated delivery does no harm. What is still to be done stands
on the `due` set, put there by the commit itself; it is taken off when Slack shows it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.core.budget import HOUR
from bot.core.due import (
    Due,
)
from bot.core.shown import (
    Pressed,
    Shown,
)
from bot.core.snapshot import (
    Snapshot,
)
from bot.core.timers import NAMES
from bot.flowfiles.library import Library
from bot.guide import Guide
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.delivery.outbox import (
    Outbox,
)
from bot.slack.delivery.reminders import Reminders
from bot.slack.delivery.thread_updates import (
    ThreadUpdates,
)
from bot.slack.delivery.threads import Threads, is_anothers
from bot.slack.render.blocks import step_message
from bot.store.records import (
    NewerRecord,
)
from bot.store.store import Hold, NotMine, Store

log = logging.getLogger(__name__)

LANES = 16  # deliveries at once: in a rush, presses that wait for their 200 come first
BUSY_AGAIN = 500  # ms until a run that another process delivers is looked at again
# ms until what Slack refuses is tried once more; the longer the run has not moved, the later.
REFUSED_AGAIN, REFUSED_AGAIN_AT_MOST = 60_000, HOUR


class Delivery:
    def __init__(
        self,
        guide: Guide,
        library: Library,
        api: SlackApi,
        languages: tuple[str, ...] = (),
        tell_channel: str = "",
    ) -> None:
        self._guide = guide
        self._store: Store = guide.store
        self._languages = languages
        self._once = Outbox(guide.store, api, guide.clock)
        self._threads = Threads(guide.store, api, self._once, guide.clock, tell_channel)
        self._upkeep = ThreadUpdates(guide, library, api)
        self._reminders = Reminders(guide, self._once, self._threads, self._upkeep)
        self._locks: dict[str, asyncio.Lock] = {}
        self._lanes = asyncio.Semaphore(LANES)

    async def deliver(self, team: str, run_id: str, pressed: Pressed | None = None) -> Shown:
        """Show the run as it is now, if it is not shown so already. `pressed`: the message that
        this leaves behind.

        Returns what Slack shows; raises SlackAway, SlackRefused, StoreAway, and leaves the rest
        on `due`.
        """
        async with self._lanes, self._alone(team, run_id) as hold:
            if hold:
                try:
                    return await self._reconcile(hold, pressed)
                except NotMine:
                    log.info("another process shows %s meanwhile", run_id)
                    card = Due("card", run_id)  # what this one wrote may have come over theirs
                    await self._store.add_due(team, card, self._guide.clock())
            found = await self._guide.look(team, run_id)
            turn = str(found.run.turn) if found.run else ""
            soon = self._guide.clock() + BUSY_AGAIN
            await self._store.add_due(team, Due("show", run_id, turn), soon)
            return await self._store.shown(team, run_id)

    async def _reconcile(self, hold: Hold, pressed: Pressed | None) -> Shown:
        team, run_id = hold.team, hold.run
        shown = await self._once.settled(hold, await self._store.shown(team, run_id))
        shown = shown.with_pressed(pressed) if pressed else shown
        while True:
            found = await self._guide.look(team, run_id)
            if found.run is None or shown.turn >= found.run.turn:
                shown = await self._upkeep.catch_up(team, found, shown)
                await self._store.mark(hold, shown, _shows(run_id, shown.turn))
                return shown
            shown = await self._show(hold, found, shown)

    async def _show(self, hold: Hold, found: Snapshot, shown: Shown) -> Shown:
        """The status card first, where there is none; then the step."""
        run, view, texts = found.run, self._guide.view(found), self._upkeep.texts(found)
        if run is None:
            raise LookupError("there is no run to show")
        step = step_message(run.language, view, texts, self._languages)
        if shown.ts and is_anothers(run, shown):  # they still see there who leads now
            fading = (*shown.fading, (shown.ts, shown.turn))
            shown = await self._upkeep.fade(found, replace(shown, ts="", fading=fading))
        shown = await self._threads.place(hold, run, view, texts, shown)
        try:
            _, ts = await self._once.post(hold, shown, view.turn, step)
        except SlackRefused as refused:
            shown = await self._threads.open_another(hold, run, view, texts, shown, refused)
            _, ts = await self._once.post(hold, shown, view.turn, step)
        shown = shown.with_step(view.turn, ts)
        await self._store.mark(hold, shown)
        shown = await self._upkeep.fade(found, shown)
        return await self._upkeep.card(hold.team, found, shown)

    async def show(
        self, team: str, run_id: str, turn: int, pressed: Pressed | None = None
    ) -> Shown | None:
        """Deliver what was just pressed; None where Slack is away and it is shown later.

        Raises SlackRefused, StoreAway; in every case what is not shown stays on `due`.
        """
        now, due = self._guide.clock, Due("show", run_id, str(turn))
        try:
            return await self.deliver(team, run_id, pressed)
        except SlackAway as away:
            log.info("Slack is away (%s); %s is shown later", away, run_id)
            await self._store.add_due(team, due, now() + int(away.after * 1000))
        except SlackRefused as refused:
            log.error("Slack refuses to show %s: %s", run_id, refused)  # noqa: TRY400
            await self._store.add_due(team, due, await self._after_refusal(team, run_id))
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
        except NotMine:
            await self._store.settle(team, due, self._guide.clock() + BUSY_AGAIN)
        except SlackAway as away:
            log.info("Slack is away (%s); again in %.0f s", away, away.after)
            await self._store.settle(team, due, self._guide.clock() + int(away.after * 1000))
        except SlackRefused as refused:
            log.error("Slack refuses what is due for %s: %s", due.run, refused)  # noqa: TRY400
            await self._store.settle(team, due, await self._after_refusal(team, due.run))

    async def _after_refusal(self, team: str, run_id: str) -> int:
        """When it is tried again: some refusals end with a press in Slack, and some never do."""
        now, run = self._guide.clock(), (await self._guide.look(team, run_id)).run
        age = now - run.moved_at if run else 0
        return now + min(max(REFUSED_AGAIN, age // 10), REFUSED_AGAIN_AT_MOST)

    async def _refresh_card(self, team: str, due: Due) -> None:
        async with self._alone(team, due.run) as hold:
            if not hold:
                raise NotMine(due.run)
            found = await self._guide.look(team, due.run)
            shown = await self._store.shown(team, due.run)
            if found.run and shown.thread:
                shown = await self._upkeep.card(team, found, replace(shown, card=""))
                await self._store.mark(hold, shown)
        await self._store.settle(team, due)

    async def _remind(self, team: str, timer: Due) -> None:
        async with self._alone(team, timer.run) as hold:
            if not hold:
                raise NotMine(timer.run)
            await self._reminders.remind(hold, timer)

    @asynccontextmanager
    async def _alone(self, team: str, run_id: str) -> AsyncIterator[Hold | None]:
        """None while somebody else, here or in another process, changes what Slack shows."""
        async with (
            self._one_at_a_time(run_id),
            self._store.delivering(team, run_id) as hold,
        ):
            yield hold

    def _one_at_a_time(self, run_id: str) -> asyncio.Lock:
        """Two presses of one run in one process are delivered one after the other."""
        for idle in [r for r, lock in self._locks.items() if not lock.locked() and r != run_id]:
            del self._locks[idle]
        return self._locks.setdefault(run_id, asyncio.Lock())


def _shows(run_id: str, turn: int) -> tuple[Due, ...]:
    """Everything on `due` that showing this turn fulfils: the last few turns are all there are."""
    return tuple(Due("show", run_id, str(n)) for n in range(max(1, turn - 20), turn + 1))
