"""AWS shows something else than a step says: one quiet press, counted once, that moves nothing."""

import json
from dataclasses import replace

from bot.cli.differences import lines
from bot.core.differences import ReportedStep, summary
from bot.files.resources import resource
from bot.flowfiles.library import load
from bot.flowfiles.versions import version
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.process import printed_here
from tests.support.slack import TEAM, Body, fields_of

DIFFERS = "run:differs"
AT_AWS = ("broken", "standalone", "another_device")  # its words name "Try another MFA method"


async def reported(bot: Served) -> tuple[ReportedStep, ...]:
    return summary(await bot.bot.guide.store.differences.all(TEAM))


async def reports(bot: Served, person: Person) -> Body:
    """Press the button of the present step; the window that it opens."""
    known = len(bot.slack.windows)
    await person.press(DIFFERS, bot.step())
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    return bot.slack.windows[-1]


async def listed(bot: Served, *options: str) -> str:
    """What the command says; it asks Slack which workspace this is."""
    return await printed_here(bot, "differences", *options)


async def test_it_is_offered_where_a_step_names_what_aws_shows(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    assert DIFFERS not in [button["action_id"] for button in bot.step().buttons]
    await bot.walk(ana, *AT_AWS)
    quiet = bot.step().buttons[-1]
    assert (quiet["action_id"], quiet["text"]["text"]) == (DIFFERS, "AWS Shows Something Else")
    assert "style" not in quiet


async def test_the_command_lists_steps_counts_and_sentences(
    bot: Served, ana: Person, ben: Person
) -> None:
    await bot.start(ana)
    assert "Nobody has said" in await listed(bot)
    await bot.walk(ana, *AT_AWS)
    await ana.submit(await reports(bot, ana), "There is only “Use a passkey”")
    await reports(bot, ben)
    (one,) = await reported(bot)
    assert await listed(bot) == (
        f"mfa-lost / try_another, en, version {one.words.version}: 2 times\n"
        "  There is only “Use a passkey”\n"
    )
    assert json.loads(await listed(bot, "--json")) == [
        {
            "flow": "mfa-lost",
            "step": "try_another",
            "language": "en",
            "version": one.words.version,
            "current": True,
            "count": 2,
            "sentences": ["There is only “Use a passkey”"],
        }
    ]


async def test_a_press_counts_once_for_each_person_and_moves_nothing(
    bot: Served, ana: Person, ben: Person
) -> None:
    """Whoever leads."""
    await bot.start(ana)
    await bot.walk(ana, *AT_AWS)
    before, turn = len(bot.slack.steps()), (await bot.run()).turn
    await reports(bot, ana)
    await ana.again()
    await bot.settled()
    await reports(bot, ana)
    (one,) = await reported(bot)
    words = one.words
    assert (words.flow, words.step, words.language, one.count) == (
        "mfa-lost",
        "try_another",
        "en",
        1,
    )
    assert (len(bot.slack.steps()), (await bot.run()).turn) == (before, turn)
    assert bot.step().step["step"] == "try_another"
    await reports(bot, ben)
    (one,) = await reported(bot)
    assert one.count == 2


async def test_what_they_see_need_not_be_said_and_is_kept_once(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *AT_AWS)
    assert (await ana.submit(await reports(bot, ana), None)).status == 200
    (one,) = await reported(bot)
    assert (one.count, one.sentences) == (1, ())
    window = await reports(bot, ana)
    (field,) = fields_of(window)
    assert field["optional"]
    assert (await ana.submit(window, "There is only  “Use a passkey”")).status == 200
    await ana.again()
    (one,) = await reported(bot)
    assert (one.count, one.sentences) == (1, ("There is only “Use a passkey”",))


async def test_also_when_the_run_has_moved_on_meanwhile(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *AT_AWS)
    window = await reports(bot, ana)
    await bot.walk(ana, "not_in")
    await ana.submit(window, "No such button")
    (one,) = await reported(bot)
    assert (one.words.step, one.sentences) == ("try_another", ("No such button",))


async def test_a_secret_or_a_number_is_refused_and_not_kept(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *AT_AWS)
    window = await reports(bot, ana)
    for text, why in (
        ("It shows AKIAIOSFODNN7EXAMPLE", "secret"),
        ("It asks for 0912 345 678", "six digits"),
        ("x" * 201, "200 characters"),
    ):
        answer = await ana.submit(window, text)
        assert why in answer.json["errors"]["answer"]
    (one,) = await reported(bot)
    assert one.sentences == ()


async def test_a_button_of_a_step_that_is_over_counts_nothing(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, *AT_AWS)
    at, button = ana.find(DIFFERS, bot.step())
    await bot.walk(ana, "not_in")
    await ana.click(at, button)
    await bot.settled()
    assert "moved on since" in bot.slack.told(ana.id)[-1].text
    assert await reported(bot) == ()


async def test_the_version_tells_which_words_were_read(bot: Served) -> None:
    mei = bot.person("U0MEI")
    await bot.start(mei)
    await bot.walk(mei, *AT_AWS)
    await reports(bot, mei)
    (one,) = await reported(bot)
    library = load(resource("flows"), walked=False)
    section = library.words["mfa-lost", "zh-TW"].sections["try_another"]
    assert (one.words.language, one.words.version) == ("zh-TW", version(section))
    assert version(replace(section, body=f"{section.body}.")) != version(section)
    former = replace(one, words=replace(one.words, version="00000000"))
    assert "the words were changed since" in next(lines((former,), library))
