"""An account that the team file does not know: a slip is asked about before a count of its own
begins, and a name like no other begins at once.
"""

import asyncio
import re

import pytest

from tests.front_door import test_cost_of_a_press as cost
from tests.support.bots import Served
from tests.support.person import CHANNEL, Person
from tests.support.slack import TEAM, Message

TEAM_YAML = """
accounts:
  prod: {id: "123456789012", also: [production]}
  sandbox: {id: "210987654321"}
may: {mfa-lost: [U0ANA, U0BEN]}
"""
pytestmark = pytest.mark.parametrize("team_yaml", [TEAM_YAML])
counted = cost.counted  # a fixture
COMMANDS = ("/mfa-lost", "/mfa-disable")


async def asked(bot: Served, person: Person, text: str, command: str = "/mfa-lost") -> Message:
    """The question, to which nothing has begun."""
    await person.command(command, text)
    await bot.settled()
    assert bot.slack.steps() == []
    question = bot.slack.told(person.id)[-1]
    assert "Did you mean" in question.text
    return question


def labels(message: Message) -> list[str]:
    return [button["text"]["text"] for button in message.buttons]


def primary(message: Message) -> list[str]:
    return [b["text"]["text"] for b in message.buttons if b.get("style") == "primary"]


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_slip_is_asked_about_and_the_right_one_is_one_press_away(
    bot: Served, ben: Person, command: str
) -> None:
    question = await asked(bot, ben, "prdo", command)
    assert "I don't know prdo. Did you mean prod?" in question.text
    assert "attempts already made for the account would not be counted" in question.text
    assert labels(question) == ["Use prod", "Go On with prdo"]
    assert primary(question) == ["Use prod"]
    await ben.press("Use prod", question)
    await bot.settled()
    run = await bot.run()
    assert (run.account, run.lead, bot.step().channel) == ("prod", ben.id, CHANNEL)
    assert run.values["account_id"] == "123456789012"


async def test_the_attempts_of_the_right_one_count(bot: Served, ana: Person, ben: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "standalone", "nothing", "same=U0ANA;U0BEN")
    await ben.command("/mfa-lost", "prdo")
    await bot.settled()
    await ben.press("Use prod")
    await bot.settled()
    assert "already working on" in bot.slack.told(ben.id)[-1].text


async def test_whoever_means_it_goes_on_with_what_was_typed(bot: Served, ben: Person) -> None:
    question = await asked(bot, ben, "prdo")
    await ben.press("Go On with prdo", question)
    await bot.settled()
    assert (await bot.run()).account == "prdo"
    answer = bot.slack.told(ben.id)[-1]
    assert "Started" in answer.text
    assert "team.yaml does not list prdo" in answer.text
    assert answer.ts == question.ts, "the question stands there no more"
    assert labels(answer) == []


@pytest.mark.parametrize(
    ("typed", "meant", "button"),
    [
        ("123456789021", "123456789012 (prod)", "Use 123456789012"),
        ("2109-8765-4322", "210987654321 (sandbox)", "Use 210987654321"),
        ("producton", "production (prod)", "Use production"),
    ],
)
async def test_digits_and_other_names_say_whose_they_are(
    bot: Served, ben: Person, typed: str, meant: str, button: str
) -> None:
    question = await asked(bot, ben, typed)
    assert f"Did you mean {meant}?" in question.text
    await ben.press(button, question)
    await bot.settled()
    assert (await bot.run()).account == meant.partition("(")[2].removesuffix(")")


@pytest.mark.parametrize("way", [(), ("broken", "stop")])
async def test_a_run_without_attempts_is_found_under_a_slip_of_its_name_too(
    bot: Served, ana: Person, ben: Person, way: tuple[str, ...]
) -> None:
    """Its first attempt may come any minute, and would not be counted under the other name."""
    await bot.start(ana, account="payroll")
    await bot.walk(ana, *way)
    await ben.command("/mfa-lost", "payrol")
    await bot.settled()
    question = bot.slack.told(ben.id)[-1]
    assert labels(question) == ["Use payroll", "Go On with payrol"]
    await ben.press("Use payroll", question)
    await bot.settled()
    assert "payroll" in bot.slack.told(ben.id)[-1].text
    assert {step.step["run"].partition(".")[0] for step in bot.slack.steps()} == {"payroll"}


async def test_a_drill_of_the_other_name_is_no_reason_to_ask(
    bot: Served, ana: Person, ben: Person
) -> None:
    await ana.command("/mfa-lost", "drill payroll")
    await bot.settled()
    await bot.start(ben, account="payrol")
    assert (await bot.run()).account == "payrol"


async def test_a_drill_asks_too_and_stays_a_drill(bot: Served, ben: Person) -> None:
    question = await asked(bot, ben, "drill prdo")
    assert "counted" not in question.text
    await ben.press("Use prod", question)
    await bot.settled()
    run = await bot.run()
    assert run.drill
    assert run.account == "prod"


async def test_a_window_asks_too_and_keeps_the_channel_that_was_chosen(
    bot: Served, ben: Person
) -> None:
    """Opened on the Home tab or by a shortcut, where no channel is known."""
    known = len(bot.slack.windows)
    await bot.slack.do("shortcut", **{"as": ben.id}, callback_id="start:mfa-lost")
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    window = bot.slack.windows[-1]
    values = {"answer": {"answer": "prdo"}, "channel": {"channel": CHANNEL}}
    await bot.slack.do("submit", **{"as": ben.id}, window=window["id"], values=values)
    await bot.settled()
    question = bot.slack.seen_by(ben.id, f"D{ben.id[1:]}")[-1]
    assert labels(question) == ["Use prod", "Go On with prdo"]
    await ben.press("Use prod", question)
    await bot.settled()
    assert bot.step().channel == CHANNEL
    answer = bot.slack.seen_by(ben.id, f"D{ben.id[1:]}")[-1]
    assert answer.ts == question.ts
    assert "Started" in answer.text


async def test_the_command_of_a_number_asks_in_its_window_too(bot: Served, ana: Person) -> None:
    await ana.submit(await ana.asks_window("/mfa-phone"), "sandbx")
    await bot.settled()
    await ana.press("Use sandbox")
    await bot.settled()
    assert (await bot.run()).account == "sandbox"


async def test_the_same_press_that_is_delivered_twice_begins_one_run(
    bot: Served, ben: Person
) -> None:
    question = await asked(bot, ben, "prdo")
    await ben.press("Use prod", question)
    await ben.again()
    await bot.settled()
    assert len({message.step["run"] for message in bot.slack.steps()}) == 1


@pytest.mark.parametrize("buttons", [(0, 0), (0, 1), (1, 0)])
async def test_a_second_press_of_the_question_is_answered_and_begins_nothing(
    bot: Served, ben: Person, buttons: tuple[int, int]
) -> None:
    """By a quick finger, before the answer to the first has replaced the buttons."""
    question = await asked(bot, ben, "prdo")
    first, second = (question.buttons[n] for n in buttons)
    names = ["prod", "prdo"]
    await ben.click(question, first)
    await bot.settled()
    await ben.click(question, second)
    await bot.settled()
    assert {m.step["run"].partition(".")[0] for m in bot.slack.steps()} == {names[buttons[0]]}
    answer = bot.slack.told(ben.id)[-1].text
    if buttons[0] != buttons[1]:
        other = names[buttons[1]]
        assert (
            f"You already chose {names[buttons[0]]}, so I did not start a run for {other}."
            in answer
        )
        assert f"type /mfa-lost {other}" in answer
    else:
        assert "Started" in answer


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (("stop",), "There is a run for prod that can go on: Stopped"),
        (
            ("broken", "other", "china"),
            "The run that you started for prod has ended. To start another, type /mfa-lost prod.",
        ),
    ],
    ids=["it can go on", "it is over"],
)
async def test_a_press_of_the_question_after_its_run_has_ended_says_so(
    bot: Served, ben: Person, ends: tuple[str, ...], told: str
) -> None:
    """Where the answer to the first press did not reach Slack, the buttons are still there."""
    question = await asked(bot, ben, "prdo")
    use_prod, _ = question.buttons
    await ben.click(question, use_prod)
    await bot.settled()
    await bot.walk(ben, *ends)
    assert not (await bot.run()).open
    steps = len(bot.slack.steps())
    await ben.click(question, use_prod)
    await bot.settled()
    assert told in bot.slack.told(ben.id)[-1].text
    assert len(bot.slack.steps()) == steps


async def test_of_two_presses_at_once_one_counts(bot: Served, ben: Person) -> None:
    question = await asked(bot, ben, "prdo")
    await asyncio.gather(*(ben.click(question, button) for button in question.buttons))
    await bot.settled()
    assert len({message.step["run"] for message in bot.slack.steps()}) == 1


async def test_a_run_that_is_there_under_the_typed_name_is_shown_instead(
    bot: Served, ana: Person, ben: Person
) -> None:
    question = await asked(bot, ben, "prdo")
    await ben.press("Go On with prdo", question)
    await bot.settled()
    await ana.command("/mfa-lost", "prdo")
    await bot.settled()
    assert "is already working on prdo" in bot.slack.told(ana.id)[-1].text


async def test_a_name_like_no_other_begins_at_once_and_the_answer_says_that_it_is_not_listed(
    bot: Served, ben: Person
) -> None:
    await bot.start(ben, account="billing")
    answer = bot.slack.told(ben.id)[-1]
    assert "Started" in answer.text
    assert "team.yaml does not list billing" in answer.text


@pytest.mark.parametrize("name", ["prod", "production", "PROD.", "123456789012"])
async def test_a_listed_one_is_not_asked_about(bot: Served, ben: Person, name: str) -> None:
    await bot.start(ben, account=name)
    assert "team.yaml" not in bot.slack.told(ben.id)[-1].text


async def test_a_name_that_a_run_taught_the_bot_is_known(bot: Served, ben: Person) -> None:
    """Its attempts count with those of the listed account, so there is nothing to ask."""
    await ben.press("Go On with prdo", await asked(bot, ben, "prdo"))
    await bot.settled()
    await bot.walk(ben, "broken", "member", "admin_here", "answer=1234-5678-9012", "ready", "stop")
    assert (await bot.bot.guide.attempts(TEAM, "prdo")).learned
    await ben.command("/mfa-disable", "prdo")
    await bot.settled()
    assert (await bot.run()).flow == "mfa-disable"


async def test_a_mistyped_id_is_corrected_with_back(bot: Served, ben: Person) -> None:
    """Nothing is counted for the wrong account, nor for both."""
    await bot.start(ben, account="billing")
    asked = ("broken", "member", "admin_here")
    await bot.walk(ben, *asked, "answer=555566667777")
    assert "555566667777" in bot.step().text
    await bot.walk(ben, "back", "answer=555566667788", "ready")
    assert (await bot.run()).values["account_id"] == "555566667788"
    names = (await bot.bot.guide.attempts(TEAM, "billing")).names
    assert names == ("billing", "555566667788")


async def test_who_may_not_begin_one_learns_no_names(bot: Served) -> None:
    tom = bot.person("U0TOM")
    await tom.command("/mfa-lost", "prdo")
    await bot.settled()
    assert "Only" in bot.slack.told(tom.id)[-1].text
    assert "Did you mean" not in bot.slack.told(tom.id)[-1].text


async def test_a_start_costs_no_more_than_it_did(
    bot: Served, ben: Person, counted: dict[str, int]
) -> None:
    await bot.start(ben, account="sandbox")
    for account in ("prod", "billing"):
        counted.clear()
        await bot.start(ben, account=account)
        assert counted[cost.TRIP] <= cost.BEFORE + cost.AFTER


async def test_whoever_may_not_read_the_list_is_told_who_may(bot: Served) -> None:
    tom = bot.person("U0TOM")
    await tom.command("/mfa-lost", "list")
    told = bot.slack.told(tom.id)[-1].text
    assert told == "Only <@U0ANA>, <@U0BEN> can use /mfa-lost. Ask them for help."


async def test_an_id_that_was_gone_back_from_stands_nowhere(bot: Served, ana: Person) -> None:
    """Nor does one that nobody typed, such as an example's."""
    await bot.start(ana, account="lab-seven")
    await bot.walk(ana, "broken", "member", "admin_here", "answer=444455556666")
    assert "444455556666" in bot.step().text
    await bot.walk(ana, "back")
    for message in bot.slack.messages:
        assert not re.search(r"\b\d{12}\b", message.text), message.text
