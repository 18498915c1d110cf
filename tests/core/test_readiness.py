"""A check of an account: the gaps on its way, what it finds, and when it is to be done anew."""

from dataclasses import replace

from bot.core import timers, verbs
from bot.core.budget import DAY, Attempts
from bot.core.evidence import Fact
from bot.core.flow import Flow, Flows
from bot.core.readiness import Readiness, noting
from bot.core.run import Gap
from bot.core.team import KnownAccount
from bot.core.timers import EVIDENCE, IN_A_WEEK, QUIET, RENEWAL, ReminderDecision, Timer
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import FLOWS, LEAD, NOW, Walker, flow, step, to

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

    def test_nor_has_a_drill_or_any_other_procedure(self) -> None:
        drill = a_check(account="drill~prod").walk("none", "right", "answer=Ana")
        assert (drill.run.outcome, drill.last.readiness) == ("gaps", None)
        other = Walker().walk("standalone", "form")
        assert (other.last.readiness, other.last.counts_for) == (None, 0)


class TestRenewal:
    ENDED = ("none", "right", "answer=Ana")

    def ring(self, walker: Walker, *, owned: bool = False) -> ReminderDecision:
        return timers.decide_reminder(
            walker.flows, walker.run, Attempts(), RENEWAL, walker.now, owned=owned
        )

    def test_it_is_asked_for_once_what_was_found_is_old(self) -> None:
        walker = a_check().walk(*self.ENDED)
        assert due(walker) == [Timer(RENEWAL, NOW + QUARTER)]

    def test_the_owner_is_asked_and_again_after_a_fortnight(self) -> None:
        walker = a_check().walk(*self.ENDED).wait(QUARTER)
        later = walker.now + 14 * DAY
        assert self.ring(walker) == ReminderDecision(say=True, again_at=later)
        assert self.ring(walker, owned=True).to_owner
        assert set(verbs.reminded(RENEWAL)) == {Verb.START_NEW, Verb.POSTPONE, Verb.OVER}

    def test_anyone_puts_it_off_or_ends_it(self) -> None:
        walker = a_check().walk(*self.ENDED).wait(QUARTER)
        walker.walk(f"{Verb.POSTPONE}={IN_A_WEEK}")
        assert due(walker) == [Timer(RENEWAL, walker.now + 7 * DAY)]
        walker.walk(Verb.OVER)
        assert due(walker) == []
        assert not self.ring(walker).say

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
