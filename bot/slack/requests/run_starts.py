"""Starts of runs: from a command, a window, an answer to which account is meant, and Start a New
One.
"""

from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.access import Access, AccessRules
from bot.core.accounts import BadAccount, account, is_quoted, nickname_beside
from bot.core.flow import Flow
from bot.core.refusals import RefusalReason, Refused
from bot.core.shown import Shown
from bot.files.manifest import START
from bot.guide import Guide, Moved, RunAlreadyOpen, RunNotFound, RunParked, UnknownAccount
from bot.process.background_tasks import BackgroundTasks
from bot.slack.api.errors import SlackRefused
from bot.slack.render import modals
from bot.slack.render.account_question import account_question
from bot.slack.render.blocks import Message
from bot.slack.render.codec import StartValue, UnknownValue, unpack_start
from bot.slack.requests import command_payload, windows
from bot.slack.requests.command_payload import CommandRequest
from bot.slack.requests.payload import Body
from bot.slack.requests.press_payload import ButtonClick
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.slack.requests.run_replies import RunReplies
from bot.texts import (
    Channel,
    accounts,
    channels,
    command_help,
    drills,
    input_errors,
    joined,
    replies,
)
from bot.texts.command_words import CommandWord, command_word, first_word, meant_word


@dataclass(frozen=True, slots=True)
class RunStarts:
    guide: Guide
    responder: Responder
    run_replies: RunReplies
    background: BackgroundTasks
    rules: AccessRules
    region: str  # of a number that names no country

    def barred(self, ask: CommandRequest, flow: Flow, asks: Requester) -> Message | None:
        """Why this person may not begin a run of the flow there."""
        access = self._access(ask, flow, asks)
        return (
            None if access.granted else self.run_replies.denial(asks, access, flow.name, ask.typed)
        )

    def _access(self, ask: CommandRequest, flow: Flow, asks: Requester) -> Access:
        return asks.at(ask.channel).beginning(self.rules, flow.name, told=flow.told)

    async def start(
        self, ask: CommandRequest, flow: Flow, asks: Requester, before: str
    ) -> Message | None:
        """Refusal; None when all is well: the thread is the answer, and a link to it follows.
        `before`: what stands before the account where it is typed.
        """
        beside = nickname_beside(ask.text)
        try:
            name = account(ask.text)
        except BadAccount as bad:
            typed, _ = first_word(ask.text)
            if (command_word(typed) or meant_word(typed)) is CommandWord.DRILL:
                return asks.voice.notice(drills.usage, flow.command)
            return asks.voice.notice(input_errors.bad_account, bad.reason, before)
        if self.guide.team.are_distinct(beside, name):
            return asks.voice.notice(accounts.two_accounts, beside, name, before)
        if not ask.chosen and (word := self._word_for_name(ask.text, beside or name)):
            return asks.voice.notice(command_help.misspelt, flow.command, before, name, word)
        return await self._begin(ask, flow, asks, name, beside=beside)

    def _word_for_name(self, typed: str, name: str) -> CommandWord | None:
        """Command word that a name may stand for; None for a name in quotes or in the team file."""
        if self.guide.team.account(name) or is_quoted(typed):
            return None
        return command_word(name) or meant_word(name)

    async def _begin(
        self,
        ask: CommandRequest,
        flow: Flow,
        asks: Requester,
        name: str,
        *,
        anew: bool = False,
        beside: str = "",
    ) -> Message | None:
        """Refusal as of `start`, for an account whose name is good."""
        try:
            result = await self.guide.start(
                ask.team,
                flow.name,
                name,
                by=ask.user,
                channel=ask.channel,
                language=asks.language,
                region=self.region,
                request=ask.request,
                anew=anew,
                as_typed=ask.chosen,
                access=asks.access_to(flow.name),
                drill=ask.drill,
                beside=beside,
            )
        except UnknownAccount as unknown:
            typed = StartValue(flow.name, unknown.name, ask.channel, ask.drill)
            return account_question(asks.language, typed, unknown.near)
        if isinstance(result, RunAlreadyOpen):
            return await self.run_replies.already_running(asks, result)
        if isinstance(result, RunParked):
            return await self.run_replies.parked(asks, result)
        if not result.run.open and result.run.press != ask.request:  # it is made once more
            return asks.voice.notice(accounts.begun_before, result.run.account, ask.typed)
        self.background.start(self._open(ask, flow, asks, result))
        return None

    async def start_new(self, click: ButtonClick, requester: Requester) -> str:
        """Start a New One, offered where a run of the procedure is parked for the account; what
        came of it, as presses are counted.
        """
        run = (await self.guide.look(click.team, click.press.run)).run
        flow = self.guide.flows.get(run.flow) if run else None
        message: Message | None
        if run is None:
            message, result = await self.run_replies.refusal(requester, RunNotFound()), "lost"
        elif flow is None:
            gone = Refused(RefusalReason.FLOW_GONE, run)
            message, result = await self.run_replies.refusal(requester, gone), gone.why
        else:
            ask = command_payload.asked_by_button(click, flow.command, run.account, drill=run.drill)
            if message := self.barred(ask, flow, requester):
                result = self._access(ask, flow, requester)
            else:
                message = await self._begin(ask, flow, requester, run.account, anew=True)
                result = RefusalReason.RIVAL if message else "moved"
        if message:
            self.background.start(self.responder.tell(click.reply_to, message))
        return result

    async def _open(self, ask: CommandRequest, flow: Flow, asks: Requester, started: Moved) -> None:
        run, shown = started.run, None
        try:
            shown = await self.responder.show(asks, run.id, run.turn, to=ask.reply_to)
        except Exception as error:
            if not isinstance(error, SlackRefused):  # which the responder tells
                await self._tell_begun(ask, flow, asks, started, None)  # it stands on `due`
            raise
        await self._tell_begun(ask, flow, asks, started, shown)

    async def _tell_begun(
        self, ask: CommandRequest, flow: Flow, asks: Requester, started: Moved, shown: Shown | None
    ) -> None:
        language = asks.language
        title = self.run_replies.words(flow.name, language).title
        link = self.run_replies.thread_link(asks, shown)
        if started.run.drill:
            title = drills.title(language, title)
        begun = replies.started(language, title, started.run.account, link)
        if shown and shown.direct_to and ask.channel not in (shown.channel, ask.user):
            moved = channels.moved_to_dm(language, Channel(ask.channel), shown.refused)
            begun = joined(moved, begun)
        if beside := await self.run_replies.other_procedures(asks, started.beside):
            begun = joined(begun, beside)
        if started.unlisted and not started.run.drill:
            begun = joined(begun, accounts.unlisted(language, started.run.account))
        # The buttons of a question which account is meant have served.
        await self.responder.tell(ask.reply_to, asks.voice.say(begun), replace=ask.chosen)

    async def account_chosen(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        """The answer to the question which account is meant; of several, the first one counts."""
        begins = unpack_start(str(body["actions"][0].get("value") or ""))
        flow = self.guide.flows.get(begins.flow)
        if flow is None:
            raise UnknownValue(begins.flow)
        ask = command_payload.asked_to_begin(body, begins, flow.command)
        barred, first = self.barred(ask, flow, requester), ask.text
        if not barred:
            question = command_payload.question(body)
            first = await self.guide.store.first_answer(ask.team, question, ask.text)
        if first != ask.text:
            told = requester.voice.notice(accounts.chosen_before, first, ask.text, ask.typed)
            self.background.start(self.responder.tell(ask.reply_to, told))
        elif message := barred or await self.start(ask, flow, requester, ""):
            self.background.start(self.responder.tell(ask.reply_to, message, replace=True))
        await ack()

    async def account_typed(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        ask = command_payload.asked_in_window(body)
        name = body["view"]["callback_id"].removeprefix(START)
        flow = self.guide.flows.get(name)
        if flow is None:
            raise UnknownValue(name)
        if barred := self.barred(ask, flow, requester):
            window = modals.notice_window(requester.language, barred)
            await ack(response_action="update", view=window)
            return
        message = await self.start(ask, flow, requester, "")
        if message is None:
            await ack()
        elif any(block["type"] == "actions" for block in message.blocks):
            # It offers buttons, which the error of a window can't hold.
            await ack()
            self.background.start(self.responder.tell(ask.reply_to, message))
        else:
            await ack(response_action="errors", errors={"answer": windows.plain(message)})
