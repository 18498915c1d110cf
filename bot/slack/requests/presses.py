"""Buttons, and the windows in which a step's answer is typed.

Whoever presses sees the run move as pressed, or reads why it did not.
"""

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from prometheus_client import Counter
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core import verbs
from bot.core.access import AccessDenial
from bot.core.run import ANSWER, Press, RefusalReason, Refused, Run, account_of
from bot.core.shown import PressedMessage, Shown
from bot.core.verbs import Verb
from bot.core.view import View
from bot.guide import Moved, RunNotFound
from bot.slack.api.client import ReplyTo
from bot.slack.api.errors import SlackRefused
from bot.slack.render import modals
from bot.slack.render.blocks import Message, notice
from bot.slack.requests import error_handler, error_replies, payload
from bot.slack.requests.error_replies import ERRORS, Sentence
from bot.slack.requests.payload import Body, Clicked
from bot.slack.requests.responder import Desk, Reader
from bot.texts import errors, input_errors, joined, replies

# These open a window.
TYPED = frozenset({ANSWER, *(verb for verb, rule in verbs.RULES.items() if rule.typed)})
PRESSES = Counter("mfa_presses_total", "Buttons pressed, by what came of it", ["result"])


class Presses:
    """On the way to the 200 a press that moves waits for Redis alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def button(self, ack: AsyncAck, body: Body) -> None:
        try:
            click = payload.clicked(body)
        except payload.UnknownValue:
            await self.unknown_button(ack, body)
            return
        desk = self._desk
        spoken = click.press.answer in desk.readers.languages
        if click.press.button == Verb.LANGUAGE and not spoken:
            await self.unknown_button(ack, body)
            return
        if bar := await self._bar(click):
            PRESSES.labels(bar).inc()
            self._desk.aside(self._heard(body, self._tell_bar(click, bar)))
        elif click.press.button in TYPED:
            await self._ask(body, click)
        else:
            await self._press(body, click)
        await ack()

    async def _bar(self, click: Clicked) -> AccessDenial | None:
        """A run that is taken over may go on where that was asked for."""
        taking = click.press.button == Verb.TAKE_OVER
        return await self._desk.bar(click.team, click.press.by, click.channel if taking else "")

    async def _tell_bar(self, click: Clicked, bar: AccessDenial) -> None:
        language = await self._desk.readers.language(click.team, click.press.by)
        await self._desk.tell(click.reply_to, notice(language, replies.barred(language, bar, "")))

    async def _press(self, body: Body, click: Clicked) -> None:
        desk, press = self._desk, click.press
        result = await desk.guide.press(click.team, press)
        PRESSES.labels(
            result.why if isinstance(result, Refused) else type(result).__name__.lower()
        ).inc()
        match result:
            case Moved(run):
                shows = self._show(click, run, click.left_behind)
                desk.aside(self._heard(body, shows, replies.kept))
            case Refused(why=RefusalReason.REPEATED, run=run) if run.press == press.id:
                # This very press was taken, and its answer may have been lost.
                desk.aside(self._heard(body, self._show(click, run), replies.kept))
            case RunNotFound() | Refused():
                desk.aside(self._heard(body, self._explain(click, result)))

    async def _heard(
        self, body: Body, work: Coroutine[Any, Any, None], sentence: Sentence | None = None
    ) -> None:
        """Whoever pressed hears what came of it, also where that breaks after the 200: `sentence`,
        or what they would have heard had it broken before.
        """
        try:
            await work
        except SlackRefused:  # told by the desk
            raise
        except Exception as error:
            kind, apology_for_it = error_handler.judged(error)
            ERRORS.labels(kind).inc()
            await error_replies.tell(self._desk, body, sentence or apology_for_it)
            raise

    async def _show(self, click: Clicked, run: Run, pressed: PressedMessage | None = None) -> None:
        desk, press = self._desk, click.press
        if press.button == Verb.TAKE_OVER and run.lead != press.by:
            await self._show_asked(click, run)
            return
        shown = await self._shown(click, run.turn, pressed)
        if shown and not click.ephemeral:
            return
        language = await desk.readers.language(click.team, press.by)
        text = replies.done(language) if shown else replies.waiting(language)
        if press.button == Verb.TAKE_OVER:
            link = desk.thread_link(shown, press.by, language)
            over = replies.taken_over(language, account_of(press.run), link)
            text = over if shown else joined(over, text)
        # The buttons of what they alone see have served.
        await desk.tell(click.reply_to, notice(language, text), replace=click.ephemeral)

    async def _shown(
        self, click: Clicked, turn: int, pressed: PressedMessage | None
    ) -> Shown | None:
        to, by = click.reply_to, click.press.by
        run = click.press.run
        return await self._desk.show(click.team, run, turn, to=to, reader=by, pressed=pressed)

    async def _show_asked(self, click: Clicked, run: Run) -> None:
        """The lead is asked in the thread; whoever asks sees no more of it than that."""
        with suppress(SlackRefused):  # it is logged, tried again, and no business of theirs
            await self._desk.show(click.team, run.id, run.turn)
        reader = await self._reader(click.team, click.press)
        message = await self._desk.refusal(Refused(RefusalReason.ASKED, run), reader)
        await self._desk.tell(click.reply_to, message, replace=click.ephemeral)

    async def _reader(self, team: str, press: Press) -> Reader:
        language = await self._desk.readers.language(team, press.by)
        return Reader(team, press.by, press.channel, language)

    async def _explain(self, click: Clicked, result: Refused | RunNotFound) -> None:
        desk, press = self._desk, click.press
        if isinstance(result, Refused) and result.why is RefusalReason.STALE:
            # Where it is now may not be shown yet: an answer was lost.
            await self._shown(click, result.run.turn, click.left_behind)
        message = await self._why(result, await self._reader(click.team, press))
        await desk.tell(click.reply_to, message)

    async def _why(
        self, result: Refused | RunNotFound, reader: Reader, *, in_window: bool = False
    ) -> Message:
        if isinstance(result, RunNotFound):
            return notice(reader.language, replies.lost(reader.language, result.since))
        return await self._desk.refusal(result, reader, in_window=in_window)

    async def _ask(self, body: Body, click: Clicked) -> None:
        """Open the window for a typed answer, if this person may answer on this turn."""
        desk = self._desk
        snapshot = await desk.guide.may(click.team, click.press)
        if isinstance(snapshot, Refused) and snapshot.why is RefusalReason.AHEAD:
            await self._press(body, click)
        elif isinstance(snapshot, Refused | RunNotFound):
            desk.aside(self._heard(body, self._explain(click, snapshot)))
        elif _has_window(view := desk.guide.view(snapshot), click.press.button):
            desk.aside(self._heard(body, self._open_window(click, view)))
        else:  # the flow or the count has changed since; the press says how
            await self._press(body, click)

    async def _open_window(self, click: Clicked, view: View) -> None:
        desk = self._desk
        language = await desk.readers.language(click.team, click.press.by)
        words = desk.words(view.flow, language)
        window = (
            modals.answer_window(language, view, words, click.channel)
            if click.press.button == ANSWER
            else modals.correction_window(language, view, click.channel)
        )
        await desk.open_window(click.trigger, window, click.reply_to, language)

    async def answer_typed(self, ack: AsyncAck, body: Body) -> None:
        press, team = payload.answered(body), payload.team(body)
        if bar := await self._desk.bar(team, press.by):
            language = await self._desk.readers.language(team, press.by)
            barred = notice(language, replies.barred(language, bar, ""))
            await ack(response_action="update", view=modals.notice_window(language, barred))
            return
        result = await self._desk.guide.press(team, press)
        if isinstance(result, Moved) or (
            isinstance(result, Refused) and result.why is RefusalReason.REPEATED
        ):
            shows = self._deliver(team, result.run, press.by)
            self._desk.aside(self._heard(body, shows, replies.kept))
            await ack()
            return
        reader = await self._reader(team, press)
        language = reader.language
        if isinstance(result, Refused) and result.why is RefusalReason.BAD_ANSWER:
            why = input_errors.bad_answer(language, result.detail, result.run.account, result.found)
            field = payload.field(body["view"], result.detail)
            await ack(response_action="errors", errors={field: why})
        else:
            why_not = await self._why(result, reader, in_window=True)
            await ack(response_action="update", view=modals.notice_window(language, why_not))

    async def _deliver(self, team: str, run: Run, by: str) -> None:
        """A window brings no address with it, so what hinders is told in direct messages."""
        to = ReplyTo("", user=by)
        if not await self._desk.show(team, run.id, run.turn, to=to, reader=by):
            language = await self._desk.readers.language(team, by)
            await self._desk.tell(to, notice(language, replies.waiting(language)))

    async def unknown_button(self, ack: AsyncAck, body: Body) -> None:
        self._desk.aside(error_replies.tell(self._desk, body, errors.old_version))
        await ack()

    async def unknown_window(self, ack: AsyncAck, body: Body) -> None:
        language = await self._desk.readers.language(payload.team(body), payload.user(body))
        old = notice(language, errors.old_version(language)).text
        known = body["view"].get("state", {}).get("values") or {"answer": {}}
        await ack(response_action="errors", errors=dict.fromkeys(known, old))


def _has_window(view: View, button: str) -> bool:
    if button == ANSWER:
        return not view.gone and view.asks is not None
    return button in view.verbs
