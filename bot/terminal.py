"""Walk a flow in the terminal: the same guide, the same store, another way to show it."""

import asyncio
import getpass
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel

from bot.core.account import BadAccount, account
from bot.core.phone import Phone
from bot.core.run import ANSWER, SKIP, Press, Refused, Run, Verb, Why
from bot.core.scenario import parse_press
from bot.core.view import View
from bot.core.words import Words, fill
from bot.flowfiles import Library
from bot.guide import Guide, Lost, Moved, UnderWay
from bot.store import StoreAway
from bot.texts import Link, Person, Text, Value, When, label, phones, replies, steps

TEAM = "terminal"  # a workspace of its own: nothing mixes with Slack's runs
LANGUAGE = "en"

console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Walk:
    flow: str
    account: str = ""
    presses: tuple[str, ...] = ()


class Ended(Exception):  # noqa: N818 -- no error: nobody is left to ask
    """The input is at its end."""


def show_phones(found: tuple[Phone, ...], language: str) -> None:
    _print(phones.answer(language, found))


async def play(guide: Guide, library: Library, walk: Walk, region: str) -> int:
    """The exit status: 0 at an end or after the last press, 1 when a press did nothing."""
    try:
        return await _Player(guide, library, walk, region).play()
    except Ended:
        console.print("\nStopped here. The run is kept: start again to go on.")
        return 0


class _Player:
    def __init__(self, guide: Guide, library: Library, walk: Walk, region: str) -> None:
        self._guide = guide
        self._library = library
        self._walk = walk
        self._region = region
        self._me = getpass.getuser()
        self._scripted = bool(walk.presses)

    async def play(self) -> int:
        words = self._library.in_language(self._walk.flow, LANGUAGE)
        console.print(Panel(escape(words.title), style="bold", expand=False))
        _print(Text(words.intro))
        run = await self._begin(await self._account())
        presses = list(self._walk.presses)
        while True:
            view = await self._view(run)
            self._show(view)
            ways = self._ways(view)
            if (not run.open and not ways) or (self._scripted and not presses):
                return 0
            press = presses.pop(0) if presses else await self._choose(ways)
            if press is None:
                return 0
            moved = await self._press(run, press, view)
            if moved is None and self._scripted:
                return 1
            run = moved or run

    async def _account(self) -> str:
        given = self._walk.account
        while True:
            if not given:
                question = label(LANGUAGE, "Which AWS account? A nickname or twelve digits")
                given = "prod" if self._scripted else await _ask(f"{question} [prod]: ") or "prod"
            try:
                return account(given)
            except BadAccount as bad:
                _print(replies.bad_account(LANGUAGE, bad.reason, "mfa-bot play mfa-lost --account"))
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
            language=LANGUAGE,
            region=self._region,
            request=uuid.uuid4().hex,
        )
        if isinstance(result, Moved):
            return result.run
        return await self._resume(result)

    async def _resume(self, found: UnderWay) -> Run:
        """Somebody was here before: go on, start over, or take it over."""
        run = found.run
        if run.lead != self._me:
            run = await self._must(run, Verb.TAKE_OVER)
        view = await self._view(run)
        words = self._library.in_language(view.flow, LANGUAGE)
        here = steps.point(LANGUAGE, view, words)
        console.print(
            f"[bold]You are at step {view.number} of about {view.about}:[/] {escape(here)}"
        )
        if self._scripted or (await _ask("Go on, or start over? [g/s]: ")).lower().startswith("s"):
            return await self._must(run, Verb.START_OVER)
        return run

    async def _must(self, run: Run, verb: Verb) -> Run:
        result = await self._guide.press(TEAM, self._to_press(run, verb, ""))
        if not isinstance(result, Moved):
            raise StoreAway("the run changed meanwhile; start again")
        return result.run

    async def _view(self, run: Run) -> View:
        return self._guide.view(await self._guide.look(TEAM, run.id))

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

    async def _press(self, run: Run, text: str, view: View) -> Run | None:
        button, answer = parse_press(text)
        if button == ANSWER and not answer:
            section = self._library.in_language(view.flow, LANGUAGE).sections[view.step]
            answer = await _ask(f"{section.labels['label']} ({section.labels['example']}): ")
        try:
            result = await self._guide.press(TEAM, self._to_press(run, button, answer))
        except StoreAway:
            _print(replies.store_away(LANGUAGE))
            return None
        if isinstance(result, Moved):
            return result.run
        self._explain(text, result, view)
        return None

    def _explain(self, text: str, result: Refused | Lost, view: View) -> None:
        if isinstance(result, Lost):
            _print(replies.lost(LANGUAGE))
        elif result.why is Why.BAD_ANSWER:
            console.print(escape(replies.bad_answer(LANGUAGE, result.detail, view.account)))
        elif result.why is Why.NO_SUCH_BUTTON:
            known = ", ".join(name for name, _ in self._ways(view))
            console.print(escape(f"There is no button '{text}' here. Buttons: {known}."))
        else:
            flow = self._guide.flows[self._walk.flow]
            values: dict[str, Value] = {
                "lead": Person(view.lead),
                "where": view.step,
                "command": flow.command,
                "account": view.account,
            }
            _print(replies.refused(LANGUAGE, result.why, values))

    def _show(self, view: View) -> None:
        words = self._library.in_language(view.flow, LANGUAGE)
        console.rule(style="dim")
        if note := steps.note(LANGUAGE, view):
            _print(note)
        if view.gone:
            _print(steps.gone(LANGUAGE))
            return
        if view.outcome == "stopped":
            return
        style = "bold red" if view.danger else "bold"
        console.print(escape(steps.point(LANGUAGE, view, words)), style=style)
        console.print()
        _print(Text(words.sections[view.step].body, steps.values(LANGUAGE, view)))
        for panel in steps.panels(LANGUAGE, view, words):
            _print(panel)
        _print(steps.small_print(LANGUAGE, view), style="dim")

    def _ways(self, view: View) -> list[tuple[str, str]]:
        """(what `--press` calls it, label), in the order shown."""
        words: Words = self._library.in_language(view.flow, LANGUAGE)
        asked = [*([ANSWER] if view.asks else []), *([SKIP] if view.skip else [])]
        names = [*(choice.name for choice in view.choices), *asked]
        own = [(v.removeprefix("run:"), steps.verb(LANGUAGE, v)) for v in view.verbs]
        return [*((name, words.label(view.step, name)) for name in names), *own]

    async def _choose(self, ways: list[tuple[str, str]]) -> str | None:
        for number, (name, text) in enumerate(ways, start=1):
            console.print(f"  [bold]{number}[/]  {escape(text)}  [dim]{name}[/]")
        while True:
            given = await _ask("Press (number or name, q to leave): ")
            if given.lower() in ("q", "quit", "exit"):
                return None
            if given.isdigit() and 1 <= int(given) <= len(ways):
                return ways[int(given) - 1][0]
            if parse_press(given)[0] in {parse_press(name)[0] for name, _ in ways}:
                return given
            console.print(f"Type a number from 1 to {len(ways)}, or q.")


async def _ask(question: str) -> str:
    console.print(escape(question), end="")
    line: str = await asyncio.to_thread(sys.stdin.readline)
    if not line:
        raise Ended
    return line.strip()


def _print(text: Text, style: str = "none") -> None:
    console.print(Markdown(_filled(text)), style=style)
    console.print()


def _filled(text: Text) -> str:
    return fill(text.markdown, _values(text.values))


def _values(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Value) -> str:
    match value:
        case When(at):
            return f"{datetime.fromtimestamp(at / 1000).astimezone():%Y-%m-%d %H:%M %Z}"
        case Person(name):
            return name
        case Link(url, text):
            return f"[{text}]({url})"
        case _:
            return str(value)
