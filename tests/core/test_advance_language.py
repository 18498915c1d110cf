"""The language of a thread: anybody's to change, with one press, and nothing else changes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.core.budget import DAY
from bot.core.notes import Note
from bot.core.press import Press
from bot.core.refusals import RefusalReason
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from bot.core.view import view
from bot.store.commit import serialized
from bot.texts import Person, notes
from tests.core.paper import NOW, OTHER, Walker, made

CHINESE = f"{Verb.LANGUAGE}=zh-TW"
WAYS = [(), ("explain",), ("fix", "typed"), ("standalone", "form"), ("off",), (Verb.STOP,)]


def but_for_the_language(run: Run) -> Run:
    return replace(run, language="", told_since=0, turn=0, moved_at=0, press="", moves=())


@pytest.mark.parametrize("way", WAYS)
def test_the_step_stays_the_same_wherever_the_run_is(way: tuple[str, ...]) -> None:
    walker = Walker().walk(*way)
    before = walker.run
    walker.wait(5).walk(CHINESE, by=OTHER)
    assert (walker.run.language, walker.run.turn) == ("zh-TW", before.turn + 1)
    assert but_for_the_language(walker.run) == but_for_the_language(before)


def test_a_button_of_an_earlier_step_changes_it_too() -> None:
    walker = Walker().walk("explain").walk(CHINESE, by=OTHER, turn=1, step="which")
    assert (walker.here, walker.run.language) == ("explained", "zh-TW")


def test_the_lead_stays_the_lead_and_goes_on() -> None:
    walker = Walker().walk(CHINESE, by=OTHER)
    assert walker.refused("explain", by=OTHER).why is RefusalReason.NOT_LEAD
    walker.walk("explain")
    assert walker.run.language == "zh-TW"


def test_what_it_is_already_moves_nothing() -> None:
    """Two people press together, or a button is pressed that was shown before."""
    walker = Walker().walk(CHINESE)
    assert walker.refused(Verb.LANGUAGE, "zh-TW", by=OTHER).why is RefusalReason.REPEATED
    assert walker.run.turn == 2


def test_a_press_that_comes_again_later_does_not_turn_it_back() -> None:
    walker = Walker()
    press = walker.a_press(Verb.LANGUAGE, "zh-TW", by=OTHER)
    walker.take(press)
    walker.walk("explain", f"{Verb.LANGUAGE}=en")
    assert walker.refused(Verb.LANGUAGE, "zh-TW", **vars_of(press)).why is RefusalReason.STALE
    assert walker.run.language == "en"


def vars_of(press: Press) -> dict[str, Any]:
    return {"id": press.id, "turn": press.turn, "step": press.step, "by": press.by}


@pytest.mark.parametrize("languages", [["zh-TW"], ["zh-TW", "en"], ["zh-TW", "en", "zh-TW"]])
def test_what_was_shown_before_still_works_as_long_as_the_step_is_the_same(
    languages: list[str],
) -> None:
    """Somebody changes the language while the lead types, or presses a button on the screen."""
    walker = Walker().walk("explain")
    shown: dict[str, Any] = {"turn": walker.run.turn, "step": walker.here}
    for language in languages:
        walker.walk(f"{Verb.LANGUAGE}={language}", by=OTHER)
    walker.walk("on", **shown)
    assert walker.here == "number"
    assert walker.refused("on", **shown).why is RefusalReason.STALE


def test_what_the_step_had_to_tell_is_told_again() -> None:
    walker = Walker().walk("standalone", "call", "not_pressed")
    assert walker.run.note is Note.GIVEN_BACK
    assert walker.walk(CHINESE, by=OTHER).run.note is Note.GIVEN_BACK


def test_an_attempt_can_still_be_given_back() -> None:
    walker = Walker().walk("standalone", "call", CHINESE, "not_pressed")
    assert walker.attempts.used(NOW) == 0


def test_a_step_that_spends_is_not_shown_again_when_no_attempt_is_left() -> None:
    walker = Walker().walk("standalone")
    walker.attempts = made(1, 2, 3)
    walker.walk(CHINESE, by=OTHER)
    assert (walker.here, walker.run.language) == ("used_up", "zh-TW")
    assert walker.last.timers


@pytest.mark.parametrize("way", [("off",), ("off", Verb.SNOOZE), ("off", Verb.DEVICE_ON)])
def test_reminders_come_when_they_would_have_come(way: tuple[str, ...]) -> None:
    walker = Walker().walk(*way)
    was = walker.run
    walker.wait(DAY).walk(CHINESE, by=OTHER)
    before = Snapshot(run=was, attempts=walker.attempts, revision="0", open=(), now=walker.now)
    due = json.loads(serialized(before, walker.last, trims=True))["due"]
    assert due["off"] == []
    assert [member for _, member in due["on"]] == [f"show:{was.id}:{was.turn + 1}"]


def test_the_audit_says_who_changed_it() -> None:
    walker = Walker().walk(CHINESE, by=OTHER)
    assert walker.last.audit["by"] == OTHER
    assert walker.last.audit["button"] == "run:language:zh-TW"


def test_a_note_goes_on_naming_who_it_was_however_often_the_language_changes() -> None:
    walker = Walker().walk("off").walk(Verb.DEVICE_ON, by=OTHER)
    for n in range(6):
        walker.walk(f"{Verb.LANGUAGE}={('zh-TW', 'en')[n % 2]}")
        shown = view(walker.flows, walker.run, walker.attempts, walker.now)
        told = notes.note("en", shown)
        assert told
        assert told.values["who"] == Person(OTHER)
    assert len(walker.run.moves) == 5  # with the one that led to this step
