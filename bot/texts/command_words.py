"""Words that a command takes where an account may stand: help, list, accounts, drill."""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from bot.texts import N_, label
from bot.texts.languages import available


class CommandWord(StrEnum):
    """Word by its English spelling, which works in every language."""

    HELP = "help"
    LIST = "list"
    ACCOUNTS = "accounts"
    DRILL = "drill"  # what follows it is practice


_SPELLINGS: Mapping[CommandWord, str] = {  # with blanks between
    CommandWord.HELP: N_("help"),
    CommandWord.LIST: N_("list"),
    CommandWord.ACCOUNTS: N_("accounts"),
    CommandWord.DRILL: N_("drill"),
}
_HELP_SIGNS = frozenset({"?", "-h", "--help"})


def command_word(language: str, text: str) -> CommandWord | None:
    """Word that a text is, in English or in the reader's language; None for another text."""
    said = unicodedata.normalize("NFKC", text).casefold()
    if said in _HELP_SIGNS:
        return CommandWord.HELP
    return next((word for word in CommandWord if said in _spellings(language, word)), None)


def is_taken(name: str) -> bool:
    """Whether a name is such a word in any language: an account of that name can't be reached."""
    return any(command_word(language, name) for language in available())


def _spellings(language: str, word: CommandWord) -> tuple[str, ...]:
    return (word.value, *label(language, _SPELLINGS[word]).split())
