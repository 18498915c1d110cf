"""View of the Home tab: runs, accounts, and buttons that start a procedure. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.flow import START
from bot.slack.render.blocks import notice
from bot.slack.render.fleet_window import opening_row
from bot.slack.render.plain_text import BUTTON, HEADER, plain_text
from bot.slack.render.rich_text import Block
from bot.texts import Text, label

VERSION = "1"  # of the buttons' values: they come back weeks later


@dataclass(frozen=True, slots=True)
class StartButton:
    """Button that asks for the account of a procedure."""

    flow: str
    label: str
    primary: bool


@dataclass(frozen=True, slots=True)
class HomeContent:
    """Paragraphs of each part, and the buttons."""

    runs: Sequence[Text]
    accounts: Sequence[Text]
    starts: Sequence[StartButton]
    footer: Text


def home_view(language: str, content: HomeContent) -> Block:
    parts = (
        (label(language, "Start a Procedure"), [_row(content.starts)]),
        (label(language, "Your Runs"), _paragraphs(language, content.runs)),
        (
            label(language, "Accounts"),
            [*_paragraphs(language, content.accounts), opening_row(language)],
        ),
    )
    blocks = [
        block
        for title, below in parts
        if below
        for block in ({"type": "header", "text": plain_text(title, HEADER)}, *below)
    ]
    return _view([*blocks, *notice(language, content.footer).blocks])


def notice_view(language: str, text: Text) -> Block:
    """Home tab that says one thing."""
    return _view(notice(language, text).blocks)


def _view(blocks: list[Block]) -> Block:
    return {"type": "home", "blocks": blocks}


def _paragraphs(language: str, texts: Iterable[Text]) -> list[Block]:
    return [block for text in texts for block in notice(language, text).blocks]


def _row(starts: Iterable[StartButton]) -> Block:
    return {"type": "actions", "elements": [_button(start) for start in starts]}


def _button(start: StartButton) -> Block:
    return {
        "type": "button",
        "action_id": f"{START}{start.flow}",
        "text": plain_text(start.label, BUTTON),
        "value": VERSION,
        **({"style": "primary"} if start.primary else {}),
    }
