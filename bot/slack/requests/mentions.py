"""Mentions and direct messages, and the answers to them."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from bot.core.budget import HOUR
from bot.core.digits import count_digits
from bot.core.secrets import secret_in
from bot.flowfiles.library import Library
from bot.process.background_tasks import BackgroundTasks
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import NOT_HERE, THREAD_CLOSED, SlackAway, SlackRefused
from bot.slack.render.blocks import Message
from bot.slack.render.codec import answer_metadata, is_answer
from bot.slack.requests.error_replies import ERRORS, ErrorKind
from bot.slack.requests.event_payload import UserMessage
from bot.slack.requests.number_formatter import LEAST_DIGITS, NumberFormatter
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import retried
from bot.store.calls import StoreAway
from bot.store.store import Store
from bot.texts import (
    Channel,
    Person,
    Text,
    channels,
    command_help,
    input_errors,
    joined,
)

log = logging.getLogger(__name__)

REMEMBERED = 10_000  # messages
_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")


class RecentMessages:
    """Messages that this process has answered within the hour."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._until: dict[str, int] = {}  # oldest first

    def add(self, event: str) -> None:
        self._until[event] = self._clock() + HOUR
        if len(self._until) > REMEMBERED:
            del self._until[next(iter(self._until))]

    def __contains__(self, event: str) -> bool:
        return self._until.get(event, 0) > self._clock()


@dataclass(slots=True)
class Mentions:
    """Each message is answered at most once, however often Slack delivers it: the processes agree
    on that in Redis. While Redis is unavailable, each knows only what it has answered itself, so a
    message that Slack delivers to another one then is answered again. An answer is lost if Slack
    takes nothing for some seconds, or if the process dies before it is posted.
    """

    _store: Store
    _api: SlackApi
    _background: BackgroundTasks
    _formatter: NumberFormatter
    _library: Library
    _answered: RecentMessages = field(init=False)

    def __post_init__(self) -> None:
        self._answered = RecentMessages(self._store.uptime)

    async def message(self, said: UserMessage, requester: Requester) -> None:
        """Take a message. Which process answers is settled before the 200; the answer follows."""
        if said.event in self._answered:
            return
        try:
            first = await self._store.first_to_see(said.team, said.event)
        except StoreAway as away:  # an answer that may come twice is better than none
            log.warning("answering a mention without a check for duplicates: %s", away)
            first = True
        if not first or said.event in self._answered:  # another delivery was quicker
            return
        self._answered.add(said.event)
        self._background.start(self._answer(said, requester))

    async def _answer(self, said: UserMessage, asks: Requester) -> None:
        try:
            await self._post(said, asks)
        except SlackAway:
            ERRORS.labels(ErrorKind.SLACK_AWAY).inc()
            raise
        except SlackRefused:
            ERRORS.labels(ErrorKind.SLACK_REFUSED).inc()
            raise

    async def _post(self, said: UserMessage, asks: Requester) -> None:
        """Post the answer where it was asked for, or in direct messages if Slack refuses that."""
        answer = self._reply(said, asks.language)
        message = replace(asks.voice.say(answer), metadata=answer_metadata(said.ts))
        try:
            await self._post_once(said, message)
        except SlackRefused as refused:
            if refused.code not in NOT_HERE | THREAD_CLOSED or said.direct:
                raise
            log.info(
                "could not reply to a mention in its channel; sending a direct message: %s", refused
            )
            there = Channel(said.channel)
            why = channels.answered_elsewhere(asks.language, there, refused.code)
            elsewhere = asks.voice.say(joined(why, answer))
            direct = replace(said, channel=said.user, thread="", direct=True)
            await self._post_once(direct, replace(elsewhere, metadata=message.metadata))

    async def _post_once(self, said: UserMessage, message: Message) -> None:
        """Post in a few tries. What Slack may have taken is looked for before it is posted
        again.
        """
        unsure = False

        async def post() -> None:
            nonlocal unsure
            if unsure and await self._stands_there(said):
                return
            try:
                await self._api.post(said.channel, message, said.in_thread)
            except SlackAway as away:
                unsure = unsure or not away.not_done
                raise

        await retried(post)

    async def _stands_there(self, said: UserMessage) -> bool:
        """Whether Slack took the answer, and its own answer to that was lost."""
        where = {"channel": said.channel, "oldest": said.ts}
        where |= {"ts": said.in_thread} if said.in_thread else {}
        _, ts = await self._api.find(partial(is_answer, ts=said.ts), where)
        return bool(ts)

    def _reply(self, said: UserMessage, language: str) -> Text:
        text = _MENTION.sub(" ", said.text)
        if kind := secret_in(text):
            seen = (
                input_errors.SecretAudience.DIRECT
                if said.direct
                else input_errors.SecretAudience.CHANNEL
            )
            warning = input_errors.secret(language, kind, seen)
            return joined(Text("{who}", {"who": Person(said.user)}), warning)
        if count_digits(text) >= LEAST_DIGITS and (
            answer := self._formatter.answer(text, language)
        ):
            return answer
        commands = self._library.commands(language)
        return command_help.abilities(
            language, said.user, commands, in_thread=bool(said.thread) and not said.direct
        )
