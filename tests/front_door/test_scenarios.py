"""Scenarios that the authors wrote, walked in Slack: by buttons found in messages.

The one with the most presses, of each flow, in one language after the other. That every scenario
reaches its end by what its screens offer, in each language, tests/slack/render/test_walks.py says
without a server.
"""

import re
from itertools import cycle

import pytest

from tests.support.aloud import unspoken
from tests.support.bots import Served
from tests.support.shipped import LIBRARY

READERS = {"en": "U0ANA", "zh-TW": "U0MEI"}
WAIT = re.compile(r"\+(\d+)([hm])")


def test_every_language_has_a_reader() -> None:
    assert {language for _, language in LIBRARY.words} == READERS.keys()


@pytest.mark.parametrize(("flow", "reader"), [*zip(LIBRARY.flows, cycle(READERS.values()))])
async def test_it_reaches_its_end_by_what_slack_shows(bot: Served, flow: str, reader: str) -> None:
    person = bot.person(reader)
    scenario = max(
        (one for one in LIBRARY.scenarios[flow] if one.known is None),
        key=lambda one: len(one.presses),
    )
    run = await bot.start(person, LIBRARY.flows[flow].command)
    for press in scenario.presses:
        if wait := WAIT.fullmatch(press):
            count, unit = int(wait[1]), wait[2]
            bot.clock.turn(hours=count if unit == "h" else 0, minutes=count if unit == "m" else 0)
        else:
            await bot.walk(person, press)
    found = await bot.look(run)
    assert found.run
    assert found.run.outcome == scenario.end
    *former, last = bot.slack.steps(run)
    assert [message.ts for message in former if message.buttons or len(message.blocks) > 1] == []
    assert last.step["turn"] == found.run.turn
    for call in bot.slack.of("chat.postMessage"):
        assert unspoken(call.body["text"], call.body["blocks"]) == set()
