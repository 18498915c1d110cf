"""Messages of one delivery, in the run's language."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core import verbs
from bot.core.delivery.scene import Scene
from bot.core.flow import Flows
from bot.core.press import is_direct
from bot.core.run import Move, Run
from bot.core.shown import (
    CHANNEL_NOTICE,
    UNASKED,
    UNREACHED,
    ApprovalRequest,
    Copy,
    Intent,
    Shown,
)
from bot.core.timers import OWNER, QUIET
from bot.core.view import View
from bot.flowfiles.library import Library
from bot.slack.render.approval_messages import approval_message, request_message, unasked_message
from bot.slack.render.blocks import (
    Message,
    card_message,
    copy_message,
    line_message,
    reminder_message,
    step_message,
    thread_link,
    told_message,
    unreached_message,
    with_text_above,
    with_text_below,
)
from bot.texts import (
    Channel,
    Link,
    channels,
    done_steps,
    drills,
    joined,
    report,
    report_tables,
)


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages of a run. `thread_url`: gives the address of its thread for one reader;
    `languages`: those that a thread can be switched to.
    """

    flows: Flows
    library: Library
    thread_url: Callable[[Shown, str], str]
    languages: tuple[str, ...] = ()

    def message_for(self, intent: Intent, scene: Scene) -> Message:
        """Message that an intent is about to post."""
        run, view = scene.run, scene.view
        message = self._message_for(intent, scene, run, view)
        if intent.turn and not intent.reminder:
            return self._of_step(message, scene, run.language)
        return _marked_as_drill(message, view, run.language)

    def _message_for(self, intent: Intent, scene: Scene, run: Run, view: View) -> Message:
        texts = self.library.all_in_language(run.language)
        if intent.reminder == CHANNEL_NOTICE:
            return told_message(run.language, view, texts, intent.turn)
        if intent.reminder == UNREACHED:
            why = scene.shown.copy.refused if scene.shown.copy else ""
            alone = is_direct(scene.shown.channel)
            return unreached_message(run.language, view, why, intent.turn, alone=alone)
        if intent.reminder == UNASKED:
            return unasked_message(run.language, view, scene.shown.requests, intent.turn)
        if intent.reminder:
            name, owner = intent.reminder, scene.owner
            offers = verbs.reminded(OWNER if owner and name == QUIET else name)
            return reminder_message(run.language, view, name, texts, offers, owner)
        if intent.turn:
            presses = scene.helper == view.turn_of
            return step_message(run.language, view, texts, self.languages, presses=presses)
        return card_message(run.language, view, texts)

    def copy(self, scene: Scene, language: str) -> Message:
        """The present step for whoever's turn it is, in their language."""
        view = scene.view
        message = copy_message(language, view, self.library.all_in_language(language))
        return self._of_step(message, scene, language)

    def asks(self, intent: Intent, scene: Scene, language: str) -> Message:
        """Message that an intent is about to post for the approvers."""
        view = scene.view
        texts, link = self.library.all_in_language(language), self._link(scene, language)
        message = approval_message(language, view, intent.reminder, intent.turn, texts, link)
        return _marked_as_drill(message, view, language)

    def request(self, request: ApprovalRequest, scene: Scene, language: str) -> Message:
        """Message of a request as it stands now."""
        view = scene.view
        texts, link = self.library.all_in_language(language), self._link(scene, language)
        message = request_message(language, view, request, texts, link)
        return _marked_as_drill(message, view, language)

    def _link(self, scene: Scene, language: str) -> Link | None:
        """Link to the thread; none into direct messages, which nobody else can read."""
        return thread_link(language, self.thread_url(scene.shown, ""))

    def card(self, scene: Scene) -> Message:
        run, view = scene.run, scene.view
        message = card_message(run.language, view, self.library.all_in_language(run.language))
        return _marked_as_drill(message, view, run.language)

    def line(self, turn: int, scene: Scene) -> Message:
        """Line that a former step's message turns into."""
        move = next((m for m in scene.run.moves if m.turn == turn), None)
        return self._line(move, scene, scene.run.language)

    def copy_line(self, copy: Copy, scene: Scene, language: str) -> Message:
        """Line that a copy turns into: what ended its step, however often that was shown again."""
        since = [move for move in scene.run.moves if move.turn >= copy.turn]
        ending = [move for move in since if not verbs.keeps_step(move.button)]
        return self._line(next(iter(ending or since), None), scene, language)

    def _line(self, move: Move | None, scene: Scene, language: str) -> Message:
        run, view = scene.run, scene.view
        texts = self.library.all_in_language(language)
        words = texts.get(move.flow) if move else None
        step = self.flows.step(move.flow, move.step) if move else None
        filled = (*step.roles, step.asks or "") if step else ()
        line = done_steps.done_line(language, view, move, words, filled)
        known = done_steps.answered(language, view, move.answered, texts) if move else None
        told = joined(known, line, by="  \n")
        return line_message(joined(drills.tag(language), told, by=" · ") if run.drill else told)

    def moved_message(self, code: str, scene: Scene) -> Message:
        """Message that says why the thread is in direct messages; `code`: Slack's word, where it
        helps to know.
        """
        run, view = scene.run, scene.view
        message = line_message(channels.moved_to_dm(run.language, Channel(run.channel), code))
        return _marked_as_drill(message, view, run.language)

    def _of_step(self, message: Message, scene: Scene, language: str) -> Message:
        """Message of a step; in a drill with what to do instead, and at its end with its times."""
        run, view = scene.run, scene.view
        if not run.drill:
            return message
        texts = self.library.all_in_language(language)
        words = texts.get(view.flow)
        section = words.sections.get(view.step) if words else None
        marked = with_text_above(message, drills.at_step(language, view, section))
        if scene.report is None:
            return marked
        times = report_tables.times(language, scene.report, texts)
        return with_text_below(
            marked, drills.ended(language, times, report.active_time(language, scene.report))
        )


def _marked_as_drill(message: Message, view: View, language: str) -> Message:
    """Message that says that it is practice, where it is."""
    return with_text_above(message, drills.mark(language)) if view.drill else message
