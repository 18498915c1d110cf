"""Visits to another flow, and flows that change while somebody is in them."""

from dataclasses import replace

import pytest

from bot.core.flow import Flows
from bot.core.notes import Note
from bot.core.refusals import RefusalReason
from bot.core.run import STOPPED
from bot.core.verbs import Verb
from bot.core.view import view
from bot.store.run_records import dump_run, load_run
from tests.core.paper import FLOWS, LEAD, LOST, OTHER, Walker, made, without


class TestAVisit:
    def test_it_walks_the_other_flow_and_comes_back_to_the_step_named(self) -> None:
        walker = Walker().walk("fix")
        assert (walker.run.flow, walker.run.place.flow, walker.here) == (
            "lost",
            "phone",
            "which_number",
        )
        walker.walk("answer=0912345678", "saved")
        assert (walker.here, walker.run.open) == ("set", True)
        walker.walk(Verb.GO_ON)
        assert (walker.run.place.flow, walker.here, walker.trail) == ("lost", "ready", ["which"])

    def test_what_was_typed_there_is_known_afterwards(self) -> None:
        walker = Walker().walk("fix", "answer=0912345678", "saved", Verb.GO_ON)
        assert walker.run.values["keypad"] == "0912345678"

    def test_coming_back_passes_the_checks(self) -> None:
        walker = Walker(attempts=made(1)).walk("fix", "typed", "saved", Verb.GO_ON)
        assert walker.here == "second"

    def test_back_leads_out_of_it_the_way_one_came(self) -> None:
        walker = Walker().walk("fix", "typed", Verb.BACK, Verb.BACK)
        assert (walker.run.place.flow, walker.here, walker.trail) == ("lost", "which", [])

    def test_after_it_back_leads_to_where_it_was_asked_for(self) -> None:
        walker = Walker().walk("fix", "typed", "saved", Verb.GO_ON, Verb.BACK)
        assert (walker.run.place.flow, walker.here) == ("lost", "which")

    def test_without_a_number_that_the_run_has_it_asks_for_one(self) -> None:
        assert Walker().walk("correct").here == "which_number"

    def test_another_number_than_the_run_has_is_asked_for(self) -> None:
        """The known one may be the number that is gone."""
        walker = Walker().walk("questions", "answer=0912345678", Verb.START_OVER, "fix")
        assert walker.here == "which_number"
        assert walker.walk("answer=0987654321").run.values["keypad"] == "0987654321"

    def test_the_same_number_is_not_asked_for_but_another_can_be_given(self) -> None:
        known = ("questions", "answer=0912345678", "skip", "which", "correct")
        assert Walker().walk(*known).here == "spelling"
        assert Walker().walk(*known, "other").here == "which_number"
        assert Walker().walk(*known, Verb.BACK).here == "which"

    def test_stop_and_go_on_keep_the_place(self) -> None:
        walker = Walker().walk("fix", "typed", Verb.STOP, Verb.GO_ON, "saved", Verb.GO_ON)
        assert walker.here == "ready"

    def test_start_over_leaves_it(self) -> None:
        walker = Walker().walk("fix", "typed", Verb.START_OVER)
        assert (walker.run.place.visiting, walker.here) == (False, "which")

    def test_started_by_its_own_command_its_end_is_the_end(self) -> None:
        walker = Walker(flow="phone").walk("typed", "saved")
        assert walker.run.outcome == "number_set"


def upgraded(walker: Walker, flows: Flows) -> Walker:
    walker.flows = flows
    return walker


class TestAfterAnUpgrade:
    def test_a_run_whose_step_is_gone_says_so_and_offers_the_nearest(self) -> None:
        walker = upgraded(Walker().walk("explain", "on"), without(FLOWS, "lost", "number"))
        walker.walk("later")
        assert walker.run.note is Note.CHANGED
        shown = view(walker.flows, walker.run, walker.attempts, walker.now)
        assert shown.gone
        assert shown.verbs == (Verb.NEAREST, Verb.START_OVER, Verb.STOP)
        walker.walk(Verb.NEAREST)
        assert (walker.here, walker.trail) == ("explained", ["which"])

    def test_the_nearest_is_the_start_when_no_step_of_the_way_is_left(self) -> None:
        walker = Walker().walk("explain", "on")
        newer = replace(LOST, start="ready", fingerprint="newer")
        gone = without(Flows({**FLOWS, "lost": newer}), "lost", "which", "explained", "number")
        upgraded(walker, gone).walk(Verb.NEAREST)
        assert (walker.here, walker.trail) == ("ready", [])

    def test_back_passes_over_steps_that_are_gone(self) -> None:
        walker = upgraded(Walker().walk("explain", "on"), without(FLOWS, "lost", "explained"))
        walker.walk(Verb.BACK)
        assert (walker.here, walker.trail, walker.run.note) == ("which", [], None)

    @pytest.mark.parametrize(
        ("verb", "by", "then"),
        [
            (Verb.START_OVER, LEAD, ("which", None, LEAD)),
            (Verb.STOP, LEAD, ("explained", STOPPED, LEAD)),
            (Verb.TAKE_OVER, OTHER, ("explained", None, OTHER)),
        ],
    )
    def test_the_bots_own_buttons_work_on_a_step_that_is_gone(
        self, verb: Verb, by: str, then: tuple[str, str | None, str]
    ) -> None:
        walker = upgraded(Walker().walk("explain"), without(FLOWS, "lost", "explained"))
        run = walker.walk(verb, by=by).run
        assert (run.place.step, run.outcome, run.lead) == then

    def test_a_button_that_is_gone_shows_the_step_as_it_is_now(self) -> None:
        walker = upgraded(
            Walker().walk("explain"), without(FLOWS, "lost", to_remove=("explained", "on"))
        )
        walker.walk("on")
        assert (walker.here, walker.run.note) == ("explained", Note.CHANGED)
        assert walker.refused("on").why is RefusalReason.NO_SUCH_BUTTON

    def test_a_button_that_is_gone_from_the_flow_that_is_visited_does_so_too(self) -> None:
        newer = without(FLOWS, "phone", to_remove=("which_number", "typed"))
        walker = upgraded(Walker().walk("fix"), newer).walk("typed")
        assert (walker.here, walker.run.note) == ("which_number", Note.CHANGED)

    def test_a_change_elsewhere_in_the_flow_is_not_noticed(self) -> None:
        walker = upgraded(Walker().walk("explain"), without(FLOWS, "lost", "supported"))
        assert walker.walk("on").run.note is None

    def test_a_visit_whose_way_back_is_gone_offers_the_nearest_step(self) -> None:
        walker = Walker().walk("fix", "typed", "saved")
        upgraded(walker, without(FLOWS, "lost", "ready")).walk(Verb.GO_ON)
        assert walker.run.note is Note.CHANGED
        walker.walk(Verb.NEAREST)
        assert (walker.run.place.flow, walker.here) == ("lost", "which")

    def test_a_visited_flow_that_is_gone_leaves_the_way_back_to_the_run(self) -> None:
        walker = upgraded(Walker().walk("explain", "which", "fix", "typed"), Flows({"lost": LOST}))
        assert view(walker.flows, walker.run, walker.attempts, walker.now).gone
        walker.walk("saved", Verb.NEAREST)
        assert (walker.run.place.flow, walker.here) == ("lost", "which")

    def test_a_flow_that_is_gone_leaves_every_button_without_effect(self) -> None:
        walker = upgraded(Walker().walk("explain"), Flows({"phone": FLOWS["phone"]}))
        for button in ("on", *Verb):
            assert walker.refused(button).why is RefusalReason.FLOW_GONE
        assert view(walker.flows, walker.run, walker.attempts, walker.now).gone

    def test_a_run_kept_by_the_store_goes_on_all_the_same(self) -> None:
        walker = Walker().walk("fix", "answer=0912345678")
        walker.run = load_run(dump_run(walker.run))
        upgraded(walker, without(FLOWS, "phone", "spelling")).walk("saved", Verb.NEAREST)
        assert walker.here == "which_number"
