"""Quotes from a file that somebody wrote, in sentences that may be logged."""

import re

from bot.core.accounts import is_account_id
from bot.core.digits import MAX_DIGITS, count_digits
from bot.core.secrets import possible_secret_in, secret_in

_SLACK_ID = re.compile("[A-Z][A-Z0-9]{2,20}")
_WORD = re.compile(r"[^\W\d_]\w*")  # digits behind a letter are those of an ID


def quoted(given: str, instead: str = "this") -> str:
    """Text in quotes; `instead`: what stands for one that may be a secret or a phone number."""
    return f"'{given}'" if _is_printable(given) else instead


def printable(key: str) -> str:
    """Key as it is, as part of a place; dots for one that may be a secret or a phone number."""
    return key if _is_printable(key) else "…"


def in_brackets(path: str) -> str:
    """Path in brackets, to follow a name; empty for a possible secret, or an address with one."""
    is_address = ":/" in path or "@" in path
    return f" ({path})" if _is_printable(path) and not is_address else ""


def _is_printable(given: str) -> bool:
    if secret_in(given):
        return False
    if is_account_id(given) or _SLACK_ID.fullmatch(given):
        return True
    return count_digits(_WORD.sub("", given)) <= MAX_DIGITS and not possible_secret_in(given)
