"""Gaps on the way of a check: which ones count, and whose task each is."""

from dataclasses import replace
from typing import ClassVar

import pytest

from bot.core.budget import DAY
from bot.core.press import RunLocation
from bot.core.readiness import noting, without_values
from bot.core.run import Gap
from bot.core.team import KnownAccount
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.checks import READY, a_check, todo
from tests.core.paper import LEAD, NOW, OTHER


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
