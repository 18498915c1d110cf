"""Player of flows in the terminal, on the same guide and store as Slack."""

import re
import uuid
from dataclasses import dataclass, replace

from rich.markup import escape
from rich.panel import Panel

from bot.cli.console import EndOfInput, Screen, console, user
from bot.cli.group import CommandError
from bot.cli.step_screen import LEAVE, StepScreen, is_offered
from bot.cli.workspaces import TERMINAL
from bot.core.accounts import BadAccount, account
from bot.core.due import Due
from bot.core.membership import Membership
from bot.core.press import ANSWER, Press
from bot.core.run import Run
from bot.core.shown import Shown
from bot.core.timers import ALL_TIMERS
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import Words
from bot.flowfiles.library import Library
from bot.flowfiles.scenarios import parse_press
from bot.guide import CommitUnknown, Guide, Moved, RunAlreadyOpen, RunParked
from bot.process.time_zones import local_offset
from bot.store.calls import StoreAway
from bot.texts import (
    Text,
    buttons,
    drills,
    errors,
    input_errors,
    prompts,
    report,
    report_tables,
    steps,
)

SECOND = "second person"  # who approves; no id in Slack is like it

_BETWEEN_PRESSES = re.compile(r",(?=\s*[a-z][a-z0-9_]*\s*(?:[=,]|$))")


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """Options of `mfa-bot play`."""

    flow: str
    language: str
    account: str | None = None  # None: to be asked for
    presses: tuple[str, ...] = ()
    drill: bool = False


def presses(text: str) -> tuple[str, ...]:
    """Presses of a list such as `a,answer=2, last 5 hours ago,b`, which has three: a comma that no
    press follows is part of the answer.
    """
    parts = (part.strip(" ,") for part in _BETWEEN_PRESSES.split(text))
    return tuple(part for part in parts if part)


async def play(guide: Guide, library: Library, walk: PlayOptions, region: str) -> int:
    """Exit status: 0 at an end or after the last press, 1 if one was refused or not answered."""
    player = _Player(guide, library, walk, region)
    try:
        return await player.play()
    except EndOfInput:
        Screen(walk.language).line(prompts.stopped(walk.language, begun=player.begun))
        return 1 if walk.presses else 0


class _Player:
    def __init__(self, guide: Guide, library: Library, walk: PlayOptions, region: str) -> None:
        self._guide = guide
        self._library = library
        self._walk = walk
        self._language = walk.language
        self._screen = Screen(walk.language)
        self._step = StepScreen(library, walk.language, walk.flow)
        self._region = region
        self._me = user()
        self._scripted = bool(walk.presses)
        self.begun = False  # whether there is a run that is kept

    async def play(self) -> int:
        words = self._words(self._walk.flow)
        console.print(Panel(escape(words.title), style="bold", expand=False))
        self._screen.show(Text(words.intro))
        run = await self._begin(self._account())
        self.begun = True
        to_press = list(self._walk.presses)
        shown = 0
        while True:
            run, view = await self._now(run)
            if view.turn != shown:
                self._step.show(view)
                shown = view.turn
                await self._mark_shown(run)
            ways = self._step.button_names(view)
            if (not run.open and not ways) or (self._scripted and not to_press):
                await self._tell_times(run)
                return 0
            press = to_press.pop(0) if to_press else self._step.choose(view, ways)
            if not is_offered(press, ways):
                self._step.no_such_button(press, ways)
                return 1
            if not await self._press(run, press, view) and self._scripted:
                return 1

    async def _tell_times(self, run: Run) -> None:
        """Print the times of a drill that has ended."""
        reports = self._guide.reports
        told = await reports.of_run(TERMINAL, run.id) if run.drill and not run.open else None
        if told:
            flows = self._library.all_in_language(self._language)
            times = report_tables.times(self._language, told, flows)
            took = report.active_time(self._language, told)
            self._screen.show(drills.ended(self._language, times, took))

    async def _mark_shown(self, run: Run) -> None:
        """Mark the step as shown and drop its reminders: the terminal may be closed by then."""
        named = tuple(Due(name, run.id) for name in ALL_TIMERS)
        done = (*named, Due("show", run.id, str(run.turn)))
        async with self._guide.store.holds.delivering(TERMINAL, run.id) as hold:
            if hold:
                await self._guide.store.holds.finish(hold, Shown(turn=run.turn), done)

    def _words(self, flow: str) -> Words:
        return self._library.in_language(flow, self._language)

    def _account(self) -> str:
        given = self._walk.account
        while True:
            if given is None:
                asked = prompts.which_account(self._language)
                given = "prod" if self._scripted else self._screen.ask(asked) or "prod"
                if given.lower() in LEAVE:
                    raise EndOfInput
            try:
                return account(given)
            except BadAccount as bad:
                command = f"mfa-bot play {self._walk.flow} --account"
                self._screen.show(
                    input_errors.bad_account(self._language, bad.reason, command + " ")
                )
                if self._walk.account is not None or self._scripted:
                    raise SystemExit(1) from None
                given = None

    async def _begin(self, name: str) -> Run:
        result = await self._guide.start(
            TERMINAL,
            self._walk.flow,
            name,
            by=self._me,
            channel="",
            language=self._language,
            region=self._region,
            request=uuid.uuid4().hex,
            drill=self._walk.drill,
            as_typed=True,
        )
        if isinstance(result, Moved):
            return result.run
        self.begun = True
        if isinstance(result, RunParked):
            run = await self._must(result.run, Verb.GO_ON)
            return await self._must(run, Verb.START_OVER) if self._scripted else run
        return await self._resume(result)

    async def _resume(self, found: RunAlreadyOpen) -> Run:
        """Open run to continue with: gone on with, started over, or taken over."""
        run = found.run
        if run.lead != self._me:
            run = await self._must(run, Verb.TAKE_OVER)
        _, view = await self._now(run)
        here = steps.point(self._language, view, self._words(view.flow))
        self._screen.line(prompts.position(self._language, view, here), style="bold")
        if self._scripted or self._wants_to_start_over():
            return await self._must(run, Verb.START_OVER)
        return run

    def _wants_to_start_over(self) -> bool:
        while True:
            typed = self._screen.ask(prompts.go_on_or_over(self._language)).lower()
            if typed in LEAVE:
                raise EndOfInput
            if typed in ("", "g", buttons.verb(self._language, Verb.GO_ON).lower()):
                return False
            if typed in ("s", buttons.verb(self._language, Verb.START_OVER).lower()):
                return True
            self._screen.line(prompts.g_or_s(self._language))

    async def _must(self, run: Run, verb: Verb) -> Run:
        result = await self._guide.press(TERMINAL, self._to_press(run, verb, ""))
        if not isinstance(result, Moved):
            raise CommandError("The run changed meanwhile, so nothing was done: start again.")
        return result.run

    async def _now(self, run: Run) -> tuple[Run, View]:
        found = await self._guide.look(TERMINAL, run.id)
        return found.run or run, self._guide.view(found)

    def _to_press(self, run: Run, button: str, answer: str) -> Press:
        press = Press(
            id=uuid.uuid4().hex,
            run=run.id,
            turn=run.turn,
            step=run.place.step,
            button=button,
            by=self._me,
            answer=answer,
            offset=local_offset,
        )
        asked = run.approval
        if asked and button in (Verb.APPROVE, Verb.DECLINE):
            # Whoever sits here plays the second person too.
            return replace(press, by=SECOND, turn=asked.turn, membership=Membership.YES)
        return press

    async def _press(self, run: Run, text: str, view: View) -> bool:
        """Whether the press moved the run; else the reason is printed."""
        button, answer = parse_press(text)
        if button == ANSWER and not answer and view.asks:
            answer = self._step.typed_answer(view)
        elif button == Verb.GO_ALONE and not answer:
            answer = self._screen.ask(prompts.why_alone(self._language))
        elif button == Verb.CORRECT_COUNT and not answer:
            answer = "\n".join(map(self._screen.ask, prompts.correction(self._language)))
        try:
            result = await self._guide.press(TERMINAL, self._to_press(run, button, answer))
        except CommitUnknown:
            self._screen.show(errors.commit_unknown(self._language))
            return False
        except StoreAway:
            self._screen.show(errors.store_away(self._language))
            return False
        if not isinstance(result, Moved):
            self._step.explain(text, result, view)
            return False
        if button == Verb.GO_ALONE:  # there is nobody to be told
            await self._guide.decide_for_bot(TERMINAL, result.run, Verb.OPEN_ALONE)
        return True
