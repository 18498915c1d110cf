"""Visible characters of a text, in one form for each digit and dash."""

import unicodedata

# Unicode's Default_Ignorable_Code_Point that are no Cf.
_IGNORED = {
    *"\u034f\u17b4\u17b5",
    *map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),
}
EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters of Hangul and of Braille to Unicode, and blanks to people."""
INVISIBLE = frozenset({*_IGNORED, *EMPTY, "\u20e3"})  # the last frames a keycap
"""Characters of other categories than Cf that people can't see."""


def visible(text: str) -> str:
    """Text without invisible characters and keycap frames; every dash is a hyphen."""
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char in INVISIBLE:
        return ""
    match unicodedata.category(char):
        case "Cf" | "Cs" | "Me":
            return ""
        case "Pd":
            return "-"
        case _:
            return "-" if char == "\u2212" else char


def with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
