"""What was just said can be taken back: nobody locks an account by a slip."""

import pytest

from bot.core.budget import DAY, HOUR, MINUTE, Attempt, AttemptKind, AttemptResult
from bot.core.notes import Note
from bot.core.refusals import RefusalReason
from bot.core.run import Mfa
from bot.core.verbs import Verb
from tests.core.paper import LEAD, NOW, OTHER, Walker, made
from tests.core.recounting import CORRECT, UNDO, at_the_count, used, verbs
from tests.support.each import each

FORMER_UNDO = "run:undo_count"  # the same button in messages of an older bot


class TestForTwoMinutesWhoeverSaidItMayUndoIt:
    @pytest.mark.parametrize("said", ["answer=20", "answer=1, last 5 hours ago", "blocked"])
    def test_what_was_said_is_as_if_it_had_not_been(self, said: str) -> None:
        walker = at_the_count(attempts=made(3))
        before = walker.attempts.made
        walker.walk(said)
        assert walker.attempts.made != before or said.startswith("answer=1")
        if walker.attempts.made == before:  # one was known already: there is nothing to undo
            assert UNDO not in verbs(walker)
            return
        assert UNDO in verbs(walker)
        walker.walk(UNDO)
        assert walker.attempts.made == before
        assert walker.here == "earlier"
        assert walker.run.note is Note.COUNT_UNDONE
        assert UNDO not in verbs(walker)

    def test_an_earlier_answer_of_the_same_run_is_back(self) -> None:
        walker = at_the_count().walk("answer=2, last 5 hours ago")
        told = walker.attempts
        walker.walk(Verb.BACK, "answer=20", UNDO)
        assert walker.attempts == told

    def test_for_two_minutes_and_no_longer(self) -> None:
        walker = at_the_count().walk("answer=20").wait(2 * MINUTE)
        assert UNDO in verbs(walker)
        walker.wait(1)
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO

    def test_from_a_later_step_too_and_whoever_is_on_the_phone_stays_there(self) -> None:
        walker = at_the_count().walk("answer=1", "checked", "call", UNDO)
        assert (walker.here, used(walker)) == ("calling", 1)  # the call itself counts
        assert [a.kind for a in walker.attempts.made] == [AttemptKind.CALL]

    def test_whoever_said_it_may_though_another_leads_by_now(self) -> None:
        walker = at_the_count().walk("answer=20").walk(Verb.TAKE_OVER, by=OTHER)
        walker.walk(UNDO, by=LEAD)
        assert used(walker) == 0
        assert walker.run.lead == OTHER

    def test_nobody_else_may(self) -> None:
        walker = at_the_count().walk("answer=20")
        assert walker.refused(UNDO, by=OTHER).why is RefusalReason.NOT_LEAD

    def test_whoever_leads_now_may(self) -> None:
        walker = at_the_count().walk("answer=20").walk(Verb.TAKE_OVER, by=OTHER)
        walker.walk(UNDO, by=OTHER)
        assert (used(walker), walker.here) == (0, "earlier")

    def test_once(self) -> None:
        walker = at_the_count().walk("answer=20", UNDO)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO

    def test_where_nothing_was_said_there_is_nothing_to_undo(self) -> None:
        walker = at_the_count().walk("skip")
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO

    def test_a_call_that_was_pressed_is_not_undone_so(self) -> None:
        walker = Walker().walk("standalone", "call")
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO

    def test_a_block_leaves_the_attempt_as_it_was(self) -> None:
        walker = Walker().walk("standalone", "call")
        before = walker.attempts.made
        walker.walk("blocked", UNDO)
        assert walker.attempts.made == before
        assert walker.here == "calling"
        walker.walk("not_pressed")  # it can still be given back
        assert used(walker) == 0

    def test_what_others_did_meanwhile_stays(self) -> None:
        walker = at_the_count().walk("answer=1")
        theirs = made(0, run="prod.b").made[0]
        walker.attempts = walker.attempts.spend(theirs)
        walker.walk(UNDO)
        assert walker.attempts.made == (theirs,)


def colleague(first: Walker, *presses: str) -> Walker:
    """Another run of the account, walked by somebody else after what was done in the first."""
    other = Walker(run_name="other", attempts=first.attempts, now=first.now).walk(*presses)
    first.attempts = other.attempts
    return other


TO_THE_COUNT = ("explain", "on", "later")


class TestAButtonThatCanBeUndone:
    def test_leads_back_to_its_step_as_it_was(self) -> None:
        walker = Walker().walk("explain", "which")
        before = walker.run
        walker.walk("remove", UNDO)
        assert (walker.run.place, walker.run.trail) == (before.place, before.trail)
        assert walker.run.note is Note.UNDONE

    def test_until_the_next_press(self) -> None:
        walker = Walker().walk("remove", "form")
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.ENDED
        walker = Walker().walk("remove", "registered")
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO

    @pytest.mark.parametrize("way", [(Verb.BACK, "explain"), ("which", "explain")])
    def test_not_where_another_press_at_the_same_step_came_after(
        self, way: tuple[str, ...]
    ) -> None:
        walker = Walker().walk("remove", *way)
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO
        assert walker.run.mfa == Mfa(off=True, remind_at=NOW + 2 * HOUR)

    def test_of_a_count_then_the_count_alone_is_undone(self) -> None:
        walker = at_the_count().walk("answer=20", Verb.BACK, "skip", UNDO)
        assert (used(walker), walker.here) == (0, "used_up")

    def test_a_change_of_language_or_of_the_lead_comes_between_without_harm(self) -> None:
        walker = Walker().walk("remove", f"{Verb.LANGUAGE}=zh-TW", f"{Verb.LANGUAGE}=en")
        walker.walk(f"{Verb.LANGUAGE}=zh-TW", f"{Verb.LANGUAGE}=en").walk(Verb.TAKE_OVER, by=OTHER)
        walker.walk(UNDO, by=OTHER)
        assert (walker.here, walker.run.mfa) == ("which", None)

    def test_for_two_minutes(self) -> None:
        walker = Walker().walk("remove").wait(2 * MINUTE)
        assert UNDO in verbs(walker)
        assert walker.wait(1).refused(UNDO).why is RefusalReason.CANNOT_UNDO

    def test_past_no_detour(self) -> None:
        """Whoever had checked the number is not sent to check it once more."""
        walker = Walker(attempts=made(1)).walk("standalone", "checked", "call", "blocked", UNDO)
        assert walker.here == "calling"
        walker = Walker(attempts=made(1)).walk("standalone", "checked", "closed", UNDO)
        assert walker.here == "ready"

    def test_by_the_button_of_an_older_bot_too(self) -> None:
        assert at_the_count().walk("answer=2", FORMER_UNDO).here == "earlier"

    def test_a_block_of_nothing_known_invents_no_attempt(self) -> None:
        walker = at_the_count().walk("blocked")
        assert (used(walker), walker.attempts.left(walker.now)) == (0, 0)
        assert walker.attempts.reopens_at(walker.now) == walker.now + DAY
        walker.walk(UNDO)
        assert walker.attempts.left(walker.now) == 3

    def test_a_block_counts_nothing_that_was_counted_already(self) -> None:
        walker = Walker(attempts=made(1)).walk("explain", "on", "later", "blocked")
        assert used(walker) == 1
        assert walker.attempts.reopens_at(walker.now) == walker.now + 23 * HOUR


class TestNobodyUndoesWhatAnotherRunHasSpokenOfSince:
    """It was said of the count as it stood: without its ground, that count would be too low."""

    @each(
        "said, theirs",
        [
            (("answer=2",), (*TO_THE_COUNT, "answer=2")),  # which adds nothing
            (("answer=1",), (*TO_THE_COUNT, "answer=2")),  # which adds one to the first's
            (("answer=3",), (*TO_THE_COUNT, "answer=1")),
            (("answer=3",), (*TO_THE_COUNT, "answer=0")),
            (("blocked",), (*TO_THE_COUNT, "answer=1")),
            (("blocked",), (*TO_THE_COUNT, "blocked")),  # which is known
            (("answer=2",), (*TO_THE_COUNT, "blocked")),
            (("answer=1", Verb.BACK, "answer=2"), (*TO_THE_COUNT, f"{CORRECT}=1; one it was")),
            (("answer=2", Verb.BACK, "answer=0"), (*TO_THE_COUNT, "answer=1")),
            (("blocked",), (*TO_THE_COUNT, f"{CORRECT}=1; it rang")),
        ],
    )
    def test_what_they_said_stays(self, said: tuple[str, ...], theirs: tuple[str, ...]) -> None:
        walker = at_the_count().walk(*said)
        colleague(walker, *theirs)
        stands = walker.attempts
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO
        assert walker.attempts == stands

    def test_nor_what_they_reported_of_a_call_that_the_first_calls_blocked(self) -> None:
        """A call that rang was asked of AWS, and is not given back."""
        walker = at_the_count()
        other = colleague(walker, "standalone", "call")
        walker.walk("blocked")
        other.attempts = walker.attempts
        other.walk("silence")
        walker.attempts = other.attempts
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO
        assert walker.attempts.give_back(other.run.attempt or "", walker.now) is None

    def test_nor_is_a_report_of_the_same_run_undone_with_a_block(self) -> None:
        walker = Walker().walk("standalone", "call", "blocked", Verb.BACK, "silence")
        assert UNDO not in verbs(walker)
        assert walker.refused(UNDO).why is RefusalReason.CANNOT_UNDO
        assert walker.attempts.give_back(walker.run.attempt or "", walker.now) is None

    def test_what_they_only_pressed_hinders_nobody(self) -> None:
        walker = at_the_count().walk("answer=1")
        colleague(walker, "standalone", "checked", "call")
        walker.walk(UNDO)
        assert [a.kind for a in walker.attempts.counted(walker.now)] == [AttemptKind.CALL]
        assert used(walker) == 1

    def test_who_said_it_last_may(self) -> None:
        walker = at_the_count().walk("answer=1")
        other = colleague(walker, *TO_THE_COUNT, "answer=2")
        other.walk(UNDO)
        assert used(other) == 1
        walker.attempts = other.attempts
        walker.walk(Verb.BACK, "answer=3", UNDO)
        assert used(walker) == 1


def test_undo_leads_to_no_call_where_others_have_left_no_attempt() -> None:
    """A colleague reported a block before; the own report is taken back, theirs is not."""
    walker = Walker().walk("standalone")
    assert walker.here == "ready"
    theirs = Attempt("theirs", NOW, OTHER, AttemptKind.BLOCK, "prod.other")
    walker.attempts = walker.attempts.record(None, AttemptResult.BLOCKED, theirs)
    walker.walk("closed")
    assert walker.here == "used_up"
    assert walker.walk(Verb.UNDO).here == "used_up"
    assert "used_up" not in walker.trail
