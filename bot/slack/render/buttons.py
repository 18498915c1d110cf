"""Rows of buttons: those of a step, and the bot's own."""

from collections.abc import Iterator

from bot.core.press import ANSWER
from bot.core.verbs import Verb, choices
from bot.core.view import View
from bot.core.words import CONFIRM, Section, Words
from bot.slack.render.codec import action_id, pack
from bot.slack.render.mrkdwn import accessible_text
from bot.slack.render.plain_text import button, cut, plain_text
from bot.slack.render.rich_text import Block
from bot.texts import Text, buttons, drills, label
from bot.texts.languages import own_name


def verb_row(
    language: str, view: View, verbs: tuple[Verb, ...], *, primary: bool = False, timer: str = ""
) -> list[Block]:
    """Row of these buttons, the first one primary if asked; none without buttons.

    timer: name of the reminder that the row stands below
    """
    buttons = [*_verb_buttons(language, view, verbs, primary=primary, timer=timer)]
    return [{"type": "actions", "elements": buttons}] if buttons else []


def button_rows(language: str, view: View, texts: Words | None) -> tuple[list[Block], list[Block]]:
    """Buttons of the step, above its text and below it; those that ask once more stand apart from
    the others, and are red.
    """
    section = texts.sections.get(view.step) if texts else None
    if section is None:
        return [], []
    asking = {choice.name for choice in view.choices if choice.confirm} - {*view.order[:1]}
    above = [name for name in view.order if name in view.buttons_first]
    below = [name for name in view.order if name not in view.buttons_first]
    near = [name for name in below if name not in asking]
    apart = [name for name in below if name in asking]
    first, ways, last = (
        [_button_row(language, view, section, block_id, names)] if names else []
        for block_id, names in (("first", above), ("ways", near), ("apart", apart))
    )
    return first, ways + last


def _button_row(
    language: str, view: View, section: Section, block_id: str, names: list[str]
) -> Block:
    ways = [_button_of(language, view, section, name) for name in names]
    return {"type": "actions", "block_id": f"{block_id}.{view.turn}", "elements": ways}


def _button_of(language: str, view: View, section: Section, name: str) -> Block:
    choice = next((choice for choice in view.choices if choice.name == name), None)
    first = name == view.order[0]
    red = view.danger and first
    ask = None
    if choice and choice.spends:
        ask = buttons.confirm_attempt(language, view.budget)
    elif choice and choice.confirm:
        ask = Text(section.labels.get(name + CONFIRM, ""))
    elif red and name != ANSWER:
        ask = buttons.confirm_danger(language, view.account)
    if ask and view.drill:
        ask = drills.confirm(language)
    asks = choice is not None and choice.confirm
    style = "danger" if red or asks or (first and ask) else "primary" if first else ""
    return _button(language, view, name, section.labels.get(name, name), style, ask)


def verb_rows(
    language: str,
    view: View,
    languages: tuple[str, ...],
    quiet: tuple[Verb, ...],
    *,
    primary: bool,
) -> list[Block]:
    verbs = [
        *_verb_buttons(language, view, view.verbs, primary=primary),
        *(  # in the words of those who look for it
            _answer_button(view, Verb.LANGUAGE, other, own_name(other))
            for other in languages
            if other != language
        ),
        *_verb_buttons(language, view, quiet, primary=False),
    ]
    row = {"type": "actions", "block_id": f"verbs.{view.turn}", "elements": verbs}
    return [row] if verbs else []


def _verb_buttons(
    language: str, view: View, verbs: tuple[Verb, ...], *, primary: bool, timer: str = ""
) -> Iterator[Block]:
    for n, verb in enumerate(verbs):
        if answers := choices(verb, timer):
            labels = ((answer, buttons.snooze(language, answer)) for answer in answers)
            yield from (_answer_button(view, verb, *one) for one in labels)
            continue
        style = "primary" if primary and n == 0 else ""
        text = buttons.verb(language, verb, view)
        ask = buttons.confirm_start_over(language) if verb is Verb.START_OVER else None
        yield _button(language, view, verb, text, style, ask)


def _answer_button(view: View, verb: Verb, answer: str, text: str) -> Block:
    """Button that says more than that it is pressed."""
    value = pack(view.run, view.turn, view.step, verb, answer)
    return button(action_id(verb, answer), text, value)


def _button(language: str, view: View, name: str, text: str, style: str, ask: Text | None) -> Block:
    shown = button(action_id(name), text, pack(view.run, view.turn, view.step, name), style)
    if ask:
        shown["confirm"] = {
            "title": plain_text(label(language, "Are you sure?"), 100),
            "text": plain_text(accessible_text(ask), 300),
            "confirm": plain_text(cut(text, 30), 30),
            "deny": plain_text(label(language, "Not Yet"), 30),
            "style": "danger",
        }
    return shown
