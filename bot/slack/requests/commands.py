"""Slash commands, and the window that asks for the account that one of them did not name."""

import asyncio
import unicodedata

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.accounts import BadAccount, account
from bot.core.flow import Flow
from bot.core.phones import finder
from bot.core.secrets import secret_in
from bot.core.shown import Shown
from bot.guide import Moved, RunAlreadyOpen
from bot.slack.api.errors import SlackRefused
from bot.slack.render import modals
from bot.slack.render.blocks import Message, notice
from bot.slack.requests import payload
from bot.slack.requests.payload import Asked, Body
from bot.slack.requests.responder import PHONE, Desk, Reader
from bot.texts import Channel, channels, input_errors, joined, label, phones, replies

HELP = frozenset({"help", "?", "-h", "--help"})


def _asks_for_help(text: str, language: str) -> bool:
    """In English or in the reader's own words."""
    asked = unicodedata.normalize("NFKC", text).lower()
    return asked in HELP or asked in label(language, "help").split()


class Commands:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def command(self, ack: AsyncAck, command: Body) -> None:
        ask = payload.asked(command)
        language, _ = await asyncio.gather(
            self._desk.readers.language(ask.team, ask.user),
            self._desk.channels.shared(ask.channel),  # at the same time: it is known from then on
        )
        flow = self._desk.flow_of(ask.command)
        if flow is None:
            await _ack(ack, notice(language, replies.abilities(language, ask.user)))
        elif _asks_for_help(ask.text, language):
            await _ack(ack, self._help(flow, language))
        elif kind := secret_in(ask.text):
            await _ack(
                ack,
                notice(
                    language, input_errors.secret(language, kind, input_errors.SecretAudience.SLACK)
                ),
            )
        elif ask.command == PHONE and ask.text:
            await _ack(ack, self._format(ask.text, language))
        elif barred := await self._barred(ask, flow, language):
            await _ack(ack, barred)
        elif ask.text:
            await _ack(ack, await self._start(ask, flow, language, f"{flow.command} "))
        else:
            await _ack(ack, await self._which_account(ask, flow, language))

    async def _barred(self, ask: Asked, flow: Flow, language: str) -> Message | None:
        """Why this person may not begin a run of the flow there."""
        desk = self._desk
        standing, shared = await asyncio.gather(
            desk.readers.standing(ask.team, ask.user), desk.channels.shared(ask.channel)
        )
        bar = desk.rules.against_beginning(standing, ask.channel, shared=shared, told=flow.told)
        if bar is None:
            return None
        return notice(language, replies.barred(language, bar, f"{flow.command} {ask.text}".strip()))

    def _help(self, flow: Flow, language: str) -> Message:
        words = self._desk.words(flow.name, language)
        text = replies.help_for(language, flow.command, words.title, words.intro)
        if flow.command == PHONE:
            text = replies.help_phone(language)
        return notice(language, text)

    def _format(self, text: str, language: str) -> Message:
        names = self._desk.guide.names
        found = finder.find(text, self._desk.region, names=names)
        answer = phones.answer(language, found) if found else replies.no_number(language)
        return notice(language, answer)

    async def _start(self, ask: Asked, flow: Flow, language: str, before: str) -> Message | None:
        """None when all is well: the thread is the answer, and a link to it follows. `before`:
        what stands before the account where it is typed.
        """
        try:
            name = account(ask.text)
        except BadAccount as bad:
            return notice(language, input_errors.bad_account(language, bad.reason, before))
        result = await self._desk.guide.start(
            ask.team,
            flow.name,
            name,
            by=ask.user,
            channel=ask.channel,
            language=language,
            region=self._desk.region,
            request=ask.request,
        )
        if isinstance(result, RunAlreadyOpen):
            return await self._desk.under_way(result, _reader(ask, language))
        self._desk.aside(self._open(ask, flow, result, language))
        return None

    async def _open(self, ask: Asked, flow: Flow, started: Moved, language: str) -> None:
        run = started.run
        try:
            to, reader = ask.reply_to, ask.user
            shown = await self._desk.show(ask.team, run.id, run.turn, to=to, reader=reader)
        except SlackRefused:  # told by the desk
            raise
        except Exception:  # it stands on `due`
            await self._tell_begun(ask, flow, started, language, None)
            raise
        await self._tell_begun(ask, flow, started, language, shown)

    async def _tell_begun(
        self, ask: Asked, flow: Flow, started: Moved, language: str, shown: Shown | None
    ) -> None:
        run = started.run
        title = self._desk.words(flow.name, language).title
        link = self._desk.thread_link(shown, ask.user, language)
        begun = replies.started(language, title, run.account, link)
        if shown and shown.direct_to and shown.channel != ask.channel:
            moved = channels.moved_to_dm(language, Channel(ask.channel), shown.refused)
            begun = joined(moved, begun)
        await self._desk.tell(ask.reply_to, notice(language, begun))

    async def _which_account(self, ask: Asked, flow: Flow, language: str) -> Message | None:
        """A command without an account: the runs under way, and a window that asks."""
        runs = await self._desk.guide.runs_of(ask.team, ask.user, flow.name)
        title = self._desk.words(flow.name, language).title
        window = modals.account_window(language, flow.name, title, payload.origin(ask))
        self._desk.aside(self._desk.open_window(ask.trigger, window, ask.reply_to, language))
        if not runs:
            return None
        told = (self._desk.run_line(run, _reader(ask, language)) for run in runs[:5])
        return notice(language, replies.your_runs(language, tuple(await asyncio.gather(*told))))

    async def account_typed(self, ack: AsyncAck, body: Body) -> None:
        ask = payload.asked_in_window(body)
        language = await self._desk.readers.language(ask.team, ask.user)
        flow = self._desk.guide.flows[body["view"]["callback_id"].removeprefix("start:")]
        message = await self._barred(ask, flow, language) or await self._start(
            ask, flow, language, ""
        )
        if message is None:
            await ack()
        elif any(block["type"] == "actions" for block in message.blocks):
            # It offers buttons, which the error of a window can't hold.
            await ack()
            self._desk.aside(self._desk.tell(ask.reply_to, message))
        else:
            await ack(response_action="errors", errors={"answer": message.text})


def _reader(ask: Asked, language: str) -> Reader:
    return Reader(ask.team, ask.user, ask.channel, language)


async def _ack(ack: AsyncAck, message: Message | None) -> None:
    if message is None:
        await ack()
    else:
        await ack(response_type="ephemeral", text=message.text, blocks=message.blocks)
