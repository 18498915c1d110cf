"""Bolt's handlers: receive, translate, call the guide, answer, hand over to delivery.

What is asked of Slack or told to one person comes after the 200; what must not be lost is in
Redis before it.
"""

import logging
import re
import uuid

from prometheus_client import Counter
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from bot.change import account_of
from bot.core import phone
from bot.core.account import BadAccount, account
from bot.core.flow import Flow
from bot.core.run import ANSWER, Refused, Run, Verb, Why
from bot.core.secrets import secret_in
from bot.guide import Lost, Moved, UnderWay
from bot.slack import blocks, payload, trouble, workspaces
from bot.slack.blocks import Message, notice
from bot.slack.desk import LANGUAGE, PHONE, Desk
from bot.slack.payload import Asked, Body, Clicked, Said
from bot.store import Claim, StoreAway
from bot.texts import Channel, Person, joined, phones, replies, say

log = logging.getLogger(__name__)

# The events that the manifest subscribes to, and the scopes that Slack wants for them.
EVENTS = {"app_mention": "app_mentions:read", "message.im": "im:history"}
PRESSES = Counter("mfa_presses_total", "Buttons pressed, by what came of it", ["result"])
HELP = frozenset({"help", "?", "-h", "--help"})
_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")


class Busy(RuntimeError):
    """The event is being handled; it is refused, so that Slack sends it again if that fails."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Everything that the manifest announces, and an answer for what it doesn't."""
    listeners = Listeners(desk)
    app.action(re.compile(r"^(press|run):"))(listeners.button)  # the most frequent one first
    app.command(re.compile(r".*"))(listeners.command)
    app.action(re.compile(r".*"))(listeners.unknown_button)
    app.view(re.compile(r"^start:"))(listeners.account_typed)
    app.view("answer")(listeners.answer_typed)
    app.view(re.compile(r".*"))(listeners.unknown_window)
    app.event("app_mention")(listeners.message)
    app.event("message")(listeners.message)
    app.event(re.compile(r".*"))(listeners.other_event)
    app.error(listeners.error)


class Listeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def command(self, ack: AsyncAck, command: Body) -> None:
        ask = payload.asked(command)
        flow = self._desk.flow_of(ask.command)
        if flow is None:
            await _ack(ack, notice(LANGUAGE, replies.abilities(LANGUAGE, ask.user)))
        elif ask.text.lower() in HELP:
            await _ack(ack, self._help(flow))
        elif kind := secret_in(ask.text):
            await _ack(ack, notice(LANGUAGE, replies.secret(LANGUAGE, kind, replies.Seen.SLACK)))
        elif ask.command == PHONE and ask.text:
            await _ack(ack, self._format(ask.text))
        elif ask.text:
            await _ack(ack, await self._start(ask, flow))
        else:
            await _ack(ack, await self._which_account(ask, flow))

    def _help(self, flow: Flow) -> Message:
        words = self._desk.words(flow.name)
        text = replies.help_for(LANGUAGE, flow.command, words.title, words.intro)
        if flow.command == PHONE:
            text = replies.help_phone(LANGUAGE)
        return notice(LANGUAGE, text)

    def _format(self, text: str) -> Message:
        found = phone.find(text, self._desk.region)
        answer = phones.answer(LANGUAGE, found) if found else replies.no_number(LANGUAGE)
        return notice(LANGUAGE, answer)

    async def _start(self, ask: Asked, flow: Flow) -> Message | None:
        """None when all is well: the thread is the answer, and a link to it follows."""
        start = "" if flow.command == PHONE else f"{flow.command} "
        try:
            name = account(ask.text)
        except BadAccount as bad:
            return notice(LANGUAGE, replies.bad_account(LANGUAGE, bad.reason, start))
        result = await self._desk.guide.start(
            ask.team,
            flow.name,
            name,
            by=ask.user,
            channel=ask.channel,
            language=LANGUAGE,
            region=self._desk.region,
            request=ask.request,
        )
        if isinstance(result, UnderWay):
            return await self._desk.under_way(ask.team, result, ask.user)
        self._desk.aside(self._open(ask, flow, result))
        return None

    async def _open(self, ask: Asked, flow: Flow, started: Moved) -> None:
        run = started.run
        shown = await self._desk.show(ask.team, run.id, run.turn, ask.reply_to)
        title = self._desk.words(flow.name).title
        link = self._desk.thread_link(shown, ask.user)
        begun = replies.started(LANGUAGE, title, run.account, link)
        if shown and shown.channel != ask.channel:
            begun = joined(replies.moved_to_dm(LANGUAGE, Channel(ask.channel)), begun)
        await self._desk.tell(ask.reply_to, notice(LANGUAGE, begun))

    async def _which_account(self, ask: Asked, flow: Flow) -> Message | None:
        """A command without an account: the runs under way, and a window that asks."""
        runs = await self._desk.guide.runs_of(ask.team, ask.user, flow.name)
        title = self._desk.words(flow.name).title
        window = blocks.account_modal(LANGUAGE, flow.name, title, payload.origin(ask))
        self._desk.aside(self._desk.open_window(ask.trigger, window, ask.reply_to))
        if not runs:
            return None
        lines = [await self._desk.run_line(ask.team, run) for run in runs[:5]]
        return notice(LANGUAGE, replies.your_runs(LANGUAGE, tuple(lines)))

    async def account_typed(self, ack: AsyncAck, body: Body) -> None:
        ask = payload.asked_in_window(body)
        flow = self._desk.guide.flows[body["view"]["callback_id"].removeprefix("start:")]
        message = await self._start(ask, flow)
        if message is None:
            await ack()
        elif any(block["type"] == "actions" for block in message.blocks):
            # It offers buttons, which the error of a window can't hold.
            await ack()
            self._desk.aside(self._desk.tell(ask.reply_to, message))
        else:
            await ack(response_action="errors", errors={"answer": message.text})

    async def button(self, ack: AsyncAck, body: Body) -> None:
        try:
            click = payload.clicked(body)
        except payload.OldWire:
            await self.unknown_button(ack, body)
            return
        if click.press.button == ANSWER:
            await self._ask(click)
        else:
            await self._press(click)
        await ack()

    async def _press(self, click: Clicked) -> None:
        desk, press = self._desk, click.press
        result = await desk.guide.press(click.team, press)
        PRESSES.labels(
            result.why if isinstance(result, Refused) else type(result).__name__.lower()
        ).inc()
        match result:
            case Moved(run):
                desk.aside(self._show(click, run.turn))
            case Lost():
                lost = notice(LANGUAGE, replies.lost(LANGUAGE))
                desk.aside(desk.tell(click.reply_to, lost))
            case Refused(why=Why.REPEATED, run=run):  # its answer may have been lost
                desk.aside(self._show(click, run.turn))
            case Refused():
                desk.aside(self._explain(click, result))

    async def _show(self, click: Clicked, turn: int) -> None:
        desk, press = self._desk, click.press
        shown = await desk.show(click.team, press.run, turn, click.reply_to)
        if click.ephemeral:  # its buttons have served
            text = replies.done(LANGUAGE)
            if press.button == Verb.TAKE_OVER:
                link = desk.thread_link(shown, press.by)
                text = replies.taken_over(LANGUAGE, account_of(press.run), link)
            await desk.tell(click.reply_to, notice(LANGUAGE, text), replace=True)

    async def _explain(self, click: Clicked, refused: Refused) -> None:
        desk, press = self._desk, click.press
        if refused.why is Why.STALE:  # where it is now may not be shown yet: an answer was lost
            await desk.show(click.team, press.run, refused.run.turn)
        message = await desk.refusal(click.team, refused, press.by)
        await desk.tell(click.reply_to, message)
        if refused.why is Why.STALE and click.has_buttons and not click.ephemeral:
            where = (click.channel, click.message_ts)
            await desk.delivery.retire(click.team, press.run, *where, press.turn)

    async def _ask(self, click: Clicked) -> None:
        """Open the window for a typed answer, if this person may answer on this turn."""
        desk = self._desk
        snapshot = await desk.guide.may(click.team, click.press)
        if isinstance(snapshot, Refused) and snapshot.why is Why.AHEAD:
            await self._press(click)
        elif isinstance(snapshot, Refused):
            desk.aside(self._explain(click, snapshot))
        elif isinstance(snapshot, Lost):
            desk.aside(desk.tell(click.reply_to, notice(LANGUAGE, replies.lost(LANGUAGE))))
        elif (view := desk.guide.view(snapshot)).gone or view.asks is None:
            await self._press(click)  # the flow has changed since; the press says how
        else:
            window = blocks.answer_modal(LANGUAGE, view, desk.words(view.flow))
            desk.aside(desk.open_window(click.trigger, window, click.reply_to))

    async def answer_typed(self, ack: AsyncAck, body: Body) -> None:
        press, team = payload.answered(body), payload.team(body)
        result = await self._desk.guide.press(team, press)
        if isinstance(result, Moved) or (
            isinstance(result, Refused) and result.why is Why.REPEATED
        ):
            self._desk.aside(self._deliver(team, result.run))
            await ack()
        elif isinstance(result, Refused) and result.why is Why.BAD_ANSWER:
            why = replies.bad_answer(LANGUAGE, result.detail, result.run.account)
            await ack(response_action="errors", errors={"answer": why})
        else:
            window = blocks.notice_modal(LANGUAGE, await self._why(team, result, press.by))
            await ack(response_action="update", view=window)

    async def _deliver(self, team: str, run: Run) -> None:
        await self._desk.show(team, run.id, run.turn)

    async def _why(self, team: str, result: Refused | Lost, reader: str) -> Message:
        if isinstance(result, Lost):
            return notice(LANGUAGE, replies.lost(LANGUAGE))
        return await self._desk.refusal(team, result, reader)

    async def unknown_button(self, ack: AsyncAck, body: Body) -> None:
        old = notice(LANGUAGE, replies.old_version(LANGUAGE))
        self._desk.aside(self._desk.tell(payload.reply_to(body), old))
        await ack()

    async def unknown_window(self, ack: AsyncAck, body: Body) -> None:
        old = notice(LANGUAGE, replies.old_version(LANGUAGE)).text
        known = body["view"].get("state", {}).get("values") or {"answer": {}}
        await ack(response_action="errors", errors=dict.fromkeys(known, old))

    async def message(self, event: Body, body: Body) -> None:
        """A mention, or a direct message: answered before the 200, so that Slack asks again
        should this process die on the way.
        """
        said = payload.said(event, workspaces.installed_in(body))
        if said is None or (event["type"] == "message" and not said.direct):
            return
        store, token = self._desk.guide.store, uuid.uuid4().hex
        thread = said.thread or ("" if said.direct else said.ts)
        try:
            claim = await store.claim(said.team, said.event, token)
        except StoreAway as away:  # an answer that may come twice is better than none
            log.warning("answering without Redis: %s", away)
            await self._desk.api.post(said.channel, self._reply(said), thread)
            return
        if claim is Claim.BUSY:
            raise Busy(said.event)
        if claim is Claim.HANDLED:
            return
        try:
            await self._desk.api.post(said.channel, self._reply(said), thread)
        except BaseException:
            await store.unclaim(said.team, said.event, token)
            raise
        await store.handled(said.team, said.event)

    def _reply(self, said: Said) -> Message:
        text = _MENTION.sub(" ", said.text)
        if kind := secret_in(text):
            seen = replies.Seen.DIRECT if said.direct else replies.Seen.CHANNEL
            warning = replies.secret(LANGUAGE, kind, seen)
            return notice(LANGUAGE, joined(say(LANGUAGE, "{who}", who=Person(said.user)), warning))
        found = phone.find(text, self._desk.region)
        if found:
            return notice(LANGUAGE, phones.answer(LANGUAGE, found))
        return notice(LANGUAGE, replies.abilities(LANGUAGE, said.user))

    async def other_event(self) -> None:
        """An event that nobody asked for still gets its 200: an error would be sent again."""

    async def error(self, error: Exception, body: Body) -> BoltResponse:
        """Whatever broke, the person hears of it, in the way that their request allows."""
        return trouble.answer(self._desk, error, body)


async def _ack(ack: AsyncAck, message: Message | None) -> None:
    if message is None:
        await ack()
    else:
        await ack(response_type="ephemeral", text=message.text, blocks=message.blocks)
