"""What people write to the bot: a mention, or a direct message."""

import logging
import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from bot.core.budget import HOUR
from bot.core.phones import finder
from bot.core.secrets import secret_in
from bot.slack.api.client import Identity
from bot.slack.api.errors import NOT_HERE, THREAD_CLOSED, SlackAway, SlackRefused
from bot.slack.render.blocks import notice
from bot.slack.render.codec import answer_metadata, is_answer
from bot.slack.requests import payload
from bot.slack.requests.payload import Body, Said
from bot.slack.requests.responder import Desk
from bot.store.store import Claim, StoreAway
from bot.texts import Channel, Person, Text, channels, input_errors, joined, phones, replies

log = logging.getLogger(__name__)

REMEMBERED = 10_000  # messages
_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")


class Busy(RuntimeError):
    """The event is being handled; it is refused, so that Slack sends it again if that fails."""


class Lately:
    """Messages that something happened to in this process within the hour."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._until: dict[str, int] = {}  # oldest first

    def add(self, event: str) -> None:
        self._until[event] = self._clock() + HOUR
        if len(self._until) > REMEMBERED:
            del self._until[next(iter(self._until))]

    def __contains__(self, event: str) -> bool:
        return self._until.get(event, 0) > self._clock()


def heard(event: Body, body: Body, own: Identity | None) -> Said | None:
    """None for what nobody typed to the bot."""
    if event.get("type") not in ("app_mention", "message"):
        return None
    said = payload.said(event, payload.team(body), own)
    return said if said and (said.direct or event["type"] == "app_mention") else None


class Mentions:
    """Each message is answered once, however often Slack delivers it: the processes agree on that
    in Redis. While Redis is away, each knows only what it has answered itself, so a message that
    Slack delivers to another one then is answered again. An answer that Slack may have taken is
    looked for before it is posted again, where the bot may look, by the process that posted it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answered = Lately(desk.guide.store.uptime)
        self._unsure = Lately(desk.guide.store.uptime)  # Slack may have taken the answer
        self._under_way: set[str] = set()

    async def message(self, event: Body, body: Body) -> None:
        """Answered before the 200, so that Slack asks again should this process die on the way."""
        said = heard(event, body, self._desk.identity)
        if said is None:
            return
        if body.get("is_ext_shared_channel"):
            self._desk.channels.met_shared(said.channel)
        if said.event in self._answered:
            await self._remember(said)  # Redis may have missed it
            return
        if said.event in self._under_way:
            raise Busy(said.event)
        self._under_way.add(said.event)
        try:
            await self._answer_once(said)
        finally:
            self._under_way.discard(said.event)

    async def _answer_once(self, said: Said) -> None:
        store, token = self._desk.guide.store, uuid.uuid4().hex
        try:
            claim = await store.claim(said.team, said.event, token)
        except StoreAway as away:  # an answer that may come twice is better than none
            log.warning("answering without Redis: %s", away)
            await self._answer(said)
            self._answered.add(said.event)
            return
        if claim is Claim.BUSY:
            raise Busy(said.event)
        if claim is Claim.HANDLED:
            return
        try:
            await self._answer(said)
        except BaseException:
            with suppress(StoreAway):
                await store.unclaim(said.team, said.event, token)
            raise
        self._answered.add(said.event)
        await self._remember(said)

    async def _remember(self, said: Said) -> None:
        """For the other processes."""
        try:
            await self._desk.guide.store.handled(said.team, said.event)
        except StoreAway as away:
            log.warning("could not record in Redis that a message is answered: %s", away)

    async def _answer(self, said: Said) -> None:
        api = self._desk.api
        language = await self._desk.readers.language(said.team, said.user)
        answer = self._reply(said, language)
        if said.event in self._unsure and await self._stands_there(said):
            return
        message = replace(notice(language, answer), metadata=answer_metadata(said.ts))
        try:
            await api.post(said.channel, message, said.in_thread)
        except SlackAway as away:
            if not away.undone:
                self._unsure.add(said.event)
            raise
        except SlackRefused as refused:
            if refused.code not in NOT_HERE | THREAD_CLOSED or said.direct:
                raise
            log.info("a mention is answered in direct messages: %s", refused)
            why = channels.answered_elsewhere(language, Channel(said.channel), refused.code)
            await api.post(said.user, notice(language, joined(why, answer)))

    async def _stands_there(self, said: Said) -> bool:
        """Whether Slack took the answer, and its own answer to that was lost."""
        where = {"channel": said.channel, "oldest": said.ts}
        where |= {"ts": said.in_thread} if said.in_thread else {}
        return bool(await self._desk.api.find(partial(is_answer, ts=said.ts), where))

    def _reply(self, said: Said, language: str) -> Text:
        text = _MENTION.sub(" ", said.text)
        if kind := secret_in(text):
            seen = (
                input_errors.SecretAudience.DIRECT
                if said.direct
                else input_errors.SecretAudience.CHANNEL
            )
            warning = input_errors.secret(language, kind, seen)
            return joined(Text("{who}", {"who": Person(said.user)}), warning)
        names = self._desk.guide.names
        found = finder.find(text, self._desk.region, names=names)
        if found:
            return phones.answer(language, found)
        return replies.abilities(language, said.user)
