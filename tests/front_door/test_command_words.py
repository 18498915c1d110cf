"""Slash commands that begin no run: help, words of buttons in a thread, and text of other kinds."""

from itertools import product
from urllib.parse import urlencode

from tests.front_door.anew import as_new
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.slack import Message

COMMANDS = ("/mfa-lost", "/mfa-disable", "/mfa-phone")
LOOKS = ("*{}*", "_{}_", "~{}~", "`{}`", "*_{}_*", "{}.", "{}!", "*{}*.")
WORDS = {
    "help": "/mfa-lost prod",
    "list": "No run of this procedure",
    "stop": "press Stop",
    "drill": "Type /mfa-lost drill prod",
}


async def told(bot: Served, person: Person, command: str, text: str) -> Message:
    """The one message that a command is answered with, to its author alone; nothing begins."""
    known = len(bot.slack.told(person.id))
    assert (await person.command(command, text)).status == 200
    await bot.settled()
    assert not bot.slack.of("chat.postMessage")
    (answer,) = bot.slack.told(person.id)[known:]
    return answer


@each("asked", ["help", "?", "？", "說明", "幫助"])
async def test_help_may_be_asked_for_in_the_readers_words(bot: Served, asked: str) -> None:
    assert "/mfa-lost prod" in (await told(bot, bot.person("U0MEI"), "/mfa-lost", asked)).text


@each("command, text", product(COMMANDS, ("help", "HELP", "?", "--help")))
async def test_help_shows_what_works(bot: Served, ana: Person, command: str, text: str) -> None:
    assert command in (await told(bot, ana, command, text)).text


@each("word, form", product(WORDS, LOOKS))
async def test_a_word_may_be_pasted_with_its_looks_or_end_a_sentence(
    bot: Served, ana: Person, word: str, form: str
) -> None:
    assert WORDS[word] in (await told(bot, ana, "/mfa-lost", form.format(word))).text


@each("dash", ["\u2014", "\u2013", "-", "\u2012\u2012"])
async def test_a_keyboard_may_make_another_dash_of_two_hyphens(
    bot: Served, ana: Person, dash: str
) -> None:
    assert "starts it" in (await told(bot, ana, "/mfa-lost", f"{dash}help")).text


@each(
    "text",
    [
        *("*drill prod*", "`drill prod`", "*drill* prod", "`drill` `prod`"),
        *("演練 prod", "演練prod", "演練：prod"),
    ],
)
async def test_so_may_a_word_with_the_account_behind_it(
    bot: Served, ana: Person, text: str
) -> None:
    await as_new(bot)
    await ana.command("/mfa-lost", text)
    await bot.slack.until(lambda: bool(bot.slack.steps()))
    assert ((await bot.run()).account, (await bot.run()).drill) == ("prod", True)


@each("text", ["drill help", "drill ?", "drill list", "drill drill"])
async def test_a_word_is_no_account_to_practise_with(bot: Served, ana: Person, text: str) -> None:
    answer = await told(bot, ana, "/mfa-lost", text)
    assert "Type /mfa-lost drill prod, with your account in place of prod." in answer.text


@each(
    "typed, word",
    [
        *[("acounts", "accounts"), ("account", "accounts"), ("Acconuts.", "accounts")],
        *[("the accounts", "accounts"), ("please drill", "drill"), ("演習prod", "drill")],
        *[("hlep", "help"), ("lsit", "list"), ("sotp", "stop"), ("reprot", "report")],
        *[("dril", "drill"), ("drill-prod", "drill"), ("status", "list"), ("cancel", "stop")],
        *[("帳號", "accounts"), ("狀態", "list"), ("使用說明", "help"), ("練習", "drill")],
        *[("手機掉了", "help"), ("怎麼辦", "help"), ("我的手機不見了怎麼辦", "help")],
    ],
)
async def test_a_word_that_may_be_meant_for_another_begins_no_run(
    bot: Served, ana: Person, typed: str, word: str
) -> None:
    answer = await told(bot, ana, "/mfa-lost", typed)
    assert f"Did you mean /mfa-lost {word}?" in answer.text
    name = typed.lower().rstrip(".").split()[-1]
    assert f'called {name}, type /mfa-lost "{name}"' in answer.text


@each("text", ["practice 123456789012", "dril 1234-5678-9012", "status 123456789012"])
async def test_nor_does_one_beside_an_id(bot: Served, ana: Person, text: str) -> None:
    assert "Did you mean /mfa-lost" in (await told(bot, ana, "/mfa-lost", text)).text


async def test_in_a_drill_it_says_how_to_practise_with_such_an_account(
    bot: Served, ana: Person
) -> None:
    answer = await told(bot, ana, "/mfa-lost", "drill history")
    assert 'called history, type /mfa-lost drill "history"' in answer.text


@each("text", ["help desk +1 206 555 0100", "list: 0912345678, 0987654321", "0912 345 678 report"])
async def test_beside_a_number_a_word_is_none(bot: Served, ana: Person, text: str) -> None:
    assert "To save in AWS" in (await told(bot, ana, "/mfa-phone", text)).text


@each("text", ["help me AKIAIOSFODNN7EXAMPLE", "my password is hunter2 help"])
async def test_a_secret_beside_a_word_is_told_of(bot: Served, ana: Person, text: str) -> None:
    assert "That looks like a secret" in (await told(bot, ana, "/mfa-lost", text)).text


@each(
    "name",
    [
        "shop",
        "post",
        "drilling",
        "account2",
        "prod-list",
        '"acounts"',
        '"drill-prod"',
    ],
)
async def test_an_account_may_have_a_name_like_it(bot: Served, ana: Person, name: str) -> None:
    await as_new(bot)
    await bot.start(ana, account=name)
    assert (await bot.run()).account == name.strip('"')


async def test_an_id_counts_beside_a_name_with_such_a_word(bot: Served, ana: Person) -> None:
    await bot.start(ana, account="Help Desk (123456789012)")
    assert (await bot.run()).account == "123456789012"


@each("asked", ["說明", "清單", "停止", "演練"])
async def test_a_word_counts_in_each_language(bot: Served, ana: Person, asked: str) -> None:
    words = dict(zip(("說明", "清單", "停止", "演練"), WORDS.values(), strict=True))
    assert words[asked] in (await told(bot, ana, "/mfa-lost", asked)).text


@each(
    "text, word",
    [
        *[("help me", "help"), ("說明 prod", "help"), ("prod help", "help")],
        *[("list please", "list"), ("prod list", "list"), ("prod stop", "stop")],
        *[("drlil prod", "drill"), ("drill:prod", "drill"), ("practice prod", "drill")],
    ],
)
async def test_a_word_beside_others_is_what_it_is_alone(
    bot: Served, ana: Person, text: str, word: str
) -> None:
    assert WORDS[word] in (await told(bot, ana, "/mfa-lost", text)).text


@each("text", ["two words", "12345", "0912 345 678", "!!", "a" * 3000, "x|y"])
async def test_unknown_text_is_answered_with_an_example(
    bot: Served, ana: Person, text: str
) -> None:
    assert "/mfa-lost prod" in (await told(bot, ana, "/mfa-lost", text)).text


@each("phone", ["0912 345 678", "+886 912 345 678", "(02) 2345-6789"])
async def test_a_phone_number_is_told_from_an_account_and_not_repeated(
    bot: Served, ana: Person, phone: str
) -> None:
    answer = await told(bot, ana, "/mfa-lost", phone)
    assert "Name the account, not a phone number" in answer.text
    assert phone not in answer.text


@each("text", ["12345678901", "1234567890", "1.23457E+10"])
async def test_an_id_that_lost_its_zero_in_a_spreadsheet_is_told_what_is_missing(
    bot: Served, ana: Person, text: str
) -> None:
    """One in ten begins with 0."""
    answer = await told(bot, ana, "/mfa-lost", text)
    assert "twelve-digit ID (a 0 at the beginning is one of them" in answer.text


@each("command, text", product(COMMANDS, ("report", "Report prod", "stop", "stop\u3000prod")))
async def test_what_a_button_in_the_thread_does_begins_no_run(
    bot: Served, ana: Person, command: str, text: str
) -> None:
    answer = await told(bot, ana, command, text)
    button = "Show the Report" if "eport" in text else "Stop"
    assert f"press {button}" in answer.text
    assert f"{command} list" in answer.text


@each("text", ["報告", "停止"])
async def test_so_it_is_in_the_readers_words(bot: Served, text: str) -> None:
    assert "討論串" in (await told(bot, bot.person("U0MEI"), "/mfa-lost", text)).text


@each("name", ["report", "stop"])
async def test_an_account_of_such_a_name_is_typed_in_quotes(
    bot: Served, ana: Person, name: str
) -> None:
    await bot.start(ana, account=f'"{name}"')
    assert (await bot.run()).account == name


async def test_an_unknown_command_is_told_what_there_is(bot: Served, ana: Person) -> None:
    """One that a later manifest announces, and this bot does not know."""
    await ana.command("/mfa-lost", "help")
    found = {**bot.slack.deliveries[-1].body, "command": "/mfa-found"}
    answer = await bot.door.signed(urlencode(found))
    assert answer.status == 200
    assert "/mfa-lost prod" in answer.json["text"]


async def test_who_only_mentions_the_bot_reads_first_what_is_urgent(
    bot: Served, ana: Person
) -> None:
    """A command is copied as it stands: what may follow it is no part of the code."""
    await ana.mention("the MFA phone fell into the sea")
    await bot.settled()
    shown = bot.slack.messages[-1]
    (listed,) = (
        e for block in shown.blocks for e in block["elements"] if e["type"] == "rich_text_list"
    )
    codes = [
        part["text"]
        for line in listed["elements"]
        for part in line["elements"]
        if part.get("style", {}).get("code")
    ]
    assert codes == ["/mfa-lost", "/mfa-disable", "/mfa-phone", "/mfa-ready", "0912 345 678"]
