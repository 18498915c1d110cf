"""Terminal output of Markdown, input of one line, and who sits there."""

import getpass
import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape

from bot.core.people import is_user
from bot.core.words import fill
from bot.texts import Channel, Link, Person, Text, Timestamp, UserGroup, Value, cldr

console = Console(highlight=False)


class EndOfInput(Exception):
    """End of the input, or Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Terminal in one language."""

    language: str

    def line(self, text: str, style: str = "none") -> None:
        """Print plain text; nothing in it is mark-up."""
        console.print(escape(text), style=style)

    def show(self, text: Text, style: str = "none") -> None:
        """Print Markdown, with URLs written out: not every terminal has links."""
        values = {name: self._value(value) for name, value in text.values.items()}
        console.print(Markdown(fill(text.markdown, values), hyperlinks=False), style=style)
        console.print()

    def ask(self, question: str) -> str:
        """Typed line. Raises EndOfInput, also on Ctrl-C."""
        typed = _typed_line(question)
        if not typed or not sys.stdin or not sys.stdin.isatty():  # a terminal echoes it by itself
            self.line(typed.rstrip("\n"))
        if not typed:
            raise EndOfInput
        return typed.strip()

    def _value(self, value: Value) -> str:
        match value:
            case Timestamp(at):
                return cldr.moment(self.language, datetime.fromtimestamp(at / 1000).astimezone())
            case Person(name):  # in the terminal, mostly who sits at it
                return f"@{name}" if is_user(name) else name
            case UserGroup(name) | Channel(name):
                return name
            case Link(url, text):
                return f"[{text}]({url})"
            case _:
                return str(value)


def _typed_line(question: str) -> str:
    """Typed line with its line break; empty at the end of the input, and on Ctrl-C.

    asyncio's own handler of Ctrl-C would wait until Enter is pressed.
    """
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        console.print(escape(question), end="")
        return sys.stdin.readline() if sys.stdin else ""  # None where it is closed
    except KeyboardInterrupt:
        return ""
    finally:
        signal.signal(signal.SIGINT, handler)


def user() -> str:
    """Whoever sits at the terminal, as runs name them. AWS's root user is another one than root."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # nobody has this user id, as in a container
        name = f"user {os.getuid()}"
    return f"{name}@localhost" if name == "root" else name
