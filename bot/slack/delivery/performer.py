"""Performer of one action of the delivery plan: a call to Slack, and its answer."""

import logging
from dataclasses import dataclass
from functools import partial

from bot.core.budget import MINUTE
from bot.core.delivery import approval_requests
from bot.core.delivery.actions import (
    Call,
    Card,
    CopyLine,
    CopyUpdate,
    Find,
    Line,
    Post,
    TellMoved,
    Update,
)
from bot.core.delivery.scene import Scene
from bot.core.people import is_user
from bot.core.shown import COPY, UNASKED, Intent, Shown, is_approvals
from bot.core.slack_answers import Answer, Away, Declined, Done
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.api.profiles import Profiles
from bot.slack.delivery.messages import Messages
from bot.slack.render.blocks import Message
from bot.slack.render.codec import describes

log = logging.getLogger(__name__)

SKEW = 10 * MINUTE  # by which our clock and Slack's may differ


@dataclass(frozen=True, slots=True)
class Performer:
    _messages: Messages
    _api: SlackApi
    _profiles: Profiles

    async def perform(
        self, action: Call, scene: Scene, team: str
    ) -> tuple[Answer, Exception | None]:
        """Slack's answer to an action, and the error that it came as."""
        try:
            return await self._act(action, scene, team), None
        except SlackAway as away:
            error: Exception = away
            answer: Answer = Away(
                away.after, not_done=away.not_done, asks_to_wait=away.asks_to_wait
            )
        except SlackRefused as refused:
            error, answer = refused, Declined(refused.code)
        if not isinstance(action, Post):
            log.warning("could not update Slack for run %s: %s", scene.run.id, error)
        return answer, error

    async def _act(self, action: Call, scene: Scene, team: str) -> Done:
        api, shown = self._api, scene.shown
        match action:
            case Find(intent):
                fits = partial(
                    describes, run=scene.run.id, turn=intent.turn, reminder=intent.reminder
                )
                return Done(*await api.find(fits, _search_place(intent, shown)))
            case Post(intent):
                thread = "" if intent.opens else _thread(intent, shown)
                message = await self._message(intent, scene, team)
                return Done(*await api.post(intent.channel, message, thread))
            case TellMoved(code):
                await api.post(
                    shown.channel, self._messages.moved_message(code, scene), shown.thread
                )
            case _:
                channel, ts, message = await self._edited(action, scene, team)
                await api.update(channel, ts, message)
        return Done()

    async def _edited(
        self, action: Line | CopyLine | CopyUpdate | Update | Card, scene: Scene, team: str
    ) -> tuple[str, str, Message]:
        """Place of a message that is there already, and what it becomes."""
        messages, shown = self._messages, scene.shown
        match action:
            case Line(ts, turn):
                return shown.channel, ts, messages.line(turn, scene)
            case CopyLine(copy):
                language = await self._profiles.language(team, copy.to)
                return copy.channel, copy.ts, messages.copy_line(copy, scene, language)
            case CopyUpdate(copy):
                language = await self._profiles.language(team, copy.to)
                return copy.channel, copy.ts, messages.copy(scene, language)
            case Update(request):
                language = await self._language(request.to, team)
                return request.channel, request.ts, messages.request(request, scene, language)
            case Card():
                return shown.channel, shown.thread, messages.card(scene)

    async def _message(self, intent: Intent, scene: Scene, team: str) -> Message:
        if intent.reminder == COPY:
            return self._messages.copy(scene, await self._profiles.language(team, intent.channel))
        if is_approvals(intent.reminder) and intent.reminder != UNASKED:
            request = approval_requests.request_at(scene.shown, intent)
            language = await self._language(request.to if request else intent.channel, team)
            return self._messages.asks(intent, scene, language)
        return self._messages.message_for(intent, scene)

    async def _language(self, to: str, team: str) -> str:
        """Language of those who approve: a person's own, or in a channel the bot's first."""
        return (
            await self._profiles.language(team, to) if is_user(to) else self._profiles.languages[0]
        )


def _thread(intent: Intent, shown: Shown) -> str:
    """Message below which an intent posts."""
    return approval_requests.thread(shown, intent) or shown.thread


def _search_place(intent: Intent, shown: Shown) -> dict[str, str]:
    """Place and time in Slack where the message of an intent may stand."""
    where = {"channel": intent.channel, "latest": _stamp(intent.at + SKEW)}
    if not intent.opens:
        where["ts"] = _thread(intent, shown)
    if intent.turn and not intent.reminder:
        where["oldest"] = shown.ts or shown.thread
    else:  # of one turn there is one step, and a reminder every day
        where["oldest"] = _stamp(intent.at - SKEW)
    return where


def _stamp(at: int) -> str:
    return f"{at // 1000}.{at % 1000:03d}000"
