"""Screen of one step in the terminal: what it shows, which buttons it has, what is asked."""

from dataclasses import dataclass

from rich.markup import escape

from bot.cli.console import EndOfInput, Screen, console
from bot.cli.terminal_text import repeated
from bot.core.press import ANSWER
from bot.core.refusals import RefusalReason, Refused
from bot.core.verbs import RULES, Verb, find
from bot.core.view import View
from bot.core.words import CONFIRM, Section, Words
from bot.flowfiles.library import Library
from bot.flowfiles.scenarios import parse_press
from bot.guide import RunNotFound
from bot.texts import (
    Person,
    Text,
    Value,
    accounts,
    approvals,
    buttons,
    done_steps,
    drills,
    input_errors,
    notes,
    panels,
    people,
    prompts,
    refusals,
    steps,
)

LEAVE = frozenset({"q", "quit", "exit"})


@dataclass(frozen=True, slots=True)
class StepScreen:
    """`_flow`: the one that was started."""

    _library: Library
    _language: str
    _flow: str

    @property
    def _screen(self) -> Screen:
        return Screen(self._language)

    def _words(self, flow: str) -> Words:
        return self._library.in_language(flow, self._language)

    def show(self, view: View) -> None:
        console.rule(style="dim")
        texts = self._library.all_in_language(self._language)
        if known := done_steps.answered(self._language, view, view.answered, texts):
            self._screen.show(known)
        if note := notes.note(self._language, view):
            self._screen.show(note)
        if listed := accounts.listed_as(self._language, view):
            self._screen.show(listed)
        if view.drill:
            section = self._words(view.flow).sections.get(view.step)
            self._screen.show(drills.at_step(self._language, view, section))
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
        if turn := people.turn_line(self._language, view, presses=False):
            self._screen.show(turn)
        if view.held:
            self._screen.show(approvals.held_panel(self._language, view))
        self._screen.show(Text(self._section(view).body, steps.values(self._language, view)))
        for panel in panels.panels(self._language, view, texts):
            self._screen.show(panel)
        self._screen.show(
            steps.progress_and_review(self._language, view, self._words(view.root)), style="dim"
        )

    def button_names(self, view: View) -> list[tuple[str, str]]:
        """Buttons as (name for `--press`, label), in the order shown."""
        words = self._words(view.flow)
        second = (Verb.APPROVE, Verb.DECLINE) if view.held else ()  # whom nobody else plays
        # A report is read by `mfa-bot report`.
        own = (v for v in (*view.verbs, *view.card_verbs, *second) if v is not Verb.REPORT)
        ways = (way for each in own for way in self._verb_names(each))
        return [*((name, words.label(view.step, name)) for name in view.order), *ways]

    def _verb_names(self, verb: Verb) -> list[tuple[str, str]]:
        """One button of the bot's own, or one for each of its answers."""
        if choices := RULES[verb].choices:
            return [(f"{verb.short}={c}", buttons.snooze(self._language, c)) for c in choices]
        return [(verb.short, buttons.verb(self._language, verb))]

    def no_such_button(self, press: str, ways: list[tuple[str, str]]) -> None:
        known = (way for way, _ in ways)
        self._screen.line(prompts.no_such_button(self._language, repeated(press), known))

    def choose(self, view: View, ways: list[tuple[str, str]]) -> str:
        for number, (name, text) in enumerate(ways, start=1):
            console.print(f"  [bold]{number:2}[/]  {escape(text)}  [dim]{escape(name)}[/]")
        while True:
            typed = self._screen.ask(prompts.press(self._language))
            if typed.lower() in LEAVE:
                raise EndOfInput
            if typed.isdecimal() and 1 <= int(typed) <= len(ways):
                typed = ways[int(typed) - 1][0]
            if not is_offered(typed, ways):
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
            return buttons.confirm_start_over(self._language)
        if choice and choice.spends:
            return buttons.confirm_attempt(self._language, view.budget)
        if choice and choice.confirm:
            return Text(self._section(view).labels.get(press + CONFIRM, ""))
        if view.danger and view.order[:1] == (press,):
            return buttons.confirm_danger(self._language, view.account)
        return None

    def typed_answer(self, view: View) -> str:
        if view.roles:
            return "\n".join(
                self._screen.ask(ask) for ask in prompts.people(self._language, view.roles)
            )
        labels = self._section(view).labels
        asked = prompts.answer(self._language, labels["label"], labels["example"])
        return self._screen.ask(asked)

    def _section(self, view: View) -> Section:
        return self._words(view.flow).sections[view.step]

    def explain(self, text: str, result: Refused | RunNotFound, view: View) -> None:
        if isinstance(result, RunNotFound):
            self._screen.show(refusals.run_not_found(self._language, result.since))
        elif result.why is RefusalReason.BAD_ANSWER:
            why = input_errors.bad_answer(self._language, result.detail, view.account, result.found)
            self._screen.line(why)
        elif result.why is RefusalReason.NO_SUCH_BUTTON:
            self.no_such_button(text, self.button_names(view))
        else:
            values: dict[str, Value] = {
                "lead": Person(view.lead),
                "where": view.step,
                "start": f"mfa-bot play {self._flow} --account {view.account}",
                "account": view.account,
            }
            self._screen.show(refusals.press_refused(self._language, result, values))


def is_offered(press: str, ways: list[tuple[str, str]]) -> bool:
    """Whether a press is one of these, with an answer only where one is typed."""
    known = {parse_press(way) for way, _ in ways}
    button, answer = parse_press(press)
    return (button, answer) in known or ((button, "") in known and _is_typed(button))


def _is_typed(button: str) -> bool:
    verb = find(button)
    return button == ANSWER or (verb is not None and RULES[verb].typed)
