"""`/mfa-lost list`: what is under way and what waits, and what each reader may learn of it."""

import json
import re

import pytest

from bot.slack.requests.commands import MOST_LISTED
from tests.front_door.ways import TO_REMOVED, TO_THE_CALL
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import CHANNEL, Person
from tests.support.slack import Message

ELSEWHERE = "C0GENERAL"


async def listed(who: Person, command: str = "/mfa-lost", word: str = "list") -> Message:
    known = len(who.slack.told(who.id))
    await who.command(command, word)
    (told,) = who.slack.told(who.id)[known:]
    return told


def lines(message: Message) -> list[str]:
    return [line for line in message.text.split("\n") if line]


async def test_where_nothing_is_under_way(ana: Person) -> None:
    told = await listed(ana)
    assert told.text.startswith("No run of this procedure is under way or waiting.")
    assert "/mfa-lost prod" in told.text


async def test_a_command_that_takes_a_number_is_told_without_an_account(ana: Person) -> None:
    assert "type /mfa-phone." in (await listed(ana, "/mfa-phone")).text


async def test_a_block_stands_there_for_everybody(bot: Served, ana: Person, ben: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling", "blocked")
    _, line = lines(await listed(ben))
    assert re.search(r" · blocked until <!date.* · 1 of 3 attempts used", line)
    await ben.command("/mfa-lost", "prod")
    await bot.settled()
    told = "phone verification blocked, 1 of 3 attempts used"
    assert told in bot.slack.told(ben.id)[-1].text
    card = next(m for m in bot.slack.messages if m.card)
    assert card.text.count("blocked until") == 1
    assert "next possible" not in card.text


async def test_a_run_with_its_lead_its_place_its_attempts_and_its_thread(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    began = bot.clock() // 1000
    bot.clock.turn(minutes=5)
    await bot.walk(ana, *TO_THE_CALL, "calling")
    for reader in (ana, ben):  # both are in its channel
        heading, line = lines(await listed(reader))
        assert heading == "Under way"
        assert line.startswith("prod · Lead <@U0ANA> · since ")
        assert f"<!date^{began}^" in line
        assert re.search(r" · Step \d+ .*· 1 of 3 attempts used", line)
        card = next(m for m in bot.slack.messages if m.card)
        assert f"archives/{CHANNEL}/p" in line
        assert f"thread_ts={card.ts}" in line


async def test_what_waits_or_was_stopped_stands_apart_and_says_since_when(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.start(ana, account="dev")
    bot.clock.turn(hours=1)
    await bot.walk(ana, "stop")
    stopped = bot.clock() // 1000
    await bot.start(ana, account="test")
    under_way, newest, older, waits, parked = lines(await listed(ana))
    assert (under_way, waits) == ("Under way", "Waiting or stopped")
    assert [newest.split()[0], older.split()[0]] == ["test", "prod"]
    assert parked.startswith("dev · Lead <@U0ANA>")
    assert " · Stopped · " in parked
    assert f"<!date^{stopped}^" in parked


async def test_what_has_ended_for_good_and_other_procedures_are_left_out(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana, command="/mfa-disable", account="prod")
    await bot.start(ana)
    assert len(lines(await listed(ana))) == 2
    assert len(lines(await listed(ana, "/mfa-disable"))) == 2
    await bot.walk(ana, "stop")
    await bot.start_anew(ana)
    heading, line = lines(await listed(ana))
    assert heading == "Under way"  # the stopped one has given way to it
    assert line.startswith("prod")


async def test_an_end_that_left_root_without_mfa_comes_first_until_a_device_is_confirmed(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED)
    ended = bot.step()
    await bot.start(ana, "/mfa-disable", account="dev")
    for reader in (ana, ben):
        heading, line, under_way, other = lines(await listed(reader, "/mfa-disable"))
        assert (heading, under_way) == ("Ended, but root has no MFA device", "Under way")
        assert line.startswith("prod · Lead <@U0ANA>")
        assert "root has no MFA device" in line
        assert other.startswith("dev")
        assert "no MFA" not in other
    outsider = Person(bot.slack, "U0BEN", ELSEWHERE)
    assert "no MFA" not in (await listed(outsider, "/mfa-disable")).text
    assert "prod · ask <@U0ANA>" in lines(await listed(outsider, "/mfa-disable"))
    await ana.press("A Device Is Registered", ended)
    await bot.settled()
    assert "Ended, but" in (await listed(ana, "/mfa-disable")).text  # until somebody confirms it
    await bot.pass_time(hours=25)
    await ben.press("Confirm")
    await bot.settled()
    assert "Ended, but" not in (await listed(ana, "/mfa-disable")).text


async def test_a_run_that_was_stopped_without_a_device_says_so(bot: Served, ana: Person) -> None:
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_REMOVED[:-2], "stop")
    heading, line = lines(await listed(ana, "/mfa-disable"))
    assert heading == "Waiting or stopped"
    assert "root has no MFA device" in line


@pytest.mark.parametrize("parked", [False, True])
async def test_who_is_outside_a_run_s_channel_learns_whom_to_ask_and_no_more(
    bot: Served, ana: Person, *, parked: bool
) -> None:
    outsider = Person(bot.slack, "U0BEN", ELSEWHERE)
    await bot.start(ana)
    await bot.walk(ana, "broken", *(["stop"] if parked else []))
    told = await listed(outsider)
    heading, line = lines(told)
    assert heading == ("Waiting or stopped" if parked else "Under way")
    assert line == "prod · ask <@U0ANA>"
    seen = told.text + json.dumps(told.blocks)
    for leak in ("archives/", "tep ", "attempts", "date^", CHANNEL, "since"):
        assert leak not in seen


async def test_a_run_in_direct_messages_is_known_to_its_lead_alone(
    bot: Served, ben: Person
) -> None:
    direct = Person(bot.slack, "U0ANA", "D0ANA")
    await bot.start(direct)
    assert "Lead <@U0ANA>" in (await listed(Person(bot.slack, "U0ANA", CHANNEL))).text
    assert lines(await listed(ben))[1:] == ["prod · ask <@U0ANA>"]


async def test_of_many_the_newest_are_named_and_the_others_counted(
    bot: Served, ana: Person
) -> None:
    for n in range(MOST_LISTED + 3):
        bot.clock.turn(minutes=1)
        await bot.start(ana, account=f"account-{n:03}")
    told = await listed(ana)
    named = re.findall(r"account-\d{3} · Lead", told.text)
    assert named == [f"account-{n:03} · Lead" for n in reversed(range(3, MOST_LISTED + 3))]
    assert "And 3 more" in told.text
    assert len(told.text) < 3900
    assert "…" not in told.text


@each("word", ["list", "LIST", " list ", "清單", "列表"])
async def test_in_the_reader_s_language(bot: Served, run: str, word: str) -> None:
    assert bot.slack.steps(run)
    told = await listed(bot.person("U0MEI"), word=word)
    assert lines(told)[0] == "進行中"
    assert "負責人 <@U0ANA>" in told.text


@each("who", ["U0XGUEST", "U0XSINGLECHANNELGUEST"])
async def test_guests_who_may_begin_none_learn_of_none(bot: Served, run: str, who: str) -> None:
    assert bot.slack.steps(run)
    told = await listed(bot.person(who))
    assert "Guests can't start a recovery here" in told.text
    assert "U0ANA" not in told.text


async def test_the_help_says_that_there_is_a_list(ana: Person) -> None:
    for command in ("/mfa-lost", "/mfa-phone"):
        assert f"{command} list" in (await listed(ana, command, "help")).text
    assert (await listed(ana, "/mfa-phone")).text.startswith("No run of this procedure")
