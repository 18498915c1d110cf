"""A typed count can be put right later: nobody locks an account by a slip."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.advance import objection
from bot.core.answers import BadAnswer
from bot.core.budget import HOUR, AttemptResult
from bot.core.count_correction import correction
from bot.core.decision import Correction
from bot.core.due import Due
from bot.core.notes import Note
from bot.core.press import OPERATOR
from bot.core.refusals import RefusalReason, Refused
from bot.core.snapshot import Snapshot
from bot.core.verbs import Verb
from tests.core.paper import FLOWS, LEAD, NOW, OTHER, Walker, made
from tests.core.recounting import CORRECT, UNDO, at_the_count, on_card, used, verbs


class TestLaterTheLeadCorrectsIt:
    def test_the_count_is_what_the_lead_says_with_a_reason_in_the_audit(self) -> None:
        walker = at_the_count().walk("answer=20").wait(HOUR)
        assert walker.here == "used_up"
        assert on_card(walker) == (CORRECT,)
        assert CORRECT not in verbs(walker)
        walker.walk(f"{CORRECT}=1, last 5 hours ago; Ben typed twenty")
        assert used(walker) == 1
        assert walker.attempts.made[0].at == walker.now - 5 * HOUR
        assert walker.run.note is Note.COUNT_CORRECTED
        assert walker.last.audit["reason"] == "Ben typed twenty"
        assert walker.last.audit["used"] == "20>1"
        assert walker.last.audit["by"] == LEAD
        assert walker.here == "second"  # the way to the call is open again
        assert walker.last.timers is not None
        assert "calls_reopen" not in {timer.name for timer in walker.last.timers}

    def test_a_block_that_was_none_is_taken_off(self) -> None:
        walker = Walker().walk("standalone", "call", "blocked").wait(HOUR)
        walker.walk(f"{CORRECT}=1\na slip of the thumb")
        assert not walker.attempts.blocked(walker.now)
        (attempt,) = walker.attempts.made
        assert attempt.result is AttemptResult.FAILED  # it was made, and can't be given back
        assert walker.attempts.left(walker.now) == 2

    def test_a_waiting_run_is_corrected_too_by_its_lead(self) -> None:
        walker = Walker().walk("standalone", "call", "blocked", "wait").wait(HOUR)
        assert not walker.run.open
        assert on_card(walker) == (CORRECT,)
        assert walker.refused(CORRECT, "1; a slip", by=OTHER).why is RefusalReason.NOT_LEAD
        walker.walk(f"{CORRECT}=1; a slip", Verb.GO_ON)
        assert walker.run.open

    def test_what_was_pressed_call_by_call_stays(self) -> None:
        walker = Walker(attempts=made(1, 2)).walk("explain", "on", "later", "answer=3")
        refused = walker.refused(CORRECT, "1; a slip")
        assert (refused.why, refused.detail) == (RefusalReason.BAD_ANSWER, "correction_low")
        walker.walk(f"{CORRECT}=2; a slip")
        assert used(walker) == 2

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            ("", "earlier"),
            ("many; a slip", "earlier"),
            ("1", "reason"),
            ("1; ", "reason"),
            ("1; call 0912 345 678", "reason_digits"),
            ("1; password: Hunter2!x", "secret"),
        ],
    )
    def test_a_bad_correction_changes_nothing(self, answer: str, code: str) -> None:
        walker = at_the_count().walk("answer=20")
        refused = walker.refused(CORRECT, answer)
        assert (refused.why, refused.detail) == (RefusalReason.BAD_ANSWER, code)
        assert used(walker) == 20

    def test_a_call_that_nobody_told_is_counted_so(self) -> None:
        """Before the next one: its step is closed at once, where that was the last."""
        walker = Walker(attempts=made(1, 2)).walk("standalone", "checked")
        walker.walk(f"{CORRECT}=3; Ben called from the page")
        assert (used(walker), walker.here) == (3, "used_up")
        assert walker.last.audit["used"] == "2>3"

    @pytest.mark.parametrize(
        "ended", [("standalone", "form"), ("off",), (Verb.STOP,), ("standalone", "call", "in")]
    )
    def test_where_the_run_comes_to_no_call_it_is_not_offered(self, ended: tuple[str, ...]) -> None:
        walker = Walker().walk(*ended)
        assert on_card(walker) == ()
        assert walker.refused(CORRECT, "1; a slip").why is RefusalReason.ENDED

    def test_the_card_is_old_and_its_button_is_good(self) -> None:
        walker = Walker()
        card = walker.a_press(CORRECT)
        walker.walk("standalone", "which", "explain")
        assert objection(FLOWS, walker.run, card) is None
        assert objection(FLOWS, walker.run, replace(card, by=OTHER)) is RefusalReason.NOT_LEAD

    def test_but_what_is_typed_answers_the_count_as_it_was_shown(self) -> None:
        walker = at_the_count()
        window = walker.a_press(CORRECT, "1; a slip")
        walker.walk("answer=2")
        refused = walker.take(window)
        assert isinstance(refused, Refused)
        assert refused.why is RefusalReason.STALE
        assert used(walker) == 2

    def test_after_it_there_is_nothing_to_undo(self) -> None:
        walker = at_the_count().walk("answer=20", f"{CORRECT}=0; a slip")
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO


def test_every_change_of_the_count_is_in_the_audit() -> None:
    walker = at_the_count().walk("answer=2")
    assert walker.last.audit["used"] == "0>2"
    walker.walk(UNDO)
    assert walker.last.audit["used"] == "2>0"
    walker.walk("skip")
    assert "used" not in walker.last.audit
    assert walker.now == NOW


class TestTheOperatorCorrectsIt:
    """At the command line, in no run; the runs are told."""

    def corrected(self, walker: Walker, answer: str, **known: Any) -> Correction:
        """Takes the corrected count over, as the store does."""
        account = Snapshot(None, walker.attempts, "1", (), walker.now, **known)
        decided = correction(account, answer, "prod", "operator.1")
        walker.attempts = decided.attempts
        return decided

    def test_the_audit_says_who_why_and_how_many(self) -> None:
        walker = at_the_count().walk("answer=20").wait(HOUR)
        decided = self.corrected(walker, "1, last 5 hours ago; Ben typed twenty")
        assert (used(walker), walker.attempts.made[0].at) == (1, walker.now - 5 * HOUR)
        assert decided.audit == {
            "account": "prod",
            "by": "operator",
            "button": "run:correct_count",
            "at": str(walker.now),
            "reason": "Ben typed twenty",
            "used": "20>1",
        }

    def test_each_run_of_the_account_is_to_be_told_open_or_parked(self) -> None:
        open_runs, parked = (("lost", "prod.a"),), (("phone", "prod.b"),)
        account = Snapshot(None, made(1), "1", open_runs, NOW, parked_runs=parked)
        tells = correction(account, "2; a slip", "prod", "operator.1").tells
        assert [Due.parse(due.member, 0) for due in tells] == list(tells)
        assert [(due.what, due.run, due.reason) for due in tells] == [
            ("corrected", "prod.a", "a slip"),
            ("corrected", "prod.b", "a slip"),
        ]

    @pytest.mark.parametrize("way", [(Verb.STOP,), ("standalone", "letter")])
    def test_a_run_that_can_go_on_is_told_however_it_ended(self, way: tuple[str, ...]) -> None:
        walker = Walker().walk(*way).walk(f"{CORRECT}=a slip", by=OPERATOR)
        assert (walker.run.note, walker.run.open) == (Note.COUNT_CORRECTED, False)

    @pytest.mark.parametrize("way", [("off",), (Verb.STOP, Verb.START_NEW)])
    def test_one_that_can_not_is_left_alone(self, way: tuple[str, ...]) -> None:
        refused = Walker().walk(*way).refused(CORRECT, "a slip", by=OPERATOR)
        assert refused.why is RefusalReason.ENDED

    def test_a_run_that_is_told_says_so_and_counts_nothing_once_more(self) -> None:
        walker = at_the_count().walk("answer=20").wait(HOUR)
        self.corrected(walker, "1; Ben typed: twenty")
        theirs = made(0, run="prod.b").made[0]
        walker.attempts = walker.attempts.spend(theirs)  # meanwhile
        walker.walk(f"{CORRECT}=Ben typed: twenty", by=OPERATOR)
        assert walker.run.note is Note.COUNT_CORRECTED
        assert walker.run.values["correction"] == "Ben typed: twenty"
        assert (used(walker), walker.here) == (2, "third")  # the way to the call is open again
        assert walker.last.audit["by"] == OPERATOR
        assert "used" not in walker.last.audit

    def test_a_run_that_waits_is_told_and_waits_for_its_lead(self) -> None:
        walker = Walker().walk("standalone", "call", "blocked", "wait").wait(HOUR)
        self.corrected(walker, "1; it rang")
        walker.walk(f"{CORRECT}=it rang", by=OPERATOR)
        assert (walker.run.note, walker.run.open) == (Note.COUNT_CORRECTED, False)
        assert walker.last.timers == ()  # that attempts are free is said now

    def test_what_was_pressed_call_by_call_stays(self) -> None:
        with pytest.raises(BadAnswer, match="correction_low"):
            self.corrected(Walker(attempts=made(1, 2)), "1; a slip")

    def test_nobody_undoes_it(self) -> None:
        walker = at_the_count().walk("answer=20")
        self.corrected(walker, "2; a slip")
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO
