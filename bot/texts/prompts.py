"""Prompts and messages of the terminal, around a step."""

from collections.abc import Iterable

from bot.core.view import View
from bot.texts import Label, label, listed, steps
from bot.texts import people as roles_of

which_account = Label("Which AWS account? A nickname or twelve digits [prod]: ")
go_on_or_over = Label("Go on, or start over? [g/s]: ")
g_or_s = Label("Type g to go on, s to start over, or q to leave.")
# Prompt for the reason of going on without an approval.
why_alone = Label("Why nobody else can approve: ")
press = Label("Press (number or name, q to leave): ")
sure = Label("Go on? [y/N]: ")


def stopped(language: str, *, begun: bool) -> str:
    if not begun:
        return label(language, "Stopped here. No run was started.")
    return label(language, "Stopped here. The run is kept: start again to go on.")


def position(language: str, view: View, point: str) -> str:
    return label(
        language,
        "You are at {step}: {point}",
        step=steps.step_number(language, view),
        point=point,
    )


def answer(language: str, field: str, example: str) -> str:
    return label(language, "{field} (for example {example}): ", field=field, example=example)


def people(language: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Prompts for whoever has each role."""
    asked = (roles_of.role(language, role) for role in roles)
    return tuple(label(language, "{field} (a name): ", field=field) for field in asked)


def correction(language: str) -> tuple[str, str]:
    """Prompts for a correction: the count, and the reason."""
    return (
        label(
            language, "How many attempts, and when was the last (for example 1, last 5 hours ago): "
        ),
        label(language, "Why the count was wrong: "),
    )


def no_such_button(language: str, name: str, known: Iterable[str]) -> str:
    return label(
        language,
        "There is no button '{name}' here. Buttons: {known}.",
        name=name,
        known=listed(language, known),
    )


def number_or_name(language: str, most: int) -> str:
    return label(
        language,
        "Type a number from 1 to {most}, a name from the list, or q to leave.",
        most=most,
    )


def no_number(language: str) -> str:
    return label(
        language,
        "There is no phone number in that text. Try: {command}",
        command="mfa-bot phone '0912 345 678'",
    )
