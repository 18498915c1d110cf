"""Posts each step, each status card and each reminder once: looks before it posts again.

What is about to be posted is written down first. Whoever finds it written there, after a crash or
a lost answer, looks for the message by its metadata and takes it for its own. Where it may not
look, it posts again: a step that is shown twice is better than none.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.core.due import (
    Due,
)
from bot.core.shown import (
    TOLD,
    Intent,
    Shown,
)
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.render.blocks import Message
from bot.slack.render.codec import tells
from bot.store.store import Hold, Store

log = logging.getLogger(__name__)

LOOKS = 3  # so often Slack may fail to tell, before the message is posted all the same
SKEW = 600_000  # ms by which our clock and Slack's may differ


class Outbox:
    def __init__(self, store: Store, api: SlackApi, clock: Callable[[], int]) -> None:
        self._store = store
        self._api = api
        self._clock = clock

    async def post(
        self, hold: Hold, shown: Shown, turn: int, message: Message, channel: str = ""
    ) -> tuple[str, str]:
        """Post a step into the run's thread, or with turn 0 its status card into a channel.

        Returns (channel, ts); that it is posted is the caller's to mark. Raises SlackAway,
        SlackRefused, StoreAway, NotMine.
        """
        intent = Intent(turn, channel or shown.channel, self._clock())
        return await self._post(hold, shown, intent, message)

    async def remind(
        self,
        hold: Hold,
        shown: Shown,
        turn: int,
        timer: Due,
        again_at: int | None,
        message: Message,
    ) -> None:
        """Post what a timer says into the run's thread, and settle the timer at once: what comes
        after may fail, and is no reason to say it again. Raises as `post`.
        """
        intent = Intent(turn, shown.channel, self._clock(), reminder=timer.what, again_at=again_at)
        await self._post(hold, shown, intent, message)
        await self._store.settle(hold.team, timer, again_at, said_at=turn)

    async def tell(
        self, hold: Hold, shown: Shown, channel: str, lead_since: int, message: Message
    ) -> Shown:
        """Tell a channel who leads a run in direct messages. Raises as `post`."""
        intent = Intent(lead_since, channel, self._clock(), reminder=TOLD)
        await self._post(hold, shown, intent, message)
        told = replace(shown, told=lead_since)
        await self._store.mark(hold, told)
        return told

    async def _post(
        self, hold: Hold, shown: Shown, intent: Intent, message: Message
    ) -> tuple[str, str]:
        await self._store.mark(hold, replace(shown, intent=intent))
        thread = "" if intent.opens else shown.thread
        try:
            return await self._api.post(intent.channel, message, thread)
        except (SlackAway, SlackRefused) as no:
            if isinstance(no, SlackRefused) or no.undone:
                await self._store.mark(hold, shown)
            raise

    async def settled(self, hold: Hold, shown: Shown) -> Shown:
        """What Slack shows, whatever became of a post whose outcome nobody knew.

        Raises SlackAway, SlackRefused, StoreAway, NotMine.
        """
        intent = shown.intent
        if intent is None:
            return shown
        try:
            ts = await self._find(hold.run, intent, shown)
        except SlackAway as away:
            if intent.looks + 1 < LOOKS:
                looked = replace(intent, looks=intent.looks + 1)
                await self._store.mark(hold, replace(shown, intent=looked))
                raise
            log.warning("Slack does not tell if it has a message of %s: %s", hold.run, away)
            ts = ""
        if not ts:
            return replace(shown, intent=None)
        if intent.reminder == TOLD:
            return replace(shown, intent=None, told=intent.turn)
        if intent.reminder:
            return await self._said(hold, intent, replace(shown, intent=None))
        if intent.turn:  # nor is it known what the card tells
            return replace(shown.with_step(intent.turn, ts), card="")
        return Shown(channel=intent.channel, thread=ts, turn=shown.turn, told=shown.told)

    async def _said(self, hold: Hold, intent: Intent, shown: Shown) -> Shown:
        """At once: the same timer may be due tomorrow, and what it says then is to be said."""
        timer = Due(intent.reminder, hold.run)
        await self._store.settle(hold.team, timer, intent.again_at, said_at=intent.turn)
        await self._store.mark(hold, shown, keep=True)
        return shown

    async def _find(self, run_id: str, intent: Intent, shown: Shown) -> str:
        where = {"channel": intent.channel, "latest": _stamp(intent.at + SKEW)}
        if not intent.opens:
            where["ts"] = shown.thread
        if intent.turn and not intent.reminder:
            where["oldest"] = shown.ts or shown.thread
        else:  # of one turn there is one step, and a reminder every day
            where["oldest"] = _stamp(intent.at - SKEW)
        fits = partial(tells, run=run_id, turn=intent.turn, reminder=intent.reminder)
        return await self._api.find(fits, where)


def _stamp(at: int) -> str:
    return f"{at // 1000}.{at % 1000:03d}000"
