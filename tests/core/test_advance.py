"""What one press does, and which presses do nothing."""

from dataclasses import replace

import pytest

from bot.core.advance import MAX_LOST_TURNS
from bot.core.decision import Decision
from bot.core.flow import Flows
from bot.core.notes import Note
from bot.core.refusals import RefusalReason, Refused
from bot.core.verbs import Verb
from tests.core.paper import FLOWS, LEAD, NOW, OTHER, PHONE, Walker


def test_a_run_begins_at_the_first_step_with_nothing_behind_it() -> None:
    run = Walker().run
    assert (run.place.flow, run.place.step, run.turn, run.trail) == ("lost", "which", 1, ())
    assert run.open
    assert run.lead == LEAD


def test_a_press_leads_where_the_table_says_and_raises_the_turn_by_one() -> None:
    walker = Walker().wait(5).walk("explain")
    run = walker.run
    assert (run.place.step, run.turn, run.moved_at) == ("explained", 2, NOW + 5)
    move = run.moves[-1]
    assert (move.turn, move.step, move.button, move.by) == (1, "which", "explain", LEAD)


def test_only_the_last_few_moves_are_kept() -> None:
    walker = Walker().walk("explain", "which", "explain", "which", "explain")
    assert [move.turn for move in walker.run.moves] == [3, 4, 5]


class TestThePressThatMovesNothing:
    """In the order of the questions: each press here has the faults of those below it, too."""

    def test_the_same_press_again(self) -> None:
        walker = Walker()
        press = walker.a_press("explain")
        walker.take(press)
        again = walker.take(replace(press, by=OTHER))
        assert isinstance(again, Refused)
        assert again.why is RefusalReason.REPEATED

    def test_a_press_on_a_flow_that_the_bot_no_longer_has(self) -> None:
        walker = Walker()
        walker.flows = Flows({"phone": PHONE})
        assert walker.refused("explain", turn=0, by=OTHER).why is RefusalReason.FLOW_GONE

    @pytest.mark.parametrize("turn", [0, 1, 2 + MAX_LOST_TURNS + 1])
    def test_a_press_on_another_turn(self, turn: int) -> None:
        walker = Walker().walk("explain")
        refused = walker.refused("on", turn=turn, by=OTHER)
        assert refused.why is RefusalReason.STALE
        assert refused.run.place.step == "explained"

    @pytest.mark.parametrize("button", ["on", Verb.TAKE_OVER, "answer"])
    def test_a_press_on_a_turn_that_is_still_to_come(self, button: str) -> None:
        """Redis was set back: by a failover that lost the last writes, or an old backup."""
        walker = Walker().walk("explain")
        walker.take(walker.a_press(button, turn=7, by=OTHER))
        assert (walker.here, walker.run.lead) == ("explained", LEAD)
        assert (walker.run.turn, walker.run.note) == (8, Note.SET_BACK)
        # It may be lost, or be none of ours.
        assert walker.refused("on", turn=3).why is RefusalReason.STALE

    def test_a_press_on_another_step(self) -> None:
        assert Walker().refused("explain", step="ready", by=OTHER).why is RefusalReason.STALE

    def test_an_old_press_is_old_even_when_the_run_has_ended(self) -> None:
        walker = Walker().walk("off")
        assert walker.refused("explain", turn=1, by=OTHER).why is RefusalReason.STALE

    def test_a_press_on_an_ended_run(self) -> None:
        walker = Walker().walk("off")
        assert walker.refused("explain", by=OTHER).why is RefusalReason.ENDED

    def test_a_press_by_somebody_who_does_not_lead(self) -> None:
        assert Walker().refused("no_such", by=OTHER).why is RefusalReason.NOT_LEAD

    @pytest.mark.parametrize("button", ["no_such", "answer", "skip", "start", ""])
    def test_a_button_that_the_step_does_not_have(self, button: str) -> None:
        assert Walker().refused(button).why is RefusalReason.NO_SUCH_BUTTON

    def test_skip_where_an_answer_is_needed(self) -> None:
        walker = Walker(flow="phone")
        assert walker.refused("skip").why is RefusalReason.NO_SUCH_BUTTON

    def test_back_at_the_start(self) -> None:
        assert Walker().refused(Verb.BACK).why is RefusalReason.NO_SUCH_BUTTON

    @pytest.mark.parametrize("verb", [Verb.DEVICE_ON, Verb.SNOOZE])
    def test_an_answer_to_a_reminder_that_nobody_gave(self, verb: Verb) -> None:
        assert Walker().refused(verb).why is RefusalReason.NO_SUCH_BUTTON
        assert Walker().walk("standalone", "form").refused(verb).why is RefusalReason.ENDED

    def test_it_changes_nothing_at_all(self) -> None:
        walker = Walker().walk("standalone")
        before = walker.run, walker.attempts
        assert walker.refused("call", turn=1).run is before[0]
        assert walker.refused("call", by=OTHER).run is before[0]
        assert walker.refused("no_such").run is before[0]
        assert (walker.run, walker.attempts) == before


class TestBack:
    def test_it_goes_the_way_one_came_step_by_step(self) -> None:
        walker = Walker().walk("explain", "on", "later")
        seen = [walker.walk(Verb.BACK).here for _ in range(3)]
        assert seen == ["number", "explained", "which"]
        assert walker.run.trail == ()
        assert walker.run.turn == 7

    def test_it_never_gives_an_attempt_back(self) -> None:
        walker = Walker().walk("standalone", "call")
        spent = walker.attempts
        walker.walk(Verb.BACK)
        assert walker.attempts == spent
        assert walker.attempts.used(NOW) == 1

    def test_a_place_is_never_twice_on_the_way_back(self) -> None:
        """Going round in circles does not make the way longer."""
        walker = Walker().walk("explain", "which", "explain", "on", Verb.BACK, "which")
        assert (walker.here, walker.trail) == ("which", [])
        walker.walk("explain", "on")
        assert walker.trail == ["which", "explained"]

    def test_from_an_end_there_is_no_way_back(self) -> None:
        assert Walker().walk("standalone", "form").refused(Verb.BACK).why is RefusalReason.ENDED


class TestStopAndGoOn:
    def test_stop_ends_the_run_where_it_is_and_go_on_takes_it_up_there(self) -> None:
        walker = Walker().walk("explain", "on", Verb.STOP)
        assert (walker.run.outcome, walker.here, walker.run.note) == (
            "stopped",
            "number",
            Note.STOPPED,
        )
        walker.walk(Verb.GO_ON)
        assert (walker.run.outcome, walker.here, walker.trail) == (
            None,
            "number",
            ["which", "explained"],
        )

    def test_whoever_goes_on_leads(self) -> None:
        walker = Walker().walk(Verb.STOP).walk(Verb.GO_ON, by=OTHER)
        assert walker.run.lead == OTHER

    def test_a_stopped_run_takes_no_other_press(self) -> None:
        walker = Walker().walk("explain", Verb.STOP)
        for button in ("on", Verb.BACK, Verb.STOP, Verb.START_OVER, Verb.NEAREST):
            assert walker.refused(button).why is RefusalReason.ENDED

    @pytest.mark.parametrize("way", [("explain", Verb.STOP), ("standalone", "call")])
    def test_it_can_not_go_on_beside_a_rival(self, way: tuple[str, ...]) -> None:
        """Two runs of one flow for one account would both call."""
        walker = Walker().walk(*way)
        if walker.run.open:
            walker.walk("blocked", "wait")
        assert walker.refused(Verb.GO_ON, rival="prod.other").why is RefusalReason.RIVAL
        walker.walk(Verb.GO_ON)
        assert walker.run.open

    def test_a_rival_does_not_stand_in_the_way_of_an_open_run(self) -> None:
        walker = Walker()
        assert isinstance(walker.take(walker.a_press(Verb.GO_ON), rival="prod.other"), Decision)

    def test_an_end_without_a_way_on_stays_an_end(self) -> None:
        assert Walker().walk("standalone", "form").refused(Verb.GO_ON).why is RefusalReason.ENDED


def test_start_over_begins_anew_and_attempts_stay_counted() -> None:
    walker = Walker().walk("standalone", "call", Verb.START_OVER)
    assert (walker.here, walker.trail, walker.run.note) == ("which", [], Note.STARTED_OVER)
    assert walker.run.turn == 4
    assert walker.attempts.used(NOW) == 1


class TestTakingOver:
    def test_anybody_may_even_from_an_old_message(self) -> None:
        walker = Walker().walk("explain")
        walker.walk(Verb.TAKE_OVER, by=OTHER, turn=1, step="which")
        assert (walker.run.lead, walker.here, walker.run.turn) == (OTHER, "explained", 3)
        assert walker.refused("on").why is RefusalReason.NOT_LEAD
        walker.walk("on", by=OTHER)

    def test_a_press_that_comes_again_later_does_not_take_it_back(self) -> None:
        """What was overheard may be sent again; and two who disagree see whom they take it from."""
        walker = Walker()
        press = walker.a_press(Verb.TAKE_OVER, by=OTHER)
        walker.take(press)
        walker.walk(Verb.TAKE_OVER, "explain")
        refused = walker.take(press)
        assert isinstance(refused, Refused)
        assert (refused.why, walker.run.lead) == (RefusalReason.NOT_LEAD, LEAD)

    def test_the_lead_has_nothing_to_take_over(self) -> None:
        assert Walker().refused(Verb.TAKE_OVER).why is RefusalReason.IS_LEAD

    def test_an_ended_run_is_not_taken_over(self) -> None:
        walker = Walker().walk("standalone", "form")
        assert walker.refused(Verb.TAKE_OVER, by=OTHER).why is RefusalReason.ENDED


def test_the_end_of_a_flow_ends_the_run_with_its_outcome() -> None:
    walker = Walker().walk("standalone", "form")
    assert (walker.run.outcome, walker.run.open) == ("support", False)


def test_the_audit_says_who_did_what_when_and_from_where_to_where() -> None:
    walker = Walker().wait(7).walk("standalone")
    assert walker.last.audit == {
        "run": "prod.abc",
        "account": "prod",
        "by": LEAD,
        "button": "standalone",
        "from": "which",
        "to": "lost/ready",
        "turn": "2",
        "at": str(NOW + 7),
    }


def test_the_beginning_is_in_the_audit_too() -> None:
    begun = Walker(flows=FLOWS).last
    assert (begun.audit["button"], begun.audit["from"], begun.audit["to"]) == (
        "start",
        "",
        "lost/which",
    )
