"""Digit counter for text that is stored: seven digits may be a phone number.

Digits count in any script, and whatever stands between them.
"""

import re
import unicodedata

from bot.core.secrets.folding import HAN_DIGITS

MAX_DIGITS = 6

# Told for sure from a number that somebody dials: dates, times, the keys of tickets. Digits close
# before or behind make one of these a part of something longer.
_DATE = (
    r"(?:19|20)\d\d(?:-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])|年(?:0?\d|1[0-2])月(?:[0-2]?\d|3[01])日)"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_TICKET = r"(?!TEL|FAX|MOB|CALL|PHONE|CELL)[A-Z]{2,10}-\d{1,6}"
_ONE = rf"(?:{_DATE}|{_TIME}|{_TICKET})"
_KNOWN = re.compile(
    rf"(?<![A-Za-z0-9])(?<!\d\W){_ONE}(?:\W{{1,3}}{_ONE})*(?!\w)(?!\W{{1,3}}\d)", re.ASCII
)
# Slack writes a keycap as `:one:`.
_SPOKEN = re.compile(
    r"(?<![A-Za-z])(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|double|triple"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)(?![A-Za-z])",
    re.IGNORECASE,
)
# As numbers are read out over a bad line: 洞 is 0, 么 or 幺 1, 拐 7, 勾 9.
_OVER_A_LINE = frozenset("洞么幺拐勾")
# 一個, 第三, "one of us": alone a numeral in words or in Han is a word.
_RUN = re.compile(r"[dh](?: {0,4}[dh])+|d")


def count_digits(text: str) -> int:
    """Number of digits in a text, without dates, times and ticket keys such as OPS-1234."""
    plain = unicodedata.normalize("NFKC", text)
    spoken = _SPOKEN.sub("一", _KNOWN.sub(" x ", plain))
    kinds = "".join(map(_kind, spoken))
    return sum(len(run) - run.count(" ") for run in _RUN.findall(kinds))


def _kind(char: str) -> str:
    """Class of a character: `d`igit, `h`an numeral, `x` for a letter, a blank for the rest."""
    if char in HAN_DIGITS or char in _OVER_A_LINE:
        return "h"
    value = unicodedata.numeric(char, -1)
    if value in range(10):
        return "x" if unicodedata.category(char) == "Lo" else "d"
    return "x" if char.isalpha() else " "
