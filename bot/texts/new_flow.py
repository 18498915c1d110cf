"""Template of a new procedure's words, with a hint wherever its author has to write."""

from collections.abc import Mapping

from bot.core.words import fill
from bot.texts import N_, label

_FILE = """\
# {title}

{intro}

## about
{command}

[usage] {usage}

## outcomes
[done] {done}
[not_done] {not_done}

## first_step
{point}

{body}

[worked] {worked}
[failed] {failed}

## finished
{situation}

## given_up
{instead}
"""
_HINTS: Mapping[str, str] = {
    "title": N_("Name the procedure"),
    "intro": N_("Say in a sentence or two what the procedure does, and for whom."),
    "command": N_("Say in one sentence what the command does."),
    "point": N_("Say what to do first, in one sentence."),
    "body": N_(
        "Then say what the person sees, and what to watch out for, in a few short sentences."
    ),
    "situation": N_("Say what the situation is now."),
    "instead": N_("Say what to do instead."),
}
_LABELS: Mapping[str, str] = {
    "usage": N_("prod or 123456789012"),
    "done": N_("Done"),
    "not_done": N_("Not Done"),
    "worked": N_("It Worked"),
    "failed": N_("It Didn't Work"),
}


def hints(language: str) -> frozenset[str]:
    """Sentences that an author writes their own in place of."""
    return frozenset(label(language, each) for each in _HINTS.values())


def words(language: str) -> str:
    """Words file of a new procedure, with a hint wherever its author writes."""
    told = {**_HINTS, **_LABELS}
    return fill(_FILE, {name: label(language, text) for name, text in told.items()})
