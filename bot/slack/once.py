"""Posts each step and each status card once: looks before it posts again.

What is about to be posted is written down first. Whoever finds it written there, after a crash or
a lost answer, looks for the message by its metadata and takes it for its own. Where it may not
look, it posts again: a step that is shown twice is better than none.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.records import Intent, Shown
from bot.slack.api import SlackApi, SlackAway, SlackRefused
from bot.slack.blocks import Message
from bot.slack.wire import tells
from bot.store import Store

log = logging.getLogger(__name__)

LOOKS = 3  # so often Slack may fail to tell, before the message is posted all the same
SKEW = 600_000  # ms by which our clock and Slack's may differ


class Once:
    def __init__(self, store: Store, api: SlackApi, clock: Callable[[], int]) -> None:
        self._store = store
        self._api = api
        self._clock = clock

    async def post(
        self, team: str, run_id: str, shown: Shown, turn: int, message: Message, channel: str = ""
    ) -> tuple[str, str]:
        """Post a step into the run's thread, or with turn 0 its status card into a channel.

        Returns (channel, ts); that it is posted is the caller's to mark. Raises SlackAway,
        SlackRefused, StoreAway.
        """
        intent = Intent(turn, channel or shown.channel, self._clock())
        await self._store.mark(team, run_id, replace(shown, intent=intent))
        try:
            return await self._api.post(intent.channel, message, shown.thread if turn else "")
        except (SlackAway, SlackRefused) as no:
            if isinstance(no, SlackRefused) or no.undone:
                await self._store.mark(team, run_id, shown)
            raise

    async def settled(self, team: str, run_id: str, shown: Shown) -> Shown:
        """What Slack shows, whatever became of a post whose outcome nobody knew.

        Raises SlackAway, StoreAway.
        """
        intent = shown.intent
        if intent is None:
            return shown
        try:
            ts = await self._find(run_id, intent, shown)
        except SlackAway as away:
            if intent.looks + 1 < LOOKS:
                looked = replace(intent, looks=intent.looks + 1)
                await self._store.mark(team, run_id, replace(shown, intent=looked))
                raise
            log.warning("Slack does not tell if it has a message of %s: %s", run_id, away)
            ts = ""
        if not ts:
            return replace(shown, intent=None)
        if intent.turn:  # nor is it known what the card tells
            return replace(shown.with_step(intent.turn, ts), card="")
        return Shown(channel=intent.channel, thread=ts, turn=shown.turn)

    async def _find(self, run_id: str, intent: Intent, shown: Shown) -> str:
        where = {"channel": intent.channel, "latest": _stamp(intent.at + SKEW)}
        if intent.turn:
            where |= {"ts": shown.thread, "oldest": shown.ts or shown.thread}
        else:
            where |= {"oldest": _stamp(intent.at - SKEW)}
        return await self._api.find(partial(tells, run=run_id, turn=intent.turn), where)


def _stamp(at: int) -> str:
    return f"{at // 1000}.{at % 1000:03d}000"
