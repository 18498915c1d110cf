"""Window with all accounts: a line for each, a page at a time, what needs care first. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.core.fleet_rows import Fleet, FleetRow, Page
from bot.core.words import Words
from bot.slack.render.codec import UnknownValue
from bot.slack.render.plain_text import BUTTON, HEADER, plain_text
from bot.slack.render.rich_text import Block, rich_text
from bot.slack.render.window_fields import TITLE
from bot.texts import fleet as texts
from bot.texts import label

ACCOUNTS = "accounts:"  # begins the action of each button
OPEN, PREVIOUS, NEXT, CHECK = "open", "previous", "next", "check"
_NAMES = frozenset({OPEN, PREVIOUS, NEXT, CHECK})
VERSION = "1"  # of the buttons' values: they come back weeks later


@dataclass(frozen=True, slots=True)
class FleetButton:
    """`page`: the one to show, from 0."""

    name: str
    page: int


@dataclass(frozen=True, slots=True)
class FleetReader:
    """Whoever reads it; `checks`: the words of the flows that check an account, in the language."""

    user: str
    language: str
    checks: Mapping[str, Words]


def read_button(action: Mapping[str, Any]) -> FleetButton:
    """Button that was pressed. Raises UnknownValue."""
    name = str(action.get("action_id") or "").removeprefix(ACCOUNTS)
    version, _, page = str(action.get("value") or "").partition("|")
    good = page.isascii() and page.isdigit() and len(page) <= 4  # noqa: PLR2004 -- enough pages
    if version != VERSION or name not in _NAMES or not good:
        raise UnknownValue("a button of the accounts")
    return FleetButton(name, int(page))


def opening_row(language: str) -> Block:
    """Button that opens the window."""
    return {"type": "actions", "elements": [_button(OPEN, label(language, "Show All Accounts"))]}


def fleet_window(
    reader: FleetReader, fleet: Fleet, number: int = 0, *, checking: bool = False
) -> Block:
    """Page of that number, from 0; `checking`: AWS is being asked now."""
    language = reader.language
    page = fleet.page(number)
    blocks = [rich_text(texts.summary(language, fleet, page, checking=checking))]
    for group, rows in groupby(page.rows, key=lambda row: row.group):
        blocks.append(_header(texts.heading(language, group, fleet.count(group))))
        blocks.append(_list(reader, [*rows]))
    blocks += [rich_text(text) for text in texts.footnotes(language, fleet)]
    return {
        "type": "modal",
        "title": plain_text(label(language, "Accounts"), TITLE),
        "close": plain_text(label(language, "Close"), TITLE),
        "blocks": [*blocks, *_buttons(language, page, checks=fleet.asks and not checking)],
    }


def _header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, HEADER)}


def _list(reader: FleetReader, rows: Sequence[FleetRow]) -> Block:
    lines = (texts.row(reader.language, reader.user, row, reader.checks) for row in rows)
    items = [rich_text(line)["elements"][0] for line in lines]
    inside = {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items}
    return {"type": "rich_text", "elements": [inside]}


def _buttons(language: str, page: Page, *, checks: bool) -> list[Block]:
    buttons = []
    if page.number > 0:
        buttons.append(_button(PREVIOUS, label(language, "Previous"), page.number - 1))
    if page.number + 1 < page.of:
        buttons.append(_button(NEXT, label(language, "Next"), page.number + 1))
    if checks:
        buttons.append(_button(CHECK, label(language, "Check Again"), page.number))
    return [{"type": "actions", "elements": buttons}] if buttons else []


def _button(name: str, text: str, page: int = 0) -> Block:
    return {
        "type": "button",
        "action_id": f"{ACCOUNTS}{name}",
        "text": plain_text(text, BUTTON),
        "value": f"{VERSION}|{page}",
    }
