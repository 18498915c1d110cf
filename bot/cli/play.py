"""Player of flows in the terminal, on the same guide and store as Slack."""

import getpass
import re
import uuid
from dataclasses import dataclass

from rich.markup import escape
from rich.panel import Panel

from bot.cli.console import EndOfInput, Screen, console
from bot.core.accounts import BadAccount, account
from bot.core.due import Due
from bot.core.phones.finder import Phone
from bot.core.press import ANSWER, Press
from bot.core.refusals import RefusalReason, Refused
from bot.core.run import Run
from bot.core.shown import Shown
from bot.core.timers import TIMER_NAMES
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import CONFIRM, Section, Words
from bot.flowfiles.library import Library
from bot.flowfiles.scenarios import parse_press
from bot.guide import CommitUnknown, Guide, Moved, RunAlreadyOpen, RunNotFound, RunParked
from bot.store.calls import StoreAway
from bot.texts import (
    Person,
    Text,
    Value,
    errors,
    input_errors,
    notes,
    panels,
    people,
    phones,
    prompts,
    replies,
    steps,
)

TEAM = "terminal"  # a workspace of its own: nothing mixes with Slack's runs
LEAVE = frozenset({"q", "quit", "exit"})

_BETWEEN_PRESSES = re.compile(r",(?=\s*[a-z][a-z0-9_]*\s*(?:[=,]|$))")


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """Options of `mfa-bot play`."""

    flow: str
    language: str
    account: str = ""
    presses: tuple[str, ...] = ()


def presses(text: str) -> tuple[str, ...]:
    """Presses of a list such as `a,answer=2, last 5 hours ago,b`, which has three: a comma that no
    press follows is part of the answer.
    """
    parts = (part.strip(" ,") for part in _BETWEEN_PRESSES.split(text))
    return tuple(part for part in parts if part)


def show_phones(found: tuple[Phone, ...], language: str) -> None:
    Screen(language).show(phones.answer(language, found))


async def play(guide: Guide, library: Library, walk: PlayOptions, region: str) -> int:
    """Exit status: 0 at an end or after the last press, 1 if a press was refused."""
    try:
        return await _Player(guide, library, walk, region).play()
    except EndOfInput:
        Screen(walk.language).line(prompts.stopped(walk.language))
        return 0


class _Player:
    def __init__(self, guide: Guide, library: Library, walk: PlayOptions, region: str) -> None:
        self._guide = guide
        self._library = library
        self._walk = walk
        self._language = walk.language
        self._screen = Screen(walk.language)
        self._region = region
        self._me = getpass.getuser()
        self._scripted = bool(walk.presses)

    async def play(self) -> int:
        words = self._words(self._walk.flow)
        console.print(Panel(escape(words.title), style="bold", expand=False))
        self._screen.show(Text(words.intro))
        run = await self._begin(self._account())
        to_press = list(self._walk.presses)
        shown = 0
        while True:
            run, view = await self._now(run)
            if view.turn != shown:
                self._show(view)
                shown = view.turn
                await self._mark_shown(run)
            ways = self._ways(view)
            if (not run.open and not ways) or (self._scripted and not to_press):
                return 0
            press = to_press.pop(0) if to_press else self._choose(view, ways)
            if not await self._press(run, press, view) and self._scripted:
                return 1

    async def _mark_shown(self, run: Run) -> None:
        """Marks the step as shown and drops its reminders: the terminal may be closed by then."""
        named = tuple(Due(name, run.id) for name in TIMER_NAMES)
        done = (*named, Due("show", run.id, str(run.turn)))
        async with self._guide.store.holds.delivering(TEAM, run.id) as hold:
            if hold:
                await self._guide.store.holds.finish(hold, Shown(turn=run.turn), done)

    def _words(self, flow: str) -> Words:
        return self._library.in_language(flow, self._language)

    def _account(self) -> str:
        given = self._walk.account
        while True:
            if not given:
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
                if self._walk.account or self._scripted:
                    raise SystemExit(1) from None
                given = ""

    async def _begin(self, name: str) -> Run:
        result = await self._guide.start(
            TEAM,
            self._walk.flow,
            name,
            by=self._me,
            channel="",
            language=self._language,
            region=self._region,
            request=uuid.uuid4().hex,
        )
        if isinstance(result, Moved):
            return result.run
        if isinstance(result, RunParked):
            return await self._must(result.run, Verb.GO_ON)
        return await self._resume(result)

    async def _resume(self, found: RunAlreadyOpen) -> Run:
        """Open run to continue with: gone on with, started over, or taken over."""
        run = found.run
        if run.lead != self._me:
            run = await self._must(run, Verb.TAKE_OVER)
        _, view = await self._now(run)
        here = steps.point(self._language, view, self._words(view.flow))
        self._screen.line(prompts.here(self._language, view, here), style="bold")
        if self._scripted or self._wants_to_start_over():
            return await self._must(run, Verb.START_OVER)
        return run

    def _wants_to_start_over(self) -> bool:
        while True:
            typed = self._screen.ask(prompts.go_on_or_over(self._language)).lower()
            if typed in LEAVE:
                raise EndOfInput
            if typed in ("", "g", steps.verb(self._language, Verb.GO_ON).lower()):
                return False
            if typed in ("s", steps.verb(self._language, Verb.START_OVER).lower()):
                return True
            self._screen.line(prompts.g_or_s(self._language))

    async def _must(self, run: Run, verb: Verb) -> Run:
        result = await self._guide.press(TEAM, self._to_press(run, verb, ""))
        if not isinstance(result, Moved):
            raise StoreAway("the run changed meanwhile; start again")
        return result.run

    async def _now(self, run: Run) -> tuple[Run, View]:
        found = await self._guide.look(TEAM, run.id)
        return found.run or run, self._guide.view(found)

    def _to_press(self, run: Run, button: str, answer: str) -> Press:
        return Press(
            id=uuid.uuid4().hex,
            run=run.id,
            turn=run.turn,
            step=run.place.step,
            button=button,
            by=self._me,
            answer=answer,
        )

    async def _press(self, run: Run, text: str, view: View) -> bool:
        """Whether the press moved the run; else the reason is printed."""
        button, answer = parse_press(text)
        if button == ANSWER and not answer and view.asks:
            answer = self._typed_answer(view)
        elif button == Verb.CORRECT_COUNT and not answer:
            answer = "\n".join(map(self._screen.ask, prompts.correction(self._language)))
        try:
            result = await self._guide.press(TEAM, self._to_press(run, button, answer))
        except CommitUnknown:
            self._screen.show(errors.commit_unknown(self._language))
            return False
        except StoreAway:
            self._screen.show(errors.store_away(self._language))
            return False
        if not isinstance(result, Moved):
            self._explain(text, result, view)
            return False
        return True

    def _typed_answer(self, view: View) -> str:
        if view.roles:
            return "\n".join(
                self._screen.ask(ask) for ask in prompts.people(self._language, view.roles)
            )
        labels = self._section(view).labels
        asked = prompts.answer(self._language, labels["label"], labels["example"])
        return self._screen.ask(asked)

    def _section(self, view: View) -> Section:
        return self._words(view.flow).sections[view.step]

    def _explain(self, text: str, result: Refused | RunNotFound, view: View) -> None:
        if isinstance(result, RunNotFound):
            self._screen.show(replies.lost(self._language, result.since))
        elif result.why is RefusalReason.BAD_ANSWER:
            why = input_errors.bad_answer(self._language, result.detail, view.account, result.found)
            self._screen.line(why)
        elif result.why is RefusalReason.NO_SUCH_BUTTON:
            known = (name for name, _ in self._ways(view))
            self._screen.line(prompts.no_such_button(self._language, text, known))
        else:
            values: dict[str, Value] = {
                "lead": Person(view.lead),
                "where": view.step,
                "start": f"mfa-bot play {self._walk.flow} --account {view.account}",
                "account": view.account,
            }
            self._screen.show(replies.refused(self._language, result, values))

    def _show(self, view: View) -> None:
        console.rule(style="dim")
        if note := notes.note(self._language, view):
            self._screen.show(note)
        if view.gone:
            self._screen.show(steps.gone(self._language))
            return
        if view.outcome == "stopped":
            return
        words = self._words(view.flow)
        self._screen.line(
            steps.point(self._language, view, words), style="bold red" if view.danger else "bold"
        )
        console.print()
        if turn := people.whose_turn(self._language, view, presses=False):
            self._screen.show(turn)
        self._screen.show(Text(self._section(view).body, steps.values(self._language, view)))
        for panel in panels.panels(self._language, view, words):
            self._screen.show(panel)
        self._screen.show(
            steps.whereabouts(self._language, view, self._words(view.root)), style="dim"
        )

    def _ways(self, view: View) -> list[tuple[str, str]]:
        """Buttons as (name for `--press`, label), in the order shown."""
        words = self._words(view.flow)
        own = [(v.short, steps.verb(self._language, v)) for v in view.verbs]
        return [*((name, words.label(view.step, name)) for name in view.order), *own]

    def _choose(self, view: View, ways: list[tuple[str, str]]) -> str:
        for number, (name, text) in enumerate(ways, start=1):
            console.print(f"  [bold]{number:2}[/]  {escape(text)}  [dim]{escape(name)}[/]")
        while True:
            typed = self._screen.ask(prompts.press(self._language))
            if typed.lower() in LEAVE:
                raise EndOfInput
            if typed.isdecimal() and 1 <= int(typed) <= len(ways):
                typed = ways[int(typed) - 1][0]
            if parse_press(typed)[0] not in {parse_press(name)[0] for name, _ in ways}:
                self._screen.line(prompts.number_or_name(self._language, len(ways)))
            elif self._is_sure(view, typed):
                return typed

    def _is_sure(self, view: View, press: str) -> bool:
        """Whether the person confirms a risky attempt or a dangerous button, as Slack asks too."""
        question = self._question(view, press)
        if question is None:
            return True
        self._screen.show(question)
        return self._screen.ask(prompts.sure(self._language)).lower() in ("y", "yes")

    def _question(self, view: View, press: str) -> Text | None:
        choice = next((choice for choice in view.choices if choice.name == press), None)
        if parse_press(press)[0] == Verb.START_OVER:
            return steps.confirm_start_over(self._language)
        if choice and choice.spends:
            return steps.confirm_attempt(self._language, view.budget)
        if choice and choice.confirm:
            return Text(self._section(view).labels.get(press + CONFIRM, ""))
        if view.danger and view.order[:1] == (press,):
            return steps.confirm_danger(self._language, view.account)
        return None
