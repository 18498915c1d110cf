"""Visible characters of a text, in one form for each digit and dash."""

import unicodedata


def visible(text: str) -> str:
    """Text without invisible characters and keycap frames; every dash is a hyphen."""
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    match unicodedata.category(char):
        case "Cf" | "Me":
            return ""
        case "Mn" if "\ufe00" <= char <= "\ufe0f":  # variation selectors, as in an emoji
            return ""
        case "Pd":
            return "-"
        case _:
            return "-" if char == "\u2212" else char


def with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
