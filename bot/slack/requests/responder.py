"""Responder: tells one person, shows them runs, and opens windows for them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.core.shown import PressedMessage, Shown
from bot.slack.api.client import OpenView, SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.api.response_urls import ReplyTo
from bot.slack.delivery.delivery import Delivery
from bot.slack.render.blocks import Message
from bot.slack.requests.requester import Requester
from bot.slack.requests.run_replies import RunReplies
from bot.texts import Sentence, errors

log = logging.getLogger(__name__)

RETRY_SECONDS = (0.5, 2.0)  # before one person is told again what they may not have heard
OVERTAKEN = frozenset({"not_found", "hash_conflict"})  # a window that is closed, or has changed
OPENED_ALREADY = frozenset({"exchanged_trigger_id"})  # the same request came twice


@dataclass(slots=True)
class Responder:
    delivery: Delivery
    api: SlackApi
    run_replies: RunReplies

    async def tell(self, to: ReplyTo, message: Message, *, replace: bool = False) -> None:
        """Message to one person, where they are; in direct messages where Slack takes nothing
        there.
        """
        ways: list[Callable[[], Awaitable[object]]] = []
        if to.url:
            ways.append(partial(self.api.response_urls.respond, to, message, replace=replace))
        if to.user:
            ways.append(partial(self.api.post, to.user, message))
        hindered = []
        for way in ways:
            try:
                await retried(way)  # a sentence that is read twice does no harm
            except (SlackAway, SlackRefused) as error:
                hindered.append(str(error))
            else:
                return
        if hindered:
            log.warning("could not deliver a private reply: %s", "; ".join(hindered))

    async def show(
        self,
        asks: Requester,
        run_id: str,
        turn: int,
        *,
        to: ReplyTo | None = None,
        pressed: PressedMessage | None = None,
    ) -> Shown | None:
        """Show a run in its thread; where Slack refuses for good, say so to who waits for it."""
        try:
            return await self.delivery.show(asks.team, run_id, turn, pressed)
        except SlackRefused as refused:
            if to:
                await self.tell(to, await self.run_replies.not_shown(asks, run_id, refused))
            raise

    async def open_window(
        self, asks: Requester, trigger: str, window: Mapping[str, Any], to: ReplyTo
    ) -> OpenView | None:
        """Window for one person, who is told where Slack does not open it (it gives 3 s)."""
        opens = self.api.open_view(trigger, window)
        return await self._view_or_notice(asks, opens, to, errors.not_opened, OPENED_ALREADY)

    async def update_window(
        self, asks: Requester, shown: OpenView, window: Mapping[str, Any], to: ReplyTo
    ) -> OpenView | None:
        """Another view in an open window; None where it was closed or changed meanwhile."""
        updates = self.api.update_view(shown, window)
        return await self._view_or_notice(asks, updates, to, errors.not_updated, OVERTAKEN)

    async def _view_or_notice(
        self,
        asks: Requester,
        showing: Awaitable[OpenView],
        to: ReplyTo,
        failed: Sentence,
        harmless: frozenset[str],
    ) -> OpenView | None:
        try:
            return await showing
        except (SlackAway, SlackRefused) as error:
            if error.code not in harmless:
                log.warning("could not open or update a window: %s", error)
                await self.tell(to, asks.voice.notice(failed))
        return None


async def retried(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call to Slack in a few tries, where nobody makes it later. Raises SlackAway,
    SlackRefused.
    """
    for pause in (*RETRY_SECONDS, None):
        try:
            await call()
        except SlackAway as away:
            if pause is None:
                raise
            await asyncio.sleep(max(pause, away.after) if away.asks_to_wait else pause)
        else:
            return
