"""Steps that the team file answers: pressed by the bot within one press, and told in the thread."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.front_door import test_cost_of_a_press as cost
from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import Slack

TEAM = """
accounts:
  prod:
    id: "123456789012"
    also: [production]
    kind: standalone
    inbox: [U0ANA]
    phone: [U0BEN]
    number: "+886 912 345 678"
  member: {kind: member}
  several: {kind: standalone, inbox: [U0BEN, U0MEI], phone: [U0TOM, U0ANA]}
"""
counted = cost.counted  # a fixture
KIND = "✓ Is prod standalone, or in an organization? → Standalone or Management (team.yaml)"
PEOPLE = "→ Mail: <@U0ANA> · Phone: <@U0BEN> (team.yaml)"
NUMBER = "✓ Which phone number does AWS have on file for prod? → Answered (team.yaml)"


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, tmp_path: Path) -> AsyncIterator[Served]:
    file = tmp_path / "team.yaml"
    file.write_text(TEAM, encoding="utf-8")
    async with served(slack, redis_url, clock, team_file=str(file)) as bot:
        yield bot


def plain(text: str) -> str:
    return text.replace("*", "")


async def test_a_known_kind_is_pressed_and_the_thread_says_so(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken")
    step = bot.step()
    assert step.step["step"] == "what_is_left"
    assert KIND in plain(step.text)
    assert "Standalone or Management" in str(step.blocks[0])
    assert "(team.yaml)" in str(step.blocks[0])
    await bot.walk(ana, "nothing")
    line = plain(bot.slack.steps()[-2].text)
    assert KIND in line
    assert "What is left" not in line.split(KIND)[0]
    assert "<@U0ANA>" in line  # who pressed after it


async def test_several_in_a_row_cost_what_one_press_costs(
    bot: Served, ana: Person, counted: dict[str, int]
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken")
    counted.clear()
    calls = len(bot.slack.calls)
    await bot.walk(ana, "nothing")
    assert counted[cost.TRIP] <= cost.BEFORE + cost.AFTER
    assert len(bot.slack.calls) - calls <= cost.CALLS
    step = bot.step()
    assert step.step["step"] == "calls_before"
    assert PEOPLE in plain(step.text)
    assert NUMBER in plain(step.text)
    run = await bot.run()
    assert (run.values["inbox_reader"], run.values["phone_holder"]) == ("U0ANA", "U0BEN")
    assert run.values["e164"] == "+886912345678"


async def test_the_audit_names_the_file_and_no_number(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "nothing")
    entries = await shelf.audit()
    told = [(entry["by"], entry["from"], entry["button"]) for entry in reversed(entries)]
    assert told == [
        ("U0ANA", "", "start"),
        ("U0ANA", "what_happened", "broken"),
        ("team.yaml", "account_kind", "standalone"),
        ("U0ANA", "what_is_left", "nothing"),
        ("team.yaml", "people", "answer"),
        ("team.yaml", "number", "answer"),
    ]
    assert "912345678" not in str(entries)


async def test_back_shows_the_step_and_a_hand_overrules_the_file(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "run:back")
    assert bot.step().step["step"] == "account_kind"
    assert "team.yaml" not in bot.step().text
    await bot.walk(ana, "member")
    assert bot.step().step["step"] == "central_root"
    await bot.walk(ana, "run:back", "run:back", "broken")
    assert bot.step().step["step"] == "account_kind"


async def test_the_digits_are_answered_where_a_command_needs_them(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "broken", "run:back", "member", "admin_here")
    assert bot.step().step["step"] == "central_ready"
    assert "→ 123456789012 (team.yaml)" in plain(bot.step().text)


async def test_every_name_of_the_account_is_known(bot: Served, ana: Person) -> None:
    await bot.start(ana, account="123456789012")
    await bot.walk(ana, "broken")
    assert KIND in plain(bot.step().text)


async def test_what_the_file_does_not_say_is_asked(bot: Served, ana: Person) -> None:
    await bot.start(ana, account="member")
    await bot.walk(ana, "broken")
    assert bot.step().step["step"] == "central_root"
    await bot.walk(ana, "look_first", "nothing")
    assert bot.step().step["step"] == "people"
    await bot.start(ana, account="unheard-of")
    await bot.walk(ana, "broken")
    assert bot.step().step["step"] == "account_kind"
    assert "team.yaml" not in bot.step().text


async def test_an_account_is_chosen_from_the_list_or_typed(bot: Served, ana: Person) -> None:
    window = await ana.asks_window("/mfa-lost")
    _, chooser, field = window["blocks"]
    labels = [option["text"]["text"] for option in chooser["element"]["options"]]
    assert labels == ["prod · 123456789012", "member", "several"]
    await ana.fills(window, account="prod")
    await bot.settled()
    assert (await bot.run()).account == "prod"
    await ana.fills(await ana.asks_window("/mfa-lost"), account="prod", answer="member")
    await bot.settled()
    assert (await bot.run()).account == "member"  # what is typed counts first
    answer = await ana.fills(await ana.asks_window("/mfa-lost"))
    assert "prod" in answer.json["errors"][field["block_id"]]


async def test_of_several_people_a_person_chooses(bot: Served, ana: Person) -> None:
    """The lead is taken for whoever the file names, if they are among them."""
    await bot.start(ana, account="several")
    await bot.walk(ana, "broken", "nothing")
    assert bot.step().step["step"] == "people"
    window = await ana.window()
    for name in ("U0BEN", "U0MEI", "U0TOM", "U0ANA"):
        assert name in str(window["blocks"][1])
    await ana.names(window)
    await bot.settled()
    values = (await bot.run()).values
    assert (values["inbox_reader"], values["phone_holder"]) == ("U0BEN", "U0ANA")


async def test_it_is_told_in_the_language_of_the_run(bot: Served) -> None:
    await bot.start(mei := bot.person("U0MEI"))
    await bot.walk(mei, "broken")
    assert "（team.yaml）" in bot.step().text
