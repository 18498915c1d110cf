"""Records of what Slack shows by version: older bots wait for those that they can't read."""

import json
from dataclasses import replace

import pytest

from bot.core.shown import (
    CHANNEL_NOTICE,
    COPY,
    UNREACHED,
    Copy,
    Intent,
    Shown,
)
from bot.store.shown_records import dump_shown, load_shown

SHOWN_OF_VERSION_2 = (
    '{"v":2,"channel":"C1","thread":"1.0","turn":19,"ts":"1.9","fading":[],"card":"a1b2",'
    '"card_at":1800000060000,"direct_to":"","intent":{"turn":20,"channel":"C1",'
    '"at":1800000061000,"looks":1}}'
)


def test_an_intent_is_what_version_2_adds_and_older_bots_wait_until_it_is_settled() -> None:
    shown = load_shown(SHOWN_OF_VERSION_2)
    assert shown.intent == Intent(20, "C1", 1_800_000_061_000, 1)
    assert dump_shown(shown) == SHOWN_OF_VERSION_2
    assert json.loads(dump_shown(shown.with_step(20, "2.0")))["v"] == 1


SHOWN_OF_VERSION_3 = (
    SHOWN_OF_VERSION_2.replace('{"v":2', '{"v":3')[:-2]
    + ',"reminder":"mfa_still_off","again_at":1800086461000}}'
)


def test_a_reminder_that_is_about_to_be_posted_is_what_version_3_adds() -> None:
    shown = load_shown(SHOWN_OF_VERSION_3)
    assert shown.intent
    assert (shown.intent.reminder, shown.intent.again_at) == ("mfa_still_off", 1_800_086_461_000)
    assert dump_shown(shown) == SHOWN_OF_VERSION_3


SHOWN_OF_VERSION_4 = SHOWN_OF_VERSION_3.replace('{"v":3', '{"v":4')[:-1] + ',"told":7}'


def test_which_lead_a_channel_was_told_of_is_what_version_4_adds() -> None:
    shown = load_shown(SHOWN_OF_VERSION_4)
    assert shown.told == 7
    assert dump_shown(shown) == SHOWN_OF_VERSION_4
    assert dump_shown(replace(shown, told=0)) == SHOWN_OF_VERSION_3


def test_an_older_bot_waits_while_a_channel_is_being_told() -> None:
    telling = Shown(intent=Intent(1, "C1", 1_800_000_061_000, reminder=CHANNEL_NOTICE))
    assert json.loads(dump_shown(telling))["v"] == 4
    assert load_shown(dump_shown(telling)) == telling


SHOWN_OF_VERSION_5 = SHOWN_OF_VERSION_4.replace('{"v":4', '{"v":5')[:-1] + (
    ',"copy":{"to":"U0BEN","turn":19,"channel":"D0BEN","ts":"7.0","refused":"","told":false}}'
)


def test_the_copy_of_a_step_is_what_version_5_adds() -> None:
    shown = load_shown(SHOWN_OF_VERSION_5)
    assert shown.copy == Copy("U0BEN", 19, "D0BEN", "7.0")
    assert dump_shown(shown) == SHOWN_OF_VERSION_5
    assert dump_shown(replace(shown, copy=None)) == SHOWN_OF_VERSION_4


@pytest.mark.parametrize("kind", [COPY, UNREACHED])
def test_an_older_bot_waits_while_a_copy_is_being_sent_or_missed(kind: str) -> None:
    sending = Shown(intent=Intent(1, "U0BEN", 1_800_000_061_000, reminder=kind))
    assert json.loads(dump_shown(sending))["v"] == 5
    assert load_shown(dump_shown(sending)) == sending
