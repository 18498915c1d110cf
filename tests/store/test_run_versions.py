"""Records of runs by version: what each one adds, and that those of older bots are read."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.core.approval import Approval
from bot.core.budget import Attempt, AttemptKind
from bot.core.notes import Note
from bot.core.place import Place
from bot.core.run import DeviceReport, HandoverRequest, Mfa, Move, Run, Undoable
from bot.core.shown import (
    ASK,
    ApprovalRequest,
    Intent,
    Shown,
)
from bot.core.team import Alone, ApprovalRule
from bot.store.run_records import dump_run, load_run
from bot.store.shown_records import dump_shown, load_shown

# As version 1 wrote them. Runs live for a month, so every later version must read these.
RUN_OF_VERSION_1 = (
    '{"v":1,"id":"prod.k7m2x9qa","turn":19,"press":"P19","account":"prod","lead":"U1",'
    '"channel":"C1","language":"zh-TW","region":"TW","flow":"mfa-lost",'
    '"place":"phone>contact-phone/which_road","trail":["account_kind","inbox",'
    '"phone>contact-phone/number"],"opened":1800000000000,"moved":1800000060000,'
    '"outcome":null,"values":{"inbox_reader":"小明","keypad":"0912345678"},"attempt":"P17",'
    '"moves":[[18,"contact-phone","number","answer","U2",1800000060000]],"note":"took_over",'
    '"hushed":true,"print":"e3baf0cdb92d"}'
)
SHOWN_OF_VERSION_1 = (
    '{"v":1,"channel":"C1","thread":"1.0","turn":19,"ts":"1.9","fading":[["1.8",18]],'
    '"card":"a1b2","card_at":1800000060000,"direct_to":"U1"}'
)


def test_a_run_of_version_1_is_read() -> None:
    run = load_run(RUN_OF_VERSION_1)
    assert run == Run(
        id="prod.k7m2x9qa",
        turn=19,
        press="P19",
        account="prod",
        lead="U1",
        channel="C1",
        language="zh-TW",
        region="TW",
        place=Place.at("mfa-lost", "phone").visit("contact-phone", "which_road", "phone"),
        trail=(
            Place.at("mfa-lost", "account_kind"),
            Place.at("mfa-lost", "inbox"),
            Place.at("mfa-lost", "phone").visit("contact-phone", "number", "phone"),
        ),
        opened_at=1_800_000_000_000,
        moved_at=1_800_000_060_000,
        values={"inbox_reader": "小明", "keypad": "0912345678"},
        attempt="P17",
        moves=(Move(18, "contact-phone", "number", "answer", "U2", 1_800_000_060_000),),
        note=Note.TOOK_OVER,
        reminders_off=True,
        fingerprint="e3baf0cdb92d",
        number=4,
    )
    assert (run.open, run.flow) == (True, "mfa-lost")


def test_version_1_is_still_written_like_that() -> None:
    """A record may grow only with a new version: bots of both are at work during an upgrade."""
    assert dump_run(load_run(RUN_OF_VERSION_1)) == RUN_OF_VERSION_1
    assert dump_shown(load_shown(SHOWN_OF_VERSION_1)) == SHOWN_OF_VERSION_1


def test_what_slack_showed_by_version_1_is_read() -> None:
    expected = Shown("C1", "1.0", 19, "1.9", (("1.8", 18),), "a1b2", 1_800_000_060_000, "U1")
    assert load_shown(SHOWN_OF_VERSION_1) == expected


RUN_OF_VERSION_2 = RUN_OF_VERSION_1.replace('{"v":1', '{"v":2')[:-1] + ',"led":19,"told":7}'


def test_since_when_a_run_is_led_and_told_is_what_version_2_adds() -> None:
    run = load_run(RUN_OF_VERSION_2)
    assert (run.led_since, run.told_since) == (19, 7)
    assert dump_run(run) == RUN_OF_VERSION_2
    assert dump_run(replace(run, led_since=1, told_since=1)) == RUN_OF_VERSION_1


RUN_OF_VERSION_3 = (
    RUN_OF_VERSION_2.replace('{"v":2', '{"v":3')[:-1]
    + ',"recount":["U2",1800000000000,"calls_before",[],'
    '["[\\"p1.0\\",1799999000000,\\"U2\\",\\"earlier\\",\\"prod.a\\",null]"]],'
    '"handover":["U2",1800000061000,"C2",20],"uninvited":"U3","reported":["U4",1800000062000]}'
)
NOTHING_OF_VERSION_3: dict[str, Any] = {
    "undoable": None,
    "handover": None,
    "uninvited": "",
    "reported": None,
}


def test_what_is_said_of_the_count_and_who_asks_for_the_run_is_what_version_3_adds() -> None:
    run = load_run(RUN_OF_VERSION_3)
    told = Attempt("p1.0", 1_799_999_000_000, "U2", AttemptKind.EARLIER, "prod.a")
    place = Place.at("mfa-lost", "calls_before")
    assert run.undoable == Undoable("U2", 1_800_000_000_000, place, (), (told,))
    assert run.handover == HandoverRequest("U2", 1_800_000_061_000, "C2", 20)
    assert (run.uninvited, run.reported) == ("U3", DeviceReport("U4", 1_800_000_062_000))
    assert dump_run(run) == RUN_OF_VERSION_3
    assert dump_run(replace(run, **NOTHING_OF_VERSION_3)) == RUN_OF_VERSION_2


@pytest.mark.parametrize("name", NOTHING_OF_VERSION_3)
def test_any_one_of_them_makes_a_record_of_version_3(name: str) -> None:
    run = load_run(RUN_OF_VERSION_3)
    one = replace(run, **{**NOTHING_OF_VERSION_3, name: getattr(run, name)})
    assert json.loads(dump_run(one))["v"] == 3
    assert load_run(dump_run(one)) == one


def test_what_is_said_of_roots_device_makes_a_record_of_version_4() -> None:
    """An older bot would forget it, and nobody would be reminded."""
    run = replace(load_run(RUN_OF_VERSION_3), mfa=Mfa(off=True, remind_at=1_800_007_200_000))
    text = dump_run(run)
    assert text == RUN_OF_VERSION_3.replace('{"v":3', '{"v":4')[:-1] + (
        ',"mfa":[true,1800007200000]}'
    )
    assert load_run(text) == run


def test_what_a_second_person_is_asked_makes_a_record_of_version_5() -> None:
    """An older bot would open the step."""
    rule = ApprovalRule(by=("U0MEI",), tell="C9", alone=Alone.TOLD, again=900_000, expires=1)
    asked = Approval(flow="mfa-disable", step="before_removal", turn=5, lead="U0", at=7, rule=rule)
    run = replace(load_run(RUN_OF_VERSION_3), approval=asked)
    assert json.loads(dump_run(run))["v"] == 5
    assert load_run(dump_run(run)) == run


def test_requests_for_an_approval_make_a_record_of_version_6() -> None:
    for shown in (
        Shown(requests=(ApprovalRequest("C9", 5, "C9", "7.0", "waiting/U0", 2),)),
        Shown(intent=Intent(5, "C9", 1_800_000_061_000, reminder=ASK)),
        Shown(intent=Intent(5, "C9", 1_800_000_061_000, reminder="ask_again:2")),
    ):
        assert json.loads(dump_shown(shown))["v"] == 6
        assert load_shown(dump_shown(shown)) == shown


def test_an_undo_knows_what_was_said_of_roots_device_before() -> None:
    run = load_run(RUN_OF_VERSION_3)
    assert run.undoable
    said = replace(run.undoable, mfa=Mfa(off=True, remind_at=1_800_007_200_000))
    again = replace(run, undoable=said, mfa=Mfa(off=False))
    assert load_run(dump_run(again)) == again


def test_an_undo_knows_whether_the_run_has_moved_since() -> None:
    """An older bot reads the record all the same."""
    run = load_run(RUN_OF_VERSION_3)
    assert run.undoable
    moved = replace(run, undoable=replace(run.undoable, passed=True))
    assert json.loads(dump_run(moved))["v"] == 3
    assert load_run(dump_run(moved)) == moved


def test_the_number_of_a_step_is_stored_where_the_way_back_does_not_tell_it() -> None:
    """An older bot counts again, and reads the record all the same."""
    run = replace(load_run(RUN_OF_VERSION_1), number=9)
    assert json.loads(dump_run(run))["v"] == 1
    assert load_run(dump_run(run)) == run


def test_the_questions_that_a_run_has_come_past_are_stored() -> None:
    """An older bot asks them again, and reads the record all the same."""
    run = replace(load_run(RUN_OF_VERSION_1), settled=("person", "earlier"))
    assert json.loads(dump_run(run))["v"] == 1
    assert load_run(dump_run(run)) == run


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("小明", "小明"),
        ("WANG", "Wang"),
        ("UMA", "Uma"),
        ("U0BEN", "U0BEN"),
        ("<@U0BEN>", "U0BEN"),
    ],
)
def test_a_name_that_an_older_bot_kept_as_typed_is_nobodys_id(typed: str, read: str) -> None:
    """A name in capitals would be mentioned in Slack, and might press."""
    former = json.loads(RUN_OF_VERSION_1)
    former["values"] |= {"inbox_reader": typed, "phone_holder": "Cat"}
    run = load_run(json.dumps(former))
    assert run.values == {"inbox_reader": read, "phone_holder": "Cat", "keypad": "0912345678"}
    assert load_run(dump_run(run)) == run


@pytest.mark.parametrize("user", ["UABCDEFGH", "USLACKBOT", "U0BEN"])
def test_an_id_that_might_be_a_name_is_stored_as_an_id(user: str) -> None:
    """An older bot reads the record all the same."""
    former = load_run(RUN_OF_VERSION_1)
    run = replace(former, values={"inbox_reader": user, "phone_holder": "Cat"})
    assert json.loads(dump_run(run))["v"] == 1
    assert load_run(dump_run(run)) == run
