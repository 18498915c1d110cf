"""Each of the flows, walked to each of its ends by what the page shows."""

import re

import pytest
from playwright.async_api import expect

from bot.flowfiles.scenarios import Scenario
from tests.support.reader import Reader
from tests.support.shipped import LIBRARY

pytestmark = pytest.mark.asyncio(loop_scope="session")

HELD = "a second person has to approve this step"
WAITS = {"+10m": "10 Minutes", "+24h": "24 Hours"}


def shortest() -> dict[tuple[str, str], Scenario]:
    """For each end of each flow, the scenario with the fewest presses that leads there, of an
    account that the team file knows nothing of.
    """
    found: dict[tuple[str, str], Scenario] = {}
    for flow, scenarios in LIBRARY.scenarios.items():
        for scenario in sorted(scenarios, key=lambda s: len(s.presses)):
            if not scenario.known and all(
                p in WAITS for p in scenario.presses if re.match(r"\+\d", p)
            ):
                found.setdefault((flow, scenario.end), scenario)
    return found


@pytest.mark.parametrize(
    ("flow", "scenario"),
    [pytest.param(flow, s, id=f"{flow}: {end}") for (flow, end), s in shortest().items()],
)
async def test_it_is_reached_by_the_buttons_on_the_page(
    ana: Reader, account: str, flow: str, scenario: Scenario
) -> None:
    await ana.start(LIBRARY.flows[flow].command, account)
    for press in scenario.presses:
        if press in WAITS:
            await ana.skip(WAITS[press])
            continue
        if HELD in ana.step().text:  # the example's team has a rule for it
            await ana.approved()
        await ana.walk(press.replace("=prod", f"={account}"))  # the account that authors mean
    await expect(ana.card()).to_contain_text(
        re.compile("Ended|Stopped|Paused|Waiting until attempts reopen")
    )


async def test_no_end_is_left_out() -> None:
    ends = {
        (flow.name, step.end)
        for flow in LIBRARY.flows.values()
        for step in flow.steps.values()
        if step.end
    }
    assert shortest().keys() >= ends
