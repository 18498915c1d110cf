"""Windows of the flows' questions: such as Slack takes, in every language."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.core.budget import HOUR, Attempt, AttemptKind, Attempts, Limits
from bot.core.press import ANSWER, Press
from bot.core.team import KnownAccount
from bot.core.verbs import Verb
from bot.core.view import view
from bot.local.slack.blockkit import view_violations
from bot.slack.render.account_window import account_window
from bot.slack.render.blocks import notice
from bot.slack.render.modals import difference_window, notice_window, window_for
from bot.texts import label, refusals
from tests.slack.render import screens as made
from tests.slack.render.screens import LANGUAGES, STEPS, a_run, in_every_language, texts_of
from tests.support.budgets import NOW
from tests.support.shipped import LIBRARY
from tests.support.slack import fields_of

nothing_is_cut = made.nothing_is_cut  # fixture


def test_the_window_of_a_difference_is_one_that_slack_takes() -> None:
    pressed = Press(id="i", run="prod.1", turn=7, step="email", button=Verb.DIFFERS, by="U1")
    for language in LANGUAGES:
        window = difference_window(language, pressed, "C1")
        assert view_violations(window) == []
        assert warned(language, window)


def warned(language: str, window: dict[str, Any]) -> bool:
    """Whether it says, before anything can be typed, what never to type."""
    told = "Never type a code or password here."
    alert, *fields = window["blocks"]
    assert "alert" not in {field["type"] for field in fields}
    return (alert["type"], alert["text"]["text"]) == ("alert", label(language, told))


@in_every_language
def test_every_question_opens_a_window_that_slack_takes(language: str) -> None:
    asked = 0
    for flow, step in STEPS:
        seen = view(LIBRARY.flows, a_run(flow, step), Attempts(), NOW)
        if seen.asks:
            window = window_for(language, seen, LIBRARY.in_language(flow, language), ANSWER, "C1")
            assert view_violations(window) == []
            assert warned(language, window)
            assert not any(text.endswith("…") for text in texts_of(window))
            asked += 1
    assert asked
    for count in (0, 1, 100, 101, 1000, 1001):
        named = [KnownAccount(name=f"account-{n:04}", id=f"{n:012}") for n in range(count)]
        asking = account_window(language, "mfa-lost", "Title", "stamp", named)
        assert view_violations(asking) == []
        assert len(json.dumps(asking)) < 250_000
        assert not any(text.endswith("…") for text in texts_of(asking))
        assert warned(language, asking)
    lost = notice(language, refusals.run_not_found(language))
    assert view_violations(notice_window(language, lost)) == []


@in_every_language
@pytest.mark.parametrize("hours", [1, 24, 30, 72])
def test_the_window_of_a_count_is_one_that_slack_takes(language: str, hours: int) -> None:
    attempts = Attempts(limits=Limits(window=hours * HOUR))
    seen = view(LIBRARY.flows, a_run("mfa-lost", "calls_before"), attempts, NOW)
    texts = LIBRARY.in_language("mfa-lost", language)
    for button in (ANSWER, Verb.CORRECT_COUNT):
        window = window_for(language, seen, texts, button, "C1")
        assert not [*view_violations(window)]
        ages = [option["value"] for option in fields_of(window)[1]["element"]["options"]]
        assert warned(language, window)
        assert ages[0] == "0 h"  # the nearest, which is the safe side
        assert all(int(age.split()[0]) < hours for age in ages)


def test_the_window_of_a_count_begins_with_what_the_bot_counted() -> None:
    """Who thinks only of others' attempts leaves out none of the bot's; a correction may."""
    own = (Attempt("a", NOW - HOUR, "U1", AttemptKind.CALL, "prod.0"),)
    told = Attempt("b", NOW - HOUR, "U1", AttemptKind.EARLIER, "prod.1")  # in this run: replaced
    texts = LIBRARY.in_language("mfa-lost", "en")
    for counted, least in (((), "0"), (own, "1"), ((*own, told), "1")):
        run = replace(a_run("mfa-lost", "calls_before"), id="prod.1")
        seen = view(LIBRARY.flows, run, Attempts(made=counted), NOW)
        many, _ = fields_of(window_for("en", seen, texts, ANSWER, "C1"))
        assert many["element"]["options"][0]["value"] == least
        assert ("with the 1 that I counted" in many["label"]["text"]) is (least != "0")
        corrected = window_for("en", seen, texts, Verb.CORRECT_COUNT, "C1")
        assert fields_of(corrected)[0]["element"]["options"][0]["value"] == "0"
