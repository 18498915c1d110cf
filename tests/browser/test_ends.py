"""Each of the flows, walked to its ends by what the page shows."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from bot.flowfiles.scenarios import Scenario
from tests.support.each import each
from tests.support.reader import Reader
from tests.support.shipped import LIBRARY

pytestmark = pytest.mark.asyncio(loop_scope="session")

HELD = "a second person has to approve this step"
WAITS = {"+10m": "10 Minutes", "+24h": "24 Hours"}
ASKS_IN_A_WINDOW = "/mfa-phone"  # for the account
Kind = tuple[object, ...]


def shortest() -> dict[tuple[str, str], Scenario]:
    """For each end of each flow, the scenario with the fewest presses that leads there, of an
    account that the team file knows nothing of; ends with fewer presses first.
    """
    found: dict[tuple[str, str], Scenario] = {}
    every = ((flow, one) for flow, scenarios in LIBRARY.scenarios.items() for one in scenarios)
    for flow, scenario in sorted(every, key=lambda pair: len(pair[1].presses)):
        if not scenario.known and all(p in WAITS for p in scenario.presses if re.match(r"\+\d", p)):
            found.setdefault((flow, scenario.end), scenario)
    return found


def ways() -> list[tuple[str, Scenario]]:
    """Of each flow, to its goal and to its nearest end; and to a run that is stopped or waits.

    Each screen on the way to every end is drawn in tests/slack/render/test_walks.py.
    """
    chosen: dict[tuple[str, str], Scenario] = {}
    for (flow, end), scenario in shortest().items():
        nearest = all(known != flow for known, _ in chosen)
        if nearest or end in {LIBRARY.flows[flow].goal, "stopped", "waiting"}:
            chosen[flow, end] = scenario
    return [(flow, scenario) for (flow, _), scenario in chosen.items()]


def kind(reader: Reader, press: str) -> Kind:
    """How the page shows the button of a press, and what it does then: asks for what is typed,
    asks whether one means it, or tells the bot.
    """
    shown = reader.step().step
    step = LIBRARY.flows[shown["flow"]].steps[shown["step"]]
    name, is_typed, _ = press.partition("=")
    button = reader.element(name)
    own = "" if name in step.buttons else name  # a button of the bot itself, as Stop is
    return own, is_typed and step.asks, button.get("style"), "confirm" in button


@pytest.fixture
def pressed() -> set[Kind]:
    """Commands that were typed on the page, and kinds of buttons that were pressed there."""
    return set()


@each("flow, scenario", ways())
async def test_it_is_reached_by_the_buttons_on_the_page(
    ana: Reader, accounts: Iterator[str], pressed: set[Kind], flow: str, scenario: Scenario
) -> None:
    """The last button of each way is pressed there, and each that is the first of its kind; for
    others like it, what comes of them is seen there.
    """
    account, command = next(accounts), LIBRARY.flows[flow].command
    is_typed = command == ASKS_IN_A_WINDOW or (command,) not in pressed
    await (ana.start if is_typed else ana.begin)(command, account)
    pressed.add((command,))
    for number, press in enumerate(scenario.presses, 1):
        if press in WAITS:
            await ana.skip(WAITS[press])
            continue
        if HELD in ana.step().text:  # the example's team has a rule for it
            await ana.approved()
        like = kind(ana, press)
        on_the_page = number == len(scenario.presses) or like not in pressed
        said = press.replace("=prod", f"={account}")  # the account that authors mean
        await (ana.walk if on_the_page else ana.comes_to)(said)
        pressed.add(like)
    await expect(ana.card()).to_contain_text(
        re.compile("Ended|Stopped|Paused|Waiting until the next attempt is possible")
    )
