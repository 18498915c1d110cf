"""Slash commands, and the window that asks for the account that one of them did not name."""

from dataclasses import dataclass, replace

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.accounts import canonical_spelling, is_account_id
from bot.core.digits import count_digits
from bot.core.flow import NUMBER, Flow
from bot.core.secrets import secret_in
from bot.guide import Guide
from bot.process.background_tasks import BackgroundTasks
from bot.slack.delivery.run_lines import Reader, RunLines
from bot.slack.render.account_window import account_window
from bot.slack.render.blocks import Message
from bot.slack.requests import command_payload
from bot.slack.requests.command_payload import CommandRequest
from bot.slack.requests.fleet_windows import FleetWindows
from bot.slack.requests.number_formatter import LEAST_DIGITS, NumberFormatter
from bot.slack.requests.payload import Body
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.slack.requests.run_replies import RunReplies
from bot.slack.requests.run_starts import RunStarts
from bot.texts import command_help, drills, input_errors, replies, run_lists, sentences
from bot.texts.command_words import (
    IN_THREAD,
    CommandWord,
    behind_drill,
    command_word,
    word_beside_others,
)

MOST_READ = 200  # runs of a procedure
MOST_LISTED = 10  # runs: with their links and times that is as much as one text holds


def _word_beside(text: str, flow: Flow | None) -> CommandWord | None:
    """Command word beside others; None beside an account ID, or a number to format."""
    if flow and flow.takes == NUMBER and count_digits(text) >= LEAST_DIGITS:
        return None
    return None if is_account_id(canonical_spelling(text)) else word_beside_others(text)


@dataclass(frozen=True, slots=True)
class Commands:
    guide: Guide
    responder: Responder
    run_replies: RunReplies
    background: BackgroundTasks
    starts: RunStarts
    formatter: NumberFormatter
    lines: RunLines
    fleet: FleetWindows

    async def command(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        ask, voice = command_payload.command_request(body), requester.voice
        flow = self.guide.flows.by_command(ask.command)
        word = command_word(ask.text) or _word_beside(ask.text, flow)
        answer: Message | None
        if flow is None:
            commands = self.run_replies.library.commands(voice.language)
            answer = voice.notice(command_help.abilities, ask.user, commands)
        elif kind := secret_in(ask.text):
            answer = voice.notice(input_errors.secret, kind, input_errors.SecretAudience.SLACK)
        elif word is CommandWord.HELP:
            answer = self._help(flow, requester)
        elif word in (CommandWord.LIST, CommandWord.ACCOUNTS):
            answer = await self._read(ask, flow, requester, word)
        elif (practice := self._practice(ask)) and (
            not practice.text or command_word(practice.text)
        ):
            answer = voice.notice(drills.usage, flow.command)
        elif word in IN_THREAD:
            answer = voice.notice(command_help.in_thread, flow.command, word)
        elif flow.takes == NUMBER and ask.text and not practice:
            answer = voice.say(self.formatter.reply(ask.text, flow, voice.language))
        elif barred := self.starts.barred(ask, flow, requester):
            answer = barred
        elif begins := practice or (ask if ask.text else None):
            before = begins.typed.removesuffix(begins.text)
            answer = await self.starts.start(begins, flow, requester, before)
        else:
            answer = await self._which_account(ask, flow, requester)
        await _ack(ack, answer)

    def _practice(self, ask: CommandRequest) -> CommandRequest | None:
        """Request for a drill that a text beginning with the word for one makes."""
        rest = behind_drill(ask.text)
        is_name = rest is None or self.guide.team.account(ask.text.casefold())
        return None if is_name else replace(ask, text=rest or "", drill=True)

    def _help(self, flow: Flow, asks: Requester) -> Message:
        words = self.run_replies.words(flow.name, asks.language)
        told = command_help.help_for(asks.language, flow, words)
        about = drills.about(asks.language, flow.command)
        return asks.voice.say(sentences(asks.language, told, about))

    async def _read(
        self, ask: CommandRequest, flow: Flow, asks: Requester, word: CommandWord
    ) -> Message | None:
        """Runs that are under way or wait, or all accounts in a window, for whoever may begin a
        run.
        """
        access = asks.access_to(flow.name)
        if not access.granted:
            return self.run_replies.denial(asks, access, flow.name, flow.command)
        if word is CommandWord.LIST:
            return await self._list(asks, flow)
        await self.fleet.open(asks, ask.trigger, ask.reply_to)
        return None

    async def _list(self, asks: Requester, flow: Flow) -> Message:
        """Runs of one procedure that are under way or wait, in each group the latest move first."""
        listed = (await self.guide.under_way(asks.team, flow.name, MOST_READ)).first(MOST_LISTED)
        reader = Reader(asks.user, asks.language, asks.channel)
        texts = await self.lines.grouped(reader, asks.team, listed)
        if not texts:
            start = flow.command if flow.takes == NUMBER else f"{flow.command} prod"
            return asks.voice.notice(run_lists.no_runs, start)
        if listed.left:
            texts.append(run_lists.more(asks.language, listed.left))
        messages = [asks.voice.say(text) for text in texts]
        return Message(
            text="\n\n".join(message.text for message in messages),
            blocks=[block for message in messages for block in message.blocks],
        )

    async def _which_account(
        self, ask: CommandRequest, flow: Flow, asks: Requester
    ) -> Message | None:
        """A command without an account: the runs under way, and a window that asks."""
        runs = await self.guide.runs_of(ask.team, ask.user, flow.name)
        title = self.run_replies.words(flow.name, asks.language).title
        stamp = command_payload.origin(ask.channel, ask.command, ask.reply_to.url)
        known = self.guide.team.accounts
        window = account_window(asks.language, flow.name, title, stamp, known)
        opens = self.responder.open_window(asks, ask.trigger, window, ask.reply_to)
        self.background.start(opens)
        if not runs:
            return None
        told = tuple(self.run_replies.run_line(asks, run) for run in runs[:5])
        return asks.voice.notice(replies.your_runs, told)


async def _ack(ack: AsyncAck, message: Message | None) -> None:
    if message is None:
        await ack()
    else:
        await ack(response_type="ephemeral", text=message.text, blocks=message.blocks)
