"""The table of the bot's own buttons: whole, and looked up by everybody who knows such a button."""

import pytest

from bot.core import verbs
from bot.core.press import OWN_PREFIX
from bot.core.timers import TIMER_NAMES
from bot.core.verbs import Verb
from bot.flowfiles.move_checks import RESERVED
from bot.flowfiles.scenarios import parse_press
from bot.texts import buttons
from bot.texts.languages import available


def test_the_table_has_them_all_in_the_order_in_which_a_step_offers_them() -> None:
    assert list(verbs.RULES) == list(Verb)


@pytest.mark.parametrize("verb", Verb)
def test_each_is_in_the_table_with_words_in_every_language(verb: Verb) -> None:
    assert verb.startswith(OWN_PREFIX)
    for language in available():
        if verb is Verb.LANGUAGE:  # its words are the languages' own names
            continue
        assert buttons.verb(language, verb)


@pytest.mark.parametrize("verb", Verb)
def test_its_short_name_is_known_to_authors_and_taken(verb: Verb) -> None:
    assert parse_press(verb.short) == (verb, "")
    assert verb.short in RESERVED


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
