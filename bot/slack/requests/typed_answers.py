"""Windows in which a step's answer is typed: taken, or shown again with what is wrong in it."""

from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.access import AccessRules
from bot.core.answers import BadAnswer
from bot.core.press import Press
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Run, account_of
from bot.core.verbs import Verb
from bot.guide import Guide, Moved, RunNotFound
from bot.slack.api.response_urls import ReplyTo
from bot.slack.render import modals
from bot.slack.requests import press_payload, windows
from bot.slack.requests.approvers import Approvers
from bot.slack.requests.differences import DifferenceReports
from bot.slack.requests.error_replies import ErrorReplies
from bot.slack.requests.payload import Body, reply_to
from bot.slack.requests.presses import count, label
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.slack.requests.run_replies import RunReplies
from bot.texts import input_errors, replies


@dataclass(frozen=True, slots=True)
class TypedAnswers:
    guide: Guide
    responder: Responder
    run_replies: RunReplies
    error_replies: ErrorReplies
    rules: AccessRules
    approvers: Approvers
    differences: DifferenceReports

    async def submitted(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        press, team, voice = press_payload.submitted_press(body), requester.team, requester.voice
        asks = requester.at(press.channel)
        access = asks.pressing(self.rules, begins_here=False)
        if not access.granted:
            denial = self.run_replies.denial(asks, access)
            await ack(response_action="update", view=modals.notice_window(voice.language, denial))
            return
        if press.button == Verb.DIFFERS:
            await self._difference_said(ack, press, requester)
            return
        press = await self.approvers.beside_lead(team, asks.presses(press, self.rules))
        result = await self.guide.press(team, press)
        count(press, label(result))
        match result:
            case Moved(run) | Refused(why=RefusalReason.REPEATED, run=run):
                to = reply_to(body)  # what hinders is told in direct messages
                shows = self._deliver(asks, run, to)
                self.error_replies.after_ack(asks, to, shows, replies.kept)
                await ack()
            case Refused(why=RefusalReason.BAD_ANSWER, detail=code, run=run, found=found):
                why = input_errors.bad_answer(voice.language, code, run.account, found)
                field = windows.field(body["view"], code, result.part)
                await ack(response_action="errors", errors={field: why})
            case Refused() | RunNotFound():
                why_not = await self.run_replies.refusal(asks, result)
                window = modals.notice_window(voice.language, why_not)
                await ack(response_action="update", view=window)

    async def _difference_said(self, ack: AsyncAck, press: Press, asks: Requester) -> None:
        try:
            await self.differences.keep_observation(asks.team, press)
        except BadAnswer as bad:
            why = input_errors.bad_answer(asks.language, bad.code, account_of(press.run))
            await ack(response_action="errors", errors={windows.FIELDS[0]: why})
        else:
            await ack()

    async def _deliver(self, asks: Requester, run: Run, to: ReplyTo) -> None:
        if not await self.responder.show(asks, run.id, run.turn, to=to):
            await self.responder.tell(to, asks.voice.notice(replies.kept))
