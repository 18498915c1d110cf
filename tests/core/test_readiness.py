"""A check of an account: the gaps on its way, what it finds, and when it is to be done anew."""

from dataclasses import replace
from typing import ClassVar

import pytest

from bot.core import timers, verbs
from bot.core.budget import DAY, Attempts
from bot.core.evidence import Fact
from bot.core.flow import Flow, Flows
from bot.core.home import account_state
from bot.core.press import RunLocation
from bot.core.readiness import Readiness, newest, newest_by_flow, noting, without_values
from bot.core.reminder_replies import IN_A_WEEK, SNOOZES
from bot.core.run import Gap
from bot.core.snapshot import Snapshot
from bot.core.team import KnownAccount
from bot.core.timers import EVIDENCE, FOLLOW_UP, QUIET, RENEWAL, ReminderDecision, Timer
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import FLOWS, LEAD, NOW, OTHER, Walker, flow, step, to

QUARTER = 90 * DAY
READY = replace(
    flow(
        "ready",
        "ready",
        [
            step("which", to("one", "device"), to("none", "number", gap="register")),
            step("device", to("two", "number"), to("one", "number", gap="register_second")),
            step(
                "number",
                to("right", "people"),
                to("wrong", "people", gap="correct", gap_of="phone_holder"),
                to("unsure", "which", gap="look"),
                proofs={Fact.PHONE_VERIFIED: "right"},
            ),
            step(
                "people",
                to("nobody", "ready", gap="name_them", gap_of="inbox_reader"),
                asks="person",
                roles=("inbox_reader",),
                go="ready",
            ),
            step("ready", end="ready", with_gaps="left"),
            step("left", end="gaps", shows=("gaps",)),
        ],
    ),
    valid_for=QUARTER,
)
CHECKS = Flows({**FLOWS, "ready": READY})


def a_check(the_flow: Flow = READY, account: str = "prod") -> Walker:
    return Walker(flows=Flows({**CHECKS, "ready": the_flow}), flow="ready", account=account)


def todo(walker: Walker) -> list[str]:
    return [gap.todo for gap in walker.run.gaps]


def due(walker: Walker) -> list[Timer]:
    return list(walker.last.timers or ())


class TestGaps:
    def test_without_one_the_run_comes_to_the_end_that_it_was_led_to(self) -> None:
        walker = a_check().walk("one", "two", "right", "answer=Ana")
        assert (walker.run.outcome, walker.run.gaps) == ("ready", ())

    def test_with_one_it_comes_to_the_other_end_and_knows_them_all(self) -> None:
        walker = a_check().walk("one", "one", "wrong", "answer=Ana")
        assert walker.run.outcome == "gaps"
        assert todo(walker) == ["register_second", "correct"]
        assert view(walker.flows, walker.run, walker.attempts, NOW).gaps == walker.run.gaps

    def test_another_answer_to_the_same_question_takes_it_back(self) -> None:
        walker = a_check().walk("one", "one", Verb.BACK, "two", "right", "answer=Ana")
        assert walker.run.outcome == "ready"

    def test_one_that_is_no_longer_on_the_way_does_not_count(self) -> None:
        walker = a_check().walk("one", "one", Verb.BACK, Verb.BACK, "none")
        assert todo(walker) == ["register"]
        assert todo(walker.walk(Verb.START_OVER)) == []

    def test_one_that_leads_back_is_asked_for_again(self) -> None:
        assert todo(a_check().walk("one", "one", "unsure")) == []

    def test_a_stopped_check_keeps_them_and_goes_on(self) -> None:
        walker = a_check().walk("one", "one", Verb.STOP, Verb.GO_ON)
        assert (walker.here, todo(walker)) == ("number", ["register_second"])


class TestWhoseTaskItIs:
    KNOWN = KnownAccount(name="prod", owner="S0ONCALL", inbox=("U1", "U2"), phone=("U3",))

    def owners(self, step_name: str, button: str, known: KnownAccount | None) -> tuple[str, ...]:
        walker = a_check().walk("one")
        named = READY.steps[step_name].buttons[button]
        return noting(walker.run, named, known).gaps[0].owners

    def test_it_is_the_owners_of_the_account_where_no_role_is_named(self) -> None:
        assert self.owners("device", "one", self.KNOWN) == ("S0ONCALL",)

    def test_it_is_theirs_who_have_the_role(self) -> None:
        assert self.owners("number", "wrong", self.KNOWN) == ("U3",)
        assert self.owners("people", "nobody", self.KNOWN) == ("U1", "U2")

    def test_it_is_the_owners_where_nobody_is_known_to_have_the_role(self) -> None:
        assert self.owners("number", "wrong", replace(self.KNOWN, phone=())) == ("S0ONCALL",)

    def test_it_is_the_leads_where_nothing_is_known(self) -> None:
        assert self.owners("number", "wrong", None) == (LEAD,)
        assert self.owners("device", "one", KnownAccount(name="prod")) == (LEAD,)

    def test_who_was_named_in_the_run_comes_first(self) -> None:
        run = a_check().run
        named = replace(run, values={"inbox_reader": "Ana from the office"})
        button = READY.steps["people"].buttons["nobody"]
        assert noting(named, button, self.KNOWN).gaps == (
            Gap("ready", "which", "name_them", ("Ana from the office",)),
        )


class TestWhatWasTyped:
    """It is forgotten where the run leaves direct messages, also as the one whose task a gap is."""

    KNOWN = KnownAccount(name="prod", owner="S0ONCALL", phone=("U3",))
    VALUES: ClassVar = {"inbox_reader": "Ana from the office", "phone_holder": "U3"}

    def owners(self, known: KnownAccount | None, *owners: str) -> tuple[str, ...]:
        gaps = (Gap("ready", "people", "name_them", owners),)
        run = replace(a_check().run, lead=OTHER, values=self.VALUES, gaps=gaps)
        left = without_values(run, known)
        assert left.values == {}
        return left.gaps[0].owners

    def test_a_task_of_theirs_becomes_the_owners_or_the_leads(self) -> None:
        assert self.owners(self.KNOWN, "Ana from the office") == ("S0ONCALL",)
        assert self.owners(None, "Ana from the office") == (OTHER,)
        assert self.owners(None, "U3") == (OTHER,)

    def test_whom_the_team_file_names_keeps_theirs(self) -> None:
        assert self.owners(self.KNOWN, "U3") == ("U3",)
        assert self.owners(self.KNOWN, "S0ONCALL") == ("S0ONCALL",)

    @pytest.mark.parametrize("asks_first", [True, False])
    def test_it_is_so_both_ways_out_of_direct_messages(self, *, asks_first: bool) -> None:
        gaps = (Gap("ready", "which", "register", ("Ana from the office",)),)
        walker = a_check().walk("one")
        direct = RunLocation("D1", 99)
        asked = {"by": OTHER, "location": direct, "channel": "C9", "opens_here": True}
        walker.walk(Verb.TAKE_OVER, **asked)
        walker.run = replace(walker.run, values=self.VALUES, gaps=gaps)
        if asks_first:
            walker.walk(Verb.HAND_OVER, location=direct)
        else:
            walker.wait(DAY).walk(Verb.TAKE_OVER, **asked)
        assert (walker.run.lead, walker.run.values) == (OTHER, {})
        assert walker.run.gaps == (replace(gaps[0], owners=(OTHER,)),)


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
        told = timers.wanted(walker.flows, run, walker.attempts, NOW, run)
        return {timer.name: timer.at - NOW for timer in told if timer.name != QUIET}

    assert asked(a_check().walk("none")) == {EVIDENCE: 0}
    assert asked(a_check(replace(READY, valid_for=None)).walk("none")) == {EVIDENCE: 15_000}
