"""Says what a timer has to say, in the run's thread: only what is still true, and once."""

from collections.abc import Mapping
from contextlib import suppress

from bot.core.due import (
    Due,
)
from bot.core.run import Verb
from bot.core.shown import (
    Shown,
)
from bot.core.snapshot import (
    Snapshot,
)
from bot.core.timers import CALLS_REOPEN, MFA_STILL_OFF, QUIET
from bot.guide import Guide
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.delivery.outbox import (
    Outbox,
)
from bot.slack.delivery.thread_updates import (
    CARD_EVERY,
    ThreadUpdates,
)
from bot.slack.delivery.threads import Threads
from bot.slack.render.blocks import reminder_message
from bot.store.store import Hold, NotMine

_VERBS: Mapping[str, tuple[Verb, ...]] = {
    QUIET: (Verb.GO_ON, Verb.STOP),
    CALLS_REOPEN: (Verb.GO_ON,),
    MFA_STILL_OFF: (Verb.DEVICE_ON, Verb.SNOOZE),
}


class Reminders:
    def __init__(self, guide: Guide, once: Outbox, threads: Threads, upkeep: ThreadUpdates) -> None:
        self._guide = guide
        self._store = guide.store
        self._once = once
        self._threads = threads
        self._upkeep = upkeep

    async def remind(self, hold: Hold, timer: Due) -> None:
        """Raises SlackAway, SlackRefused, StoreAway, NotMine; then it is still due."""
        shown = await self._store.shown(hold.team, hold.run)
        shown = await self._once.settled(hold, shown)
        if not await self._store.still_due(hold.team, timer):  # who had the run before has said it
            return
        found, ring = await self._guide.ring(hold.team, timer)
        if not (found.run and ring.say and shown.thread):
            await self._store.settle(hold.team, timer, ring.again_at)
            return
        shown = await self._say(hold, found, shown, timer, ring.again_at)
        shown = await self._refresh_card(hold, found, shown)
        with suppress(NotMine):  # it is said, and must not be said again
            await self._store.mark(hold, shown, keep=True)  # what reminds must not expire

    async def _say(
        self, hold: Hold, found: Snapshot, shown: Shown, timer: Due, again_at: int | None
    ) -> Shown:
        run, view, texts = found.run, self._guide.view(found), self._upkeep.texts(found)
        if run is None:
            raise LookupError("there is no run to remind of")
        verbs = _VERBS.get(timer.what, ())
        message = reminder_message(run.language, view, timer.what, texts, verbs)
        try:
            await self._once.remind(hold, shown, run.turn, timer, again_at, message)
        except SlackRefused as refused:
            shown = await self._threads.open_another(hold, run, view, texts, shown, refused)
            await self._once.remind(hold, shown, run.turn, timer, again_at, message)
        return shown

    async def _refresh_card(self, hold: Hold, found: Snapshot, shown: Shown) -> Shown:
        """It counts as the reminder does; where Slack does not take it now, it comes later."""
        try:
            return await self._upkeep.catch_up(hold.team, found, shown)
        except (SlackAway, SlackRefused) as no:
            wait = int(no.after * 1000) if isinstance(no, SlackAway) else CARD_EVERY
            card = Due("card", hold.run)
            await self._store.add_due(hold.team, card, self._guide.clock() + wait)
            return shown
