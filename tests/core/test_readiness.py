"""A check of an account: what it finds, and when it is to be done anew."""

from dataclasses import replace

from bot.core import timers, verbs
from bot.core.budget import DAY, Attempts
from bot.core.flow import Flows
from bot.core.home import account_state
from bot.core.readiness import Readiness, newest, newest_by_flow
from bot.core.reminder_replies import IN_A_WEEK, SNOOZES
from bot.core.snapshot import Snapshot
from bot.core.timers import EVIDENCE, FOLLOW_UP, QUIET, RENEWAL, ReminderDecision, Timer
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.checks import QUARTER, READY, a_check, due
from tests.core.paper import FLOWS, NOW, Walker, flow, step, to


class TestNewest:
    OLD, NEW = Readiness("gaps", 1, NOW, "prod.a"), Readiness("ready", 0, NOW + DAY, "prod.b")

    def test_it_is_the_latest_under_whichever_name(self) -> None:
        for names in (("prod", "123456789012"), ("123456789012", "prod")):
            assert newest({"prod": self.NEW, "123456789012": self.OLD}, names) == self.NEW
            assert newest({"prod": self.OLD, "123456789012": self.NEW}, names) == self.NEW
        assert newest({"dev": self.NEW}, ("prod",)) is None

    def test_each_check_has_its_own(self) -> None:
        checked = {"ready": {"prod": self.OLD, "p": self.NEW}, "b": {"p": self.OLD}, "c": {}}
        assert newest_by_flow(checked, ("prod", "p")) == {"ready": self.NEW, "b": self.OLD}

    def test_the_home_tab_tells_of_it(self) -> None:
        """The name that stands there is not the one of the latest check."""
        checked = {"ready": {"prod": self.OLD, "123456789012": self.NEW}}
        found = Snapshot(None, Attempts(), "", (), NOW, names=("prod", "123456789012"))
        assert account_state("prod", found, (), checked).readiness == {"ready": self.NEW}
        checked = {"ready": {"prod": self.NEW, "123456789012": self.OLD}}
        assert account_state("prod", found, (), checked).readiness == {"ready": self.NEW}


class TestWhatItFinds:
    def test_the_press_that_ends_it_tells(self) -> None:
        walker = a_check().walk("one", "one", "wrong")
        before = walker.last
        walker.wait(DAY).walk("answer=Ana")
        assert before.readiness is None
        assert walker.last.readiness == Readiness("gaps", 2, NOW + DAY, walker.run.id)
        assert walker.last.counts_for == QUARTER

    def test_it_is_told_once(self) -> None:
        walker = a_check().walk("none", "right", "answer=Ana", f"{Verb.POSTPONE}={IN_A_WEEK}")
        assert walker.last.readiness is None
        assert walker.last.counts_for == QUARTER  # the run lives as long

    def test_a_stopped_check_has_found_nothing(self) -> None:
        assert a_check().walk("one", Verb.STOP).last.readiness is None

    def test_one_that_has_found_nothing_is_kept_no_longer_than_any_other_run(self) -> None:
        walker = a_check().walk("one")
        assert walker.last.counts_for == 0
        assert walker.walk(Verb.STOP).last.counts_for == 0
        assert walker.walk(Verb.GO_ON, "two", "right", "answer=Ana").last.counts_for == QUARTER

    def test_nor_has_a_drill_or_any_other_procedure(self) -> None:
        drill = a_check(account="drill~prod").walk("none", "right", "answer=Ana")
        assert (drill.run.outcome, drill.last.readiness) == ("gaps", None)
        other = Walker().walk("standalone", "form")
        assert (other.last.readiness, other.last.counts_for) == (None, 0)


class TestRenewal:
    ENDED = ("none", "right", "answer=Ana")

    def ring(self, walker: Walker, **known: bool) -> ReminderDecision:
        return timers.decide_reminder(
            walker.flows, walker.run, Attempts(), RENEWAL, walker.now, **known
        )

    def test_it_is_asked_for_once_what_was_found_is_old(self) -> None:
        walker = a_check().walk(*self.ENDED)
        assert due(walker) == [Timer(RENEWAL, NOW + QUARTER)]

    def test_the_owner_is_asked_and_again_after_a_fortnight(self) -> None:
        walker = a_check().walk(*self.ENDED).wait(QUARTER)
        later = walker.now + 14 * DAY
        assert self.ring(walker) == ReminderDecision(say=True, again_at=later)
        assert self.ring(walker, owned=True).to_owner

    def test_what_its_text_says_to_press_stands_first(self) -> None:
        assert verbs.reminded(RENEWAL) == (Verb.START_NEW, Verb.POSTPONE, Verb.OVER)

    def test_it_is_put_off_for_a_week_and_other_reminders_for_less_too(self) -> None:
        assert verbs.choices(Verb.POSTPONE, RENEWAL) == (IN_A_WEEK,)
        for other in (QUIET, FOLLOW_UP, ""):
            assert verbs.choices(Verb.POSTPONE, other) == SNOOZES
        assert verbs.choices(Verb.OVER, RENEWAL) == ()

    def test_anyone_puts_it_off_or_ends_it(self) -> None:
        walker = a_check().walk(*self.ENDED).wait(QUARTER)
        walker.walk(f"{Verb.POSTPONE}={IN_A_WEEK}")
        assert due(walker) == [Timer(RENEWAL, walker.now + 7 * DAY)]
        walker.walk(Verb.OVER)
        assert due(walker) == []
        assert not self.ring(walker).say

    def test_nothing_is_asked_about_an_end_where_there_was_nothing_to_check(self) -> None:
        steps = {**READY.steps, "none_here": step("none_here", end="no_root")}
        steps["which"] = replace(
            steps["which"],
            buttons={**steps["which"].buttons, "abroad": to("abroad", "none_here")},
        )
        walker = a_check(replace(READY, steps=steps)).walk("abroad")
        assert walker.last.readiness == Readiness("no_root", 0, NOW, walker.run.id)
        assert due(walker) == []
        assert not self.ring(walker).say

    def test_nothing_is_asked_once_another_run_has_checked_it_since(self) -> None:
        walker = a_check().walk(*self.ENDED).wait(QUARTER)
        assert self.ring(walker, checked_since=True) == ReminderDecision(say=False)

    def test_nothing_is_asked_while_another_run_checks_it(self) -> None:
        """It is looked at again: that run may be stopped."""
        walker = a_check().walk(*self.ENDED).wait(QUARTER)
        tomorrow = walker.now + DAY
        told = self.ring(walker, being_checked=True)
        assert told == ReminderDecision(say=False, again_at=tomorrow)
        walker.walk(Verb.OVER)
        assert self.ring(walker, being_checked=True) == ReminderDecision(say=False)

    def test_a_drill_is_not_to_be_done_anew(self) -> None:
        assert due(a_check(account="drill~prod").walk(*self.ENDED)) == []


class TestNoAttempts:
    def test_a_check_counts_none_and_offers_no_correction(self) -> None:
        walker = a_check()
        shown = view(walker.flows, walker.run, walker.attempts, NOW)
        assert (shown.counts, shown.card_verbs) == (False, ())

    def test_a_procedure_that_makes_them_does(self) -> None:
        walker = Walker()
        shown = view(walker.flows, walker.run, walker.attempts, NOW)
        assert (shown.counts, shown.card_verbs) == (True, (Verb.CORRECT_COUNT,))

    def test_one_that_visits_such_a_procedure_may_make_some(self) -> None:
        visiting = flow("eve", "end", [step("on", to("on", "end")), step("end", end="done")])
        calls = replace(visiting.steps["on"].buttons["on"], go=None, visits="lost", then="end")
        begins = replace(visiting.steps["on"], buttons={"on": calls})
        eve = replace(visiting, steps={**visiting.steps, "on": begins})
        assert Flows({**FLOWS, "eve": eve}).spends("eve")
        assert not Flows({**FLOWS, "eve": visiting}).spends("eve")


def test_aws_is_asked_at_once_since_nothing_was_changed_there() -> None:
    def asked(walker: Walker) -> dict[str, int]:
        run = replace(walker.run, values={"account_id": "123456789012"})
        told = timers.timers_for(walker.flows, run, walker.attempts, NOW, run)
        return {timer.name: timer.at - NOW for timer in told if timer.name != QUIET}

    assert asked(a_check().walk("none")) == {EVIDENCE: 0}
    assert asked(a_check(replace(READY, valid_for=None)).walk("none")) == {EVIDENCE: 15_000}
