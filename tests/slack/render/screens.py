"""Every screen of every flow, as the renderer makes it, and what may not be on one."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bot.core.notes import Note
from bot.core.place import Place
from bot.core.run import Move, Run
from bot.core.view import View, view
from bot.core.words import Words
from bot.slack.render import blocks, buttons, plain_text
from bot.slack.render.blocks import Message, step_message
from tests.support.budgets import BUDGETS, NOW
from tests.support.shipped import LIBRARY

STEPS = [(flow.name, step) for flow in LIBRARY.flows.values() for step in flow.steps]
LANGUAGES = tuple(sorted({language for _, language in LIBRARY.words}))
in_every_language = pytest.mark.parametrize("language", LANGUAGES)
LONG_NAME = "正式環境-" + "w" * 27
TYPED = {
    "contact": "+886 912345678",
    "e164": "+886912345678",
    "keypad": "0912345678",
    "region": "TW",
    "kind": "mobile",
    "assumed": "TW",
    "warnings": "toll_free",
    "account_id": "123456789012",
    "inbox_reader": "A" * 60,
    "phone_holder": "<@B> & co",
}
A_TIME = re.compile(r'<!date\^[^>]*>|"format": "[^"]*"')


# A place that was not filled, a character that nobody sees, a text that was cut.
SLIP = re.compile(r'\{[a-z_0-9]+\}|%7B|\u200b|…"')


@pytest.fixture(autouse=True)
def nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cutting is a last resort: no text that the bot has may need it, in any language."""

    def whole(text: str, most: int) -> str:
        assert len(text) <= most, f"{len(text)} characters, {most} at most: {text}"
        return text

    for module in (blocks, buttons, plain_text):
        monkeypatch.setattr(module, "cut", whole)


def a_run(flow: str, step: str, **other: Any) -> Run:
    usual = Run(
        id="prod.abcdefgh",
        account="prod",
        lead="U1",
        channel="C1",
        language="en",
        region="TW",
        place=Place.at(flow, step),
        opened_at=NOW,
        moved_at=NOW,
        turn=7,
        trail=(Place.at(flow, "before"),),
    )
    ends = LIBRARY.flows[flow].steps[step].end
    return replace(usual, **{"outcome": ends, **other})


@cache
def words_in(language: str) -> dict[str, Words]:
    return {flow: LIBRARY.in_language(flow, language) for flow in LIBRARY.flows}


def screens(language: str, flow: str, step: str) -> Iterator[tuple[View, Message]]:
    """A run that was stopped shows neither the budget nor what was typed."""
    move = Move(6, flow, step, "opened", "U2", NOW)
    notes, first = [None, *Note], STEPS.index((flow, step))
    for n, (budget, values) in enumerate(itertools.product(BUDGETS, ({}, TYPED))):
        run = a_run(
            flow,
            step,
            values=values,
            account=LONG_NAME if values else "prod",
            note=notes[(first + n) % len(notes)],
            moves=(move,),
        )
        stopped = [replace(run, outcome="stopped")] if budget is BUDGETS[-1] else []
        for shown in (run, *stopped):
            seen = view(LIBRARY.flows, shown, budget, NOW)
            yield seen, step_message(language, seen, words_in(language), LANGUAGES)


def elements(message: Message) -> list[dict[str, Any]]:
    return [e for block in message.blocks if block["type"] == "actions" for e in block["elements"]]


def texts_of(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts_of(value)
    elif isinstance(part, list):
        for item in part:
            yield from texts_of(item)


def slips_in(message: Message) -> list[str]:
    """In any of its texts."""
    told = A_TIME.sub("", json.dumps([message.text, message.blocks], ensure_ascii=False))
    return [told[max(slip.start() - 60, 0) : slip.end()] for slip in SLIP.finditer(told)]
