"""Words that a command takes where an account may stand: help, list, accounts, drill; and words
for what is done in a run's thread.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from bot.core.visible import visible
from bot.texts import N_, label
from bot.texts.languages import available


class CommandWord(StrEnum):
    """Word by its English spelling, which works in every language."""

    HELP = "help"
    LIST = "list"
    ACCOUNTS = "accounts"
    DRILL = "drill"  # what follows it is practice
    REPORT = "report"
    STOP = "stop"


_SPELLINGS: Mapping[CommandWord, str] = {  # with blanks between
    CommandWord.HELP: N_("help"),
    CommandWord.LIST: N_("list"),
    CommandWord.ACCOUNTS: N_("accounts"),
    CommandWord.DRILL: N_("drill"),
    CommandWord.REPORT: N_("report"),
    CommandWord.STOP: N_("stop"),
}
# What buttons in a run's thread do. An account may have such a name: it is typed in quotes.
IN_THREAD = frozenset({CommandWord.REPORT, CommandWord.STOP})
_HELP_SIGNS = frozenset({"?", "-h", "-help"})  # a keyboard makes one dash of --help's two hyphens
_HYPHENS = re.compile("-+")
_AROUND = "*~`.,;:!?。"  # Slack's mark-up, and the end of a sentence


def command_word(language: str, text: str) -> CommandWord | None:
    """Word that a text is, in English or in the reader's language; None for another text.

    In quotes it is the name of an account; Slack's mark-up comes with a paste and says nothing.
    """
    plain = unicodedata.normalize("NFKC", visible(text)).casefold().strip()
    if _HYPHENS.sub("-", plain) in _HELP_SIGNS:
        return CommandWord.HELP
    said = _bare(plain)
    return next((word for word in CommandWord if said in _spellings(language, word)), None)


def _bare(text: str) -> str:
    """Text without Slack's mark-up around it, and without the end of a sentence."""
    bare = text.strip(_AROUND)
    return bare[1:-1] if bare[:1] == bare[-1:] == "_" else bare  # a name may end with one


def first_word(text: str) -> tuple[str, str]:
    """First word of a text, and the rest; blanks of any script part them."""
    first, *rest = text.split(maxsplit=1) or ("",)
    return first, "".join(rest).strip()


def taken_words() -> frozenset[str]:
    """Words, in any language, that a command takes for its own: no account of such a name could be
    reached.
    """
    own = [word for word in CommandWord if word not in IN_THREAD]
    spelled = (_spellings(language, word) for language in available() for word in own)
    return _HELP_SIGNS.union(*spelled)


def _spellings(language: str, word: CommandWord) -> tuple[str, ...]:
    return (word.value, *label(language, _SPELLINGS[word]).split())
