"""Questions with `once`, and the account ID, are not asked twice in a run, and a doubtful number is
looked at first.
"""

import pytest

from bot.core.budget import DAY, HOUR
from bot.core.flow import Flows
from bot.core.press import RunLocation
from bot.core.verbs import Verb
from tests.core.paper import OTHER, Walker, flow, step, to

FLOWS = Flows(
    {
        "lost": flow(
            "lost",
            "recovered",
            [
                step("start", to("on", "number"), to("move", "other_id")),
                step(
                    "number",
                    to("lost", "lost"),
                    asks="phone",
                    once=True,
                    go="earlier",
                    skip="earlier",
                    doubtful="look",
                ),
                step("look", to("use", "earlier")),
                step("earlier", asks="earlier", once=True, go="id", skip="id"),
                step("id", to("not_known", "sign_in"), asks="account_id", go="sign_in"),
                step("sign_in", to("lost", "lost"), to("wait", "waiting"), to("in", "recovered")),
                step("lost", to("found", "number"), to("move", "other_id")),
                step("other_id", to("not_known", "moved"), asks="account_id", go="moved"),
                step("moved", to("found", "number")),
                step("waiting", end="waiting", resumes="earlier"),
                step("recovered", end="recovered"),
            ],
        )
    }
)
ANSWERED = ("on", "answer=+886912345678", "answer=1, last 2 hours ago", "answer=123456789012")


def walker() -> Walker:
    return Walker(flows=FLOWS)


def test_a_way_back_to_a_question_leads_past_all_that_were_asked() -> None:
    assert walker().walk(*ANSWERED, "lost", "found").here == "sign_in"


def test_a_question_that_was_left_by_another_button_was_asked_too() -> None:
    assert walker().walk("on", "lost", "found").here == "earlier"


def test_a_question_that_the_way_back_did_not_come_past_is_asked() -> None:
    walked = walker().walk("move", "answer=123456789012", "found")
    assert walked.here == "number"


def test_the_same_question_at_another_step_is_the_same_question() -> None:
    assert walker().walk(*ANSWERED, "lost", "move").here == "moved"


def test_it_holds_when_the_run_has_come_back_to_a_place_before_the_question() -> None:
    walked = walker().walk("on", "lost", "move", "answer=123456789012", "found")
    assert walked.here == "earlier"
    assert walked.walk("skip", "lost", "move").here == "moved"
    assert walked.walk("found").here == "sign_in"


def test_back_shows_the_question_and_what_comes_after_it_again() -> None:
    walked = walker().walk(*ANSWERED, Verb.BACK)
    assert walked.here == "id"
    assert walked.walk(Verb.BACK, Verb.BACK).here == "number"
    assert walked.walk(*ANSWERED[1:]).here == "sign_in"


def test_an_id_that_was_not_known_is_asked_for_where_it_is_needed_again() -> None:
    """A command needs it: only an answer leads past the question."""
    assert walker().walk(*ANSWERED[:-1], "not_known", "lost", "move").here == "other_id"


@pytest.mark.parametrize(
    "leave", [(Verb.BACK, "not_known"), (Verb.START_OVER, "move", "not_known")]
)
def test_an_id_that_was_gone_back_from_is_asked_for_again(leave: tuple[str, ...]) -> None:
    walked = walker().walk(*ANSWERED, *leave)
    assert "account_id" not in walked.run.values
    asked = (
        ("found", "answer=+886912345678", "skip") if walked.here == "moved" else ("lost", "move")
    )
    assert walked.walk(*asked).here in ("id", "other_id")


def test_start_over_asks_again() -> None:
    assert walker().walk(*ANSWERED, Verb.START_OVER, "on").here == "number"


def test_whoever_goes_on_after_waiting_is_asked_what_happened_meanwhile() -> None:
    assert walker().walk(*ANSWERED, "wait").wait(HOUR).walk(Verb.GO_ON).here == "earlier"


def test_after_a_day_it_is_asked_again_since_others_may_have_called() -> None:
    walked = walker().walk(*ANSWERED, "lost").wait(DAY)
    assert walked.walk("found").here == "number"


@pytest.mark.parametrize(
    "presses",
    [
        (Verb.GO_ON, "found"),
        (f"{Verb.LANGUAGE}=zh-TW", "found"),
        (Verb.BACK, "lost", "found"),
        ("move", "answer=123456789012", "found"),
    ],
)
def test_after_a_day_it_is_asked_again_whatever_is_pressed_first(presses: tuple[str, ...]) -> None:
    assert walker().walk(*ANSWERED, "lost").wait(DAY).walk(*presses).here == "number"


def test_after_a_day_whoever_takes_over_is_asked_again() -> None:
    walked = walker().walk(*ANSWERED, "lost").wait(DAY).walk(Verb.TAKE_OVER, by=OTHER)
    assert walked.walk("found", by=OTHER).here == "number"


def test_a_count_that_was_undone_from_a_later_step_is_asked_for_again() -> None:
    walked = walker().walk(*ANSWERED, Verb.UNDO)
    assert walked.here == "sign_in"
    assert walked.walk("lost", "found").here == "earlier"


def test_what_stays_in_direct_messages_is_asked_of_whoever_the_run_was_handed_to() -> None:
    direct = RunLocation("D1", 99)
    walked = walker().walk(*ANSWERED, "lost")
    walked.walk(Verb.TAKE_OVER, by=OTHER, location=direct, channel="C9")
    walked.walk(Verb.HAND_OVER, location=direct, channel="D1")
    assert walked.walk("found", by=OTHER).here == "number"


@pytest.mark.parametrize(
    ("typed", "here"),
    [
        ("+886912345678", "earlier"),
        ("0912 345 678", "look"),  # written as within the country
        ("+886 2 2345 6789", "look"),  # a fixed line
    ],
)
def test_a_number_that_may_be_wrong_as_written_leads_to_a_look_at_it(typed: str, here: str) -> None:
    walked = walker().walk("on", f"answer={typed}")
    assert walked.here == here
    assert walked.run.values["e164"].startswith("+886")
