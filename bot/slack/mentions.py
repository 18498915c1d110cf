"""What people write to the bot: a mention, or a direct message."""

import logging
import re
import uuid

from bot.core import phone
from bot.core.secrets import secret_in
from bot.slack import payload, workspaces
from bot.slack.blocks import notice
from bot.slack.desk import Desk
from bot.slack.payload import Body, Said
from bot.slack.refusals import NOT_HERE, THREAD_CLOSED, SlackRefused
from bot.store import Claim, StoreAway
from bot.texts import Channel, Person, Text, joined, phones, replies, typed

log = logging.getLogger(__name__)

_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")


class Busy(RuntimeError):
    """The event is being handled; it is refused, so that Slack sends it again if that fails."""


class Mentions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def message(self, event: Body, body: Body) -> None:
        """Answered before the 200, so that Slack asks again should this process die on the way."""
        said = payload.said(event, workspaces.installed_in(body))
        if said is None or (event["type"] == "message" and not said.direct):
            return
        if body.get("is_ext_shared_channel"):
            self._desk.channels.met_shared(said.channel)
        store, token = self._desk.guide.store, uuid.uuid4().hex
        try:
            claim = await store.claim(said.team, said.event, token)
        except StoreAway as away:  # an answer that may come twice is better than none
            log.warning("answering without Redis: %s", away)
            await self._answer(said)
            return
        if claim is Claim.BUSY:
            raise Busy(said.event)
        if claim is Claim.HANDLED:
            return
        try:
            await self._answer(said)
        except BaseException:
            await store.unclaim(said.team, said.event, token)
            raise
        await store.handled(said.team, said.event)

    async def _answer(self, said: Said) -> None:
        api = self._desk.api
        language = await self._desk.readers.language(said.team, said.user)
        answer = self._reply(said, language)
        thread = said.thread or ("" if said.direct else said.ts)
        try:
            await api.post(said.channel, notice(language, answer), thread)
        except SlackRefused as refused:
            if refused.code not in NOT_HERE | THREAD_CLOSED or said.direct:
                raise
            log.info("a mention is answered in direct messages: %s", refused)
            why = replies.answered_elsewhere(language, Channel(said.channel))
            await api.post(said.user, notice(language, joined(why, answer)))

    def _reply(self, said: Said, language: str) -> Text:
        text = _MENTION.sub(" ", said.text)
        if kind := secret_in(text):
            seen = typed.Seen.DIRECT if said.direct else typed.Seen.CHANNEL
            warning = typed.secret(language, kind, seen)
            return joined(Text("{who}", {"who": Person(said.user)}), warning)
        names = self._desk.guide.names
        found = phone.find(text, self._desk.region, names=names)
        if found:
            return phones.answer(language, found)
        return replies.abilities(language, said.user)
