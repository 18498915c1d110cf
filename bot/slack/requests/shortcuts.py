"""Shortcuts, the Home tab's buttons, and whoever opens the Home tab."""

from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.flow import Flow
from bot.core.secrets import secret_in
from bot.files.manifest import START
from bot.process.background_tasks import BackgroundTasks
from bot.slack.api.errors import record
from bot.slack.delivery.home_tabs import HomeTabs
from bot.slack.render.account_window import account_window, asking_channel
from bot.slack.render.blocks import Message
from bot.slack.render.codec import UnknownValue
from bot.slack.render.rich_text import Block
from bot.slack.requests.command_payload import origin
from bot.slack.requests.message_words import words_of
from bot.slack.requests.number_formatter import NumberFormatter
from bot.slack.requests.payload import Body, reply_to, user
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.slack.requests.run_replies import RunReplies
from bot.texts import command_help, input_errors


@dataclass(frozen=True, slots=True)
class Shortcuts:
    responder: Responder
    run_replies: RunReplies
    background: BackgroundTasks
    formatter: NumberFormatter
    homes: HomeTabs

    async def home_opened(self, event: Body, asks: Requester) -> None:
        """The Home tab, or the other one. Where Redis is unavailable Slack sends the event again.

        Raises StoreAway.
        """
        who = event.get("user")
        if event.get("tab") == "home" and isinstance(who, str) and who:
            await self.homes.note(asks.team, who)
            empty = not event.get("view")  # Slack had nothing to show
            self.background.start(self.homes.open(asks.team, who, empty=empty))

    async def start(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        """A window that asks for the account, and for the channel: none is known here.

        Raises UnknownValue.
        """
        name, to = _callback(body).removeprefix(START), reply_to(body)
        flow = self.run_replies.guide.flows.get(name)
        if flow is None:
            raise UnknownValue(name)
        if not (access := requester.access_to(flow.name)).granted:
            denial = self.run_replies.denial(requester, access, flow.name, flow.command)
            self.background.start(self.responder.tell(to, denial))
        else:
            window = self._window(flow, requester)
            trigger = str(body.get("trigger_id") or "")
            self.background.start(self.responder.open_window(requester, trigger, window, to))
        await ack()

    def _window(self, flow: Flow, asks: Requester) -> Block:
        title = self.run_replies.words(flow.name, asks.language).title
        stamp = origin("", flow.command)
        accounts = self.run_replies.guide.team.accounts
        window = account_window(asks.language, flow.name, title, stamp, accounts)
        return asking_channel(asks.language, window)

    async def format_numbers(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        """The numbers in a message, for whoever asks, in its thread if it is in one."""
        answer = self._formatted(body, requester)
        self.background.start(self.responder.tell(reply_to(body), answer))
        await ack()

    def _formatted(self, body: Body, asks: Requester) -> Message:
        message = record(body.get("message"))
        text = words_of(message)
        if kind := secret_in(text):
            own = message.get("user") == user(body)
            audience = input_errors.SecretAudience
            seen = audience.CHANNEL if own else audience.OTHERS
            return asks.voice.notice(input_errors.secret, kind, seen)
        answer = self.formatter.answer(text, asks.language)
        return asks.voice.say(answer or command_help.no_number_there(asks.language))


def _callback(body: Body) -> str:
    """Callback of a shortcut, or action of a button on the Home tab."""
    actions = body.get("actions") or [{}]
    return str(body.get("callback_id") or record(actions[0]).get("action_id") or "")
