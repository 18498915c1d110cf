"""A check of an account, as a flow on paper, and walkers of it."""

from dataclasses import replace

from bot.core.budget import DAY
from bot.core.evidence import Fact
from bot.core.flow import Flow, Flows
from bot.core.timers import Timer
from tests.core.paper import FLOWS, Walker, flow, step, to

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
