"""Keeps true what stands in a thread: former steps, each as one line, and the status card."""

import logging
from dataclasses import replace

from bot.core.due import (
    Due,
)
from bot.core.shown import (
    Shown,
)
from bot.core.snapshot import (
    Snapshot,
)
from bot.core.words import Words
from bot.flowfiles.library import Library
from bot.guide import Guide
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import TOKEN, SlackRefused
from bot.slack.delivery.threads import urgent
from bot.slack.render.blocks import card_message, line_message
from bot.texts import steps

log = logging.getLogger(__name__)

CARD_EVERY = 30_000  # ms between refreshes of the status card that nobody waits for


class ThreadUpdates:
    def __init__(self, guide: Guide, library: Library, api: SlackApi) -> None:
        self._guide = guide
        self._library = library
        self._api = api

    async def catch_up(self, team: str, found: Snapshot, shown: Shown) -> Shown:
        """What Slack did not take when the step was shown: lines for former steps, the card."""
        shown = await self.fade(found, shown)
        if found.run is None or not shown.thread:
            return shown
        if shown.card == urgent(self._guide.view(found), found.run.language):
            return shown
        return await self.card(team, found, shown)

    async def fade(self, found: Snapshot, shown: Shown) -> Shown:
        """Turn the messages of former steps into one line each."""
        if found.run is None:
            return shown
        view, language = self._guide.view(found), found.run.language
        for ts, turn in shown.fading:
            move = next((m for m in found.run.moves if m.turn == turn), None)
            words = self._words(move.flow, language) if move else None
            line = line_message(steps.done_line(language, view, move, words))
            try:
                await self._api.update(shown.channel, ts, line)
            except SlackRefused as refused:  # deleted, or closed to edits: its buttons are stale
                _unless_token(refused)
                log.warning("a former step could not be turned into a line: %s", refused)
            left = tuple(rest for rest in shown.fading if rest[0] != ts)
            shown = replace(shown, fading=left)
        return shown

    async def card(self, team: str, found: Snapshot, shown: Shown) -> Shown:
        """Refresh the status card: at once when it matters, else at most every 30 s."""
        if found.run is None:
            return shown
        now, language, view = self._guide.clock(), found.run.language, self._guide.view(found)
        if shown.card == urgent(view, language) and 0 <= now - shown.card_at < CARD_EVERY:
            due = Due("card", view.run)
            await self._guide.store.add_due(team, due, shown.card_at + CARD_EVERY)
            return shown
        message = card_message(language, view, self.texts(found))
        try:
            await self._api.update(shown.channel, shown.thread, message)
        except SlackRefused as refused:
            _unless_token(refused)
            log.warning("the status card could not be refreshed: %s", refused)
        return replace(shown, card=urgent(view, language), card_at=now)

    def texts(self, found: Snapshot) -> dict[str, Words]:
        """The words of each flow, in the run's language."""
        language = found.run.language if found.run else ""
        return {name: self._library.in_language(name, language) for name in self._guide.flows}

    def _words(self, flow: str, language: str) -> Words | None:
        return self._library.in_language(flow, language) if flow in self._guide.flows else None


def _unless_token(refused: SlackRefused) -> None:
    """Another token can do what this one can't: it is to be tried again. Raises SlackRefused."""
    if refused.code in TOKEN:
        raise refused
