"""Typed words: what messages repeat of them, and terminals of any encoding."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper

import click

from bot.core.secrets import secret_in

MOST_CHARACTERS = 200  # whoever typed more knows it by its beginning
HIDDEN = "…"
_QUOTES = "Put quotes around a text with blanks."


def repeated(text: str) -> str:
    """Typed text as a message may show it."""
    if secret_in(text):
        return HIDDEN
    seen = "".join(char if char.isprintable() else "�" for char in text)  # no control characters
    return f"{seen[:MOST_CHARACTERS]}…" if len(seen) > MOST_CHARACTERS else seen


def is_text(typed: Sequence[str]) -> bool:
    """Whether all of it is text: bytes that are not UTF-8 arrive as lone surrogates."""
    try:
        "".join(typed).encode()
    except UnicodeEncodeError:
        return False
    return True


def bear_any_text() -> None:
    """Let the terminal type and show what its encoding does not have: neither may end a command.

    To be called before anything is read.
    """
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


@contextmanager
def repeating(typed: Sequence[str]) -> Iterator[None]:
    """Errors of commands, which show these words as `repeated` does: click quotes them whole.

    It calls their message final, so it is changed below that.
    """
    try:
        yield
    except click.ClickException as error:
        if "unexpected extra argument" in error.message:
            # The rest of a text without quotes may be the rest of a secret.
            vars(error)["message"] = f"There are more arguments than it takes. {_QUOTES}"
        for word in sorted(_parts(typed), key=len, reverse=True):
            vars(error)["message"] = error.message.replace(word, repeated(word))
        raise


def _parts(typed: Sequence[str]) -> set[str]:
    """Words, and of an option its name and its value, also as Python writes them in quotes."""
    parts = {part for word in typed for part in (word, word.lstrip("-"), word.partition("=")[2])}
    return {part for each in parts for part in (each, repr(each)[1:-1]) if part}
