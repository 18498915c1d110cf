"""What Slack refuses or does not answer, in the metrics: operators watch these names."""

import json
from urllib.parse import urlencode

import pytest

from bot.local.slack.fault_injection import Broken, Fault, Refuse
from tests.front_door.test_shortcuts import uses
from tests.front_door.ways import TO_THE_NUMBER
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import Body
from tests.support.wired import counted


def troubles(kind: str) -> float:
    return counted("mfa_troubles_total", kind=kind)


@pytest.mark.usefixtures("slack_is_asked_again_at_once")
@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Refuse(error="invalid_blocks"), "slack_refused"), (Broken(), "slack_away")],
    ids=["refused", "away"],
)
async def test_an_answer_to_a_message(bot: Served, ana: Person, fault: Fault, kind: str) -> None:
    before = troubles(kind)
    await bot.slack.meets(fault, "chat.postMessage")
    await ana.mention("0912 345 678")
    await bot.settled()
    await bot.slack.mended()
    assert troubles(kind) == before + 1


OF_ANOTHER_VERSION: list[tuple[str, Body]] = [
    ("press", {"actions": [{"action_id": "run:back", "value": "9|x", "action_ts": "7.1"}]}),
    ("press", {"actions": [{"action_id": "press:x", "action_ts": "7.2"}]}),
    ("press", {"actions": [{"action_id": "of_another_bot", "value": "x", "action_ts": "7.3"}]}),
    ("window", {"callback_id": "of_another_bot"}),
    ("window", {"private_metadata": "9|x"}),
    ("shortcut", {"callback_id": "of_another_bot"}),
    ("shortcut", {"callback_id": "start:of_another_bot"}),
]


async def test_what_another_version_of_the_bot_made(bot: Served, ana: Person) -> None:
    """A button, a window or a shortcut, of a run too."""
    sent: dict[str, Body] = {}
    await uses(ana, "start:mfa-lost")
    sent["shortcut"] = dict(bot.slack.deliveries[-1].body)
    run = await bot.start(ana)
    await bot.walk(ana, *TO_THE_NUMBER)
    sent["press"] = dict(bot.slack.deliveries[-1].body)
    await ana.submit(await ana.window(), "no idea")
    sent["window"] = dict(bot.slack.deliveries[-1].body)
    unspoken = f"1|{run}|1|what_happened|run:language|xx"
    language = {"action_id": "run:language:xx", "value": unspoken, "action_ts": "7.4"}
    before = (await bot.look(run)).run
    for kind, change in (*OF_ANOTHER_VERSION, ("press", {"actions": [language]})):
        counted_before, body = troubles("old_button"), sent[kind]
        changed = {**body, "view": {**body["view"], **change}} if kind == "window" else change
        form = urlencode({"payload": json.dumps({**body, **changed})})
        assert (await bot.door.signed(form)).status == 200
        await bot.settled()
        assert troubles("old_button") == counted_before + 1, (kind, change)
    assert (await bot.look(run)).run == before
