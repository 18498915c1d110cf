"""Text folding for the secret rules: plain quotes, no mark-up, no invisible characters."""

import re
import unicodedata

from bot.core.numerals import HAN_DIGITS, RADIO_DIGITS, TEENS, TENS, WORD_DIGITS, longest_first
from bot.core.visible import visible, with_ascii_digits

_LINK = re.compile(r"<([^<>|]*)\|([^<>]*)>")
_MENTION = re.compile(r"<[@#!][^<>]*>")
_SIGNS = str.maketrans(
    dict.fromkeys("“”„‟", '"')
    | dict.fromkeys("‘’‚‛", "'")
    | dict.fromkeys("\ufdfa\ufdfb", " ")  # whole phrases once they are folded
)
_READ_OUT = HAN_DIGITS | RADIO_DIGITS
_TO_ASCII = str.maketrans(_READ_OUT)
_ONE = rf"[{''.join(_READ_OUT)}\d]"
_HAN = re.compile(
    rf"(?!一[、，, ]{{1,2}}二){_ONE}(?:[ 、，,-]{{0,2}}{_ONE}){{2,}}"
)  # 一、二、 is a list
_TIMES = {"double": 2, "triple": 3}
_WORDS = longest_first(WORD_DIGITS)
_TEENS, _TENS = longest_first(TEENS), longest_first(TENS)
_UNIT = "one|two|three|four|five|six|seven|eight|nine"
_ITEM = (
    rf"(?:{_TEENS}|(?:{_TENS})(?:[ -](?:{_UNIT})(?![^\W_]))?"
    rf"|(?:(?:double|triple)[ -])?(?:{_WORDS}|\d))"
)
# Slack writes a keycap as `:one:`. Bounded, since "unoneun" is read in two ways.
_SPOKEN = re.compile(
    rf"(?<![^\W_]):?(?:{_ITEM}[ ,.:;/\n-]{{0,3}}){{2,19}}{_ITEM}(?![^\W_]):?", re.IGNORECASE
)
_ITEMS = re.compile(
    rf"({_TEENS})|({_TENS})(?:[ -]({_UNIT})(?![^\W_]))?|(?:(double|triple)[ -])?({_WORDS}|\d)",
    re.IGNORECASE,
)
# Letters of other scripts that look like Latin ones (Unicode TS 39), in words that mix the two.
_ALIKE = str.maketrans("аеорсухіјѕοαερντικ", "aeopcyxijsoaepvtik")
_WORD = re.compile(r"\w+")
_LETTERS_APART = re.compile(
    r"(?<!\w)(?:[A-Za-z](?:([ .-])[A-Za-z])(?:\1[A-Za-z]){3,}"
    r"|[A-Za-z0-9](?:([ ._-])[A-Za-z0-9])(?:\2[A-Za-z0-9]){6,})(?!\w)"
)
_UNSPACED = "\u2e80-\u2fdf\u3040-\u9fff\uac00-\ud7af"  # Han, kana, Hangul
_EDGE = re.compile(
    rf"(?<=[{_UNSPACED}「『])(?=[!-~])(?![:;,.=?)\]}}>])|(?<=[!-~])(?=[{_UNSPACED}」』。、])"
)


def spaced(plain: str) -> str:
    """Folded text with a line end where ASCII follows a script without blanks: 用hunter2登入."""
    return _EDGE.sub("\n", plain)


def folded(text: str) -> str:
    """Text in ASCII where possible. A link's label stays in place; its address follows."""
    seen = visible(text)
    addresses = [link[1] for link in _LINK.finditer(seen) if "://" in link[1]]
    bare = _LINK.sub(r" \2 ", _MENTION.sub(" ", seen))
    whole = "\n".join([bare, *addresses])
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        whole = whole.replace(entity, char)
    plain = with_ascii_digits(unicodedata.normalize("NFKC", whole.translate(_SIGNS)))
    latin = _WORD.sub(_in_latin, plain)
    return read_out(_LETTERS_APART.sub(_joined, latin), 6)


def _digits_of(item: tuple[str, ...]) -> str:
    """Digits of a numeral: `thirteen`, `forty-nine`, `double two`."""
    teen, ten, unit, times, one = item
    if teen or ten:
        return TEENS[teen] if teen else TENS[ten] + WORD_DIGITS.get(unit, "0")
    return WORD_DIGITS.get(one, one) * _TIMES.get(times, 1)


def _in_latin(word: re.Match[str]) -> str:
    mixed = not word[0].isascii() and re.search("[A-Za-z]", word[0])
    return word[0].translate(_ALIKE) if mixed else word[0]


def _joined(letters: re.Match[str]) -> str:
    return letters[0].replace(letters[1] or letters[2], "")


def read_out(text: str, fewest: int) -> str:
    """Text with digits that are read out one by one as digits: `四八二九`, `four eight 2 nine`.

    Numerals stand alone in ordinary sentences, so fewer than `fewest` in a row stay words.
    """

    def han(found: re.Match[str]) -> str:
        digits = found[0].translate(_TO_ASCII)
        return digits if sum(map(str.isdigit, digits)) >= fewest else found[0]

    def spoken(found: re.Match[str]) -> str:
        items = _ITEMS.findall(found[0].lower())
        digits = "".join(map(_digits_of, items))
        named = sum(not one.isdigit() for *_, one in items)
        return digits if len(digits) >= fewest and named * 2 >= len(items) else found[0]

    return _SPOKEN.sub(spoken, _HAN.sub(han, text))
