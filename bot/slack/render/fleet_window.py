"""Window with all accounts: a line for each, a page at a time, what needs care first. Pure."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from bot.core.fleet_rows import Fleet, Page
from bot.core.words import Words
from bot.slack.render.codec import UnknownValue
from bot.slack.render.plain_text import button, header
from bot.slack.render.rich_text import Block, bullets, rich_text
from bot.slack.render.window_fields import reading_window
from bot.texts import fleet as texts
from bot.texts import label

ACCOUNTS = "accounts:"  # begins the action of each button
OPEN, PREVIOUS, NEXT, CHECK = "open", "previous", "next", "check"
_NAMES = frozenset({OPEN, PREVIOUS, NEXT, CHECK})
VERSION = "1"  # of the buttons' values: they come back weeks later


def read_button(action: Mapping[str, Any]) -> tuple[str, int]:
    """Name of the button that was pressed, and the page that it shows. Raises UnknownValue."""
    name = str(action.get("action_id") or "").removeprefix(ACCOUNTS)
    version, _, page = str(action.get("value") or "").partition("|")
    good = page.isascii() and page.isdigit() and len(page) <= 4  # noqa: PLR2004 -- enough pages
    if version != VERSION or name not in _NAMES or not good:
        raise UnknownValue("a button of the accounts")
    return name, int(page)


def opening_row(language: str) -> Block:
    """Button that opens the window."""
    return {"type": "actions", "elements": [_button(OPEN, label(language, "Show All Accounts"))]}


def fleet_window(
    language: str,
    user: str,
    fleet: Fleet,
    checks: Mapping[str, Words],
    number: int = 0,
    *,
    checking: bool = False,
) -> Block:
    """Page of that number, from 0, for one person; `checks`: the words of the flows that check an
    account, in the language; `checking`: AWS is being asked now.
    """
    page = fleet.page(number)
    blocks = [rich_text(texts.summary(language, fleet, page, checking=checking))]
    for group, rows in groupby(page.rows, key=lambda row: row.group):
        lines = (texts.row(language, user, row, checks) for row in rows)
        title = texts.heading(language, group, fleet.count(group))
        blocks += [header(title), bullets(lines)]
    blocks += [rich_text(text) for text in texts.footnotes(language, fleet)]
    blocks += _buttons(language, page, checks=fleet.asks and not checking)
    return reading_window(language, label(language, "Accounts"), blocks)


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
    return button(f"{ACCOUNTS}{name}", text, f"{VERSION}|{page}")
