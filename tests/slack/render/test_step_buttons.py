"""Buttons of a step: in which order, which ask once more, and which are not there."""

from dataclasses import replace
from typing import Any

from bot.core.budget import Attempts
from bot.core.verbs import Verb
from bot.core.view import Choice, view
from bot.local.slack.blockkit import block_violations
from bot.slack.render.blocks import step_message
from tests.slack.render import screens as made
from tests.slack.render.screens import a_run, elements, words_in
from tests.support.budgets import NOW, attempts
from tests.support.shipped import LIBRARY

nothing_is_cut = made.nothing_is_cut  # fixture


def ready(used: int) -> list[dict[str, Any]]:
    seen = view(LIBRARY.flows, a_run("mfa-lost", "ready_to_call"), attempts(used), NOW)
    return elements(step_message("en", seen, words_in("en")))


def test_a_risky_attempt_asks_again_and_a_first_one_does_not() -> None:
    """With the number of the attempt, and a red button."""
    first, second, third = (ready(used)[0] for used in range(3))
    assert (first["action_id"], first["style"]) == ("press:calling", "primary")
    assert "confirm" not in first
    assert second["style"] == third["style"] == "danger"
    assert "attempt 2 of 3" in second["confirm"]["text"]["text"]
    assert "attempt 3 of 3" in third["confirm"]["text"]["text"]


def test_with_nothing_left_there_is_no_button_to_call() -> None:
    ids = [button["action_id"] for button in ready(3)]
    assert "press:calling" not in ids
    assert "press:texting" not in ids
    assert "press:no_phone" in ids


def test_a_dangerous_step_asks_again_before_its_main_button() -> None:
    seen = view(LIBRARY.flows, a_run("mfa-disable", "warning"), Attempts(), NOW)
    first, *others = elements(step_message("en", seen, words_in("en")))
    assert (first["style"], "confirm" in first) == ("danger", True)
    asking = [button["action_id"] for button in others if "confirm" in button]
    assert asking in ([], [Verb.START_OVER])
    assert not any("style" in button for button in others)


def asking(**changes: Any) -> dict[str, Any]:
    """Blocks by id of a step with two plain buttons and one that asks once more."""
    seen = view(LIBRARY.flows, a_run("mfa-lost", "calls_before"), Attempts(), NOW)
    labels = {"one": "One", "two": "Two", "shut": "AWS Says Blocked", "shut_confirm": "It shuts."}
    texts = words_in("en")
    section = replace(texts["mfa-lost"].sections["calls_before"], labels=labels, body="Body.")
    sections = {**texts["mfa-lost"].sections, "calls_before": section}
    known = {**texts, "mfa-lost": replace(texts["mfa-lost"], sections=sections)}
    choices = (Choice("one"), Choice("shut", confirm=True), Choice("two"))
    order = tuple(choice.name for choice in choices)
    seen = replace(seen, choices=choices, order=order, asks=None, skip=False, **changes)
    message = step_message("en", seen, known)
    assert block_violations(message.blocks) == []
    return {block.get("block_id") or block["type"]: block for block in message.blocks}


def test_a_button_that_asks_once_more_stands_apart_and_says_what_it_does() -> None:
    shown = asking()
    ways, apart = shown["ways.7"]["elements"], shown["apart.7"]["elements"]
    assert [way["text"]["text"] for way in ways] == ["One", "Two"]
    assert [way["text"]["text"] for way in apart] == ["AWS Says Blocked"]
    assert (apart[0]["style"], apart[0]["confirm"]["text"]["text"]) == ("danger", "It shuts.")
    assert "style" not in ways[1]


def test_starting_over_asks_once_more_and_says_what_is_kept() -> None:
    seen = view(LIBRARY.flows, a_run("mfa-lost", "calls_before"), Attempts(), NOW)
    shown = step_message("en", replace(seen, verbs=(Verb.START_OVER,)), words_in("en"))
    over = next(b for b in elements(shown) if b["action_id"] == Verb.START_OVER)
    assert "What you typed is kept" in over["confirm"]["text"]["text"]


def test_a_step_may_show_some_of_its_buttons_before_its_text() -> None:
    assert [*asking()][:4] == ["header", "rich_text", "ways.7", "apart.7"]
    shown = asking(buttons_first=("two",))
    assert [*shown][:5] == ["header", "first.7", "rich_text", "ways.7", "apart.7"]
    first, ways = shown["first.7"]["elements"], shown["ways.7"]["elements"]
    assert [[way["text"]["text"] for way in row] for row in (first, ways)] == [["Two"], ["One"]]
