"""Digit counter for text that is stored: seven digits may be a phone number.

Digits count in any script, and whatever stands between them.
"""

import re
import unicodedata

from bot.core.numerals import HAN_DIGITS, RADIO_DIGITS, TEENS, TENS, WORD_DIGITS, longest_first

MAX_DIGITS = 6

# Forms that can't be mistaken for a phone number: dates, times, ticket keys. Digits close before or
# behind make one of these a part of something longer.
_MONTH, _DAY = "(?:1[0-2]|0?[1-9])", "(?:[12]\\d|3[01]|0?[1-9])"
_DATE = (
    r"(?:(?:19|20)\d\d(?:-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])"
    r"| ?年 ?(?:0?\d|1[0-2]) ?月 ?(?:[0-2]?\d|3[01]) ?日"
    rf"|/{_MONTH}/{_DAY}|\.{_MONTH}\.{_DAY})"
    rf"|{_DAY}(?:/{_MONTH}/|\.{_MONTH}\.)(?:19|20)\d\d|{_MONTH}/{_DAY}/(?:19|20)\d\d)"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_TICKET = r"(?!TEL|FAX|MOB|CALL|PHONE|CELL|LINE|SIM|SMS|EXT)[A-Z]{2,10}-(?!0)\d{1,6}"
# RFC 1918; a public address may be a number that is written in pairs.
_ADDRESS = r"(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.(?:0|[1-9]\d{0,2})){2,3}(?:/\d\d?)?"
# Atomic: 1/2/2026 is a date in two ways, and a row of them would be tried in each combination.
_ONE = rf"(?>{_DATE}|{_TIME}|CVE-(?:19|20)\d\d-\d{{4,7}}|{_TICKET}|{_ADDRESS})"
_KNOWN = re.compile(
    rf"(?<![A-Za-z0-9])(?<!\d\W){_ONE}(?:\W{{1,3}}{_ONE}){{0,99}}(?!\w)(?!\W{{1,3}}\d)", re.ASCII
)
_ACCENTS = re.compile("[\u0300-\u036f]")  # of fünf, and the tones of jiǔ


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


_ONE_DIGIT = [*map(_without_accents, WORD_DIGITS), "double", "triple"]
# By the digits that they stand for; Slack writes a keycap as `:one:`.
_NUMERALS = dict.fromkeys(_ONE_DIGIT, 1) | dict.fromkeys([*TEENS, *TENS], 2)
_LONGEST_FIRST = longest_first(_NUMERALS)
_NUMERAL = re.compile(_LONGEST_FIRST)
# Bounded: "unoneun" is read in two ways, and a row of it in each combination.
_SPOKEN = re.compile(rf"(?<![^\W\d_])(?:{_LONGEST_FIRST}){{1,20}}(?![^\W\d_])")
_UNITS = re.compile(r"[十百千萬万億亿]|(?<![a-z])(?:hundred|thousand)(?: and)?(?![a-z])")
# O and l among digits.
_LOOKALIKES = re.compile(r"(?<![A-Za-z0-9])[OoIlSBZ]?\d[OoIlSBZ\d]*(?![A-Za-z0-9])")
_TO_DIGITS = str.maketrans("OoIlSBZ", "0011582")
_ROMAN = re.compile(r"(?<![A-Za-z])(?:IX|IV|VI{0,3}|I{1,3})(?![A-Za-z])")
# 1-800-FLOWERS: letters on a keypad, behind a prefix of toll-free numbers.
_TOLL_FREE = "8(?:00|33|44|55|66|77|88)"
_VANITY = re.compile(
    rf"(?<!\d)(?:0?{_TOLL_FREE}[.-](?=[A-Z-]{{4}})|1[ .-]{_TOLL_FREE}-(?=[a-z-]{{4}})"
    # With a blank only behind a 1 that stands apart, a 0 or in brackets: `1800 USERS` is a count.
    rf"|(?:1|0|\(){_TOLL_FREE}\)?[.-]?(?=[A-Z-]{{4}})"
    rf"|(?:1[ .-]|0|\(){_TOLL_FREE}\)?[ .-]?(?=[A-Z-]{{4}}))[A-Za-z]+(?:-[A-Za-z]+)*"
)
_KOREAN = frozenset("영공일이삼사오육륙칠팔구")
# 一個, 第三, "one of us": alone a numeral in words or in Han is a word.
_RUN = re.compile(r"[dh](?: {0,4}[dh])+|d")


def count_digits(text: str) -> int:
    """Number of digits in a text, without dates, times and ticket keys such as OPS-1234."""
    plain = unicodedata.normalize("NFKC", "".join(map(_from_roman, text)))
    known = _VANITY.sub(lambda one: re.sub("[A-Za-z]", "8", one[0]), _KNOWN.sub(" x ", plain))
    alike = _LOOKALIKES.sub(lambda one: one[0].translate(_TO_DIGITS), known)
    plainly = _without_accents(_ROMAN.sub("一", alike).casefold())
    spoken = _SPOKEN.sub(_in_han, plainly)
    kinds = "".join(map(_kind, _UNITS.sub("", spoken)))
    return sum(len(run) - run.count(" ") for run in _RUN.findall(kinds))


def _from_roman(char: str) -> str:
    """Digit of a Roman numeral such as Ⅸ, which NFKC would turn into letters."""
    value = unicodedata.numeric(char, -1)
    return str(int(value)) if unicodedata.category(char) == "Nl" and value in range(10) else char


def _in_han(spoken: re.Match[str]) -> str:
    return "一" * sum(_NUMERALS[word] for word in _NUMERAL.findall(spoken[0]))


def _kind(char: str) -> str:
    """Class of a character: `d`igit, `h`an numeral, `x` for a letter, a blank for the rest."""
    if char in HAN_DIGITS or char in RADIO_DIGITS or char in _KOREAN:
        return "h"
    value = unicodedata.numeric(char, -1)
    if value in range(10):
        return "x" if unicodedata.category(char) == "Lo" else "d"
    return "x" if char.isalpha() else " "
