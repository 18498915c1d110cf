"""Opens the thread of a run: in its channel, or in its lead's direct messages."""

import logging
from collections.abc import Callable, Mapping

from bot.core.run import Run
from bot.core.view import View
from bot.core.words import Words
from bot.records import Shown
from bot.slack.api import NOT_HERE, SlackApi, SlackAway, SlackRefused
from bot.slack.blocks import card_message, line_message
from bot.slack.once import Once
from bot.store import Store
from bot.texts import Channel, replies

log = logging.getLogger(__name__)


class Threads:
    def __init__(self, store: Store, api: SlackApi, once: Once, clock: Callable[[], int]) -> None:
        self._store = store
        self._api = api
        self._once = once
        self._clock = clock

    async def open(
        self, team: str, run: Run, view: View, texts: Mapping[str, Words], shown: Shown
    ) -> Shown:
        message = card_message(run.language, view, texts)
        try:
            channel, ts = await self._once.post(team, run.id, shown, 0, message, run.channel)
        except SlackRefused as refused:
            if refused.code not in NOT_HERE:
                raise
            return await self.open_direct(team, run, view, texts, shown)
        return await self._opened(team, channel, ts, view, shown)

    async def open_direct(
        self, team: str, run: Run, view: View, texts: Mapping[str, Words], shown: Shown
    ) -> Shown:
        """Where the bot can't post in the channel, the run goes on in its lead's own messages."""
        card = card_message(run.language, view, texts)
        channel, ts = await self._once.post(team, run.id, shown, 0, card, run.lead)
        opened = await self._opened(team, channel, ts, view, shown, direct_to=run.lead)
        moved = line_message(replies.moved_to_dm(run.language, Channel(run.channel)))
        try:
            await self._api.post(channel, moved, ts)
        except (SlackAway, SlackRefused) as error:  # the run itself is what matters
            log.info("not told that the run moved: %s", error)
        return opened

    async def _opened(
        self, team: str, channel: str, thread: str, view: View, shown: Shown, direct_to: str = ""
    ) -> Shown:
        """A thread of its own; what a former thread shows can't be changed any more."""
        opened = Shown(
            channel=channel,
            thread=thread,
            turn=shown.turn,
            card=urgent(view),
            card_at=self._clock(),
            direct_to=direct_to,
        )
        await self._store.mark(team, view.run, opened)
        return opened


def urgent(view: View) -> str:
    """What the status card must never show wrong: attempts, lead, outcome."""
    budget = view.budget
    return f"{budget.used}/{budget.reopens_at}/{view.lead}/{view.outcome}"
