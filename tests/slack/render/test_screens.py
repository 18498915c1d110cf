"""Every screen that the bot can show is one that Slack takes, in every language.

A screen is a step of a flow, in a state of the budget, with or without what people typed.
"""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.core.budget import HOUR, MINUTE, Attempts
from bot.core.notes import Note
from bot.core.place import Place
from bot.core.run import Move
from bot.core.timers import TIMER_NAMES
from bot.core.verbs import Verb
from bot.core.view import view
from bot.core.words import bold_phrases
from bot.local.slack.blockkit import block_violations
from bot.slack.render.blocks import (
    card_message,
    copy_message,
    line_message,
    reminder_message,
    step_message,
)
from bot.slack.render.mrkdwn import accessible_text
from bot.texts import done_steps, notes
from tests.slack.render import screens as made
from tests.slack.render.screens import (
    LANGUAGES,
    LONG_NAME,
    STEPS,
    TYPED,
    a_run,
    elements,
    in_every_language,
    screens,
    slips_in,
    words_in,
)
from tests.support.budgets import NOW, attempts
from tests.support.each import each
from tests.support.rich import read
from tests.support.shipped import LIBRARY

EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]|:[a-z_]+:")
ACTION = re.compile(
    r"(press|run):[a-z][a-z0-9_]*|run:language:[A-Za-z-]+|run:(snooze|postpone):(hour|tomorrow|week)"
)

nothing_is_cut = made.nothing_is_cut  # fixture


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
    assert message.text == accessible_text(told)
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
        without, bare = message.reduced(replaces=False)
        assert [block["type"] for block in without.blocks] == [k for k in kinds if k != "image"]
        assert bare.blocks == []
    (alone,) = step_message("en", seen, texts).reduced(replaces=False)
    assert alone.blocks == []
