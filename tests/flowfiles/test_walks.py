"""Walking a flow on paper, as authors and `--press` write it."""

import pytest

from bot.core.budget import DAY, Limits
from bot.core.verbs import Verb
from bot.flowfiles.scenarios import ScenarioFailed, parse_press, walk
from tests.core.paper import FLOWS
from tests.support.each import each


@each(
    "text, press",
    [
        ("opened", ("opened", "")),
        (" opened ", ("opened", "")),
        ("answer=0912 345 678", ("answer", "0912 345 678")),
        ("answer = a=b ", ("answer", "a=b")),
        ("skip", ("skip", "")),
        ("back", (Verb.BACK, "")),
        ("stop", (Verb.STOP, "")),
        ("start_over", (Verb.START_OVER, "")),
        ("go_on", (Verb.GO_ON, "")),
    ],
)
def test_a_press_is_a_name_with_or_without_an_answer(text: str, press: tuple[str, str]) -> None:
    assert parse_press(text) == press


def test_it_comes_to_the_end_and_remembers_what_was_pressed() -> None:
    came_to = walk(FLOWS, "lost", ("standalone", "call", "in"), Limits())
    assert came_to.run.outcome == "recovered"
    assert came_to.pressed == {
        ("lost", "which", "standalone"),
        ("lost", "ready", "call"),
        ("lost", "calling", "in"),
    }


def test_time_passes_where_it_is_written() -> None:
    calls = ("standalone", "call", "silence", "checked", "call", "silence")
    assert walk(FLOWS, "lost", (*calls, "+23h", "+59m"), Limits()).attempts.used(DAY - 1) == 2
    came_to = walk(FLOWS, "lost", (*calls, "+24h", "wait", "go_on"), Limits())
    assert (came_to.now, came_to.run.place.step) == (DAY, "ready")


def test_a_visit_is_walked_in_line() -> None:
    presses = ("fix", "answer=0912345678", "saved", "go_on", "form")
    assert walk(FLOWS, "lost", presses, Limits()).run.outcome == "support"


@pytest.mark.parametrize(
    ("presses", "told"),
    [
        (("standalone", "nope"), "press 2, 'nope', does not work at lost / ready"),
        (("questions", "answer=x"), "bad_answer (phone). Buttons there: later, answer=…, skip."),
        (("standalone", "form", "form"), "press 3, 'form', does not work at lost / supported"),
        (("+2d",), "press 1, '+2d', does not work"),
        (("standalone", "call", "+3m", "not_pressed"), "too_late"),
    ],
)
def test_a_press_that_leads_nowhere_says_which_where_and_what_there_is(
    presses: tuple[str, ...], told: str
) -> None:
    with pytest.raises(ScenarioFailed) as stumble:
        walk(FLOWS, "lost", presses, Limits())
    assert told in str(stumble.value)
