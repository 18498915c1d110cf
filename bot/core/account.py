"""The name under which the bot knows an AWS account: its twelve digits, or a nickname."""

import re
import unicodedata
from enum import StrEnum

from bot.core.secrets import secret_in

DIGITS = 12
SHORTEST, LONGEST = 2, 32

_LINK = re.compile(r"<(?:tel|https?|mailto):[^<>|]*\|([^<>|]*)>")  # Slack links prod.example.com
_QUOTES = "\"'`*~\u201c\u201d\u2018\u2019\u00ab\u00bb「」『』"
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc]")
_NUMBER = re.compile(r"[\d\s-]+")
_INVISIBLE_LETTERS = "\u115f\u1160"  # Hangul fillers: letters to Unicode, blank to people


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    DIGITS = "digits"  # a number, but not of twelve digits
    CHARACTERS = "characters"
    SECRET = "secret"  # noqa: S105  # never repeat what was typed


class BadAccount(ValueError):  # what it is, said as people say it
    """`reason` says what is wrong. What was typed is not in here: it may be a secret."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def account(text: str) -> str:
    """Twelve digits without dashes, or a nickname: the same account always gives the same name.

    A nickname has 2 to 32 characters after NFKC and case folding: a letter first, then letters and
    digits of any script, `.`, `_`, `-`. So it can't be taken for digits, and has no character that
    means anything in a Redis key (`:`, `{`, `}`), a button's value (`|`) or Slack's mark-up.
    Quotes and links around it and invisible characters in it (they come with a paste) are dropped.

    Raises BadAccount.
    """
    if secret_in(text):
        raise BadAccount(Reason.SECRET)
    name = _plain(text)
    if not name:
        raise BadAccount(Reason.EMPTY)
    if _NUMBER.fullmatch(_DASHES.sub("-", name)):
        return _number(name)
    _check(name)
    return name


def _plain(text: str) -> str:
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    unlinked = _LINK.sub(r"\1", seen.strip())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", unlinked).casefold())
    return folded.strip().strip(_QUOTES).strip()


def _number(name: str) -> str:
    digits = "".join(str(unicodedata.decimal(char)) for char in name if char.isdecimal())
    if len(digits) != DIGITS:
        raise BadAccount(Reason.DIGITS)
    return digits


def _check(name: str) -> None:
    if len(name) > LONGEST:
        raise BadAccount(Reason.TOO_LONG)
    if not name[0].isalpha() or not all(map(_may_stand, name)):
        raise BadAccount(Reason.CHARACTERS)
    if len(name) < SHORTEST:
        raise BadAccount(Reason.TOO_SHORT)


def _may_stand(char: str) -> bool:
    return (char.isalnum() or char in "._-") and char not in _INVISIBLE_LETTERS
