"""Handing a run over: at once inside its channel; from outside, its lead is asked first."""

from itertools import product
from typing import Any

import pytest

from bot.core.budget import MINUTE
from bot.core.notes import Note
from bot.core.press import RunLocation
from bot.core.refusals import RefusalReason
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import LEAD, OTHER, Walker
from tests.support.each import each

HOME, DIRECT, ELSEWHERE = RunLocation("C1", 99), RunLocation("D1", 99), "C9"


def outside(walker: Walker, location: RunLocation = HOME, channel: str = ELSEWHERE) -> Walker:
    """Somebody else presses Take Over there."""
    return walker.walk(Verb.TAKE_OVER, by=OTHER, location=location, channel=channel)


def with_a_number(walker: Walker) -> Walker:
    return walker.walk("fix", "answer=0912345678")


class TestFromInside:
    def test_it_is_one_press(self) -> None:
        walker = Walker().walk(Verb.TAKE_OVER, by=OTHER, location=HOME, channel="C1")
        assert (walker.run.lead, walker.run.note) == (OTHER, Note.TOOK_OVER)

    def test_it_answers_whoever_asked_from_outside(self) -> None:
        walker = outside(Walker()).walk(Verb.TAKE_OVER, by="U3", location=HOME, channel="C1")
        assert (walker.run.lead, walker.run.handover) == ("U3", None)


class TestFromOutside:
    def test_the_first_press_asks(self) -> None:
        walker = outside(Walker().walk("explain"))
        assert (walker.run.lead, walker.here, walker.run.note) == (LEAD, "explained", Note.ASKED)
        shown = view(walker.flows, walker.run, walker.attempts, walker.now)
        assert shown.verbs[:2] == (Verb.HAND_OVER, Verb.KEEP_LEADING)

    @pytest.mark.parametrize(
        ("waited", "why"), [(0, RefusalReason.ASKED), (2 * MINUTE - 1, RefusalReason.ASKED)]
    )
    @pytest.mark.parametrize("by", [OTHER, "U3"])
    def test_then_the_lead_has_two_minutes(self, waited: int, why: RefusalReason, by: str) -> None:
        walker = outside(Walker()).wait(waited)
        refused = walker.refused(Verb.TAKE_OVER, by=by, location=HOME, channel=ELSEWHERE)
        assert refused.why is why

    @pytest.mark.parametrize("waited", [2 * MINUTE, 300 * MINUTE])
    def test_and_the_second_press_takes_it(self, waited: int) -> None:
        walker = outside(outside(Walker()).wait(waited))
        assert (walker.run.lead, walker.run.note) == (OTHER, Note.UNANSWERED)
        assert (walker.run.uninvited, walker.run.handover) == (OTHER, None)

    def test_not_before_slack_has_shown_that_somebody_asks(self) -> None:
        walker = outside(Walker()).wait(2 * MINUTE)
        outside(walker, location=RunLocation("C1", walker.run.turn - 1))
        assert (walker.run.lead, walker.run.note) == (LEAD, Note.ASKED)
        outside(walker.wait(2 * MINUTE))
        assert walker.run.lead == OTHER

    def test_of_whom_slack_shows_nothing_any_more_it_is_taken_once_they_were_asked_twice(
        self,
    ) -> None:
        """Their account is gone, or their direct messages are closed to the bot."""
        walker = outside(with_a_number(Walker()), DIRECT)
        nothing_new = RunLocation("D1", walker.run.turn - 1)
        for note in (Note.ASKED, Note.BROUGHT_HERE):
            refused = walker.refused(
                Verb.TAKE_OVER, by=OTHER, location=nothing_new, channel=ELSEWHERE
            )
            assert refused.why is RefusalReason.ASKED
            outside(walker.wait(2 * MINUTE), nothing_new)
            assert walker.run.note is note
        assert (walker.run.lead, walker.run.channel, walker.run.values) == (OTHER, ELSEWHERE, {})

    @pytest.mark.parametrize("waited", [0, 2 * MINUTE, 4 * MINUTE - 1])
    def test_nobody_else_takes_the_place_of_whoever_asked_first(self, waited: int) -> None:
        walker = outside(Walker()).wait(waited)
        refused = walker.refused(Verb.TAKE_OVER, by="U3", location=HOME, channel=ELSEWHERE)
        assert (refused.why, refused.detail) == (RefusalReason.ASKED, OTHER)
        assert outside(walker.wait(2 * MINUTE)).run.lead == OTHER

    def test_the_second_press_of_somebody_else_asks_anew_once_the_first_has_had_their_time(
        self,
    ) -> None:
        walker = outside(Walker()).wait(4 * MINUTE)
        walker.walk(Verb.TAKE_OVER, by="U3", location=HOME, channel=ELSEWHERE)
        assert walker.run.lead == LEAD
        assert walker.run.handover
        assert walker.run.handover.by == "U3"

    @pytest.mark.parametrize("press", [Verb.KEEP_LEADING, "explain", Verb.START_OVER, Verb.STOP])
    def test_whatever_the_lead_presses_is_an_answer(self, press: str) -> None:
        assert outside(Walker()).walk(press).run.handover is None

    @pytest.mark.parametrize("by", [LEAD, OTHER])
    def test_a_language_is_none(self, by: str) -> None:
        walker = outside(Walker()).walk(f"{Verb.LANGUAGE}=zh-TW", by=by)
        assert walker.run.handover

    def test_the_lead_presses_on_the_message_that_was_there_before(self) -> None:
        walker = outside(Walker())
        assert walker.walk("explain", turn=1).here == "explained"

    def test_handed_over_it_is_theirs_and_they_are_invited(self) -> None:
        walker = outside(outside(Walker()).wait(2 * MINUTE))
        walker.walk(Verb.TAKE_OVER, by=LEAD, location=HOME, channel="C1")
        outside(walker).walk(Verb.HAND_OVER, location=HOME, channel="D7")
        assert (walker.run.lead, walker.run.uninvited) == (OTHER, "")
        assert walker.run.note is Note.HANDED_OVER

    @pytest.mark.parametrize("verb", [Verb.HAND_OVER, Verb.KEEP_LEADING])
    def test_there_is_nothing_to_answer_where_nobody_asks(self, verb: Verb) -> None:
        assert Walker().refused(verb).why is RefusalReason.NO_SUCH_BUTTON

    @pytest.mark.parametrize("verb", [Verb.HAND_OVER, Verb.KEEP_LEADING])
    def test_the_lead_alone_answers(self, verb: Verb) -> None:
        walker = outside(Walker())
        assert walker.refused(verb, by=OTHER).why is RefusalReason.NOT_LEAD
        assert (
            walker.refused(verb, by=OTHER, location=HOME, channel="C9").why is RefusalReason.OUTSIDE
        )


class TestOutOfDirectMessages:
    def test_unanswered_it_goes_to_the_channel_without_what_was_typed(self) -> None:
        walker = outside(with_a_number(Walker()), DIRECT).wait(2 * MINUTE)
        assert walker.run.values
        outside(walker, DIRECT, channel="D2")
        assert (walker.run.lead, walker.run.channel, walker.run.values) == (OTHER, ELSEWHERE, {})
        assert walker.run.note is Note.BROUGHT_HERE

    def test_handed_over_it_goes_to_their_own_without_what_was_typed(self) -> None:
        walker = outside(with_a_number(Walker()), DIRECT)
        walker.walk(Verb.HAND_OVER, location=DIRECT, channel="D1")
        assert (walker.run.lead, walker.run.channel, walker.run.values) == (OTHER, OTHER, {})
        assert walker.run.note is Note.HANDED_ON

    @pytest.mark.parametrize("channel", ["D2", "", "U2"])
    def test_it_is_asked_for_in_a_channel(self, channel: str) -> None:
        refused = Walker().refused(Verb.TAKE_OVER, by=OTHER, location=DIRECT, channel=channel)
        assert refused.why is RefusalReason.ASK_IN_CHANNEL

    def test_also_one_that_came_into_them_since_it_was_asked_for(self) -> None:
        walker = outside(Walker(), channel="D2").wait(2 * MINUTE)
        refused = walker.refused(Verb.TAKE_OVER, by=OTHER, location=DIRECT, channel="D2")
        assert refused.why is RefusalReason.ASK_IN_CHANNEL


class TestAnythingElseFromOutside:
    @each(
        "button, turn",
        [
            *product([*Verb, "on", "answer", "skip", "nonsense"], [0, 9]),
            *product([v for v in Verb if v is not Verb.TAKE_OVER], [1, 2]),
            *product(["on", "answer", "skip", "nonsense"], [1, 2]),
        ],
    )
    def test_it_changes_nothing_and_tells_nothing(self, turn: int, button: str) -> None:
        walker = Walker().walk("explain")
        there: dict[str, Any] = {"by": OTHER, "location": HOME, "channel": ELSEWHERE, "turn": turn}
        assert walker.refused(button, "zh-TW", **there).why is RefusalReason.OUTSIDE

    @pytest.mark.parametrize("way", [(Verb.STOP,), ("off",)])
    @pytest.mark.parametrize("button", [Verb.TAKE_OVER, Verb.GO_ON, Verb.DEVICE_ON, Verb.SNOOZE])
    def test_also_when_the_run_has_ended(self, way: tuple[str, ...], button: str) -> None:
        walker = Walker().walk(*way)
        refused = walker.refused(button, by=OTHER, location=HOME, channel=ELSEWHERE)
        assert refused.why is RefusalReason.OUTSIDE

    def test_the_lead_may_act_from_anywhere(self) -> None:
        walker = Walker().walk("explain", location=HOME, channel=ELSEWHERE)
        assert walker.here == "explained"

    def test_one_who_asks_of_a_lead_that_is_no_longer_one(self) -> None:
        walker = Walker().walk("explain").walk(Verb.TAKE_OVER, by="U3")
        there: dict[str, Any] = {"by": OTHER, "location": HOME, "channel": ELSEWHERE}
        assert walker.refused(Verb.TAKE_OVER, turn=2, **there).why is RefusalReason.OUTSIDE
