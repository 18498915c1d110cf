"""Ways along the scenarios that the bot ships, and what may be typed at their steps."""

from collections.abc import Iterator

from hypothesis import strategies as st

from bot.core.budget import Limits
from bot.core.flow import Step
from bot.core.place import Place
from bot.core.team import AccountKind, KnownAccount
from bot.flowfiles.scenarios import press_once, start
from tests.support.shipped import FLOWS, LIBRARY

LEAD, OTHERS = "UANA", ("UBEN", "UCAT")
GOOD = {
    "phone": ["0912 345 678", "+1 415 555 2671"],
    "earlier": ["0", "1", "2, last 5 hours ago", "3, 90 min", "1, last 30 hours ago"],
    "confirmation": ["prod"],
    "reason": ["a new phone"],
    "account_id": ["1234-5678-9012"],
    "case_number": ["1234567890"],
    "person": ["Ana;Ben", "U0HELPS;U0HELPS"],
}
BAD = ["", "x" * 300, "AKIAIOSFODNN7EXAMPLE"]  # by every rule


def places(flow: str, presses: tuple[str, ...]) -> Iterator[Place]:
    """Where a scenario stands at first, and after each of its presses."""
    state = start(FLOWS, flow, Limits())
    yield state.run.place
    for number, text in enumerate(presses, start=1):
        press_once(FLOWS, state, number, text)
        yield state.run.place


def ways() -> Iterator[tuple[Step, tuple[str, ...]]]:
    """Every step that a scenario passes, and the shortest way there: its flow and the presses."""
    found: dict[Place, tuple[str, ...]] = {}
    for flow, scenarios in LIBRARY.scenarios.items():
        for presses in (one.presses for one in scenarios if one.known is None):
            for far, place in enumerate(places(flow, presses)):
                if place not in found or len(found[place]) > far + 1:
                    found[place] = (flow, *presses[:far])
    for place, way in found.items():
        yield FLOWS[place.flow].steps[place.step], way


def counting(step: Step) -> list[str]:
    """The buttons that change the count of attempts."""
    known = step.buttons.values()
    return sorted(b.name for b in known if b.spends or b.records or b.gives_back)


# Anything that a team file may say of the account, or nothing.
KNOWN = st.none() | st.builds(
    KnownAccount,
    name=st.just("prod"),
    id=st.sampled_from(["", "123456789012"]),
    kind=st.none() | st.sampled_from(AccountKind),
    inbox=st.lists(st.sampled_from([LEAD, *OTHERS]), unique=True, max_size=2).map(tuple),
    phone=st.lists(st.sampled_from([LEAD, *OTHERS]), unique=True, max_size=2).map(tuple),
    number=st.sampled_from(["", "+886912345678", "0912 345 678", "none"]),
)
WAYS = [*ways()]
CALLS = [way for step, way in WAYS if counting(step)]
