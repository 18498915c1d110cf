"""Blocks of the Home tab: runs, accounts, and buttons that start a procedure. Pure."""

from collections.abc import Iterable

from bot.files.manifest import START
from bot.slack.render.fleet_window import opening_row
from bot.slack.render.plain_text import button, header
from bot.slack.render.rich_text import Block, rich_text
from bot.texts import Text, home, label


def home_view(
    language: str,
    *,
    runs: Iterable[Text],
    accounts: Iterable[Text],
    starts: Iterable[tuple[str, str]],
) -> Block:
    """Paragraphs of each part; `starts`: the buttons that ask for the account of a procedure, each
    with its name and its label.
    """
    return _view(
        *(header(label(language, "Start a Procedure")), _row(starts)),
        *(header(label(language, "Your Runs")), *map(rich_text, runs)),
        *(header(label(language, "Accounts")), *map(rich_text, accounts), opening_row(language)),
        rich_text(home.numbers(language)),
    )


def notice_view(text: Text) -> Block:
    """Home tab that says one thing."""
    return _view(rich_text(text))


def _view(*blocks: Block) -> Block:
    return {"type": "home", "blocks": [*blocks]}


def _row(starts: Iterable[tuple[str, str]]) -> Block:
    buttons = [button(f"{START}{flow}", text, flow) for flow, text in starts]
    buttons[0]["style"] = "primary"
    return {"type": "actions", "elements": buttons}
