"""Blocks of the Home tab: runs, accounts, and buttons that start a procedure. Pure."""

from collections.abc import Iterable

from bot.files.manifest import START
from bot.slack.render.blocks import notice
from bot.slack.render.fleet_window import opening_row
from bot.slack.render.plain_text import button, header
from bot.slack.render.rich_text import Block
from bot.texts import Text, home, label

VERSION = "1"  # of the buttons' values: they come back weeks later


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
    accounts_below = [*_paragraphs(language, accounts), opening_row(language)]
    return _view(
        [
            *(header(label(language, "Start a Procedure")), _row(starts)),
            *(header(label(language, "Your Runs")), *_paragraphs(language, runs)),
            *(header(label(language, "Accounts")), *accounts_below),
            *notice(language, home.numbers(language)).blocks,
        ]
    )


def notice_view(language: str, text: Text) -> Block:
    """Home tab that says one thing."""
    return _view(notice(language, text).blocks)


def _view(blocks: list[Block]) -> Block:
    return {"type": "home", "blocks": blocks}


def _paragraphs(language: str, texts: Iterable[Text]) -> list[Block]:
    return [block for text in texts for block in notice(language, text).blocks]


def _row(starts: Iterable[tuple[str, str]]) -> Block:
    buttons = [button(f"{START}{flow}", text, VERSION) for flow, text in starts]
    buttons[0]["style"] = "primary"
    return {"type": "actions", "elements": buttons}
