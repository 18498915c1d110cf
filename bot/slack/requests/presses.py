"""Button presses: each moves its run, or the person who pressed reads why it did not."""

from contextlib import suppress
from dataclasses import dataclass

from prometheus_client import Counter
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core import verbs
from bot.core.access import AccessRules
from bot.core.press import ANSWER, Press
from bot.core.refusals import RefusalReason, Refused
from bot.core.replacing import replace
from bot.core.run import Run, is_drill
from bot.core.shown import PressedMessage
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.guide import Guide, Moved, RunNotFound
from bot.slack.api.errors import SlackRefused
from bot.slack.render import modals
from bot.slack.render.codec import UnknownValue
from bot.slack.render.report_window import report_window
from bot.slack.render.rich_text import Block
from bot.slack.requests import press_payload
from bot.slack.requests.approvers import Approvers
from bot.slack.requests.differences import DifferenceReports
from bot.slack.requests.error_replies import ErrorReplies, Sentence, Work
from bot.slack.requests.payload import Body
from bot.slack.requests.press_payload import ButtonClick
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.slack.requests.run_replies import RunReplies
from bot.slack.requests.run_starts import RunStarts
from bot.texts import drills, joined, replies

_MOVED_ON = {
    RefusalReason.STALE,
    RefusalReason.HELPED,
    RefusalReason.DECIDED,
    RefusalReason.REQUEST_OVER,
}
OPENS_WINDOW = frozenset({ANSWER, *(verb for verb, rule in verbs.RULES.items() if rule.typed)})
PRESSES = Counter("mfa_presses_total", "Button presses and typed answers, by result", ["result"])


@dataclass(frozen=True, slots=True)
class Presses:
    """Before the 200 a press waits for Redis; for Slack only while who presses is not known yet."""

    guide: Guide
    responder: Responder
    run_replies: RunReplies
    error_replies: ErrorReplies
    languages: tuple[str, ...]  # that the bot speaks
    rules: AccessRules
    starts: RunStarts
    approvers: Approvers
    differences: DifferenceReports

    async def button(self, ack: AsyncAck, body: Body, requester: Requester) -> None:
        """Raises UnknownValue, StoreAway, NewerRecord."""
        click = press_payload.clicked(body)
        if click.press.button == Verb.LANGUAGE and click.press.answer not in self.languages:
            raise UnknownValue("a language that this bot does not speak")
        click = replace(click, press=requester.presses(click.press, self.rules))
        begins_here = verbs.begins_here(click.press.button)
        access = requester.pressing(self.rules, begins_here=begins_here)
        if not access.granted:
            count(click.press, access)
            denial = self.run_replies.denial(requester, access)
            self._after_ack(requester, click, self.responder.tell(click.reply_to, denial))
        elif click.press.button == Verb.START_NEW:
            count(click.press, await self.starts.start_new(click, requester))
        elif click.press.button == Verb.REPORT:
            await self._report(click, requester)
        elif click.press.button in verbs.DECISIONS:
            await self._decide(click, requester)
        elif click.press.button in (*OPENS_WINDOW, Verb.DIFFERS):
            await self._ask(click, requester)
        else:
            await self._press(click, requester)
        await ack()

    async def _press(self, click: ButtonClick, asks: Requester) -> None:
        press = click.press
        result = await self.guide.press(click.team, press)
        match result:
            case Moved(run):
                shows = self._show(asks, click, run, click.left_behind)
                self._after_ack(asks, click, shows, replies.kept)
            case Refused(why=RefusalReason.REPEATED, run=run) if run.press == press.id:
                # This very press was taken, and its answer may have been lost.
                self._after_ack(asks, click, self._show(asks, click, run), replies.kept)
            case RunNotFound() | Refused():
                self._after_ack(asks, click, self._explain(asks, click, result))
        count(click.press, label(result))

    async def _report(self, click: ButtonClick, asks: Requester) -> None:
        """Show the report, which moves nothing. The audit outlives the run: so does the report."""
        found = await self.guide.may(click.team, click.press)
        if isinstance(found, Refused):
            await self._refused(click, asks, found)
        else:
            self._after_ack(asks, click, self._show_report(asks, click))
            count(click.press, "read")

    async def _show_report(self, asks: Requester, click: ButtonClick) -> None:
        told = await self.guide.reports.of_run(click.team, click.press.run)
        if told is None or not click.press.access_to(told.flow).granted:
            await self._explain(asks, click, RunNotFound())
            return
        window = report_window(
            asks.language, told, self.run_replies.library.all_in_language(asks.language)
        )
        await self.responder.open_window(asks, click.trigger, window, click.reply_to)

    async def _decide(self, click: ButtonClick, asks: Requester) -> None:
        """A press of somebody who may approve, or not: which of the two is looked up first."""
        found = await self.guide.look(click.team, click.press.run)
        if found.run and (asked := found.run.approval):
            press = await self.approvers.with_membership(click.team, click.press, asked.rule.by)
            click = replace(click, press=press)
        await self._press(click, asks)

    async def _show(
        self, asks: Requester, click: ButtonClick, run: Run, pressed: PressedMessage | None = None
    ) -> None:
        press, voice = click.press, asks.voice
        taking = press.button == Verb.TAKE_OVER
        if taking and run.lead != press.by:
            await self._show_asked(asks, click, run)
            return
        to, tell = click.reply_to, self.responder.tell
        shown = await self.responder.show(asks, run.id, run.turn, to=to, pressed=pressed)
        if shown and not click.ephemeral:
            return
        link = self.run_replies.thread_link(asks, shown)
        text = replies.done(asks.language, link) if shown else replies.kept(asks.language)
        if taking:
            account = run.account
            account = drills.account(asks.language, account) if run.drill else account
            over = replies.taken_over(asks.language, account, link)
            text = over if shown else joined(over, text)
        # The buttons in the message that only this person sees are no longer needed.
        await tell(to, voice.say(text), replace=click.ephemeral)

    async def _show_asked(self, asks: Requester, click: ButtonClick, run: Run) -> None:
        """The lead is asked in the thread; whoever asks sees no more of it than that."""
        with suppress(SlackRefused):  # it is logged, tried again, and no business of theirs
            await self.responder.show(asks, run.id, run.turn)
        message = await self.run_replies.refusal(asks, Refused(RefusalReason.ASKED, run))
        await self.responder.tell(click.reply_to, message, replace=click.ephemeral)

    async def _explain(
        self, asks: Requester, click: ButtonClick, result: Refused | RunNotFound
    ) -> None:
        to, served = click.reply_to, False
        if isinstance(result, Refused) and result.why in _MOVED_ON:
            # Where it is now may not be shown yet: an answer was lost.
            run, pressed = result.run, click.left_behind
            shown = await self.responder.show(asks, run.id, run.turn, to=to, pressed=pressed)
            served = bool(shown and pressed and pressed.is_copy(shown))
        # Nobody else takes away the buttons of a copy whose place was lost.
        message = await self.run_replies.refusal(asks, result)
        await self.responder.tell(to, message, replace=served)

    async def _ask(self, click: ButtonClick, asks: Requester) -> None:
        """Open the window for a typed answer, if this person may answer on this turn."""
        click = replace(click, press=await self.approvers.beside_lead(click.team, click.press))
        snapshot = await self.guide.may(click.team, click.press)
        if isinstance(snapshot, Refused | RunNotFound):
            await self._refused(click, asks, snapshot)
        elif click.press.button == Verb.DIFFERS:
            await self._differs(click, asks, snapshot)
        elif modals.opens_window(view := self.guide.view(snapshot), button := click.press.button):
            words = self.run_replies.words(view.flow, asks.language)
            window = modals.window_for(asks.language, view, words, button, click.press.channel)
            self._open_window(asks, click, window)
        else:  # the flow or the count has changed since; the press says how
            await self._press(click, asks)

    async def _refused(
        self, click: ButtonClick, asks: Requester, found: Refused | RunNotFound
    ) -> None:
        """Answer a press that would only have opened a window."""
        if isinstance(found, Refused) and found.why is RefusalReason.AHEAD:
            await self._press(click, asks)  # the run is shown anew: Redis was set back
        else:
            self._after_ack(asks, click, self._explain(asks, click, found))
            count(click.press, label(found))

    async def _differs(self, click: ButtonClick, asks: Requester, found: Snapshot) -> None:
        """Count that AWS shows something else, and ask what: the run stays where it is."""
        if found.run:
            await self.differences.pressed(click.team, click.press, found.run)
        window = modals.difference_window(asks.language, click.press, click.press.channel)
        self._open_window(asks, click, window)

    def _open_window(self, asks: Requester, click: ButtonClick, window: Block) -> None:
        opens = self.responder.open_window(asks, click.trigger, window, click.reply_to)
        self._after_ack(asks, click, opens)

    def _after_ack(
        self, asks: Requester, click: ButtonClick, work: Work, sentence: Sentence | None = None
    ) -> None:
        self.error_replies.after_ack(asks, click.reply_to, work, sentence)


def count(press: Press, result: str) -> None:
    if not is_drill(press.run):
        PRESSES.labels(result).inc()


def label(result: Moved | Refused | RunNotFound) -> str:
    match result:
        case Moved():
            return "moved"
        case RunNotFound():
            return "lost"
        case Refused(why):
            return why
