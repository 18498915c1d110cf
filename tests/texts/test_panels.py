"""Panels: of gaps, each in the words of the flow that found it, also once those have
changed; and of the budget.
"""

from dataclasses import replace

import pytest

from bot.core.budget import HOUR, Attempt, AttemptKind, Attempts
from bot.core.run import Gap
from bot.core.view import budget_view
from bot.core.words import fill
from bot.texts.panels import budget, gaps
from tests.support.budgets import NOW
from tests.support.shipped import LIBRARY
from tests.texts.saying import VIEWS

SECOND = Gap("mfa-ready", "second_device", "todo_second", ("Ana",))
RUNBOOK = Gap("mfa-ready", "runbook", "todo_runbook", ("Ben",))
VIEW = replace(VIEWS[0], account="prod", gaps=(SECOND, RUNBOOK))
PRINT = "Print the runbook for prod, and tell everybody where it is kept: Ben"


def told(language: str, *lost: str) -> list[str]:
    """Lines of the list, once the flow has lost these notes and steps."""
    words = {name: LIBRARY.in_language(name, language) for name in LIBRARY.flows}
    ready = words["mfa-ready"]
    left = {name: section for name, section in ready.sections.items() if name not in lost}
    panel = gaps(language, VIEW, {**words, "mfa-ready": replace(ready, sections=left)})
    if panel is None:
        return []
    values = {name: str(value) for name, value in panel.values.items()}
    return fill(panel.markdown, values).split("\n")


def test_they_are_in_the_words_of_their_own_flow() -> None:
    assert VIEW.flow != SECOND.flow
    todo = "1. Register a second MFA device for root of prod, and keep it in another place: Ana"
    assert told("en") == [todo, f"2. {PRINT}"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "“Does root of prod have a second MFA device, kept apart from the first?”: Ana"),
        ("zh-TW", "「prod 的根使用者有第二個 MFA 裝置，而且分開保管嗎？」：Ana"),
    ],
)
def test_without_its_note_the_question_says_what_it_is_about(language: str, line: str) -> None:
    assert told(language, "todo_second")[0] == f"1. {line}"


def test_one_of_which_nothing_is_known_any_more_is_left_out() -> None:
    assert told("en", "todo_second", "second_device") == [f"1. {PRINT}"]
    assert told("en", "todo_second", "second_device", "todo_runbook", "runbook") == []


@pytest.mark.parametrize(("spent", "asks"), [(2, True), (3, False)])
def test_attempts_before_the_count_began_are_asked_for_as_long_as_one_is_left(
    spent: int, asks: bool
) -> None:
    """Where none is left, an earlier one would change nothing now."""
    began = NOW - HOUR
    one = Attempt("r:1", began, "U0ANA", AttemptKind.CALL, "r")
    attempts = Attempts((one,) * spent, since=began)
    assert ("tell me first" in budget("en", budget_view(attempts, NOW)).markdown) is asks
