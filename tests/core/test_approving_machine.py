"""Anybody may answer, take over, leave and come back: what stays true of approvals."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.approval import BOT, ApprovalState
from bot.core.budget import HOUR, MINUTE
from bot.core.decision import Decision
from bot.core.membership import Membership
from bot.core.press import Press
from bot.core.run import holds
from bot.core.verbs import Verb
from bot.store.records import dump_run, load_run
from tests.core.paper import LEAD
from tests.core.test_approving import Guarded, walker

PEOPLE = (LEAD, "UBEN", "UMEI", "UCAT")
DECIDED = {
    *(ApprovalState.APPROVED, ApprovalState.DECLINED, ApprovalState.EXPIRED),
    *(ApprovalState.WITHDRAWN, ApprovalState.ALONE),
}


class Approvals(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.there: Guarded = walker()
        self.ended: dict[int, ApprovalState] = {}  # how each request ended
        self.buttons: list[int] = []  # turns of requests, whose buttons stand in some message

    def take(self, press: Press) -> None:
        before = self.there.run
        result = self.there.take(press)
        if isinstance(result, Decision):
            self.check(before.place.step, press)

    def check(self, came_from: str, press: Press) -> None:
        run, asked = self.there.run, self.there.run.approval
        if press.button == "remove":
            assert asked
            assert asked.given
            assert asked.by not in asked.led or asked.state is ApprovalState.ALONE
            assert self.ended[asked.turn] in (ApprovalState.APPROVED, ApprovalState.ALONE)
            assert came_from == "gate"
        if asked is None:
            return
        if asked.turn not in self.buttons:
            self.buttons.append(asked.turn)
        if asked.state in DECIDED:
            assert self.ended.setdefault(asked.turn, asked.state) is asked.state
        if press.button == Verb.APPROVE and asked.state is ApprovalState.APPROVED:
            assert press.by == asked.by
            assert press.by not in (*asked.led, run.lead)
            assert press.membership is Membership.YES

    @rule(data=st.data(), by=st.sampled_from(PEOPLE))
    def press(self, data: Any, by: str) -> None:
        button = data.draw(
            st.sampled_from(["remove", "keep", "less", "seen", "other", "run:back", "run:stop"])
        )
        self.take(self.there.a_press(button, by=by))

    @rule(by=st.sampled_from(PEOPLE), text=st.sampled_from(["it is closed", "for another reason"]))
    def give_a_reason(self, by: str, text: str) -> None:
        self.take(self.there.a_press("answer", text, by=by))

    @rule(by=st.sampled_from(PEOPLE), button=st.sampled_from([Verb.TAKE_OVER, Verb.GO_ON]))
    def lead(self, by: str, button: Verb) -> None:
        self.take(self.there.a_press(button, by=by))

    @rule(
        data=st.data(),
        by=st.sampled_from(PEOPLE),
        button=st.sampled_from([Verb.APPROVE, Verb.DECLINE]),
        membership=st.sampled_from([*Membership, Membership.YES, Membership.YES]),
    )
    def answer(self, data: Any, by: str, button: Verb, membership: Membership) -> None:
        """With the button of any message that ever asked."""
        if self.buttons:
            turn = data.draw(st.sampled_from(self.buttons[-3:]))
            press = self.there.by_second(button, by=by, membership=membership, turn=turn)
            self.take(press)

    @rule(by=st.sampled_from(PEOPLE), text=st.sampled_from(["nobody is awake", "", "0912345678"]))
    def go_alone(self, by: str, text: str) -> None:
        self.take(self.there.a_press(Verb.GO_ALONE, text, by=by))

    @rule(button=st.sampled_from([Verb.OPEN_ALONE, Verb.EXPIRE]), by=st.sampled_from([BOT, LEAD]))
    def the_bot_decides(self, button: Verb, by: str) -> None:
        asked = self.there.run.approval
        late = asked is not None and self.there.now >= asked.expires_at
        if asked and (late or button is Verb.OPEN_ALONE):
            self.take(self.there.by_second(button, by=by))

    @rule(ms=st.sampled_from([MINUTE, 20 * MINUTE, HOUR, 9 * HOUR]))
    def wait(self, ms: int) -> None:
        self.there.wait(ms)

    @invariant()
    def what_waits_keeps_closed_and_comes_back_as_it_was(self) -> None:
        if not hasattr(self, "there"):
            return
        run = self.there.run
        assert load_run(dump_run(run)) == run
        if holds(run):
            assert "remove" not in self.there.offers()
            assert {"keep", "less"} <= set(self.there.offers())
        if run.open and run.place.step == "gate":
            assert run.approval
            assert run.approval.pending or run.approval.given


TestApprovals = Approvals.TestCase
TestApprovals.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
