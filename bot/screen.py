"""The terminal as a screen: Markdown on it, and a line typed under it."""

import signal
import sys
from collections.abc import Mapping
from datetime import datetime

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape

from bot.core.words import fill
from bot.texts import Link, Person, Text, Value, When

console = Console(highlight=False)


class Ended(Exception):
    """The input is at its end."""


def line(text: str, style: str = "none") -> None:
    """Words as they are; nothing in them is mark-up."""
    console.print(escape(text), style=style)


def show(text: Text, style: str = "none") -> None:
    """Addresses are written out: not every terminal has links, and a pipe has none."""
    markdown = fill(text.markdown, _values(text.values))
    console.print(Markdown(markdown, hyperlinks=False), style=style)
    console.print()


def ask(question: str) -> str:
    """What is typed. Raises Ended, also on Ctrl-C."""
    typed = _typed_line(question)
    if not typed or not sys.stdin.isatty():  # a terminal shows itself what is typed, with Enter
        line(typed.rstrip("\n"))
    if not typed:
        raise Ended
    return typed.strip()


def _typed_line(question: str) -> str:
    """Empty at the end. asyncio's own handler of Ctrl-C would wait until Enter is pressed."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        console.print(escape(question), end="")
        return sys.stdin.readline()
    except KeyboardInterrupt:
        return ""
    finally:
        signal.signal(signal.SIGINT, handler)


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
