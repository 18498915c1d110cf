"""Runs that have ended and can go on: whoever types the command again is offered those first."""

import pytest

from tests.front_door.saying import said
from tests.front_door.ways import TO_THE_COUNT, TO_WAITING
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import Message


async def offer(bot: Served, person: Person, command: str = "/mfa-lost") -> Message:
    """What somebody is told who types the command for the account."""
    await person.command(command, "prod")
    await bot.settled()
    return bot.slack.told(person.id)[-1]


def labels(message: Message) -> list[str]:
    return [button["text"]["text"] for button in message.buttons]


async def test_a_stopped_run_is_offered_before_a_new_one(bot: Served, ana: Person) -> None:
    run = await bot.start(ana)
    await bot.walk(ana, "broken", "stop")
    told = await offer(bot, ana)
    assert "There is a run for prod that can go on: Stopped, since" in told.text
    assert labels(told) == ["Go On", "Start a New One"]
    await ana.press("Go On", told)
    await bot.settled()
    assert (await bot.run()).id == run
    assert (await bot.run()).open
    assert bot.step().step["step"] == "account_kind"
    thread = f"/archives/{bot.step().channel}/p{bot.step().ts.replace('.', '')}"
    said = bot.slack.told(ana.id)[-1]
    assert said.text.startswith("Done. Go on in the thread:")
    assert thread in said.text


async def test_a_new_one_begins_in_a_thread_of_its_own_and_ends_the_other(
    bot: Served, ana: Person
) -> None:
    former = await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    told = await offer(bot, ana)
    await ana.press("Start a New One", told)
    await bot.settled()
    await bot.pass_time(seconds=1)
    new = next(m for m in bot.slack.steps() if m.step["run"] != former)
    assert new.step["step"] == "what_happened"
    other = (await bot.look(former)).run
    assert other
    assert other.outcome == "superseded"
    card, *thread = [m for m in bot.slack.messages if former in str(m.metadata)]
    assert "Ended: Another Run Was Started" in card.text
    assert "started a new run for this account. This one has ended." in thread[-1].text
    assert [b["action_id"] for b in thread[-1].buttons] == [
        "run:report",
        "run:language:zh-TW",
    ]


async def test_it_is_offered_once_a_run_is_under_way_no_more(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    new = await bot.start_anew(ana)
    assert "is already working on prod" in (await offer(bot, ben)).text
    await ana.press("stop", next(m for m in bot.slack.steps() if m.step["run"] == new))
    await bot.settled()
    again = await offer(bot, ben)
    assert labels(again) == ["Go On", "Start a New One"]


async def test_pressed_twice_it_begins_one_run(bot: Served, ana: Person, ben: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    first, second = await offer(bot, ana), await offer(bot, ben)
    await ana.press("Start a New One", first)
    await bot.settled()
    await ben.press("Start a New One", second)
    await bot.settled()
    assert "is already working on prod" in bot.slack.told(ben.id)[-1].text
    assert len({m.metadata["event_payload"]["run"] for m in bot.slack.messages if m.metadata}) == 2


async def test_elsewhere_people_learn_that_it_exists_and_whom_to_ask(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    ben.channel = "C0GENERAL"
    told = await offer(bot, ben)
    assert "There is a run for prod that can go on, led by <@U0ANA>" in told.text
    assert labels(told) == ["Start a New One"]


async def test_another_procedure_says_what_is_under_way_for_the_account(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    told = await offer(bot, ben, "/mfa-disable")
    assert "Also under way for prod: Sign in as root without the MFA device, led by <@U0ANA>" in (
        told.text
    )
    card = next(m for m in bot.slack.messages if m.ts == bot.step().thread)
    assert "Also under way for this account: Sign in as root without the MFA device." in card.text
    await bot.walk(ben, "stop")
    card = next(m for m in bot.slack.messages if m.ts == card.ts)
    assert "Also under way" not in card.text


async def test_a_run_that_is_over_is_offered_to_nobody(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    new = await bot.start_anew(ana)
    for button in ("broken", "other", "china"):
        await ana.press(button, [m for m in bot.slack.steps() if m.step["run"] == new][-1])
        await bot.settled()
    told = await offer(bot, ana)
    assert "Started" in told.text


@pytest.fixture
async def replacing(bot: Served, ana: Person) -> str:
    """The id of a run in the place of one that left root without an MFA device."""
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT, "skip", "no_prompt", "yes_root", "stop")
    new = await bot.start_anew(ana)
    await bot.settled()
    return new


def reminders(bot: Served) -> list[Message]:
    return said(bot, "still without MFA?")


async def test_the_new_one_reminds_that_root_has_no_device_and_the_other_no_more(
    bot: Served, replacing: str
) -> None:
    await bot.pass_time(hours=2, minutes=1)
    (reminder,) = reminders(bot)
    card = next(m for m in bot.slack.messages if m.ts == reminder.thread)
    assert replacing in str(card.metadata)


async def test_once_the_new_one_registers_a_device_neither_reminds(
    bot: Served, ana: Person, replacing: str
) -> None:
    for button in ("broken", "standalone", "another_device", "signed_in", "lost", "app"):
        await ana.press(button, [m for m in bot.slack.steps() if m.step["run"] == replacing][-1])
        await bot.settled()
    await ana.press("registered", [m for m in bot.slack.steps() if m.step["run"] == replacing][-1])
    await bot.pass_time(hours=72)
    assert not reminders(bot)


async def test_whoever_leads_the_other_procedure_is_told_so(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    told = await offer(bot, ana, "/mfa-disable")
    assert "Also under way for prod: Sign in as root without the MFA device, led by you." in (
        told.text
    )
