"""Opens the thread of a run: in its channel, or in its lead's direct messages."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.run import Run
from bot.core.view import View
from bot.core.words import Words
from bot.records import Shown
from bot.slack.api import SlackApi
from bot.slack.blocks import card_message, line_message
from bot.slack.once import Once
from bot.slack.refusals import NOT_HERE, THREAD_CLOSED, SlackAway, SlackRefused
from bot.store import Hold, Store
from bot.texts import Channel, channels

log = logging.getLogger(__name__)


class Threads:
    def __init__(self, store: Store, api: SlackApi, once: Once, clock: Callable[[], int]) -> None:
        self._store = store
        self._api = api
        self._once = once
        self._clock = clock

    async def open(
        self, hold: Hold, run: Run, view: View, texts: Mapping[str, Words], shown: Shown
    ) -> Shown:
        message = card_message(run.language, view, texts)
        try:
            where = await self._once.post(hold, shown, 0, message, run.channel)
        except SlackRefused as refused:
            if refused.code not in NOT_HERE:
                raise
            return await self.open_direct(hold, run, view, texts, shown, refused.code)
        return await self._opened(hold, where, run, view, shown)

    async def open_direct(
        self,
        hold: Hold,
        run: Run,
        view: View,
        texts: Mapping[str, Words],
        shown: Shown,
        code: str = "",
    ) -> Shown:
        """Where the bot can't post in the channel, the run goes on in its lead's own messages.
        `code`: Slack's word for why, where it has just said it.
        """
        card = card_message(run.language, view, texts)
        channel, ts = await self._once.post(hold, shown, 0, card, run.lead)
        opened = await self._opened(hold, (channel, ts), run, view, shown, run.lead)
        moved = line_message(channels.moved_to_dm(run.language, Channel(run.channel), code))
        try:
            await self._api.post(channel, moved, ts)
        except (SlackAway, SlackRefused) as error:  # the run itself is what matters
            log.info("not told that the run moved: %s", error)
        return replace(opened, refused=code)

    async def open_another(
        self,
        hold: Hold,
        run: Run,
        view: View,
        texts: Mapping[str, Words],
        shown: Shown,
        refused: SlackRefused,
    ) -> Shown:
        """Where Slack takes nothing more in this one: the bot was removed, the channel archived,
        the thread locked or deleted. Raises `refused` where another would not help.
        """
        if refused.code in NOT_HERE:
            return await self.open_direct(hold, run, view, texts, shown, refused.code)
        if refused.code in THREAD_CLOSED and shown.direct_to:
            return await self.open_direct(hold, run, view, texts, shown)
        if refused.code in THREAD_CLOSED:
            return await self.open(hold, run, view, texts, shown)
        raise refused

    async def _opened(
        self,
        hold: Hold,
        where: tuple[str, str],
        run: Run,
        view: View,
        shown: Shown,
        direct_to: str = "",
    ) -> Shown:
        """A thread of its own; what stands in another channel can't be changed any more."""
        channel, thread = where
        opened = replace(
            shown if channel == shown.channel else Shown(turn=shown.turn),
            channel=channel,
            thread=thread,
            card=urgent(view, run.language),
            card_at=self._clock(),
            direct_to=direct_to,
        )
        await self._store.mark(hold, opened)
        return opened


def urgent(view: View, language: str) -> str:
    """What the status card must never show wrong: attempts, lead, outcome, and in which words."""
    budget = view.budget
    return f"{budget.used}/{budget.reopens_at}/{view.lead}/{view.outcome}/{language}"
