"""Every scenario that the authors wrote, walked in Slack: by buttons found in messages."""

import re

import pytest

from bot.files.resources import resource
from bot.flowfiles.library import load
from bot.flowfiles.scenarios import Scenario
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import Body, texts

LIBRARY = load(resource("flows"))
SCENARIOS = [
    pytest.param(flow, scenario, id=f"{flow}: {scenario.title}")
    for flow, scenarios in LIBRARY.scenarios.items()
    for scenario in scenarios
]
WAIT = re.compile(r"\+(\d+)([hm])")


@pytest.mark.parametrize(("flow", "scenario"), SCENARIOS)
async def test_it_reaches_its_end_by_what_slack_shows(
    bot: Served, ana: Person, flow: str, scenario: Scenario
) -> None:
    run = await bot.start(ana, LIBRARY.flows[flow].command)
    for press in scenario.presses:
        if wait := WAIT.fullmatch(press):
            count, unit = int(wait[1]), wait[2]
            bot.clock.turn(hours=count if unit == "h" else 0, minutes=count if unit == "m" else 0)
        else:
            await bot.walk(ana, press)
    found = await bot.look(run)
    assert found.run
    assert found.run.outcome == scenario.end
    *former, last = bot.slack.steps(run)
    assert [message.ts for message in former if message.buttons or len(message.blocks) > 1] == []
    assert last.step["turn"] == found.run.turn
    assert {
        word for call in bot.slack.of("chat.postMessage") for word in unspoken(call.body)
    } == set()


def unspoken(body: Body) -> set[str]:
    """Words in the blocks that a screen reader, which is given the text, does not say.

    Left out: the names of buttons, and the small print about sources.
    """
    told = [block for block in body["blocks"] if block["type"] in ("header", "section")]
    shown = {word for text in texts(told) for word in re.findall(r"[^\W_]+", text)}
    return shown - set(re.findall(r"[^\W_]+", body["text"]))
