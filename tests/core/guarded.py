"""Walker of a flow with a step that waits for a second person."""

from typing import Any

from bot.core.approval import ApprovalState
from bot.core.budget import HOUR, MINUTE
from bot.core.context import Context
from bot.core.flow import Flows
from bot.core.membership import Membership
from bot.core.press import Press, RunLocation
from bot.core.refusals import RefusalReason, Refused
from bot.core.team import Alone, ApprovalRule
from bot.core.view import view
from tests.core.paper import Walker, flow, step, to

SECOND, REASON = "UMEI", "nobody else is awake"
RULE = ApprovalRule(
    by=(SECOND, "S0SEC"), tell="C9", alone=Alone.TOLD, again=15 * MINUTE, expires=8 * HOUR
)
GUARDED = flow(
    "guarded",
    "gone",
    [
        step("why", to("other", "gate"), asks="reason", go="gate"),
        step(
            "gate",
            to("remove", "removed"),
            to("keep", "kept", safe=True),
            to("less", "smaller", safe=True),
            approval=True,
        ),
        step("removed", to("seen", "gone")),
        step("smaller", to("seen", "gone")),
        step("gone", end="gone"),
        step("kept", end="kept"),
    ],
)


class Guarded(Walker):
    """Walker of a flow with a rule."""

    rule: ApprovalRule | None = RULE

    @property
    def context(self) -> Context:
        return Context(approvals={"guarded": self.rule} if self.rule else {})

    @property
    def state(self) -> ApprovalState | None:
        return self.run.approval.state if self.run.approval else None

    @property
    def asked(self) -> int:
        assert self.run.approval
        return self.run.approval.turn

    def offers(self) -> list[str]:
        seen = view(self.flows, self.run, self.attempts, self.now)
        return [*(choice.name for choice in seen.choices), *seen.verbs]

    def by_second(self, button: str, **other: Any) -> Press:
        usual: dict[str, Any] = {
            "by": SECOND,
            "turn": self.asked,
            "step": "gate",
            "channel": "C9",
            "location": RunLocation("C1", self.run.turn),
            "membership": Membership.YES,
        }
        return self.a_press(button, **{**usual, **other})

    def answer(self, button: str, **other: Any) -> RefusalReason | None:
        result = self.take(self.by_second(button, **other))
        return result.why if isinstance(result, Refused) else None


def walker() -> Guarded:
    return Guarded(flows=Flows({"guarded": GUARDED}), flow="guarded")
