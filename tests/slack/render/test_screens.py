"""Every screen that the bot can show is one that Slack takes, in every language.

A screen is a step of a flow, in a state of the budget, with or without what people typed.
"""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bot.core.budget import HOUR, MINUTE, Attempts, Limits
from bot.core.notes import Note
from bot.core.place import Place
from bot.core.press import ANSWER, Press
from bot.core.run import Move, Run
from bot.core.team import KnownAccount
from bot.core.timers import TIMER_NAMES
from bot.core.verbs import Verb
from bot.core.view import Choice, View, view
from bot.core.words import Words, bold_phrases
from bot.local.slack.blockkit import block_violations, view_violations
from bot.slack.render import blocks, buttons, plain_text
from bot.slack.render.account_window import account_window
from bot.slack.render.blocks import (
    Message,
    card_message,
    copy_message,
    line_message,
    notice,
    reminder_message,
    step_message,
)
from bot.slack.render.modals import (
    difference_window,
    notice_window,
    window_for,
)
from bot.slack.render.mrkdwn import words
from bot.texts import done_steps, label, notes, refusals
from tests.support.budgets import BUDGETS, NOW, attempts
from tests.support.each import each
from tests.support.rich import read
from tests.support.shipped import LIBRARY
from tests.support.slack import fields_of

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
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]|:[a-z_]+:")
ACTION = re.compile(
    r"(press|run):[a-z][a-z0-9_]*|run:language:[A-Za-z-]+|run:(snooze|postpone):(hour|tomorrow|week)"
)
A_TIME = re.compile(r'<!date\^[^>]*>|"format": "[^"]*"')
# A place that was not filled, a character that nobody sees, a text that was cut.
SLIP = re.compile(r'\{[a-z_0-9]+\}|%7B|\u200b|…"')


@pytest.fixture(autouse=True)
def _nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
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


def is_apart(block: dict[str, Any]) -> bool:
    """Whether it holds the buttons that ask once more: they are red, beside no others."""
    return str(block.get("block_id", "")).startswith("apart.")


@in_every_language
@each("flow, step", STEPS, sampled=True)
def test_every_screen_is_one_that_slack_takes(language: str, flow: str, step: str) -> None:
    for seen, message in screens(language, flow, step):
        assert block_violations(message.blocks) == []
        assert 0 < len(message.text) <= 4000
        buttons = elements(message)
        *_, apart = ([], *(b["elements"] for b in message.blocks if is_apart(b)))
        assert sum("style" in button for button in buttons if button not in apart) <= 1
        assert all(b["style"] == "danger" and "confirm" in b for b in apart)
        for button in buttons:
            assert ACTION.fullmatch(button["action_id"])
            assert not EMOJI.search(button["text"]["text"])
        assert slips_in(message) == []
        assert message.metadata == {
            "event_type": "mfa_step",
            "event_payload": {"run": seen.run, "turn": 7, "flow": flow, "step": step},
        }


@in_every_language
@each("flow, step", STEPS, sampled=True)
def test_what_is_read_aloud_is_the_whole_step_without_marks(
    language: str, flow: str, step: str
) -> None:
    """Screen readers read `text` and not the blocks."""
    seen = view(LIBRARY.flows, a_run(flow, step, values=TYPED), attempts(1), NOW)
    message = step_message(language, seen, words_in(language))
    spoken = re.sub(r"\W+", " ", message.text)
    headers = [b["text"]["text"] for b in message.blocks if b["type"] == "header"]
    assert headers
    for header in headers:
        assert re.sub(r"\W+", " ", header).strip() in spoken
        assert not re.search(r"[*`]|\]\(", header), "a header takes plain text"
    for block in message.blocks:
        if block["type"] == "rich_text":
            seen_words = re.findall(r"\w+", re.sub(r"<[^>]*>|_", " ", read(block)))
            missing = set(seen_words) - set(re.findall(r"\w+", spoken))
            assert {w for w in missing if w.strip("_") not in spoken} == set()
    assert "**" not in message.text
    assert not re.search(r"(?<!\w)\*\w[^*\n]*\w\*(?!\w)", message.text)


@in_every_language
def test_what_the_voice_may_say_is_large_and_in_english(language: str) -> None:
    """It is read with a phone at the ear."""
    seen = view(LIBRARY.flows, a_run("mfa-lost", "the_call"), attempts(0), NOW)
    message = step_message(language, seen, words_in(language))
    _, *said = (b["text"]["text"] for b in message.blocks if b["type"] == "header")
    assert said == [
        '"Enter your phone number."',
        '"Enter the six-digit code."',
        '"Your verification code is …"',
    ]


@in_every_language
@pytest.mark.parametrize("note", sorted(notes.ANSWERED))
def test_a_reminder_that_has_its_answer_does_not_remind_again(language: str, note: Note) -> None:
    """The step's own text says that the bot will ask in two hours."""
    seen = view(LIBRARY.flows, a_run("mfa-disable", "removed", note=note), attempts(0), NOW)
    message = step_message(language, seen, words_in(language))
    told = notes.note(language, seen)
    assert told
    assert message.text == words(told)
    assert [block["type"] for block in message.blocks if block["type"] == "header"] == []


@in_every_language
@each("flow, step", STEPS, sampled=True)
def test_where_a_step_names_what_aws_shows_one_can_say_that_it_shows_something_else(
    language: str, flow: str, step: str
) -> None:
    """Whose copy it is has no such button: it has that step's and no more."""
    seen, texts = view(LIBRARY.flows, a_run(flow, step), attempts(0), NOW), words_in(language)
    named = bold_phrases(texts[flow].sections[step].text)
    shown = [b["action_id"] for b in elements(step_message(language, seen, texts, LANGUAGES))]
    assert shown.count(Verb.DIFFERS) == bool(named)
    assert not named or shown[-1] == Verb.DIFFERS
    copied = [b["action_id"] for b in elements(copy_message(language, seen, texts))]
    assert Verb.DIFFERS not in copied


def test_the_window_of_a_difference_is_one_that_slack_takes() -> None:
    pressed = Press(id="i", run="prod.1", turn=7, step="email", button=Verb.DIFFERS, by="U1")
    for language in LANGUAGES:
        window = difference_window(language, pressed, "C1")
        assert view_violations(window) == []
        assert warned(language, window)


@in_every_language
def test_a_thread_may_go_on_in_any_other_language(language: str) -> None:
    seen = view(LIBRARY.flows, a_run("mfa-lost", "recovered"), attempts(0), NOW)
    (*_, row) = elements(step_message(language, seen, words_in(language), LANGUAGES))
    others = [f"run:language:{other}" for other in LANGUAGES if other != language]
    assert row["action_id"] == others[-1]
    assert "style" not in row
    alone = elements(step_message(language, seen, words_in(language), (language,)))
    assert [one["action_id"] for one in alone] == ["run:report"]


@each("flow, step", STEPS)
def test_every_update_of_a_message_has_block_ids_of_its_own(flow: str, step: str) -> None:
    """Slack may show an old state otherwise."""
    run = a_run(flow, step)
    ids = [
        {block["block_id"] for block in message.blocks if block["type"] == "actions"}
        for turn in (7, 8)
        for message in [
            step_message(
                "en",
                view(LIBRARY.flows, replace(run, turn=turn), Attempts(), NOW),
                words_in("en"),
            )
        ]
    ]
    assert ids[0].isdisjoint(ids[1])
    assert len(ids[0]) == len(ids[1])


@in_every_language
@each("flow, step", STEPS, sampled=True)
def test_cards_lines_and_reminders_are_taken_too(language: str, flow: str, step: str) -> None:
    texts = words_in(language)
    seen = view(LIBRARY.flows, a_run(flow, step, account=LONG_NAME), attempts(3), NOW)
    ways = LIBRARY.flows[flow].steps[step].buttons
    lines = [
        line_message(
            done_steps.done_line(language, seen, Move(6, flow, step, way, "U1", NOW), texts[flow])
        )
        for way in (*ways, "answer", "skip", "gone", *Verb)
    ]
    reminders = [
        reminder_message(language, seen, name, texts, (Verb.GO_ON, Verb.STOP))
        for name in TIMER_NAMES
    ]
    for message in (card_message(language, seen, texts), *lines, *reminders):
        assert block_violations(message.blocks) == []
        assert 0 < len(message.text) <= 4000
        assert sum("style" in button for button in elements(message)) <= 1
        assert slips_in(message) == []


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
    lost = notice(language, refusals.lost(language))
    assert view_violations(notice_window(language, lost)) == []


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


def test_the_budget_says_that_nobody_knows_aws_s_figure() -> None:
    seen = view(LIBRARY.flows, a_run("mfa-lost", "ready_to_call"), attempts(1), NOW)
    text = step_message("en", seen, words_in("en")).text
    assert "1 of 3 attempts used" in text
    assert "AWS publishes no limit" in text


def test_when_it_reopens_is_shown_in_the_readers_own_time() -> None:
    seen = view(LIBRARY.flows, a_run("mfa-lost", "calls_used_up"), attempts(3), NOW)
    reopens = (NOW - HOUR - 2 + 24 * HOUR) // 1000
    assert f"<!date^{reopens}^" in step_message("en", seen, words_in("en")).text


def test_a_step_or_a_flow_that_an_upgrade_removed_is_still_a_screen() -> None:
    run = replace(a_run("mfa-lost", "email"), place=Place.at("mfa-lost", "gone"))
    lost = replace(run, place=Place.at("mfa-gone", "gone"))
    visiting = replace(run, place=run.place.visit("mfa-gone", "gone", "email"))
    for shown in (run, lost, visiting):
        seen = view(LIBRARY.flows, shown, Attempts(), NOW + MINUTE)
        for message in (
            step_message("en", seen, words_in("en")),
            card_message("en", seen, words_in("en")),
            reminder_message("en", seen, "quiet", words_in("en"), (Verb.GO_ON,)),
        ):
            assert block_violations(message.blocks) == []
        assert [b["action_id"] for b in elements(step_message("en", seen, words_in("en")))] == [
            "run:nearest",
            "run:start_over",
            "run:stop",
        ]


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


def test_a_step_may_show_some_of_its_buttons_before_its_text() -> None:
    assert [*asking()][:4] == ["header", "rich_text", "ways.7", "apart.7"]
    shown = asking(buttons_first=("two",))
    assert [*shown][:5] == ["header", "first.7", "rich_text", "ways.7", "apart.7"]
    first, ways = shown["first.7"]["elements"], shown["ways.7"]["elements"]
    assert [[way["text"]["text"] for way in row] for row in (first, ways)] == [["Two"], ["One"]]


def test_a_picture_stands_below_the_buttons_in_thread_and_copy() -> None:
    seen = view(LIBRARY.flows, a_run("mfa-lost", "email"), Attempts(), NOW)
    texts = words_in("en")
    section = texts["mfa-lost"].sections["email"]
    address, shows = "https://pictures.example.com/mail.png", "AWS's mail, with its link"
    labels = {**section.labels, "picture": address, "picture_alt": shows}
    sections = {**texts["mfa-lost"].sections, "email": replace(section, labels=labels)}
    shown = {**texts, "mfa-lost": replace(texts["mfa-lost"], sections=sections)}
    for message in (step_message("en", seen, shown), copy_message("en", seen, shown)):
        assert block_violations(message.blocks) == []
        kinds = [block["type"] for block in message.blocks]
        assert kinds[-2:] == ["image", "context"]
        assert "actions" in kinds
        picture = message.blocks[-2]
        assert (picture["image_url"], picture["alt_text"]) == (address, shows)
        without, bare = message.reduced()
        assert [block["type"] for block in without.blocks] == [k for k in kinds if k != "image"]
        assert bare.blocks == []
    (alone,) = step_message("en", seen, texts).reduced()
    assert alone.blocks == []


def test_starting_over_asks_once_more_and_says_what_is_kept() -> None:
    seen = view(LIBRARY.flows, a_run("mfa-lost", "calls_before"), Attempts(), NOW)
    shown = step_message("en", replace(seen, verbs=(Verb.START_OVER,)), words_in("en"))
    over = next(b for b in elements(shown) if b["action_id"] == Verb.START_OVER)
    assert "What you typed is kept" in over["confirm"]["text"]["text"]
