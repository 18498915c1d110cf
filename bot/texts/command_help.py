"""Help: what the bot can do, and how a command is typed."""

from collections.abc import Iterable, Mapping

from bot.core.flow import NUMBER, Flow
from bot.core.words import Words
from bot.files.manifest import SlashCommand
from bot.texts import N_, Person, Sentence, Text, joined, numbered, say, sentences
from bot.texts.command_words import CommandWord

# Reply to the shortcut on a message without a phone number.
no_number_there = Sentence("I see no phone number in that message.")


def no_number(language: str, command: str, account: str = "") -> Text:
    """Reply to a command with a text that has no number; `account`: whose name the text is."""
    told = N_(
        "I see no phone number there. Write it like `{command} 0912 345 678` or `{command} +886"
        " 912 345 678`. For another country, add its code: `{command} 03-1234-5678 JP`. To set"
        " an account's contact phone, type `{command}` alone."
    )
    if account:
        told = N_(
            "To set the contact phone of **{account}**, type `{command}` alone: a window asks for"
            " the account. After the command I expect a phone number, like `{command} 0912 345 678`"
            " or `{command} +886 912 345 678`."
        )
    return say(language, told, account=account, command=command)


_IN_THREAD: Mapping[CommandWord, str] = {
    CommandWord.REPORT: N_(
        "The report is in the run's thread: once the run has ended or is waiting, press **Show the"
        " Report** there."
    ),
    CommandWord.STOP: N_("To stop a run, press **Stop** in its thread."),
}


def in_thread(language: str, command: str, word: CommandWord) -> Text:
    """Answer to a word for what a button in the run's thread does."""
    where = N_(
        "`{command} list` shows the threads. For an account that is called {word}, type"
        ' `{command} "{word}"`.'
    )
    return sentences(
        language,
        say(language, _IN_THREAD[word]),
        say(language, where, command=command, word=word.value),
    )


def misspelt(language: str, command: str, start: str, account: str, word: CommandWord) -> Text:
    """Answer to a text that may be meant for a word of the command, or as the name of an
    account; `start`: what stands before an account where it is typed.
    """
    told = N_(
        "Did you mean `{command} {word}`? I have not started anything. For an account that is"
        ' called {account}, type `{start}"{account}"`.'
    )
    return say(language, told, command=command, start=start, word=word.value, account=account)


def help_for(language: str, flow: Flow, words: Words) -> Text:
    """Help for one command."""
    told = N_(
        "**{title}**\n\n{intro}\n\n`{command} prod` or `{command} 1234-5678-9012` starts it,"
        " `{command} list` shows its runs, and `{command} accounts` all accounts. Type it in the"
        " channel, not in a thread: Slack has no commands there."
    )
    if flow.takes == NUMBER:
        told = N_(
            "**{title}**\n\n{intro}\n\n`{command} 0912 345 678` shows a number the way AWS wants"
            " it. `{command}` alone starts this procedure, `{command} list` shows its runs, and"
            " `{command} accounts` all accounts. Type it in the channel, not in a thread: Slack has"
            " no commands there."
        )
    return say(language, told, command=flow.command, title=words.title, intro=words.intro)


def abilities(
    language: str, who: str, commands: Iterable[SlashCommand], *, in_thread: bool = False
) -> Text:
    """Help for a message that the bot does not understand; `in_thread`: it may be a run's."""
    if in_thread:
        return say(
            language,
            "{who} I read phone numbers, but no other text. In the thread of a run, press the"
            " button that fits at its newest step; **Stop** keeps your place. Commands such as"
            " `/mfa-lost` work in the channel, not in a thread.",
            who=Person(who),
        )
    urgent_first = sorted(commands, key=lambda one: not one.urgent)
    lines = (_command_line(language, one, n) for n, one in enumerate(urgent_first))
    number = say(
        language,
        "- Send me a phone number, and I'll show it the way AWS wants it: `0912 345 678`",
    )
    return joined(
        say(language, "{who} Here is what I can do:", who=Person(who)),
        joined(*lines, number, by="\n"),
        say(language, "Commands work in a channel, not in a thread."),
    )


def _command_line(language: str, one: SlashCommand, n: int) -> Text:
    line = say(
        language,
        "- `{command}` {usage}: {about}",
        command=one.command,
        usage=one.usage,
        about=one.about,
    )
    return numbered(line, n)
