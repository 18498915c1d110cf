"""Where a run is shown: a thread in its channel, or in its lead's direct messages."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.run import Run, is_direct
from bot.core.shown import (
    Shown,
)
from bot.core.view import View
from bot.core.words import Words
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import (
    NOT_HERE,
    THREAD_CLOSED,
    TOKEN,
    SlackAway,
    SlackRefused,
    Unplaced,
)
from bot.slack.delivery.outbox import (
    Outbox,
)
from bot.slack.render.blocks import card_message, line_message, told_message
from bot.store.store import Hold, Store
from bot.texts import Channel, channels

log = logging.getLogger(__name__)


class Threads:
    """`tell_channel`: what is told there is not alone in direct messages."""

    def __init__(
        self,
        store: Store,
        api: SlackApi,
        once: Outbox,
        clock: Callable[[], int],
        tell_channel: str = "",
    ) -> None:
        self._store = store
        self._api = api
        self._once = once
        self._clock = clock
        self._tell_channel = tell_channel

    async def place(
        self, hold: Hold, run: Run, view: View, texts: Mapping[str, Words], shown: Shown
    ) -> Shown:
        """The thread where this lead reads it. Raises as `Once.post`, and Unplaced."""
        if not shown.thread or is_anothers(run, shown):
            shown = await self._open(hold, run, view, texts, shown)
        return await self._tell(hold, run, view, texts, shown)

    async def _tell(
        self, hold: Hold, run: Run, view: View, texts: Mapping[str, Words], shown: Shown
    ) -> Shown:
        """Before a step of such a run is shown in direct messages."""
        alone = view.told and run.open and is_direct(shown.channel)
        if not alone or shown.told == run.led_since:
            return shown
        if not self._tell_channel:
            raise Unplaced(run.channel, "no TELL_CHANNEL")
        message = told_message(run.language, view, texts, run.led_since)
        try:
            return await self._once.tell(hold, shown, self._tell_channel, run.led_since, message)
        except SlackRefused as refused:
            if refused.code in TOKEN:
                raise
            raise Unplaced(self._tell_channel, refused.code) from refused

    async def _open(
        self, hold: Hold, run: Run, view: View, texts: Mapping[str, Words], shown: Shown
    ) -> Shown:
        message = card_message(run.language, view, texts)
        try:
            where = await self._once.post(hold, shown, 0, message, run.channel)
        except SlackRefused as refused:
            if refused.code not in NOT_HERE:
                raise
            return await self._open_direct(hold, run, view, texts, shown, refused)
        direct_to = run.lead if is_direct(run.channel) else ""
        return await self._opened(hold, where, run, view, shown, direct_to)

    async def _open_direct(
        self,
        hold: Hold,
        run: Run,
        view: View,
        texts: Mapping[str, Words],
        shown: Shown,
        refused: SlackRefused,
    ) -> Shown:
        """Where the bot can't post in the channel, the run goes on in its lead's own messages:
        unless nobody gave it to that lead, or it is never to go on there alone.
        """
        alone = view.told and run.open and not self._tell_channel
        if alone or run.uninvited == run.lead:
            raise Unplaced(run.channel, refused.code) from refused
        card = card_message(run.language, view, texts)
        channel, ts = await self._once.post(hold, shown, 0, card, run.lead)
        opened = await self._opened(hold, (channel, ts), run, view, shown, run.lead)
        if run.channel == run.lead:  # it was handed over to them there
            return opened
        code = refused.code if refused.code in NOT_HERE else ""
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
        if refused.code in NOT_HERE or (refused.code in THREAD_CLOSED and shown.direct_to):
            shown = await self._open_direct(hold, run, view, texts, shown, refused)
        elif refused.code in THREAD_CLOSED:
            shown = await self._open(hold, run, view, texts, shown)
        else:
            raise refused
        return await self._tell(hold, run, view, texts, shown)

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
            shown if channel == shown.channel else Shown(turn=shown.turn, told=shown.told),
            channel=channel,
            thread=thread,
            card=urgent(view, run.language),
            card_at=self._clock(),
            direct_to=direct_to,
        )
        await self._store.mark(hold, opened)
        return opened


def is_anothers(run: Run, shown: Shown) -> bool:
    """Whether its thread is in direct messages that its lead can't read."""
    elsewhere = is_direct(shown.channel) and shown.channel != run.channel
    return elsewhere and shown.direct_to != run.lead


def urgent(view: View, language: str) -> str:
    """What the status card must never show wrong: attempts, lead, outcome, and in which words."""
    budget = view.budget
    return f"{budget.used}/{budget.reopens_at}/{view.lead}/{view.outcome}/{language}"
