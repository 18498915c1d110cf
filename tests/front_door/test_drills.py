"""A drill: every message says that it is practice, and nobody but its lead is bothered."""

from tests.front_door.anew import as_new
from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT, TO_THE_REASON
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.slack import Message

MARK = "Drill"
NOTHING_AT_AWS = "Nothing is done at AWS."


async def start(bot: Served, person: Person, command: str = "/mfa-lost") -> str:
    known = len(bot.slack.steps())
    await person.command(command, "drill prod")
    await bot.slack.until(lambda: len(bot.slack.steps()) > known)
    await bot.settled()
    return str(bot.step().step["run"])


def first_words(message: Message) -> str:
    """What is shown first, and read aloud first."""
    return message.text[:40]


def unmarked(bot: Served) -> list[str]:
    """Messages of the bot that do not say at their beginning, or of the account, what it is."""
    mine = [m for m in bot.slack.messages if m.user.startswith(("B", "U0BOT")) or m.metadata]
    return [m.text for m in mine if MARK not in first_words(m) and "(drill)" not in m.text]


async def test_every_message_of_a_drill_says_that_it_is_one(
    bot: Served, ana: Person, ben: Person
) -> None:
    """Card, steps, lines, copies in direct messages, answers, and the reminder of its lead."""
    await start(bot, ana)
    await bot.walk(ana, "broken", "standalone", "nothing")
    window = await ana.window()
    await ana.names(window, inbox_reader=ben.id, phone_holder=ana.id)
    await bot.settled()
    await bot.walk(ana, "answer=0912 345 678", "use_it", "skip", "opened", "chosen")
    assert bot.slack.seen_by(ben.id, f"D{ben.id[1:]}")
    await bot.pass_time(hours=25)
    assert "Still there?" in bot.slack.messages[-1].text
    await bot.walk(ana, "stop")
    assert unmarked(bot) == []
    assert len(bot.slack.messages) > 8


async def test_each_step_says_what_to_do_instead(bot: Served, ana: Person) -> None:
    await start(bot, ana)
    assert NOTHING_AT_AWS in bot.step().text
    assert "do not change or send anything" in bot.step().text
    await bot.walk(ana, *TO_THE_COUNT)
    assert "make up any phone number" in bot.step().text
    await bot.walk(ana, *TO_THE_CALL[len(TO_THE_COUNT) :])
    assert "Do not start a call or ask for a text" in bot.step().text
    await bot.walk(ana, "calling")
    assert "Do not start a call or ask for a text" in bot.step().text
    await bot.walk(ana, "signed_in")
    await start(bot, ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_REASON)
    assert "make up any phone number" in bot.step().text


async def test_what_asks_once_more_says_that_it_is_a_drill_and_the_real_count_and_run_stay_apart(
    bot: Served, ana: Person, ben: Person
) -> None:
    drill = await start(bot, ana)
    await bot.walk(ana, *TO_THE_CALL, "calling")
    asked = [b["confirm"]["text"]["text"] for b in bot.step().buttons if "confirm" in b]
    assert asked
    assert [text for text in asked if "drill" not in text and "first step" not in text] == []
    assert await bot.used() == 0
    run = await bot.start(ben)
    assert run != drill
    assert (await bot.run()).account == "prod"
    assert MARK not in bot.step().text


async def test_a_drill_that_is_there_is_offered_as_a_real_run_would_be(
    bot: Served, ana: Person, ben: Person
) -> None:
    drill = await start(bot, ana)
    await ben.command("/mfa-lost", "drill prod")
    await bot.settled()
    told = bot.slack.told(ben.id)[-1]
    assert "prod (drill)" in told.text
    await ben.press("Take Over", told)
    await bot.settled()
    found = (await bot.look(drill)).run
    assert found
    assert found.lead == ben.id
    await bot.walk(ben, "broken", "stop")
    await ben.command("/mfa-lost", "drill prod")
    await bot.settled()
    await ben.press("Start a New One", bot.slack.told(ben.id)[-1])
    await bot.settled()
    await bot.pass_time(seconds=1)
    new = next(m.step["run"] for m in bot.slack.steps() if m.step["run"] != drill)
    found = (await bot.look(new)).run
    assert found
    assert found.drill


async def test_at_its_end_it_tells_the_time_of_each_step_beside_the_last_one(
    bot: Served, ana: Person
) -> None:
    for seconds in (65, 20):
        await start(bot, ana)
        for press in ("broken", "other", "iam_user"):
            bot.clock.turn(seconds=seconds)
            await bot.walk(ana, press)
    told = bot.step().text
    assert "total 1:00 (last time 3:15)" in told
    assert "What happened to the root MFA device of prod?: 0:20 (last time 1:05)" in told


async def test_the_word_alone_or_with_a_bad_account_explains_and_in_quotes_it_is_an_account(
    bot: Served, ana: Person
) -> None:
    assert "/mfa-lost drill " in (await ana.command("/mfa-lost", "drill 12")).text
    answer = await ana.command("/mfa-lost", "drill")
    assert "Type /mfa-lost drill prod, with your account in place of prod." in answer.text
    assert bot.slack.steps() == []
    await ana.command("/mfa-lost", '"drill"')
    await bot.slack.until(lambda: bool(bot.slack.steps()))
    assert ((await bot.run()).account, (await bot.run()).drill) == ("drill", False)


@each(
    "text",
    ["Drill prod", "ＤＲＩＬＬ prod", "drill   prod", "drill\tprod", "演練 prod", "演練\u3000prod"],
)
async def test_the_word_is_read_as_people_type_it(bot: Served, ana: Person, text: str) -> None:
    await as_new(bot)
    person = bot.person("U0MEI") if text.startswith("演練") else ana
    await person.command("/mfa-lost", text)
    await bot.slack.until(lambda: bool(bot.slack.steps()))
    await bot.settled()
    assert ((await bot.run()).account, (await bot.run()).drill) == ("prod", True)


async def test_the_command_for_numbers_has_drills_too(bot: Served, ana: Person) -> None:
    await start(bot, ana, "/mfa-phone")
    assert (await bot.run()).drill
    assert MARK in first_words(bot.step())


async def test_no_metric_counts_a_press_of_a_drill(bot: Served, ana: Person) -> None:
    await start(bot, ana)

    async def presses() -> list[str]:
        told = (await bot.door.get("/metrics")).text
        return [line for line in told.splitlines() if line.startswith("mfa_presses_total")]

    before = await presses()
    await bot.walk(ana, "broken", "standalone")
    await ana.press("stop")
    assert await presses() == before


async def test_a_drill_has_no_count_to_correct_and_none_from_before(
    bot: Served, ana: Person
) -> None:
    run = await start(bot, ana)
    card = next(m for m in bot.slack.messages if m.metadata and "mfa_card" in str(m.metadata))
    assert run in str(card.metadata)
    assert card.buttons == []
    assert "0 of 3 attempts used" in card.text
    assert "counted since" not in card.text
    await ana.command("/mfa-lost", "list")
    listed = bot.slack.told(ana.id)[-1].text
    assert "prod (drill)" in listed
    assert "counted since" not in listed
