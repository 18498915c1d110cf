"""How a run spends the budget of its account, and how the budget leads the run."""

import pytest

from bot.core.advance import advance
from bot.core.budget import DAY, HOUR, MINUTE, AttemptKind, AttemptResult, Attempts, Limits
from bot.core.decision import Decision
from bot.core.notes import Note
from bot.core.refusals import RefusalReason, Refused
from bot.core.verbs import Verb
from tests.core.paper import LEAD, NOW, OTHER, Walker, made


def a_walker(*ages: int) -> Walker:
    """Somebody whose account has attempts that were made so many hours ago."""
    return Walker(attempts=made(*ages))


def test_an_attempt_is_counted_before_the_button_in_aws_is_pressed() -> None:
    walker = Walker().walk("standalone").wait(5).walk("call")
    (attempt,) = walker.attempts.made
    assert (attempt.at, attempt.by, attempt.kind, attempt.run, attempt.result) == (
        NOW + 5,
        LEAD,
        AttemptKind.CALL,
        "prod.abc",
        None,
    )
    assert walker.run.attempt == attempt.id
    assert walker.here == "calling"


def test_a_text_message_counts_like_a_call() -> None:
    walker = a_walker(5).walk("standalone", "checked", "text")
    assert walker.attempts.used(NOW) == 2
    assert walker.attempts.made[-1].kind is AttemptKind.SMS


def test_deciding_twice_on_the_same_press_spends_once() -> None:
    """The guide decides again when somebody else committed in between."""
    walker = Walker().walk("standalone")
    press = walker.a_press("call")
    first = advance(walker.flows, walker.run, walker.attempts, press, NOW)
    assert isinstance(first, Decision)
    second = advance(walker.flows, walker.run, first.attempts, press, NOW + 1)
    assert isinstance(second, Decision)
    assert second.attempts.used(NOW) == 1


@pytest.mark.parametrize(
    ("ages", "step"),
    [
        ((), "ready"),
        ((25,), "ready"),
        ((1,), "second"),
        ((1, 5), "third"),
        ((1, 5, 7), "used_up"),
        ((1, 5, 7, 8), "used_up"),
    ],
)
def test_what_to_check_first_grows_with_the_risk(ages: tuple[int, ...], step: str) -> None:
    walker = a_walker(*ages).walk("standalone")
    assert (walker.here, walker.trail) == (step, ["which"])


def test_coming_from_the_checks_one_goes_through() -> None:
    assert a_walker(1).walk("standalone", "checked").here == "ready"
    assert a_walker(1, 2).walk("standalone", "checked").here == "ready"


def test_the_checks_hold_again_when_the_risk_has_risen_meanwhile() -> None:
    walker = a_walker(1).walk("standalone")
    walker.attempts = made(1, 2)
    assert walker.walk("checked").here == "third"
    walker.attempts = made(1, 2, 3)
    assert walker.walk("checked").here == "used_up"


def test_with_nothing_left_no_way_leads_to_the_call() -> None:
    """Not even from the step that one is sent to."""
    walker = a_walker(1, 2, 3).walk("standalone")
    assert walker.walk("try").here == "used_up"
    assert walker.walk(Verb.BACK, "standalone").here == "used_up"


def test_the_checks_hold_on_the_way_back_as_well() -> None:
    walker = Walker().walk("standalone", "call", Verb.BACK)
    assert (walker.here, walker.trail) == ("second", ["which"])


def test_when_somebody_else_takes_the_last_one_the_press_spends_nothing() -> None:
    walker = a_walker(1, 2).walk("standalone", "checked")
    walker.attempts = made(0, 1, 2)
    walker.walk("call")
    assert (walker.here, walker.run.note, walker.run.attempt) == ("used_up", Note.USED_UP, None)
    assert walker.attempts == made(0, 1, 2)


@pytest.mark.parametrize(
    ("verbs", "by"),
    [((Verb.STOP, Verb.GO_ON), LEAD), ((Verb.GO_ON,), LEAD), ((Verb.TAKE_OVER,), OTHER)],
)
def test_a_step_that_spends_is_not_shown_again_when_nothing_is_left(
    verbs: tuple[Verb, ...], by: str
) -> None:
    """The step is posted anew then, and its button would still say: call."""
    walker = a_walker(1, 2).walk("standalone", "checked")
    walker.attempts = made(0, 1, 2)
    walker.walk(*verbs, by=by)
    assert walker.here == "used_up"
    assert walker.trail == ["which", "third"]


def test_somebody_who_calls_already_stays_there() -> None:
    walker = a_walker(1, 2).walk("standalone", "checked", "call").walk(Verb.TAKE_OVER, by=OTHER)
    assert walker.here == "calling"


def test_the_limit_is_a_setting() -> None:
    walker = Walker(attempts=Attempts(limits=Limits(limit=1, risky=2))).walk("standalone", "call")
    assert walker.walk("silence", "checked").here == "used_up"


class TestNotPressedAfterAll:
    def test_it_gives_the_attempt_back(self) -> None:
        walker = Walker().walk("standalone", "call").wait(2 * MINUTE).walk("not_pressed")
        assert walker.attempts == Attempts()
        assert (walker.here, walker.run.note, walker.run.attempt) == (
            "ready",
            Note.GIVEN_BACK,
            None,
        )

    def test_not_after_two_minutes(self) -> None:
        walker = Walker().walk("standalone", "call").wait(2 * MINUTE + 1)
        assert walker.refused("not_pressed").why is RefusalReason.TOO_LATE
        assert walker.attempts.used(walker.now) == 1

    def test_not_twice(self) -> None:
        walker = a_walker(5).walk("standalone", "checked", "call")
        once, again = walker.a_press("not_pressed"), walker.a_press("not_pressed")
        walker.take(once)
        for press, why in ((once, RefusalReason.REPEATED), (again, RefusalReason.STALE)):
            refused = walker.take(press)
            assert isinstance(refused, Refused)
            assert refused.why is why
        assert walker.attempts == made(5)

    def test_not_an_attempt_of_somebody_else(self) -> None:
        walker = Walker().walk("standalone", "call")
        walker.attempts = made(0)
        assert walker.refused("not_pressed").why is RefusalReason.TOO_LATE


class TestWhatCameOfIt:
    @pytest.mark.parametrize(
        ("button", "result"), [("in", AttemptResult.SIGNED_IN), ("silence", AttemptResult.NO_RING)]
    )
    def test_it_is_kept_with_the_attempt(self, button: str, result: AttemptResult) -> None:
        walker = Walker().walk("standalone", "call", button)
        assert walker.attempts.made[-1].result is result

    def test_a_block_closes_the_budget_whatever_the_count_says(self) -> None:
        walker = Walker().walk("standalone", "call").wait(MINUTE).walk("blocked")
        assert walker.here == "used_up"
        assert walker.attempts.used(walker.now) == 1
        assert walker.attempts.reopens_at(walker.now) == NOW + DAY
        assert walker.walk("try").here == "used_up"

    def test_a_block_before_any_attempt_closes_it_too(self) -> None:
        walker = Walker().walk("questions", "later", "blocked")
        assert walker.attempts.reopens_at(NOW) == NOW + DAY

    @pytest.mark.parametrize("answer", ["skip", "answer=0", "answer=1, last 3 hours ago"])
    def test_a_second_thought_about_the_count_does_not_lift_a_block(self, answer: str) -> None:
        walker = Walker().walk("questions", "later", "blocked", Verb.BACK, answer)
        assert walker.here == "used_up"
        assert walker.attempts.blocked(NOW)

    def test_a_blocked_attempt_is_not_given_back(self) -> None:
        walker = Walker().walk("standalone", "call", "blocked", Verb.BACK)
        assert walker.refused("not_pressed").why is RefusalReason.TOO_LATE


class TestAttemptsMadeBeforeTheBotWasAsked:
    def test_they_are_counted_and_lead_the_way(self) -> None:
        walker = Walker().walk("questions", "later", "answer=2, last 5 hours ago")
        assert walker.here == "third"
        assert [a.at for a in walker.attempts.made] == [NOW - 5 * HOUR] * 2
        assert {a.kind for a in walker.attempts.made} == {AttemptKind.EARLIER}

    def test_the_total_includes_what_the_bot_has_counted(self) -> None:
        walker = a_walker(2).walk("questions", "later", "answer=2, last 1 hour ago")
        assert walker.attempts.used(NOW) == 2

    def test_a_second_answer_replaces_the_first(self) -> None:
        walker = Walker().walk("questions", "later", "answer=3", Verb.BACK, "answer=1")
        assert walker.attempts.used(NOW) == 1

    def test_skipping_takes_back_nothing_that_was_told(self) -> None:
        """A count is lowered by saying so, never in passing."""
        walker = Walker().walk("questions", "later", "answer=3", Verb.BACK, "skip")
        assert (walker.here, walker.attempts.used(NOW)) == ("used_up", 3)

    def test_skipping_adds_nothing(self) -> None:
        walker = Walker().walk("questions", "later", "skip")
        assert (walker.here, walker.attempts.made) == ("ready", ())


def test_an_end_that_can_be_taken_up_leads_past_the_checks_again() -> None:
    walker = a_walker(1).walk("standalone", "wait")
    assert walker.run.outcome == "waiting"
    assert walker.wait(HOUR).walk(Verb.GO_ON).here == "second"
    walker.walk("wait").wait(DAY)
    assert walker.walk(Verb.GO_ON).here == "ready"
    assert walker.run.open


def test_who_waited_at_a_used_up_budget_goes_on_to_the_call_when_it_reopens() -> None:
    """Go On in the reminder must not lead back to "no attempt is left"."""
    walker = a_walker(1, 2, 3).walk("standalone")
    assert walker.walk(Verb.GO_ON).here == "used_up"
    assert walker.wait(DAY).walk(Verb.GO_ON).here == "ready"
