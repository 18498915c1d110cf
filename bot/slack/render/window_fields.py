"""Common layout of windows (Slack's modals), and the fields that they can have."""

from bot.slack.render.plain_text import plain_text
from bot.slack.render.rich_text import Block
from bot.texts import label

TITLE = 24  # characters, also of the buttons below
ALERT = 200
LABEL = 2000  # of a field, and its hint
OPTIONS = 100  # that Slack takes in one list, or in one group of a list


def window(
    language: str,
    *fields: Block,
    title: str,
    stamp: str,
    callback: str = "answer",
    submit: str = "",
) -> Block:
    """A window with these fields, below the warning that each window has."""
    warning = label(language, "Never type a code or password here.")
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": stamp,
        "title": plain_text(title, TITLE),
        "submit": plain_text(submit or label(language, "Save"), TITLE),
        "close": plain_text(label(language, "Cancel"), TITLE),
        "blocks": [
            {"type": "alert", "level": "warning", "text": plain_text(warning, ALERT)},
            *fields,
        ],
    }


def reading_window(language: str, title: str, blocks: list[Block]) -> Block:
    """A window in which nothing is asked."""
    return {
        "type": "modal",
        "title": plain_text(title, TITLE),
        "close": plain_text(label(language, "Close"), TITLE),
        "blocks": blocks,
    }


def line(
    asked: str, example: str, *, hint: str = "", typed: str = "", optional: bool = False
) -> Block:
    """The one field of a window, ready to be typed in."""
    said = field("answer", asked, hint=hint, typed=typed, optional=optional)
    said["element"] |= {"placeholder": plain_text(example, 150), "focus_on_load": True}
    return said


def field(
    name: str, asked: str, *, hint: str = "", typed: str = "", optional: bool = False
) -> Block:
    element = {"type": "plain_text_input", "max_length": 300}
    if typed:
        element["initial_value"] = typed
    return entry(name, asked, element, hint=hint, optional=optional)


def select(
    name: str,
    asked: str,
    choices: list[tuple[str, str]],
    *,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """A list to choose from; of more than Slack takes in one, groups that say what is in them."""
    options = [{"text": plain_text(text, 75), "value": said} for text, said in choices]
    groups = [options[n : n + OPTIONS] for n in range(0, len(options), OPTIONS)]
    listed: Block = {"options": options}
    if len(groups) > 1:
        listed = {
            "option_groups": [
                {
                    "label": plain_text(f"{some[0]['value']} – {some[-1]['value']}", 75),
                    "options": some,
                }
                for some in groups
            ]
        }
    return entry(name, asked, {"type": "static_select", **listed}, hint=hint, optional=optional)


def entry(
    name: str,
    asked: str,
    element: Block,
    *,
    action: str = "answer",
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Field with its label, of whichever element it is."""
    shown = {
        "type": "input",
        "block_id": name,
        "label": plain_text(asked, LABEL),
        "element": {**element, "action_id": action},
        "optional": optional,
    }
    return {**shown, "hint": plain_text(hint, LABEL)} if hint else shown
