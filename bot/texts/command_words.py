"""Words that a command takes where an account may stand: help, list, accounts, drill; and words
for what is done in a run's thread.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import product

from bot.core.near_names import distance
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
# What people type for these. An account may be called so: nothing is done before they say which.
_SYNONYMS: Mapping[CommandWord, str] = {
    CommandWord.HELP: N_("usage info man"),
    CommandWord.LIST: N_("lists ls status state"),
    CommandWord.ACCOUNTS: N_("acc accts all"),
    CommandWord.DRILL: N_("practice practise exercise"),
    CommandWord.REPORT: N_("history"),
    CommandWord.STOP: N_("cancel abort quit exit end"),
}
# What buttons in a run's thread do. An account may have such a name: it is typed in quotes.
IN_THREAD = frozenset({CommandWord.REPORT, CommandWord.STOP})
_BESIDE_OTHERS = IN_THREAD | {CommandWord.HELP, CommandWord.LIST}
_HELP_SIGNS = frozenset({"?", "-h", "-help"})  # a keyboard makes one dash of --help's two hyphens
_HYPHENS = re.compile("-+")
_AROUND = "*~`.,;:!?。"  # Slack's mark-up, and the end of a sentence
_LONG = 5  # letters; with one of them wrong, a shorter word is another: shop, lost, step
_SIGNS = re.compile("[-_.:/=]")
_HAN = re.compile("[\u3400-\u9fff]")
# A sentence in Chinese has no blanks that would tell it from a name: 手機掉了.
_SENTENCE_IN_HAN = re.compile("(?:我|請問|怎麼|如何).*|.*(?:了|嗎|呢|怎麼辦)")


def command_word(text: str) -> CommandWord | None:
    """Word that a text is, in any language: many who work in Chinese use Slack in English.

    In quotes it is the name of an account; Slack's mark-up comes with a paste and says nothing.
    """
    plain = _plain(text)
    if _HYPHENS.sub("-", plain) in _HELP_SIGNS:
        return CommandWord.HELP
    said = _bare(plain)
    return next((word for word in CommandWord if said in _spelled([word])), None)


def word_beside_others(text: str) -> CommandWord | None:
    """Command word at either end of a longer text, as in `help me` and `prod list`: for help, the
    list, or what a button in the thread does.
    """
    first, *rest = text.split() or ("",)
    words = [command_word(each) for each in (first, *rest[-1:])]
    if words[0] is CommandWord.DRILL:
        return None
    return next((word for word in words if word in _BESIDE_OTHERS), None)


def behind_drill(text: str) -> str | None:
    """Account to practise with: the rest of a text that begins with the word for a drill; None for
    any other text. Chinese needs no blank behind that word.
    """
    first, rest = first_word(text)
    if command_word(first) is CommandWord.DRILL:
        return rest
    folded = unicodedata.normalize("NFKC", visible(text))
    for word in filter(_HAN.match, _spelled([CommandWord.DRILL])):
        if folded.startswith(word):
            return folded.removeprefix(word).lstrip(_AROUND).lstrip()
    return None


def meant_word(text: str) -> CommandWord | None:
    """Word that somebody may have meant who typed something else: `acounts`, `status`, 手機掉了."""
    said = _bare(_plain(text))
    drill = [CommandWord.DRILL]
    in_han = tuple(filter(_HAN.match, _spelled(drill, _SYNONYMS)))
    if _SIGNS.split(said)[0] in _spelled(drill) or said.startswith(in_han):
        return CommandWord.DRILL
    if _SENTENCE_IN_HAN.fullmatch(said):
        return CommandWord.HELP
    return next(
        (
            word
            for word in CommandWord
            if said in _spelled([word], _SYNONYMS)
            or any(_is_slip(said, one) for one in _spelled([word]))
        ),
        None,
    )


def _is_slip(said: str, word: str) -> bool:
    """Whether a text is the word but for two neighbours that are swapped, or one letter of a long
    word; account2 is the second account.
    """
    if said.isalpha() and len(word) >= _LONG and distance(said, word) == 1:
        return True
    swapped = (word[:n] + word[n : n + 2][::-1] + word[n + 2 :] for n in range(len(word) - 1))
    return said != word and said in swapped


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text)).casefold().strip()


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
    return _HELP_SIGNS | _spelled([word for word in CommandWord if word not in IN_THREAD])


def _spelled(
    words: Sequence[CommandWord], table: Mapping[CommandWord, str] = _SPELLINGS
) -> frozenset[str]:
    """Spellings of some words in all languages."""
    found = {word.value for word in words} if table is _SPELLINGS else set[str]()
    for language, word in product(available(), words):
        found.update(label(language, table[word]).split())
    return frozenset(found)
