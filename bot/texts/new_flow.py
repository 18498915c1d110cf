"""Words of a procedure that has just been made: each says what its author writes in its place."""

from collections.abc import Mapping

from bot.core.words import ABOUT, OUTCOMES, USAGE
from bot.texts import N_, label

_TITLE = N_("Name the procedure")
_INTRO = N_("Say in a sentence or two what the procedure does, and for whom.")
_COMMAND = N_("Say in one sentence what the command does.")
_POINT = N_("Say what to do first, in one sentence.")
_BODY = N_("Then say what the person sees, and what to watch out for, in a few short sentences.")
_SITUATION = N_("Say what the situation is now.")
_INSTEAD = N_("Say what to do instead.")


def hints(language: str) -> frozenset[str]:
    """Sentences that an author writes their own in place of."""
    every = (_TITLE, _INTRO, _COMMAND, _POINT, _BODY, _SITUATION, _INSTEAD)
    return frozenset(label(language, each) for each in every)


def words(language: str) -> str:
    """Words file of a new procedure, with a hint wherever its author writes."""
    sections: tuple[tuple[str, tuple[str, ...], Mapping[str, str]], ...] = (
        (
            ABOUT,
            (label(language, _COMMAND),),
            {USAGE: label(language, "prod or 123456789012")},
        ),
        (
            OUTCOMES,
            (),
            {"done": label(language, "Done"), "not_done": label(language, "Not Done")},
        ),
        (
            "first_step",
            (
                label(language, _POINT),
                "",
                label(language, _BODY),
            ),
            {"worked": label(language, "It Worked"), "failed": label(language, "It Didn't Work")},
        ),
        ("finished", (label(language, _SITUATION),), {}),
        ("given_up", (label(language, _INSTEAD),), {}),
    )
    title = label(language, _TITLE)
    head = (
        f"# {title}",
        "",
        label(language, _INTRO),
        "",
    )
    return "\n".join((*head, *(line for section in sections for line in _section(*section))))


def _section(name: str, text: tuple[str, ...], labels: Mapping[str, str]) -> tuple[str, ...]:
    lines = (f"[{button}] {text}" for button, text in labels.items())
    between = ("",) if text and labels else ()
    return (f"## {name}", *text, *between, *lines, "")
