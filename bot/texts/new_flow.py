"""Words of a procedure that has just been made: each says what its author writes in its place."""

from collections.abc import Mapping

from bot.core.words import ABOUT, OUTCOMES, USAGE
from bot.texts import label


def words(language: str) -> str:
    """Words file of a new procedure, with a hint wherever its author writes."""
    sections: tuple[tuple[str, tuple[str, ...], Mapping[str, str]], ...] = (
        (
            ABOUT,
            (label(language, "Say in one sentence what the command does."),),
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
                label(language, "Say what to do first, in one sentence."),
                "",
                label(
                    language,
                    "Then say what the person sees, and what to watch out for, in a few short"
                    " sentences.",
                ),
            ),
            {"worked": label(language, "It Worked"), "failed": label(language, "It Didn't Work")},
        ),
        ("finished", (label(language, "Say what the situation is now."),), {}),
        ("given_up", (label(language, "Say what to do instead."),), {}),
    )
    title = label(language, "Name the procedure")
    head = (
        f"# {title}",
        "",
        label(language, "Say in a sentence or two what the procedure does, and for whom."),
        "",
    )
    return "\n".join((*head, *(line for section in sections for line in _section(*section))))


def _section(name: str, text: tuple[str, ...], labels: Mapping[str, str]) -> tuple[str, ...]:
    lines = (f"[{button}] {text}" for button, text in labels.items())
    between = ("",) if text and labels else ()
    return (f"## {name}", *text, *between, *lines, "")
