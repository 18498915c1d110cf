"""The table of the bot's own buttons: whole, and looked up by everybody who knows such a button."""

import pytest

from bot.core import verbs
from bot.core.timers import TIMER_NAMES
from bot.core.verbs import Verb
from bot.flowfiles.scenarios import parse_press
from bot.texts import buttons
from bot.texts.languages import ENGLISH, available
from tests.support.each import each


def test_the_table_has_them_all_in_the_order_in_which_a_step_offers_them() -> None:
    assert list(verbs.RULES) == list(Verb)


@pytest.mark.parametrize("language", available())
def test_each_has_a_label_in_every_language(language: str) -> None:
    """Of its own: not the English one. Those that choose a language bear its own name."""
    labelled = {verb for verb in Verb if verb is not Verb.LANGUAGE}
    assert buttons.VERBS.keys() == labelled
    told = {verb: buttons.verb(language, verb) for verb in labelled}
    assert all(told.values())
    as_in_english = {verb for verb in labelled if told[verb] == buttons.verb(ENGLISH, verb)}
    assert as_in_english == (labelled if language == ENGLISH else set())


@each(
    "name",
    """hand_over keep_leading nearest go_on device_on snooze back start_over stop undo correct_count
    take_over start_new postpone over go_alone approve decline expire open_alone report language
    on_file trail differs undo_count""".split(),
)
def test_no_name_that_stands_in_messages_in_slack_is_ever_forgotten(name: str) -> None:
    assert verbs.find(f"run:{name}")


def test_authors_press_it_by_its_short_name() -> None:
    assert parse_press("go_alone=nobody answers") == ("run:go_alone", "nobody answers")
    assert parse_press("back") == ("run:back", "")
    assert parse_press("standalone") == ("standalone", "")


def test_a_button_of_a_flow_is_none_of_them() -> None:
    assert verbs.find("standalone") is None
    assert verbs.find("snooze") is None


@pytest.mark.parametrize("timer", TIMER_NAMES)
def test_below_each_reminder_there_is_something_to_press(timer: str) -> None:
    assert verbs.reminded(timer)


def test_what_is_typed_and_what_only_shows_the_step_again_is_said_in_the_table() -> None:
    assert [verb for verb, rule in verbs.RULES.items() if rule.typed] == [
        Verb.CORRECT_COUNT,
        Verb.GO_ALONE,
    ]
    kept = ("run:language:zh-TW", "run:take_over", "run:approve", "run:back", "standalone")
    assert list(map(verbs.keeps_step, kept)) == [True, True, True, False, False]


def test_what_leaves_a_step_or_puts_it_off_is_not_taken_for_its_being_done() -> None:
    assert verbs.does_step("standalone")
    assert {verb for verb in Verb if verbs.does_step(verb)} == {
        *(Verb.GO_ON, Verb.DEVICE_ON, Verb.OVER),
        *(Verb.GO_ALONE, Verb.APPROVE),
    }
